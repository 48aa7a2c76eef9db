"""The parts of a case's page. Each part says what stands in it; another slice of casework adds its own to `SECTIONS`,
what it has that is due to `due_sources`, and what happened to `timeline_sources`.

A part reads by a fixed number of queries and gives no more than it is asked for. Whatever it gives has been through
`cases.contact`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.shared_sql import Given, Rows, among, lists_for
from cases import policies
from cases.contact import Guard, guard_of_groups
from cases.holdings import Holdings
from cases.incident_words import IN_REFUGE, account_of, groups_around, is_covered
from cases.incidents import COLOURS, ticked
from cases.models import (
    Case,
    CaseRisk,
    Development,
    Incident,
    Lowering,
    NearAlert,
    Observation,
    SafetyPlanStep,
    SchoolNotice,
    VictimUpdate,
    VictimUpdateStep,
)
from cases.presenters import (
    EventLine,
    Protected,
    RiskLine,
    child_in_words,
    happenings,
    is_in_force,
    order_line,
    protected_person,
    risk_line,
)
from cases.rules.victims_code import TELLINGS, Happened
from register.models import Task
from register.policies import SEE_ORDER
from ui.dates import day

AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class CaseView:
    """What every part is made from: the case, what is held around the person it is about, who reads it and when."""

    case: Case
    held: Holdings
    actor: Actor
    on: date
    may_work: bool

    def lists(self, name: str, most: int, build: Callable[[Actor, Given], Rows]) -> Mapping[str, list[Any]]:
        """The rows of each of the querysets, read by one query that is written once for all readers of the same roles
        and for all cases. `build` takes the reader and what it needs from what it is given, and never from this view:
        the keys of the `case`, of the `person` it is about and of the force of the case (`case_force`), and those of
        the `records` of the person and of whom the reader has `seen`."""
        given = {
            "case": self.case.pk, "person": self.case.person_id, "case_force": self.case.force_id,
            "records": sorted(self.held.record_ids), "seen": sorted(self.held.guard.seen),
        }  # fmt: skip
        return lists_for(("case page", name, most, self.on), self.actor, build, given)


@dataclass(frozen=True, slots=True)
class Section:
    """One part. `read` gives its lines, most important first, at least as many as it is asked for where there are.

    `template` draws `section.lines`; `is_aside` puts it beside the main column. `empty` stands where there is nothing.
    """

    slug: str
    title: str
    template: str
    read: Callable[[CaseView, int], Iterable[Any]]
    empty: str
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with its lines. `has_more` says that it ends before all of them."""

    slug: str
    title: str
    template: str
    empty: str
    is_aside: bool
    lines: tuple[Any, ...]
    has_more: bool


def shown(section: Section, view: CaseView, most: int) -> Shown:
    """A part with so many of its lines at most."""
    found = list(islice(section.read(view, most + 1), most + 1))
    return Shown(
        section.slug, section.title, section.template, section.empty, section.is_aside, tuple(found[:most]),
        len(found) > most,
    )  # fmt: skip


# What is due


@dataclass(frozen=True, slots=True)
class DueLine:
    """One thing that is due in a case. `source` is the code of what is watched (`register.watched.sources`), by which
    its owner is reminded of it: nothing stands here of which nobody is."""

    on: date
    what: str
    who: str
    url: str
    is_overdue: bool
    source: str


DueSource = Callable[[CaseView, int], Iterable[DueLine]]


def _due(view: CaseView, source: str, on: date, what: str, who: str = "", url: str = "") -> DueLine:
    return DueLine(on, what, who, url, on < view.on, source)


def _reviews(view: CaseView, most: int) -> Iterator[DueLine]:
    """Of the case itself, of each safeguard, and of how each victim may be contacted."""
    case, held = view.case, view.held
    if case.closed_at is not None:
        return
    yield _due(view, "case", case.next_review_on, "Review of the case", case.owner.name)
    mine = {pair.pk for pair in held.harmed if pair.case_id == case.pk}
    for each in held.safeguards:
        if each.pair_id in mine:
            kind, who = each.get_kind_display(), each.owner.name
            yield _due(view, "safeguard", each.review_on, f"Review of a safeguard: {kind}", who)
            if each.ends_on is not None and each.ended_at is None:
                yield _due(view, "safeguard_end", each.ends_on, f"Last day of a safeguard: {kind}", who)
    victims = {pair.victim_id: pair.victim for pair in held.harmed if pair.case_id == case.pk}
    for rule in held.rules:
        if rule.person_id in victims and rule.person_id in held.guard.seen and rule.force_id == case.force_id:
            what = f"Ask again whether contact is safe: {victims[rule.person_id].display_name}"
            yield _due(view, "safe_contact", rule.confirm_by_on, what, case.owner.name)


