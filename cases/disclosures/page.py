"""A request under the disclosure scheme as its page shows it: every text as this reader may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from accounts.actor import Actor
from cases.disclosures.clock import clocks, waiting_decision
from cases.models import Disclosure, DisclosureDecision
from cases.rules.disclosures import NOTHING_TO_DISCLOSE, SAFETY_ADVICE, UNDECIDED, Clocks, Route, Status, Step, may_take
from register.models import Person
from register.readable import Reading, reading_of
from ui.dates import day, moment

COLOURS = {
    Status.RECEIVED: "red", Status.CHECKED: "orange", Status.MET: "orange", Status.CONSIDERED: "orange",
    Status.DECIDED: "purple", Status.TO_DISCLOSE: "red", Status.NOT_TO_DISCLOSE: "yellow", Status.DISCLOSED: "green",
    Status.NOT_DISCLOSED: "grey", Status.WITHDRAWN: "grey", Status.OUTSIDE_SCHEME: "grey",
}  # fmt: skip
NEXT = {
    Status.RECEIVED: "First checks", Status.CHECKED: "Meet whoever asked", Status.MET: "Consider with other agencies",
    Status.CONSIDERED: "Decide", Status.DECIDED: "Second reading", Status.TO_DISCLOSE: "Tell them, safely",
    Status.NOT_TO_DISCLOSE: "Tell them that nothing is disclosed", Status.DISCLOSED: "Second reading afterwards",
}  # fmt: skip
NOT_YET_FOUND = "Not linked with a record"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a request is about. `reference` only where the reader may open the record."""

    title: str
    words: str
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One step that was taken."""

    title: str
    said: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """Everything of one request."""

    reference: str
    route: str
    status: str
    colour: str
    owner: str
    force: str
    received: str
    due: str
    due_note: str
    next_step: str
    next_due: str
    is_overdue: bool
    parties: tuple[Party, ...]
    asker: str
    safe_contact: str
    concern: str
    parts: tuple[Part, ...]
    wording: str
    is_to_tell: bool
    advice: tuple[str, ...]
    steps: frozenset[str]
    is_stopped: bool
    is_ended: bool
    may_identify: bool
    waits_for_reader: bool
    decided_by: int | None
    history: tuple[tuple[str, datetime, str, str], ...]
    stops: tuple[str, ...]


def disclosure_page(disclosure: Disclosure, actor: Actor, *, on: date) -> DisclosurePage:
    """The page of a request: a fixed number of queries. `on` is today."""
    people = [number for number in (disclosure.person_id, disclosure.at_risk_id) if number is not None]
    read, times = reading_of(actor, people), clocks(disclosure)
    status, stops, waits = Status(disclosure.status), list(disclosure.stops.all()), waiting_decision(disclosure)
    newest = disclosure.decisions.first()
    return DisclosurePage(
        reference=disclosure.reference,
        route=disclosure.get_route_display(),
        status=disclosure.get_status_display(),
        colour=COLOURS[status],
        owner=disclosure.owner.name if disclosure.owner else "",
        force=disclosure.force.name,
        received=f"{moment(disclosure.received_at)}, {disclosure.get_channel_display().lower()}",
        due=day(disclosure.due_on),
        due_note=_due_note(times, disclosure),
        next_step=_next_step(disclosure, status),
        next_due=_next_due(disclosure, times, status),
        is_overdue=disclosure.next_due_on is not None and disclosure.next_due_on < on,
        parties=tuple(_parties(disclosure, actor, read, people)),
        asker=" ".join(
            part for part in (f"{disclosure.get_asked_by_display()}.", read(disclosure.asker_words)) if part
        ),
        safe_contact=read(disclosure.safe_contact),
        concern=read(disclosure.concern),
        parts=tuple(_parts(disclosure, read)),
        wording=read(newest.wording) if newest is not None else "",
        is_to_tell=status in (Status.TO_DISCLOSE, Status.NOT_TO_DISCLOSE),
        advice=SAFETY_ADVICE,
        steps=frozenset(step.value for step in Step if may_take(status, step, Route(disclosure.route))),
        is_stopped=any(each.starts_on <= on <= each.ends_on for each in stops),
        is_ended=disclosure.is_ended,
        may_identify=status in UNDECIDED,
        waits_for_reader=waits is not None,
        decided_by=waits.decided_by_id if waits is not None else None,
        history=tuple(_history(disclosure, read)),
        stops=tuple(f"{day(each.starts_on)} to {day(each.ends_on)}: {read(each.why)}" for each in stops),
    )


def _due_note(times: Clocks, disclosure: Disclosure) -> str:
    """What the guidance says, where stops have moved the day."""
    if times.with_stops == times.overall.due_on:
        return f"28 days from {day(times.overall.starts_on)}"
    return (
        f"The 28 days of the guidance end on {day(times.overall.due_on)}; the days on which the clock stood are added"
    )


def _next_step(disclosure: Disclosure, status: Status) -> str:
    if disclosure.next_due_on is None:
        return ""
    if status is Status.CHECKED and disclosure.route == Disclosure.Route.KNOW:
        return NEXT[Status.MET]
    return NEXT[status]


def _next_due(disclosure: Disclosure, times: Clocks, status: Status) -> str:
    if disclosure.next_due_on is None:
        return ""
    return moment(times.checks.at) if status is Status.RECEIVED else day(disclosure.next_due_on)


def _parties(disclosure: Disclosure, actor: Actor, read: Reading, people: list[int]) -> Iterator[Party]:
    seen = {person.pk: person for person in Person.objects.visible_to(actor).filter(pk__in=people)}
    for title, number, words in (
        ("Asked about", disclosure.person_id, disclosure.person_words),
        ("May be at risk", disclosure.at_risk_id, disclosure.at_risk_words),
    ):
        person = seen.get(number) if number is not None else None
        if person is not None:
            yield Party(title, read(words), person.reference, person.display_name)
        else:
            yield Party(title, read(words), "", NOT_YET_FOUND if number is None else "A record that you may not open")


def _parts(disclosure: Disclosure, read: Reading) -> Iterator[Part]:
    """The steps that were taken, in their order."""
    rows: tuple[tuple[str, str], ...]
    check = getattr(disclosure, "check_made", None)
    if check is not None:
        searched = (
            ("PNC", check.is_pnc_checked), ("PND", check.is_pnd_checked), ("ViSOR", check.is_visor_checked),
            ("the force’s own systems", check.is_local_checked),
        )  # fmt: skip
        names = ", ".join(name for name, is_checked in searched if is_checked)
        danger = f"Yes. {read(check.what_was_done)}" if check.is_in_danger else "No"
        rows = (("Searched", names or "Nothing was ticked"), ("Danger now", danger), ("Found", read(check.found)))
        yield Part("First checks", f"{moment(check.checked_at)}, {check.checked_by.name}", rows)
    meeting = getattr(disclosure, "meeting", None)
    if meeting is not None:
        rows = (
            ("Identity", meeting.get_identity_display()), ("Alone", "Yes" if meeting.is_alone else "No"),
            ("They said", read(meeting.said)), ("Safety advice", read(meeting.safety_advice)),
        )  # fmt: skip
        yield Part("Met face to face", f"{day(meeting.met_on)}, {meeting.met_by.name}", rows)
    forum = getattr(disclosure, "forum", None)
    if forum is not None:
        rows = (("Agencies", read(forum.agencies)), ("How they see the risk", read(forum.view)))
        yield Part("Considered with other agencies", f"{day(forum.held_on)}, {forum.recorded_by.name}", rows)
    for decision in reversed(disclosure.decisions.all()):
        yield _decided(decision, read)
    delivery = getattr(disclosure, "delivery", None)
    if delivery is not None:
        rows = (
            ("Where", delivery.get_place_display()), ("Why it was safe", read(delivery.why_safe)),
            ("Supported by", read(delivery.supported_by) or "Nobody"),
            ("Undertaking", delivery.get_undertaking_display()), ("Safety plan", read(delivery.safety_plan)),
        )  # fmt: skip
        yield Part("Told", f"{moment(delivery.told_at)}, {delivery.told_by.name}", rows)


def _decided(decision: DisclosureDecision, read: Reading) -> Part:
    """A decision with what the second reader said of it."""
    title = "Decided to disclose" if decision.is_to_disclose else "Decided not to disclose"
    recipient = " ".join(
        part for part in (f"{decision.get_recipient_display()}.", read(decision.recipient_words)) if part
    )
    rows = [
        ("Credible risk", "Yes" if decision.has_credible_risk else "No"),
        ("Lawful", read(decision.lawful)), ("Necessary", read(decision.necessary)),
        ("Proportionate", read(decision.proportionate)), ("Who is told", recipient),
        ("In which words", "The set words" if decision.wording == NOTHING_TO_DISCLOSE else read(decision.wording)),
    ]  # fmt: skip
    reading = getattr(decision, "reading", None)
    if reading is not None:
        verdict = "Agreed" if reading.is_agreed else "Not agreed"
        rows.append(
            ("Second reader", f"{verdict}, {moment(reading.read_at)}, {reading.read_by.name}: {read(reading.why)}")
        )
    else:
        rows.append(("Second reader", "Nobody has read it yet"))
    title += ", at once" if decision.is_emergency else ""
    return Part(title, f"{moment(decision.decided_at)}, {decision.decided_by.name}", tuple(rows))


def _history(disclosure: Disclosure, read: Reading) -> Iterator[tuple[str, datetime, str, str]]:
    for change in disclosure.status_changes.all():
        by = change.changed_by.name if change.changed_by else "The register"
        yield change.get_to_status_display(), change.changed_at, by, read(change.why)
