"""What the law has to do with a person, in words: one line for each thing that happened or is to happen, newest first.

Every text that somebody wrote passes the guard. Victims and places are in none of the lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cases.holdings import Holdings
from cases.presenters import gate_in_words
from register.models import (
    Absence,
    BreachStatusChange,
    Conviction,
    IndefiniteReview,
    ManagementRisk,
    ManagementTransfer,
    ManagerAssignment,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    OrderBreach,
    OrderStatusChange,
    ProtectiveOrder,
    RegistrationAppeal,
    RegistrationReview,
    RegistrationStatusChange,
    RetentionReview,
    RiskPlan,
    Visit,
)
from register.policies import SEE_TRANSFERS
from register.rules.gates import gate
from register.rules.notification_periods import Term
from register.rules.orders import ORDER_KINDS
from register.rules.regimes.table import REGIMES
from register.rules.time_limits import limit_in_force
from ui.dates import day

REVIEWED = "Sexual Offences Act 2003 ss.91A–91F"
FOUND = "The court found that it was domestic abuse (Sentencing Code s.56A)."
TOLD = ("considered", "applied", "adjourned", "not_made", "interim", "varied", "discharged")
"""What became of an order and does not stand in the order itself."""
MOST = 500
"""Lines of one kind that are read, the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its day, what it is in a sentence, and the authority or the source for it. `more` says why."""

    on: date
    kind: str
    text: str
    authority: str = ""
    more: str = ""


Teller = Callable[[Holdings], Iterable[Line]]


def timeline_of(held: Holdings) -> tuple[Line, ...]:
    """The lines of a person for the actor of the holdings, newest first: a fixed number of queries."""
    lines = [line for tell in TELLERS for line in tell(held)]
    return tuple(sorted(dict.fromkeys(lines), key=lambda line: line.on, reverse=True))


def _convictions(held: Holdings) -> Iterable[Line]:
    for row in Conviction.objects.filter(person__in=held.record_ids)[:MOST]:
        term = Term(row.term_months or 0, row.term_days)
        length = f" of {term.in_words}" if term != Term() else ""
        court = held.guard.free_text(row.court_name) or row.get_court_display() or "Court not recorded"
        authority = f"{court}, offence {row.cjs_code}"
        said = f"{row.get_kind_display()}: {row.offence_title}, {row.get_disposal_display().lower()}{length}."
        yield Line(row.convicted_on, "conviction", said, authority, FOUND if row.has_domestic_abuse_finding else "")
        if row.quashed_on:
            by = held.guard.free_text(row.appeal_court)
            yield Line(row.quashed_on, "conviction", f"Quashed: {row.offence_title}.", by)


def _registrations(held: Holdings) -> Iterable[Line]:
    of_these = {row.pk: row for row in held.registrations}
    changes = RegistrationStatusChange.objects.filter(registration__in=of_these).select_related("changed_by")
    for change in changes.order_by("-changed_at", "-pk")[:MOST]:
        registration = of_these[change.registration_id]
        on = change.effective_on or _day(change.changed_at)
        by = f" by {change.changed_by.name}" if change.changed_by else ""
        yield Line(
            on, "registration", f"Registration: {change.get_to_status_display().lower()}{by}.",
            held.guard.free_text(change.authority) or _authority_of_gate(registration.gate),
            held.guard.free_text(change.why),
        )  # fmt: skip
    for row in held.registrations:
        if row.notice_given_on:
            yield Line(
                row.notice_given_on, "registration",
                f"Told in writing of the registration ({row.get_notice_means_display().lower()}).",
                gate_in_words(row.gate), f"By {row.notice_given_by}.",
            )  # fmt: skip
    yield from _reviews(held, list(of_these))
    yield from _appeals(held, list(of_these))


def _reviews(held: Holdings, registrations: list[int]) -> Iterable[Line]:
    for row in RegistrationReview.objects.filter(registration__in=registrations)[:MOST]:
        late = f" It was due by {day(row.was_due_on)}." if row.reviewed_on > row.was_due_on else ""
        yield Line(
            row.reviewed_on, "registration", f"Registration reviewed: {row.get_outcome_display().lower()}.",
            _authority(row.limit_code, row.reviewed_on),
            f"{held.guard.free_text(row.reasons)}{late} Next review by {day(row.next_review_on)}.",
        )  # fmt: skip


def _appeals(held: Holdings, registrations: list[int]) -> Iterable[Line]:
    for row in RegistrationAppeal.objects.filter(registration__in=registrations)[:MOST]:
        stayed = "" if row.is_stayed else "The requirements went on."
        court = held.guard.free_text(row.court)
        yield Line(row.lodged_on, "registration", "Appeal lodged against the registration.", court, stayed)
        if row.stayed_on:
            yield Line(row.stayed_on, "registration", "Requirements suspended by the court: no clock runs.", court)
        if row.stay_ended_on:
            yield Line(row.stay_ended_on, "registration", "Requirements run again.", court)
        if row.decided_on:
            yield Line(row.decided_on, "registration", f"Appeal {row.get_outcome_display().lower()}.", court)


def _requirements(held: Holdings) -> Iterable[Line]:
    rows = NotificationRequirement.objects.filter(registration__in=[row.pk for row in held.registrations])
    for row in rows[:MOST]:
        authority = REGIMES[row.regime].authority
        until = f"until {day(row.ends_on)}" if row.ends_on else "for an indefinite period"
        yield Line(
            row.relevant_on, "requirement", f"{row.get_regime_display()}: required {until}.", authority, row.explanation
        )
        if row.ended_on:
            why = held.guard.free_text(row.ended_why)
            yield Line(row.ended_on, "requirement", f"{row.get_regime_display()}: ended.", authority, why)


def _orders(held: Holdings) -> Iterable[Line]:
    orders = {order.pk: order for order in held.orders if order.person_id in held.record_ids}
    for order in orders.values():
        yield from _order(order, held)
    for change in OrderStatusChange.objects.filter(order__in=orders, to_status__in=TOLD)[:MOST]:
        title, authority = _named(orders[change.order_id], held)
        what = change.get_to_status_display().lower()
        yield Line(change.happened_on, "order", f"{title}: {what}.", authority, held.guard.free_text(change.why))
    for breach in OrderBreach.objects.filter(order__in=orders).select_related("force")[:MOST]:
        title, authority = _named(orders[breach.order_id], held)
        offence = f", offence {breach.cjs_code}" if breach.cjs_code else ""
        yield Line(
            _day(breach.occurred_at), "order", f"{title}: breach recorded{offence}.", breach.force.name, authority
        )


def _order(order: ProtectiveOrder, held: Holdings) -> Iterable[Line]:
    title, authority = _named(order, held)
    if order.made_on:
        yield Line(order.made_on, "order", f"{title} made.", authority)
    if order.served_on:
        yield Line(order.served_on, "order", f"{title} served.", authority)
    if order.ends_on and not order.ended_on:
        ends = "ended" if order.ends_on < held.on else "ends"
        yield Line(order.ends_on, "order", f"{title} {ends}: its last day.", authority)


def _named(order: ProtectiveOrder, held: Holdings) -> tuple[str, str]:
    """What an order is called, and what it rests on."""
    kind, court = ORDER_KINDS.get(order.kind), held.guard.free_text(order.court) or "Court not recorded"
    if kind is None:
        return f"Order of the kind {order.kind}", court
    return kind.title, f"{kind.legal_basis}; {court}"


def _notifications(held: Holdings) -> Iterable[Line]:
    rows = Notification.objects.filter(registration__in=[row.pk for row in held.registrations])
    for row in rows.select_related("taken_by").prefetch_related("items").order_by("-taken_at", "-pk")[:MOST]:
        items = [
            f"{item.get_kind_display().lower()} ({item.get_outcome_display().lower()})" for item in row.items.all()
        ]
        by = row.taken_by_name or (row.taken_by.name if row.taken_by else "")
        yield Line(
            _day(row.taken_at), "notification", f"Notified {row.get_method_display().lower()}: {', '.join(items)}.",
            f"{held.guard.free_text(row.police_station)}, {row.reference}", f"Taken by {by}." if by else "",
        )  # fmt: skip


def _duties(held: Holdings) -> Iterable[Line]:
    for duty in held.duties:
        yield Line(
            duty.due_on or duty.starts_on, "duty", f"{duty.get_kind_display()}: {_became(duty, held.on)}.",
            _authority(duty.limit_code, duty.starts_on), duty.explanation,
        )  # fmt: skip


def _became(duty: NotificationDuty, on: date) -> str:
    """ "due by 25 November 2026; met on 24 November 2026, in time"."""
    due = f"due by {day(duty.due_on)}" if duty.due_on else "without a last day while the clock stands still"
    if duty.met_on:
        return f"{due}; met on {day(duty.met_on)}, {'late' if duty.was_late else 'in time'}"
    if duty.ended_on:
        return f"{due}; ended on {day(duty.ended_on)} without it: {duty.ended_why.rstrip('.')}"
    return f"{due}; not made" if duty.due_on and duty.due_on < on else due


def _breaches(held: Holdings) -> Iterable[Line]:
    rows = BreachStatusChange.objects.filter(breach__registration__in=[row.pk for row in held.registrations])
    for change in rows.select_related("breach", "changed_by").order_by("-changed_at", "-pk")[:MOST]:
        breach = change.breach
        offence = f"{breach.offence_title} ({breach.offence_code})" if breach.offence_code else breach.offence_title
        what = f"{breach.get_kind_display().lower()}: {change.get_to_status_display().lower()}"
        yield Line(
            _day(change.changed_at), "breach", f"Failure to notify, {what}.", offence, held.guard.free_text(change.why)
        )


def _absences(held: Holdings) -> Iterable[Line]:
    for row in Absence.objects.filter(person__in=held.record_ids)[:MOST]:
        what, source = row.get_kind_display(), held.guard.free_text(row.how_known)
        expected = f"Expected until {day(row.expected_end_on)}." if row.expected_end_on and not row.ended_on else ""
        yield Line(row.starts_on, "absence", f"{what}: began.", source, expected)
        if row.ended_on:
            yield Line(row.ended_on, "absence", f"{what}: ended. This day counts again.", source)


def _visits(held: Holdings) -> Iterable[Line]:
    for row in Visit.objects.recorded().filter(person__in=held.record_ids).select_related("force")[:MOST]:
        if row.visited_at:
            yield Line(
                _day(row.visited_at), "visit", f"Visit: {row.get_outcome_display().lower()}.",
                f"{row.force.name}, {row.reference}",
            )  # fmt: skip


def _management(held: Holdings) -> Iterable[Line]:
    registrations = [row.pk for row in held.registrations]
    assigned = ManagerAssignment.objects.filter(registration__in=registrations).select_related("manager", "force")
    for row in assigned[:MOST]:
        who = row.manager.name if row.manager else "the team’s queue"
        yield Line(
            _day(row.assigned_at), "management", f"Managed by {who}.", row.force.name, held.guard.free_text(row.why)
        )
    for risk in ManagementRisk.objects.filter(registration__in=registrations).select_related("decided_by")[:MOST]:
        level = f"{risk.get_level_display()} risk of serious harm"
        yield Line(
            risk.decided_on, "management", f"Managed at the level {level.lower()}.",
            f"Decided by {risk.decided_by.name}", held.guard.free_text(risk.why),
        )  # fmt: skip
    for plan in RiskPlan.objects.filter(registration__in=registrations).select_related("written_by")[:MOST]:
        if plan.in_force_on:
            by = f"Written by {plan.written_by.name}"
            yield Line(plan.in_force_on, "management", f"Risk management plan {plan.number} in force.", by)


def _transfers(held: Holdings) -> Iterable[Line]:
    """Offers to hand the person over that this reader may see, and what became of them."""
    rows = SEE_TRANSFERS.rows(ManagementTransfer.objects.filter(person__in=held.record_ids), held.actor)
    for row in rows.select_related("from_force", "to_force", "manager").order_by("-offered_at", "-pk")[:MOST]:
        between = f"from {row.from_force.name} to {row.to_force.name}"
        yield Line(
            _day(row.offered_at), "management", f"Management offered {between}.",
            f"{_authority(row.limit_code, _day(row.offered_at))}", held.guard.free_text(row.why),
        )  # fmt: skip
        if row.answered_at:
            by = f" {row.manager.name} manages the person now." if row.manager else ""
            yield Line(
                _day(row.answered_at), "management", f"Offer {between}: {row.get_status_display().lower()}.{by}",
                row.reference, held.guard.free_text(row.answer_reason),
            )  # fmt: skip


def _applications(held: Holdings) -> Iterable[Line]:
    """Applications to end indefinite notification, and what was decided on them."""
    rows = IndefiniteReview.objects.filter(registration__in=[row.pk for row in held.registrations])
    for row in rows.select_related("decided_by")[:MOST]:
        yield Line(row.applied_on, "requirement", "Application to end indefinite notification received.", REVIEWED)
        if row.acknowledged_on:
            yield Line(row.acknowledged_on, "requirement", "Application acknowledged in writing.", REVIEWED)
        if row.decided_on:
            yield Line(
                row.decided_on, "requirement", f"Application decided: {row.get_outcome_display().lower()}.", REVIEWED,
                held.guard.free_text(row.reasons),
            )  # fmt: skip
        if row.appeal_allowed_on:
            court = held.guard.free_text(row.appeal_court)
            yield Line(row.appeal_allowed_on, "requirement", "Appeal against the refusal allowed.", court)


def _retention(held: Holdings) -> Iterable[Line]:
    """What was decided when the record was reviewed, for those who may read why it is still here."""
    rows = RetentionReview.objects.visible_to(held.actor).filter(person__in=held.record_ids)
    for row in rows.select_related("force")[:MOST]:
        until = f" Next review by {day(row.next_review_on)}." if row.next_review_on else ""
        yield Line(
            _day(row.reviewed_at), "retention",
            f"Record reviewed by {row.force.name}: {row.get_status_display().lower()}.",
            _authority(row.limit_code, _day(row.reviewed_at)), f"{held.guard.free_text(row.why)}{until}",
        )  # fmt: skip


def _authority(limit: str, on: date) -> str:
    """The Act and section of a time limit, as it stood on the day."""
    try:
        return limit_in_force(limit, on).authority
    except LookupError:
        return ""


def _authority_of_gate(code: str) -> str:
    try:
        return gate(code).model
    except LookupError:
        return ""


def _day(at: datetime) -> date:
    return timezone.localdate(at)


KINDS = {
    "conviction": "Convictions",
    "registration": "Registration",
    "requirement": "Requirements",
    "order": "Orders",
    "notification": "Notifications",
    "duty": "Duties",
    "breach": "Failures to notify",
    "absence": "Absences",
    "visit": "Visits",
    "management": "Management",
    "retention": "Retention",
}
TELLERS: tuple[Teller, ...] = (
    _convictions, _registrations, _requirements, _orders, _notifications, _duties, _breaches, _absences, _visits,
    _management, _transfers, _applications, _retention,
)  # fmt: skip
