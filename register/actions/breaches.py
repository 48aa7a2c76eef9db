"""Failures to notify: suspected, explained, judged, referred, concluded. Nothing closes by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.telling import tell_forces
from register.duties.offers import change_of
from register.events import breaches as events
from register.models import (
    Alert,
    Breach,
    BreachStatusChange,
    Notification,
    NotificationDuty,
    NotificationItem,
    ProtectiveOrder,
    Registration,
)
from register.rules.notifications.breaches import BreachStatus, Failure, may_become, offence_of
from register.rules.regimes.table import DutyKind
from register.rules.time_limits import in_words

Of = NotificationDuty | NotificationItem | Notification
FAILURES = {
    NotificationItem.Outcome.INCOMPLETE: Failure.INCOMPLETE,
    NotificationItem.Outcome.FALSE: Failure.FALSE,
}


@action(event=events.BREACH_SUSPECTED, policy=policies.SUSPECT_BREACH)
def suspect_breach(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, of: Of, why: str
) -> Breach:  # fmt: skip
    """Open a suspected failure: of a duty that was not met in time, an item that is incomplete or may be false, or a
    notification at which fingerprints or a photograph were refused. The registration is locked: each failure is opened
    once, whoever opens it."""
    if not why.strip():
        raise Refused("Say what makes you suspect it.", field="why")
    failure, regime, kind = _failure(registration, of)
    breach = write_breach(registration, of, failure, regime, kind, why=why, actor=actor)
    if breach is None:
        raise Refused("This failure is a suspected breach already. One failure is one breach, however long it lasts.")

    entry.about(breach, subject=registration.person)
    entry.record(kind=breach.kind, offence_code=breach.offence_code, why=why)
    return breach


@action(event=events.BREACH_EXPLAINED, policy=policies.WORK_BREACH)
def record_excuse(breach: Breach, *, entry: Entry, actor: Actor, reason: Reason, excuse: str) -> Breach:
    """Record what the person gives as the reason. Whether it is a reasonable excuse is decided apart."""
    if not excuse.strip():
        raise Refused("Write what the person said.", field="excuse")
    if breach.status not in (Breach.Status.SUSPECTED, Breach.Status.REFERRED):
        raise Refused("This was decided already. The excuse stands as it was judged.")

    breach.excuse, breach.excuse_recorded_by_id = excuse.strip(), actor.person_id
    breach.version += 1
    breach.save()
    entry.about(breach, subject=breach.registration.person)
    entry.record(excuse=excuse)
    return breach


@action(event=events.BREACH_DECIDED, policy=policies.DECIDE_BREACH)
def accept_excuse(breach: Breach, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Breach:
    """Accept that there was a reasonable excuse. Whoever recorded the excuse does not judge it."""
    if not breach.excuse:
        raise Refused("No excuse is recorded. Record first what the person said.")
    if breach.excuse_recorded_by_id is not None and breach.excuse_recorded_by_id == actor.person_id:
        raise Refused("You recorded this excuse. Another supervisor must judge it.")

    return _judged(breach, Breach.Status.EXCUSED, why, entry, actor)


@action(event=events.BREACH_DECIDED, policy=policies.DECIDE_BREACH)
def find_no_breach(breach: Breach, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Breach:
    """Decide that there was no failure, such as where a date rested on a wrong fact."""
    return _judged(breach, Breach.Status.NO_BREACH, why, entry, actor)


@action(event=events.BREACH_REFERRED, policy=policies.WORK_BREACH)
def refer_breach(
    breach: Breach, *, entry: Entry, actor: Actor, reason: Reason, referred_to: str, why: str,
    referral_number: str = "",
) -> Breach:  # fmt: skip
    """Refer a failure for prosecution with the offence that fits. An excuse that was accepted can prove untrue."""
    if not breach.offence_code:
        raise Refused(f"{breach.offence_title}. It cannot be referred; decide on it with a reason.")
    if not referred_to.strip():
        raise Refused("Say to whom it is referred.", field="referred_to")

    breach.referred_to, breach.referral_number = referred_to.strip(), referral_number.strip()
    _move(breach, Breach.Status.REFERRED, why, actor)
    registration = breach.registration
    tell_forces(
        Alert.Kind.BREACH, registration.person, about=f"breach {breach.pk}", sender=registration.managing_force,
        by=actor.user_id,
    )  # fmt: skip
    entry.about(breach, subject=breach.registration.person)
    entry.record(offence_code=breach.offence_code, referred_to=referred_to, why=why)
    return breach


@action(event=events.BREACH_CONCLUDED, policy=policies.WORK_BREACH)
def conclude_breach(
    breach: Breach, *, entry: Entry, actor: Actor, reason: Reason, outcome: Breach.Outcome, why: str
) -> Breach:  # fmt: skip
    """Record what came of a referral."""
    breach.outcome = outcome
    _move(breach, Breach.Status.CONCLUDED, why, actor)
    entry.about(breach, subject=breach.registration.person)
    entry.record(result=outcome, why=why)
    return breach


def write_breach(
    registration: Registration, of: Of, failure: Failure, regime: str, kind: DutyKind | None, *, why: str, actor: Actor
) -> Breach | None:
    """A suspected failure with its first step, or None where the same failure is one already."""
    if _same_failure(of).exists():
        return None
    offence = offence_of(failure, regime, kind, is_interim=_is_interim(of))
    values = {
        "registration": registration, "kind": failure.value, "regime": regime, "offence_code": offence.code,
        "offence_title": offence.title, "offence_note": offence.note, "opened_by_id": actor.user_id,
    }  # fmt: skip
    breach, is_new = Breach.objects.get_or_create(**{_column(of): of}, defaults=values)
    if not is_new:
        return None
    _step(breach, "", why, actor)
    return breach


def suspect_overdue(duty: NotificationDuty, *, actor: Actor) -> Breach | None:
    """The suspected failure of a duty that was found overdue or met late, unless it is one already."""
    why = f"Not notified by {in_words(duty.due_on)}." if duty.due_on else "Not notified."
    why += f" Notified on {in_words(duty.met_on)}." if duty.met_on else ""
    kind = DutyKind(duty.kind)
    return write_breach(duty.registration, duty, Failure.NOT_IN_TIME, duty.regime, kind, why=why, actor=actor)


def _failure(registration: Registration, of: Of) -> tuple[Failure, str, DutyKind | None]:
    """What went wrong, under which regime, about what."""
    if isinstance(of, NotificationDuty):
        _require_of(registration, of.registration_id)
        if not of.was_late and not (of.is_open and of.due_on is not None and of.due_on < timezone.localdate()):
            raise Refused("This duty is not late. There is nothing to suspect.")
        return Failure.NOT_IN_TIME, of.regime, DutyKind(of.kind)
    if isinstance(of, NotificationItem):
        _require_of(registration, of.notification.registration_id)
        failure = FAILURES.get(NotificationItem.Outcome(of.outcome))
        if failure is None:
            raise Refused("This item is complete. There is nothing to suspect.")
        return failure, _regime(registration), DutyKind(of.kind)
    _require_of(registration, of.registration_id)
    if not of.refused:
        raise Refused("Nothing was refused at this notification.")
    return Failure.REFUSED_IDENTITY, _regime(registration), None


def _require_of(registration: Registration, number: int) -> None:
    if number != registration.pk:
        raise Refused("That is of another registration. Open the page again.")


def _regime(registration: Registration) -> str:
    """The regime that governs now: that of the newest duty, or of the registration where none was computed yet."""
    newest = NotificationDuty.objects.filter(registration=registration).order_by("-starts_on", "-pk").first()
    regime = newest.regime if newest is not None else registration.regime
    if regime == Registration.Regime.NONE:
        raise Refused("This person is under no requirement to notify. There is nothing to suspect.")
    return regime


def _is_interim(of: Of) -> bool:
    """Whether the duty rests on an interim order (its key names the order)."""
    _, _, order = of.key.partition(":order:") if isinstance(of, NotificationDuty) else ("", "", "")
    number = int(order.split(":")[0]) if order.split(":")[0].isdecimal() else 0
    return ProtectiveOrder.objects.filter(pk=number, status=ProtectiveOrder.Status.INTERIM).exists()


def _same_failure(of: Of) -> models.QuerySet[Breach]:
    """The breaches that are this failure. What was told incompletely and so was not told in time failed once."""
    if isinstance(of, NotificationDuty):
        items = NotificationItem.objects.filter(
            notification__registration=of.registration_id, kind=of.kind, change=change_of(of),
            outcome=NotificationItem.Outcome.INCOMPLETE, notification__taken_at__date__gte=of.starts_on,
        )  # fmt: skip
        return Breach.objects.filter(Q(duty=of) | Q(item__in=items))
    if isinstance(of, NotificationItem) and of.outcome == NotificationItem.Outcome.INCOMPLETE:
        duties = NotificationDuty.objects.filter(registration=of.notification.registration_id, kind=of.kind)
        if of.change_id is not None:
            duties = duties.filter(key__endswith=f":change:{of.change_id}")
        return Breach.objects.filter(Q(item=of) | Q(duty__in=duties))
    return Breach.objects.filter(**{_column(of): of})


def _column(of: Of) -> str:
    return {NotificationDuty: "duty", NotificationItem: "item", Notification: "notification"}[type(of)]


def _judged(breach: Breach, status: Breach.Status, why: str, entry: Entry, actor: Actor) -> Breach:
    _move(breach, status, why, actor)
    entry.about(breach, subject=breach.registration.person)
    entry.record(status=status, why=why)
    return breach


def _move(breach: Breach, to: Breach.Status, why: str, actor: Actor) -> None:
    if not may_become(breach.status, BreachStatus(to)):
        raise Refused(f"This stands as “{breach.get_status_display()}”. It cannot become “{to.label}” from there.")
    if not why.strip():
        raise Refused("Give the reasons.", field="why")
    before, breach.status = breach.status, to
    breach.version += 1
    breach.save()
    _step(breach, before, why, actor)


def _step(breach: Breach, before: str, why: str, actor: Actor) -> None:
    BreachStatusChange.objects.create(
        breach=breach, from_status=before, to_status=breach.status, why=why.strip(), changed_by_id=actor.user_id
    )
