"""A person's notifications as a page shows them: duties, changes, what was told. Free text passes the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from accounts.actor import Actor
from cases.breaches import BreachLine, breach_line
from cases.contact import guard_of
from register.models import (
    Absence,
    Breach,
    NotifiableChange,
    Notification,
    NotificationDuty,
    NotificationItem,
    Registration,
)
from register.rules.notifications.particulars import in_words, missing
from register.rules.regimes.table import DutyKind
from ui.dates import day, moment

MOST = 100
Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty: what, until when, how it stands in a word, a colour and a sentence, and how its day was computed."""

    number: int
    title: str
    due: str
    state: str
    colour: str
    note: str
    explanation: str
    is_open: bool
    is_overdue: bool
    may_be_suspected: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: what, when, what is known, what the law asks and nobody gave. `is_announced`: it still waits."""

    reference: str
    title: str
    when: str
    particulars: tuple[tuple[str, str], ...]
    detail: str
    missing: tuple[str, ...]
    is_announced: bool
    may_be_withdrawn: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing that was said, and what the officer thought of it."""

    number: int
    title: str
    particulars: tuple[tuple[str, str], ...]
    said: str
    outcome: str
    doubt: str
    is_complete: bool
    may_be_suspected: bool


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """One notification that was given."""

    reference: str
    when: str
    how: str
    by: str
    identity: str
    refused: str
    method_doubt: str
    remarks: str
    items: tuple[ItemLine, ...]
    has_fixed_abode: bool


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Time in custody, in hospital or abroad."""

    number: int
    title: str
    period: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """Everything about the notifications of one registration."""

    status: str
    force: str
    open_duties: tuple[DutyLine, ...]
    past_duties: tuple[DutyLine, ...]
    changes: tuple[ChangeLine, ...]
    notifications: tuple[NotificationLine, ...]
    absences: tuple[AbsenceLine, ...]
    breaches: tuple[BreachLine, ...]


def notifications_of(registration: Registration, *, actor: Actor, on: date) -> NotificationsPage:
    """The page of one registration for this actor, at most 100 lines in each part: a fixed number of queries."""
    clean = guard_of({registration.person_id}, actor=actor).free_text
    rows = NotificationDuty.objects.filter(registration=registration).select_related("breach")
    duties = [_duty(each, on) for each in rows[:MOST]]
    changes = NotifiableChange.objects.filter(registration=registration).order_by("-recorded_at", "-pk")
    absences = Absence.objects.filter(person=registration.person_id).order_by("-starts_on", "-pk")
    breaches = Breach.objects.filter(registration=registration).select_related("duty", "item")
    return NotificationsPage(
        status=registration.get_status_display(),
        force=registration.managing_force.name,
        open_duties=tuple(each for each in duties if each.is_open),
        past_duties=tuple(reversed([each for each in duties if not each.is_open])),
        changes=tuple(_change(each, clean) for each in changes[:MOST]),
        notifications=tuple(_notifications(registration, clean)),
        absences=tuple(_absence(each) for each in absences[:MOST]),
        breaches=tuple(breach_line(each) for each in breaches[:MOST]),
    )


def _duty(duty: NotificationDuty, on: date) -> DutyLine:
    is_overdue = duty.is_open and duty.due_on is not None and duty.due_on < on
    state, colour, note = _state(duty, is_overdue, on)
    return DutyLine(
        number=duty.pk, title=duty.get_kind_display(),
        due=day(duty.due_on) if duty.due_on else "The clock stands still",
        state=state, colour=colour, note=note, explanation=duty.explanation, is_open=duty.is_open,
        is_overdue=is_overdue, may_be_suspected=(is_overdue or duty.was_late) and not hasattr(duty, "breach"),
    )  # fmt: skip


def _state(duty: NotificationDuty, is_overdue: bool, on: date) -> tuple[str, str, str]:
    if duty.met_on is not None:
        met = f"Notified on {day(duty.met_on)}."
        return ("Met late", "orange", met) if duty.was_late else ("Met", "green", met)
    if duty.ended_on is not None:
        return "Ended", "grey", duty.ended_why
    if duty.starts_on > on:
        return "Not yet", "grey", f"It begins on {day(duty.starts_on)}."
    if is_overdue:
        return "Overdue", "red", ""
    return ("Open", "blue", "") if duty.due_on else ("Suspended", "grey", "")


def _change(change: NotifiableChange, clean: Clean) -> ChangeLine:
    kind, given = DutyKind(change.kind), change.particulars
    return ChangeLine(
        reference=change.reference, title=change.get_kind_display(), when=_when(change),
        particulars=tuple((title, clean(text)) for title, text in in_words(kind, given)), detail=clean(change.detail),
        missing=tuple(each.title for each in missing(kind, given)),
        is_announced=change.happened_on is None and not change.has_come_to_nothing,
        may_be_withdrawn=not change.has_come_to_nothing,
    )  # fmt: skip


def _when(change: NotifiableChange) -> str:
    if change.has_come_to_nothing:
        return f"Did not happen: {change.why_not}"
    if change.happened_on is None:
        return f"Announced for {day(change.expected_on)}" if change.expected_on else "Announced"
    on = moment(change.happens_at) if change.happens_at else day(change.happened_on)
    return f"{on}, announced for {day(change.expected_on)}" if change.expected_on else on


def _notifications(registration: Registration, clean: Clean) -> Iterable[NotificationLine]:
    rows = Notification.objects.filter(registration=registration).select_related("taken_by", "force")
    items = Prefetch("items", NotificationItem.objects.select_related("breach"))
    for row in rows.prefetch_related(items).order_by("-taken_at", "-pk")[:MOST]:
        yield _notification(row, clean)


def _notification(row: Notification, clean: Clean) -> NotificationLine:
    by = row.taken_by_name or (row.taken_by.name if row.taken_by else "Not recorded")
    identity = row.get_identity_check_display()
    return NotificationLine(
        reference=row.reference, when=moment(row.taken_at), how=f"{row.get_method_display()}, {row.police_station}",
        by=f"{by}, {row.force.name}" if row.force else by,
        identity=f"{identity}: {row.identity_detail}" if row.identity_detail else identity,
        refused=row.get_refused_display() if row.refused else "", method_doubt=row.method_doubt,
        remarks=clean(row.remarks), items=tuple(_item(each, clean) for each in row.items.all()),
        has_fixed_abode=row.has_fixed_abode,
    )  # fmt: skip


def _item(item: NotificationItem, clean: Clean) -> ItemLine:
    given = tuple((title, clean(text)) for title, text in in_words(DutyKind(item.kind), item.particulars))
    return ItemLine(
        item.pk, item.get_kind_display(), given, clean(item.said), item.get_outcome_display(), clean(item.doubt),
        item.outcome == NotificationItem.Outcome.COMPLETE,
        item.outcome == NotificationItem.Outcome.INCOMPLETE and not hasattr(item, "breach"),
    )  # fmt: skip


def _absence(absence: Absence) -> AbsenceLine:
    until = f"to {day(absence.ended_on)}" if absence.ended_on else "until now"
    if absence.ended_on is None and absence.expected_end_on:
        until = f"expected until {day(absence.expected_end_on)}"
    return AbsenceLine(
        absence.pk, absence.get_kind_display(), f"{day(absence.starts_on)} {until}", absence.ended_on is None
    )