def _risk_due(view: CaseView, most: int) -> Iterator[DueLine]:
    """The risk by its stored day, the end of a lowered level, and a request that waits for a second person."""
    case, risk = view.case, _standing(view.case)
    if risk is None or case.closed_at is not None:
        return
    url = reverse("case-risk", args=[case.reference])
    if risk.due_on is not None:
        new = ": something new has happened" if risk.reassess_at else ""
        yield _due(view, "risk", risk.due_on, f"Review of the risk{new}", case.owner.name, url)
    if risk.lowered_until_on is not None:
        yield _due(view, "risk_lowered", risk.lowered_until_on, "A lowered level of risk ends", case.owner.name, url)


def _tasks(view: CaseView, most: int) -> Iterator[DueLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        tasks = Task.objects.visible_to(reader).open().filter(person=given["person"], force=given["case_force"])
        return {"tasks": tasks.select_related("owner")[:most]}

    for each in view.lists("tasks", most, wanted)["tasks"]:
        who = each.owner.name if each.owner else "The team"
        yield _due(view, "task", each.due_on, each.title, who, reverse("task", args=[each.reference]))


def _to_tell(view: CaseView, most: int) -> Iterator[DueLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        updates = VictimUpdate.objects.visible_to(reader).waiting().filter(case=given["case"])
        return {"updates": updates.select_related("development", "person")[:most]}

    may_tell = view.actor.may(policies.TELL_VICTIM.permission)
    for each in view.lists("to tell", most, wanted)["updates"]:
        what = f"{TELLINGS[Happened(each.development.kind)].to_do}: {each.person.display_name}"
        url = reverse("tell-victim", args=[each.reference]) if may_tell else ""
        yield _due(view, "victim_update", each.due_on, what, view.case.owner.name, url)


def _to_protect(view: CaseView, most: int) -> Iterator[DueLine]:
    """Schools to be told, steps of safety plans, alerts of the move check, requests to lower the risk: one query."""

    def wanted(reader: Actor, given: Given) -> Rows:
        mine = {"case": given["case"]}
        steps = SafetyPlanStep.objects.waiting(on=view.on).filter(safeguard__pair__case=given["case"])
        steps = steps.filter(safeguard__person__in=among(given["seen"]))
        return {
            "notices": SchoolNotice.objects.visible_to(reader).open().filter(**mine)[:most],
            "steps": steps.select_related("safeguard__owner", "safeguard__person")[:most],
            "alerts": NearAlert.objects.visible_to(reader).open().filter(**mine).order_by("due_at")[:most],
            "lowerings": Lowering.objects.visible_to(reader).waiting().filter(**mine)[:most],
        }

    case, found = view.case, view.lists("to protect", most, wanted)
    for notice in found["notices"]:
        url = reverse("school-notice", args=[notice.reference])
        yield _due(view, "school_notice", notice.due_on, "Tell a child’s school", case.owner.name, url)
    for step in found["steps"]:
        plan = step.safeguard
        url = reverse("victim", args=[case.reference, plan.person.reference])
        yield _due(view, "plan_step", step.due_on, "Step of a safety plan", plan.owner.name, url)
    for alert in found["alerts"]:
        url = reverse("near-alert", args=[alert.reference])
        yield _due(view, "near_alert", timezone.localdate(alert.due_at), "Answer an alert of the move check", "", url)
    for lowering in found["lowerings"]:
        url = reverse("risk-lowering", args=[case.reference, lowering.reference])
        yield _due(view, "lowering", lowering.due_on, "Request to lower the risk", "A second person", url)


def _register(view: CaseView, most: int) -> Iterator[DueLine]:
    """The next notification of each registration, and orders that end within three months. One that is late, and the
    other before its last day, raises a task."""
    for duty in view.held.duties:
        if duty.is_open and duty.due_on is not None:
            yield _due(view, "task", duty.due_on, f"To notify the police: {duty.get_kind_display().lower()}")
    for order in view.held.orders:
        if is_in_force(order, view.on) and order.ends_on and order.ends_on <= view.on + AHEAD:
            title = order_line(order, view.held).title
            yield _due(view, "task", order.ends_on, f"Last day of an order: {title}")


due_sources: list[DueSource] = [_reviews, _risk_due, _tasks, _to_tell, _to_protect, _register]


def _all_due(view: CaseView, most: int) -> list[DueLine]:
    lines = [line for source in due_sources for line in source(view, most)]
    return sorted(lines, key=lambda line: (line.on, line.what))


# Victims to be told


@dataclass(frozen=True, slots=True)
class TellingLine:
    """What happened in the matter, and how far its victims were told."""

    number: int
    title: str
    on: date
    note: str
    is_withdrawn: bool
    victims: tuple[tuple[str, str, str, str], ...]


def _developments(view: CaseView, most: int) -> Iterator[TellingLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        rows = Development.objects.filter(case=given["case"])[:most]
        updates = VictimUpdate.objects.visible_to(reader).filter(development__in=rows.values("pk"))
        return {"rows": rows, "updates": updates.select_related("person")}

    found = view.lists("developments", most, wanted)
    updates: dict[int, list[VictimUpdate]] = {row.pk: [] for row in found["rows"]}
    for each in found["updates"]:
        updates[each.development_id].append(each)
    for row in found["rows"]:
        yield TellingLine(
            row.pk, row.get_kind_display(), row.happened_on, view.held.guard.free_text(row.note),
            row.withdrawn_at is not None, tuple(_told(each, view) for each in updates[row.pk]),
        )  # fmt: skip


def _told(update: VictimUpdate, view: CaseView) -> tuple[str, str, str, str]:
    """Name, how it stands, the colour of that, and where to tell them."""
    name, is_late = update.person.display_name, update.is_late(on=view.on)
    if update.status == VictimUpdate.Status.WAITING:
        may_tell = view.actor.may(policies.TELL_VICTIM.permission)
        url = reverse("tell-victim", args=[update.reference]) if may_tell else ""
        return name, "Late: to be told" if is_late else "To be told", "red" if is_late else "orange", url
    if update.status == VictimUpdate.Status.TOLD:
        return name, "Told late" if is_late else "Told in time", "red" if is_late else "green", ""
    return name, update.get_status_display(), "grey", ""


# Incidents


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in a case."""

    at: datetime
    url: str
    reference: str
    status: str
    colour: str
    asked: tuple[str, ...]
    account: str


def _incidents(view: CaseView, most: int) -> Iterator[IncidentLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        return {"rows": Incident.objects.visible_to(reader).filter(case=given["case"]).with_people()[:most]}

    rows = view.lists("incidents", most, wanted)["rows"]
    guard = _guard_over(rows, view)
    harmed = {pair.victim_id for pair in view.held.harmed}
    for each in rows:
        account = IN_REFUGE if harmed & guard.in_refuge else account_of(each, guard)
        yield IncidentLine(
            each.happened_at, reverse("incident", args=[each.reference]), each.reference, each.get_status_display(),
            COLOURS[each.status], ticked(each), f"{account[:1].upper()}{account[1:]}",
        )  # fmt: skip


def _guard_over(rows: Sequence[Incident], view: CaseView) -> Guard:
    """The guard of the holdings is over the incidents that they hold; an older one may have had others in it."""
    if all(is_covered(each, view.held.guard) for each in rows):
        return view.held.guard
    return guard_of_groups({view.held.person.group_id}.union(*map(groups_around, rows)), actor=view.actor)


# Observations


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """What was seen, said or heard of the person, with its grade and the page where it is graded."""

    at: datetime
    words: str
    grade: str
    is_graded: bool
    reference: str


def _observations(view: CaseView, most: int) -> Iterator[ObservationLine]:
    """Of the force, about the person, those that nobody has graded among them."""

    def wanted(reader: Actor, given: Given) -> Rows:
        return {"rows": Observation.objects.visible_to(reader).filter(person__in=among(given["records"]))[:most]}

    held = view.held
    for each in view.lists("observations", most, wanted)["rows"]:
        words = "words withheld, in refuge" if each.person_id in held.guard.in_refuge else each.words
        yield ObservationLine(
            each.observed_at, f"{each.get_kind_display()}: {held.guard.free_text(words)}", each.grade,
            each.graded_at is not None, each.reference,
        )  # fmt: skip


# The timeline

TimelineSource = Callable[[CaseView, int], Iterable[EventLine]]


def _of_the_record(view: CaseView, most: int) -> Iterable[EventLine]:
    """Sightings, incidents, observations, orders, alerts, registrations, assessments."""
    return happenings(view.held)[:most]


def _of_the_case(view: CaseView, most: int) -> Iterator[EventLine]:
    case, held = view.case, view.held
    yield EventLine(case.opened_at, f"Case opened, {case.force.name}")
    for pair in held.harmed:
        if pair.case_id == case.pk and pair.victim_id in held.guard.seen:
            yield EventLine(pair.recorded_at, f"{pair.victim.display_name} joined to the case")
    for child in held.children:
        if child.case_id == case.pk:
            yield EventLine(child.recorded_at, f"Child added: {child.name}")
    mine = {pair.pk for pair in held.harmed if pair.case_id == case.pk}
    for each in held.safeguards:
        if each.pair_id in mine and each.starts_on <= view.on:
            yield EventLine.of_day(each.starts_on, f"Safeguard in place: {each.get_kind_display()}")


def _of_the_matter(view: CaseView, most: int) -> Iterator[EventLine]:
    def wanted(reader: Actor, given: Given) -> Rows:
        seen = VictimUpdate.objects.visible_to(reader).filter(case=given["case"])
        steps = VictimUpdateStep.objects.filter(update__case=given["case"], update__in=seen, to_status="told")
        return {
            "rows": Development.objects.filter(case=given["case"], withdrawn_at=None)[:most],
            "steps": steps.select_related("update__person", "update__development")[:most],
        }

    found = view.lists("matter", most, wanted)
    for row in found["rows"]:
        yield EventLine.of_day(row.happened_on, row.get_kind_display())
    for step in found["steps"]:
        told = f"{step.update.person.display_name} told: {step.update.development.get_kind_display().lower()}"
        yield EventLine(step.taken_at, f"{told}, {step.get_means_display().lower()}")


timeline_sources: list[TimelineSource] = [_of_the_record, _of_the_case, _of_the_matter]


def _timeline(view: CaseView, most: int) -> list[EventLine]:
    lines = [line for source in timeline_sources for line in source(view, most)]
    return sorted(dict.fromkeys(lines), key=lambda line: line.at, reverse=True)


# Beside them


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who was harmed, with both roles (Data Protection Act 2018 s.38) and what can be ended."""

    who: Protected
    roles: str
    safeguards: tuple[tuple[int, str], ...]


def _people(view: CaseView, most: int) -> Iterator[PersonLine]:
    for pair in view.held.harmed:
        if pair.case_id != view.case.pk:
            continue
        if pair.victim_id not in view.held.guard.seen:
            yield PersonLine(Protected("Somebody whom you may not see", "", is_named=False), "", ())
        else:
            measures = [each for each in view.held.safeguards if each.pair_id == pair.pk]
            ending = [each for each in measures if each.ends_on is None or each.ends_on > view.on]
            roles = f"{pair.get_victim_role_display()}; the other is held as {pair.get_person_role_display().lower()}"
            yield PersonLine(
                protected_person(pair, view.held), roles, tuple((each.pk, each.get_kind_display()) for each in ending)
            )


def _risk(view: CaseView, most: int) -> Iterator[RiskLine]:
    """The assessments in the case. By when the risk is assessed again stands with the level that counts: an incident
    brings that day forward, a closed case has none."""
    risk = _standing(view.case)
    for each in view.held.assessments:
        if each.case_id != view.case.pk:
            continue
        line = risk_line(each, view.held)
        if risk is not None and risk.assessment_id == each.pk:
            review = f"To be assessed again by {day(risk.due_on)}" if risk.due_on else "The case is closed"
            line = replace(line, review=review, is_overdue=risk.due_on is not None and risk.due_on < view.on)
        yield line


def _standing(case: Case) -> CaseRisk | None:
    """The level that counts in the case, read with it; None where nobody has assessed the risk."""
    return getattr(case, "risk", None)


def _children(view: CaseView, most: int) -> Iterator[str]:
    return (child_in_words(each, view.held) for each in view.held.children if each.case_id == view.case.pk)


def _orders(view: CaseView, most: int) -> Iterator[tuple[Any, str]]:
    """Orders in force first, then the others; each leads to its page."""
    may_open = view.actor.may(SEE_ORDER.permission)
    for order in sorted(view.held.orders, key=lambda order: not is_in_force(order, view.on)):
        url = reverse("order", args=[order.person.reference, order.pk]) if may_open else ""
        yield order_line(order, view.held), url


SECTIONS: list[Section] = [
    Section("due", "What is due", "cases/sections/due.html", _all_due, "Nothing is due."),
    Section("incidents", "Incidents", "cases/sections/incidents.html", _incidents, "No incident recorded."),
    Section(
        "victims-code", "What victims must be told", "cases/sections/victims_code.html", _developments,
        "Nothing has happened yet of which a victim must be told.",
    ),
    Section(
        "observations", "Observations", "cases/sections/observations.html", _observations, "No observation recorded."
    ),
    Section("timeline", "Timeline", "cases/sections/timeline.html", _timeline, "Nothing recorded."),
    Section(
        "risk", "Risk", "cases/sections/risk.html", _risk, "Not assessed yet: treat as unknown, not as low.",
        is_aside=True,
    ),
    Section("people", "Victims", "cases/sections/people.html", _people, "Nobody yet.", is_aside=True),
    Section("children", "Children", "cases/sections/children.html", _children, "Not recorded", is_aside=True),
    Section("orders", "Orders", "cases/sections/orders.html", _orders, "No order recorded.", is_aside=True),
]  # fmt: skip
