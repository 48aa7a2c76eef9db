"""Requests under the disclosure scheme (Clare's Law) through the API: from the first word to telling somebody, or
not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import line, one_of, past_day, prose
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from cases import policies
from cases.actions import disclosure_clocks as clocks
from cases.actions import disclosure_decisions as decisions
from cases.actions import disclosures as acts
from cases.api.targets import own_force
from cases.disclosures.clock import waiting_decision
from cases.lists import DISCLOSURES, disclosures_of
from cases.models import Disclosure, DisclosureDecision
from cases.owners import owners_in
from cases.rules.disclosures import UNDERTAKING, Route, Status, Step, may_take
from register.models import Person
from register.readable import reading_of

MOST = 50
ENDS = {each.value: each for each in (Disclosure.Status.WITHDRAWN, Disclosure.Status.OUTSIDE_SCHEME)}


@dataclass(frozen=True, slots=True)
class DisclosureBrief:
    """One request of a list. It names nobody."""

    reference: str
    version: int
    route: str
    status: str
    owner: str
    received_at: datetime
    due_on: date
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class CheckShown:
    """The first checks."""

    is_pnc_checked: bool
    is_pnd_checked: bool
    is_visor_checked: bool
    is_local_checked: bool
    is_in_danger: bool
    found: str
    what_was_done: str
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """Meeting whoever asked."""

    met_on: date
    identity: str
    is_alone: bool
    said: str
    safety_advice: str
    met_by: str


@dataclass(frozen=True, slots=True)
class ForumShown:
    """The agencies that considered it, and how they see the risk."""

    held_on: date
    agencies: str
    view: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """What a second person says of a decision."""

    is_agreed: bool
    why: str
    read_at: datetime
    read_by: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One decision, with what the second reader said of it."""

    is_to_disclose: bool
    is_emergency: bool
    has_credible_risk: bool
    lawful: str
    necessary: str
    proportionate: str
    recipient: str
    recipient_words: str
    wording: str
    decided_at: datetime
    decided_by: str
    reading: ReadingShown | None


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """How somebody was told."""

    told_at: datetime
    place: str
    why_safe: str
    supported_by: str
    undertaking: str
    safety_plan: str
    told_by: str


@dataclass(frozen=True, slots=True)
class StopShown:
    """Days on which the clock stands."""

    starts_on: date
    ends_on: date
    why: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """What a request became."""

    to_status: str
    changed_at: datetime
    changed_by: str
    why: str


@dataclass(frozen=True, slots=True)
class DisclosureShown:
    """One request. `person` and `at_risk` are references where whoever asks may open the record, else empty; `steps`
    are those that may be taken from here."""

    reference: str
    route: str
    status: str
    force: str
    owner: str
    person: str
    is_person_linked: bool
    person_words: str
    at_risk: str
    is_at_risk_linked: bool
    at_risk_words: str
    asked_by: str
    asker_words: str
    safe_contact: str
    concern: str
    channel: str
    received_at: datetime
    recorded_at: datetime
    due_on: date
    next_due_on: date | None
    renews: str
    steps: tuple[str, ...]
    waits_for_reader: bool
    check: CheckShown | None
    meeting: MeetingShown | None
    forum: ForumShown | None
    decisions: tuple[DecisionShown, ...]
    delivery: DeliveryShown | None
    stops: tuple[StopShown, ...]
    history: tuple[StepShown, ...]


class DisclosuresAsked(Paged):
    """Which list of the force."""

    list = serializers.ChoiceField(DISCLOSURES, default="open")


def _disclosures(asking: Asking, list: str, after: Any = None) -> Shown:
    rows = disclosures_of(asking.actor, list).select_related("owner")
    page, then = newest_first(rows, after) if list == "ended" else soonest_first(rows, "next_due_on", after)
    found = [shown(DisclosureBrief, each, str, owner=named(each.owner)) for each in page]
    return Shown({"disclosures": found, "next": then})


