"""How a registered person is managed, as its page shows it: each text and address through the guard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.actor import Actor
from cases.contact import Guard, guard_of, may_show
from register.managed.clock import clock_of, levels_of
from register.managed.managers import without_a_manager
from register.models import Address, ManagementRisk, ManagerAssignment, Registration, RiskLowering, Visit
from register.rules.visits import explained, reactive_from
from ui.dates import day, moment

LEVEL_COLOURS = {"low": "green", "medium": "yellow", "high": "orange", "very_high": "red", "": "grey"}
OUTCOME_COLOURS = {"seen": "green", "not_at_home": "yellow", "refused": "red", "address_doubtful": "orange"}
RISKS_SHOWN, MANAGERS_SHOWN, ADDRESSES_SHOWN = 10, 10, 5


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One decision about the level of risk."""

    level: str
    colour: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit that was made or tried."""

    reference: str
    title: str
    outcome: str
    colour: str
    rows: tuple[tuple[str, str], ...]
    by: str
    is_withdrawn: bool
    why_withdrawn: str


@dataclass(frozen=True, slots=True)
class Managed:
    """Everything about the management of one registration but its visits, which stand on pages of their own."""

    status: str
    force: str
    manager: str
    is_unowned: bool
    managers: tuple[str, ...]
    level: str
    colour: str
    is_reactive: bool
    levels: tuple[LevelLine, ...]
    request: LevelLine | None
    has_asked: bool
    next_visit: str
    is_overdue: bool
    why: str
    planned: str
    plan_note: str
    reactive_from: str
    is_ended: bool
    addresses: tuple[str, ...]


def managed(registration: Registration, guard: Guard, *, on: date) -> Managed:
    """How somebody is managed, for the actor of the guard: a fixed number of queries."""
    clock, levels = clock_of(registration), levels_of(registration)
    request = RiskLowering.objects.waiting().filter(registration=registration).select_related("asked_by").first()
    planned = Visit.objects.planned().filter(registration=registration).select_related("officer").first()
    possible_on = reactive_from(levels)
    is_ended = not Registration.objects.live().filter(pk=registration.pk).exists()
    return Managed(
        status=registration.get_status_display(),
        force=registration.managing_force.name,
        manager=registration.offender_manager.name if registration.offender_manager else "",
        is_unowned=Registration.objects.filter(without_a_manager(on=on), pk=registration.pk).exists(),
        managers=tuple(_managers(registration, guard)),
        level=level_in_words(registration.management_level),
        colour=LEVEL_COLOURS[registration.management_level],
        is_reactive=registration.is_reactive,
        levels=tuple(_levels(registration, guard)),
        request=_request(request, guard) if request else None,
        has_asked=request is not None and request.asked_by_id == guard.actor.user_id,
        next_visit=day(clock.next_on),
        is_overdue=clock.next_on < on and not is_ended,
        why=explained(clock),
        planned=_planned(planned),
        plan_note=guard.free_text(planned.plan_note) if planned else "",
        reactive_from=day(possible_on) if possible_on else "",
        is_ended=is_ended,
        addresses=tuple(_addresses(registration, guard, on)),
    )


def guard_for(registration: Registration, actor: Actor) -> Guard:
    """The guard over the person managed and everybody they are paired with."""
    return guard_of([registration.person_id], actor=actor)


def visit_line(visit: Visit, guard: Guard) -> VisitLine:
    """One visit, with its texts as this reader may read them. Its status changes are read already."""
    said = (
        ("Who was there", visit.present),
        ("Living circumstances", visit.circumstances),
        ("Concerns", visit.concerns),
        ("What follows", visit.follow_up),
    )
    changes = [each for each in visit.status_changes.all() if each.to_status == Visit.Status.WITHDRAWN]
    return VisitLine(
        reference=visit.reference,
        title=moment(visit.visited_at) if visit.visited_at else "",
        outcome=visit.get_outcome_display(),
        colour=OUTCOME_COLOURS.get(visit.outcome, "grey"),
        rows=(
            ("Where", f"{visit.get_place_display()}, {'unannounced' if visit.is_unannounced else 'announced'}"),
            *((label, guard.free_text(text)) for label, text in said if text),
        ),
        by=f"{visit.recorded_by.name}, {visit.force.name}" if visit.recorded_by else visit.force.name,
        is_withdrawn=visit.status == Visit.Status.WITHDRAWN,
        why_withdrawn=guard.free_text(changes[-1].why) if changes else "",
    )


def level_in_words(level: str) -> str:
    """ "High risk", or that nobody has set it."""
    names = dict(Registration._meta.get_field("management_level").flatchoices)
    return f"{names[level]} risk" if level else "Level of risk not set"


def _managers(registration: Registration, guard: Guard) -> Iterable[str]:
    rows = ManagerAssignment.objects.filter(registration=registration).select_related("manager", "force", "assigned_by")
    for row in rows[:MANAGERS_SHOWN]:
        who = row.manager.name if row.manager else "The team’s queue"
        by = f" by {row.assigned_by.name}" if row.assigned_by else ""
        yield f"{who}, {row.force.name}, since {day(row.assigned_at)}{by}: {guard.free_text(row.why)}"


def _levels(registration: Registration, guard: Guard) -> Iterable[LevelLine]:
    rows = ManagementRisk.objects.filter(registration=registration).select_related("decided_by", "asked_by")
    for row in rows[:RISKS_SHOWN]:
        asked = f"; asked for by {row.asked_by.name}" if row.asked_by else ""
        said = f"{day(row.decided_on)}, {row.decided_by.name}{asked}"
        yield LevelLine(_asked(row), LEVEL_COLOURS[row.level], said, guard.free_text(row.why))


def _request(request: RiskLowering, guard: Guard) -> LevelLine:
    said = f"{request.asked_by.name} on {day(request.asked_at)}"
    return LevelLine(_asked(request), LEVEL_COLOURS[request.level], said, guard.free_text(request.why))


def _asked(row: ManagementRisk | RiskLowering) -> str:
    return f"{level_in_words(row.level)}, no planned visits" if row.is_reactive else level_in_words(row.level)


def _planned(visit: Visit | None) -> str:
    if visit is None or visit.planned_on is None:
        return ""
    return f"{day(visit.planned_on)}, {visit.officer.name}" if visit.officer else day(visit.planned_on)


def _addresses(registration: Registration, guard: Guard, on: date) -> Iterable[str]:
    rows = Address.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person=registration.person_id)
    for address in rows.order_by("-pk")[:ADDRESSES_SHOWN]:
        yield f"{address.get_kind_display()}: {may_show(address, actor=guard.actor, guard=guard).text}"
