"""Disposing of a record: a second person approves it, everything is erased, and a proof of it stays (ADR 12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.erasure import erase_details
from audit.core.errors import Refused
from register import policies
from register.actions.joining import hold, stand_anew
from register.actions.retention import awaiting, bring_forward, refuse_against
from register.events import retention as events
from register.matching.turns import take_turn
from register.models import Disposal, Person, RetentionReview
from register.retention import erasing
from register.retention.facts import victims_of
from register.retention.obstacles import obstacles
from register.retention.proof import digest_of
from register.retention.returning import remember
from register.rules.time_limits import due, limit_in_force

WHO_AND_WHY = ("actor_label", "reason_text")
ERASER = system_actor("retention", {"retention.erase_log": "national"})
SWEEPING = Reason("system")
CLOCKS_DIFFER = timedelta(hours=1)  # the log goes by the clock of the database


def _take_turn(person: Person) -> None:
    """No match is decided meanwhile, and nobody is at work on a record of the same human being."""
    take_turn()
    hold(list(Person.objects.joined_with(person).order_by("pk").values_list("pk", flat=True)))


@action(event=events.RECORD_DISPOSED, policy=policies.APPROVE_DISPOSAL, turn=_take_turn)
def approve_disposal(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, review: RetentionReview
) -> Disposal:
    """Approve, as a second person, that a record is disposed of: now everything of the person is erased, in one
    transaction, and a proof stays that says nothing of them."""
    waiting, today = awaiting(person), timezone.localdate()
    if waiting.pk != review.pk:
        raise Refused("Another disposal of this record waits now. Read it, then decide again.")
    if actor.person_id is None or waiting.reviewed_by_id == actor.person_id:
        raise Refused("You asked for this disposal yourself. Somebody else must approve it.")
    refuse_against(obstacles(person, on=today))

    others = list(Person.objects.joined_with(person).exclude(pk=person.pk).values_list("pk", flat=True))
    references = [(row.force, row.local_reference) for row in person.local_records.select_related("force")]
    victims = victims_of(person.pk)
    asked_by, now = waiting.reviewed_by, timezone.now()
    erased = erasing.erase(person)
    erasing.empty(person)
    person.disposed_at = now
    person.save()
    values = erase_details(person.reference, until=now + CLOCKS_DIFFER, spared=WHO_AND_WHY)
    disposal = _proven(person, waiting, erased, values, asked_by, actor.person_id, now)
    remember(disposal, references)
    stand_anew(others)
    bring_forward(victims, on=today)
    _tell(entry, disposal)
    return disposal


def _proven(
    person: Person, review: RetentionReview, erased: erasing.Erased, values: int, asked_by: User, approver: int,
    now: datetime,
) -> Disposal:  # fmt: skip
    log_limit = limit_in_force("retention.log_details", timezone.localdate(now))
    disposal = Disposal(
        person=person, force=person.owner_force, group=review.group, limit_code=review.limit_code,
        due_on=review.due_on, asked_by=asked_by, asked_at=review.reviewed_at,
        approved_by=User.objects.get(pk=approver), disposed_at=now, erased=dict(sorted(erased.rows.items())),
        blanked=dict(sorted(erased.blanked.items())), log_values_erased=values,
        log_due_on=due(log_limit, timezone.localdate(now)).due_on,
    )  # fmt: skip
    disposal.digest = digest_of(disposal)
    disposal.save()
    return disposal


def _tell(entry: Entry, disposal: Disposal) -> None:
    entry.record(
        proof=disposal.reference, group=disposal.group, rule=disposal.limit_code, due_on=disposal.due_on,
        asked_by=disposal.asked_by.reference, erased=disposal.erased, blanked=disposal.blanked,
        log_values_erased=disposal.log_values_erased, digest=disposal.digest,
    )  # fmt: skip


@action(event=events.REFERENCE_READMITTED, policy=policies.READMIT_REFERENCE)
def readmit_reference(disposal: Disposal, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Disposal:
    """Let the force's local references in again, because there is something new: the next feed that sends one enters a
    new record."""
    if not why.strip():
        raise Refused("Say what is new about the person.", field="why")
    rows = disposal.references.all()
    if not rows.exists():
        raise Refused("No reference of this record is kept out. Nothing was changed.")

    rows.delete()
    entry.about(disposal, subject=disposal.person)
    entry.record(proof=disposal.reference, why=why.strip())
    return disposal


@action(event=events.LOG_DETAILS_ERASED, policy=policies.ERASE_LOG_DETAILS)
def erase_log_details(disposal: Disposal, *, entry: Entry, actor: Actor, reason: Reason) -> Disposal:
    """Erase who looked at the record and why, once the log's own period has passed. The events stay."""
    erased = erase_details(disposal.person.reference, until=disposal.disposed_at, is_shown_too=True)
    disposal.log_erased_at = timezone.now()
    disposal.save(update_fields=["log_erased_at"])
    entry.about(disposal, subject=disposal.person)
    entry.record(proof=disposal.reference, values=erased)
    return disposal


def sweep_log_details(*, on: date) -> int:
    """Erase what the log held of disposed records past its period. Gives of how many."""
    waiting = list(Disposal.objects.log_due(on=on).order_by("log_due_on", "pk"))
    for disposal in waiting:
        erase_log_details(disposal, actor=ERASER, reason=SWEEPING)
    return len(waiting)