def _disclosure(asking: Asking, disclosure: Disclosure) -> Shown:
    acts.read_disclosure(disclosure, **asking.act)
    people = [each for each in (disclosure.person_id, disclosure.at_risk_id) if each is not None]
    read = reading_of(asking.actor, people)
    seen = {each.pk: each.reference for each in Person.objects.visible_to(asking.actor).filter(pk__in=people)}
    found = shown(
        DisclosureShown, disclosure, read, owner=named(disclosure.owner),
        person=seen.get(disclosure.person_id or 0, ""), is_person_linked=disclosure.person_id is not None,
        at_risk=seen.get(disclosure.at_risk_id or 0, ""), is_at_risk_linked=disclosure.at_risk_id is not None,
        renews=_earlier(asking.actor, disclosure), steps=_possible(disclosure),
        waits_for_reader=waiting_decision(disclosure) is not None, **_taken(disclosure, read),
    )  # fmt: skip
    return Shown(found, disclosure.version)


def _taken(disclosure: Disclosure, read: Reading) -> dict[str, Any]:
    """The steps that were taken, by their name."""
    stops = disclosure.stops.all()[:MOST]
    history = disclosure.status_changes.select_related("changed_by")[:MOST]
    decided = disclosure.decisions.select_related("decided_by", "reading__read_by")[:MOST]
    return {
        "check": _part(CheckShown, disclosure, "check_made", read),
        "meeting": _part(MeetingShown, disclosure, "meeting", read),
        "forum": _part(ForumShown, disclosure, "forum", read),
        "decisions": tuple(_decision(each, read) for each in decided),
        "delivery": _part(DeliveryShown, disclosure, "delivery", read),
        "stops": tuple(shown(StopShown, each, read) for each in stops),
        "history": tuple(shown(StepShown, each, read, changed_by=named(each.changed_by)) for each in history),
    }


def _part(kind: type[Any], row: Any, name: str, read: Reading) -> Any:
    part = getattr(row, name, None)
    return shown(kind, part, read) if part is not None else None


def _decision(decision: DisclosureDecision, read: Reading) -> DecisionShown:
    return shown(DecisionShown, decision, read, reading=_part(ReadingShown, decision, "reading", read))


def _possible(disclosure: Disclosure) -> tuple[str, ...]:
    status, route = Status(disclosure.status), Route(disclosure.route)
    return tuple(step.value for step in Step if may_take(status, step, route))


def _earlier(actor: Actor, disclosure: Disclosure) -> str:
    """The request that it renews, where the actor may read that one."""
    found = Disclosure.objects.visible_to(actor).filter(pk=disclosure.renews_id or 0).first()
    return found.reference if found else ""


def _undertaking(asking: Asking, disclosure: Disclosure) -> Shown:
    decisions.print_undertaking(disclosure, **asking.act)
    sheets = [
        {"language": language, "title": title, "sentences": sentences, "to_sign": to_sign}
        for language, (title, sentences, to_sign) in UNDERTAKING.items()
    ]
    return Shown({"reference": disclosure.reference, "sheets": sheets})


def disclosure_of(actor: Actor, reference: str) -> Disclosure:
    """A request to the actor's force."""
    rows = Disclosure.objects.visible_to(actor).select_related("force", "owner", "person", "at_risk")
    return get_or_404(rows, reference=reference)


def force_of(actor: Actor) -> Force:
    """The force that takes the request down."""
    return own_force(actor, policies.START_DISCLOSURE.permission)


def _people(actor: Actor, target: Any) -> Any:
    return Person.objects.visible_to(actor)


def _ended(actor: Actor, target: Any) -> Any:
    """Requests that the actor may renew."""
    return policies.WORK_DISCLOSURE.rows(Disclosure.objects.visible_to(actor), actor)


def _owners(actor: Actor, disclosure: Disclosure) -> Any:
    return owners_in(disclosure.force_id, on=timezone.localdate())


def _started(actor: Actor, force: Force, sent: dict[str, Any]) -> dict[str, Any]:
    """Each side is a record, or words, or both."""
    sides = {"about": "person", "at_risk": "at_risk"}
    whom = {side: acts.Whom(sent.pop(name, None), sent.pop(f"{name}_words", "")) for side, name in sides.items()}
    return {**sent, **whom}


