"""The parts of a case's page. Each part says what stands in it; another slice of casework adds its own to `SECTIONS`,
what it has that is due to `due_sources`, and what happened to `timeline_sources`.

A part reads by a fixed number of queries and gives no more than it is asked for. Whatever it gives has been through
`cases.contact`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases import policies
from cases.contact import Guard, guard_of_groups
from cases.holdings import Holdings
from cases.incident_words import IN_REFUGE, account_of, groups_around, is_covered
from cases.incidents import COLOURS, ticked
from cases.models import Case, Development, Incident, VictimUpdate, VictimUpdateStep
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

AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class CaseView:
    """What every part is made from: the case, what is held around the person it is about, who reads it and when."""

    case: Case
    held: Holdings
    actor: Actor
    on: date
    may_work: bool


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
    """One thing that is due in a case."""

    on: date
    what: str
    who: str
    url: str
    is_overdue: bool


DueSource = Callable[[CaseView, int], Iterable[DueLine]]


def _due(view: CaseView, on: date, what: str, who: str = "", url: str = "") -> DueLine:
    return DueLine(on, what, who, url, is_overdue=on < view.on)


def _reviews(view: CaseView, most: int) -> Iterator[DueLine]:
    """Of the case itself, of the risk, and of each safeguard."""
    case, held = view.case, view.held
    if case.closed_at is None:
        yield _due(view, case.next_review_on, "Review of the case", case.owner.name)
    newest = next((each for each in held.assessments if each.case_id == case.pk), None)
    if newest is not None and case.closed_at is None:
        yield _due(view, newest.review_on, "Review of the risk", case.owner.name)
    mine = {pair.pk for pair in held.harmed if pair.case_id == case.pk}
    for each in held.safeguards:
        if each.pair_id in mine:
            yield _due(view, each.review_on, f"Review of a safeguard: {each.get_kind_display()}", each.owner.name)


def _tasks(view: CaseView, most: int) -> Iterator[DueLine]:
    tasks = Task.objects.visible_to(view.actor).open().filter(person=view.case.person_id, force=view.case.force_id)
    for each in tasks.select_related("owner")[:most]:
        who = each.owner.name if each.owner else "The team"
        yield _due(view, each.due_on, each.title, who, reverse("task", args=[each.reference]))


def _to_tell(view: CaseView, most: int) -> Iterator[DueLine]:
    updates = VictimUpdate.objects.visible_to(view.actor).waiting().filter(case=view.case)
    may_tell = view.actor.may(policies.TELL_VICTIM.permission)
    for each in updates.select_related("development", "person")[:most]:
        what = f"{TELLINGS[Happened(each.development.kind)].to_do}: {each.person.display_name}"
        url = reverse("tell-victim", args=[each.reference]) if may_tell else ""
        yield _due(view, each.due_on, what, view.case.owner.name, url)


def _register(view: CaseView, most: int) -> Iterator[DueLine]:
    """The next notification of each registration, and orders that end within three months."""
    for duty in view.held.duties:
        if duty.is_open and duty.due_on is not None:
            yield _due(view, duty.due_on, f"To notify the police: {duty.get_kind_display().lower()}")
    for order in view.held.orders:
        if is_in_force(order, view.on) and order.ends_on and order.ends_on <= view.on + AHEAD:
            yield _due(view, order.ends_on, f"Last day of an order: {order_line(order, view.held).title}")


due_sources: list[DueSource] = [_reviews, _tasks, _to_tell, _register]


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
    rows = list(Development.objects.filter(case=view.case)[:most])
    updates: dict[int, list[VictimUpdate]] = {row.pk: [] for row in rows}
    for each in VictimUpdate.objects.visible_to(view.actor).filter(development__in=rows).select_related("person"):
        updates[each.development_id].append(each)
    for row in rows:
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
    rows = list(Incident.objects.visible_to(view.actor).filter(case=view.case).with_people()[:most])
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


# The timeline

TimelineSource = Callable[[CaseView, int], Iterable[EventLine]]


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))


def _of_the_record(view: CaseView, most: int) -> Iterable[EventLine]:
    """Sightings, incidents, observations, orders, alerts, registrations, assessments."""
    return happenings(view.held)[:most]


def _of_the_case(view: CaseView, most: int) -> Iterator[EventLine]:
    case, held = view.case, view.held
    yield EventLine(case.opened_at, f"Case opened, {case.force.name}")
    if case.closed_at:
        yield EventLine(case.closed_at, "Case closed")
    for pair in held.harmed:
        if pair.case_id == case.pk and pair.victim_id in held.guard.seen:
            yield EventLine(pair.recorded_at, f"{pair.victim.display_name} joined to the case")
    for child in held.children:
        if child.case_id == case.pk:
            yield EventLine(child.recorded_at, f"Child added: {child.name}")
    mine = {pair.pk for pair in held.harmed if pair.case_id == case.pk}
    for each in held.safeguards:
        if each.pair_id in mine and each.starts_on <= view.on:
            yield EventLine(_noon(each.starts_on), f"Safeguard in place: {each.get_kind_display()}")


def _of_the_matter(view: CaseView, most: int) -> Iterator[EventLine]:
    for row in Development.objects.filter(case=view.case, withdrawn_at=None)[:most]:
        yield EventLine(_noon(row.happened_on), row.get_kind_display())
    steps = VictimUpdateStep.objects.filter(update__case=view.case, update__in=_seen(view), to_status="told")
    for step in steps.select_related("update__person", "update__development")[:most]:
        told = f"{step.update.person.display_name} told: {step.update.development.get_kind_display().lower()}"
        yield EventLine(step.taken_at, f"{told}, {step.get_means_display().lower()}")


def _seen(view: CaseView) -> Any:
    return VictimUpdate.objects.visible_to(view.actor)


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
    return (risk_line(each, view.held) for each in view.held.assessments if each.case_id == view.case.pk)


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
    Section("timeline", "Timeline", "cases/sections/timeline.html", _timeline, "Nothing recorded."),
    Section(
        "risk", "Risk", "cases/sections/risk.html", _risk, "Not assessed yet: treat as unknown, not as low.",
        is_aside=True,
    ),
    Section("people", "Victims", "cases/sections/people.html", _people, "Nobody yet.", is_aside=True),
    Section("children", "Children", "cases/sections/children.html", _children, "Not recorded", is_aside=True),
    Section("orders", "Orders", "cases/sections/orders.html", _orders, "No order recorded.", is_aside=True),
]  # fmt: skip