def _identified(actor: Actor, disclosure: Disclosure, sent: dict[str, Any]) -> dict[str, Any]:
    """A record that the actor may not see stays linked though they name none."""
    seen = set(_people(actor, None).filter(pk__in=[disclosure.person_id, disclosure.at_risk_id]).values_list("pk"))
    kept = {
        name: getattr(disclosure, name)
        for name in ("person", "at_risk")
        if sent[name] is None and (getattr(disclosure, f"{name}_id"),) not in seen
    }
    return {**sent, **kept}


AT = Place(
    "api-disclosure", lambda row: {"reference": (row if isinstance(row, Disclosure) else row.disclosure).reference}
)
PATH, ONE = "disclosures", "disclosures/<str:reference>"
TEXTS = {
    "agencies": line(500), "asker_words": line(300), "concern": prose(4000), "found": prose(4000),
    "lawful": prose(2000), "necessary": prose(2000), "proportionate": prose(2000), "recipient_words": line(300),
    "safe_contact": line(500), "safety_advice": prose(2000), "safety_plan": prose(2000), "said": prose(4000),
    "supported_by": line(200), "view": prose(4000), "what_was_done": prose(2000), "why": prose(2000),
    "why_safe": prose(1000), "wording": prose(4000),
}  # fmt: skip


def step(slug: str, name: str, act: Callable[..., Any], *days: str, **more: Any) -> Write:
    """A step of a request. `days` are those that have come when it is recorded."""
    fields = {**dict.fromkeys(days, past_day), **more.pop("fields", {})}
    tells = () if act is decisions.decide_disclosure else ("status", "due_on", "next_due_on")
    return Write(f"{ONE}/{slug}", name, act, disclosure_of, AT, has_version=True, texts=TEXTS, fields=fields,
                 tells=tells, **more)  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read(PATH, "api-disclosures", "The requests to the force, the next day first.", _disclosures,
         policy=policies.SEE_DISCLOSURES, query=DisclosuresAsked),
    Write(
        PATH, "api-start-disclosure", acts.start_disclosure, force_of, AT, makes=True, texts=TEXTS,
        leaves_out=("about", "at_risk"), fills=_started, fields={"renews": named_by(_ended)},
        more={
            "person": named_by(_people), "person_words": line(300), "at_risk": named_by(_people),
            "at_risk_words": line(300),
        },
        tells=("status", "due_on", "next_due_on"),
    ),
    Read(ONE, "api-disclosure", "One request with every step that was taken.", _disclosure, disclosure_of,
         policy=policies.SEE_DISCLOSURES, acts=(acts.read_disclosure,)),
    Read(f"{ONE}/undertaking", "api-undertaking", "What whoever is told signs, in both languages. It names nobody.",
         _undertaking, disclosure_of, policy=policies.WORK_DISCLOSURE, acts=(decisions.print_undertaking,)),
    step("owner", "api-assign-disclosure", acts.assign_disclosure, fields={"owner": named_by(_owners)}),
    step("people", "api-identify-people", acts.identify_people, fills=_identified,
         fields={"person": named_by(_people), "at_risk": named_by(_people)}),
    step("checks", "api-record-checks", acts.record_checks),
    step("meeting", "api-record-disclosure-meeting", acts.record_meeting, "met_on"),
    step("forum", "api-record-forum", acts.record_forum, "held_on"),
    step("decide", "api-decide-disclosure", decisions.decide_disclosure),
    step("second-read", "api-second-read", decisions.second_read),
    step("tell", "api-disclose", decisions.disclose),
    step("say-nothing", "api-say-nothing-to-disclose", decisions.say_nothing_to_disclose),
    step("at-once", "api-disclose-at-once", decisions.disclose_at_once),
    step("end", "api-end-disclosure", acts.end_disclosure, fields={"status": one_of(ENDS)}),
    step("clock/stop", "api-stop-disclosure-clock", clocks.stop_clock),
    step("clock/restart", "api-restart-disclosure-clock", clocks.restart_clock),
)  # fmt: skip
