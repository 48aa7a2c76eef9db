"""What people decide about how long a record is kept: each decision has its answers, its reason and its day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F
from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.events import retention as events
from register.models import Person, RetentionReview, RetentionReviewStatusChange
from register.retention.facts import facts_for, offenders_of
from register.retention.keeping import keep
from register.retention.obstacles import obstacles
from register.rules.retention import Retention, retention
from register.rules.retention_review import latest_next_review, reasons_to_keep, unanswered
from register.rules.time_limits import in_words


@action(event=events.RETENTION_OPENED, policy=policies.SEE_RETENTION, lock=False)
def open_retention(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Retention:
    """Say why a record is still here, from what this reader may see."""
    today = timezone.localdate()
    facts = facts_for([person.pk], on=today, seen=Person.objects.visible_to(actor))[person.pk]
    kept = retention(facts, on=today)
    entry.record(group=kept.group.number, review_due_on=kept.review_on)
    return kept


@action(event=events.RECORD_KEPT, policy=policies.REVIEW_RETENTION)
def keep_record(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, answers: Mapping[str, bool], why: str,
    next_review_on: date,
) -> RetentionReview:  # fmt: skip
    """Review a record and keep it until a next review. A person may review a record before its day."""
    kept, today = _reviewed(person, answers, why), timezone.localdate()
    latest = latest_next_review(kept, on=today)
    if next_review_on <= today:
        raise Refused("Give a day after today for the next review.", field="next_review_on")
    if next_review_on > latest:
        raise Refused(
            f"The next review of a record in group {kept.group.number} is by {in_words(latest)} at the latest.",
            field="next_review_on",
        )

    review = _decided(person, kept, actor, answers, why, RetentionReview.Status.KEPT, next_review_on)
    keep([person.pk], on=today)
    entry.about(review, subject=person)
    entry.record(
        group=kept.group.number, due_on=kept.review_on, next_review_on=next_review_on, answers=dict(answers),
        why=review.why,
    )  # fmt: skip
    return review


@action(event=events.DISPOSAL_ASKED, policy=policies.REVIEW_RETENTION)
def ask_for_disposal(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, answers: Mapping[str, bool], why: str
) -> RetentionReview:
    """Review a record and ask that it be disposed of: another person must approve it."""
    kept = _reviewed(person, answers, why)
    if yes := reasons_to_keep(answers):
        raise Refused(f"“{yes[0].text}” is answered with yes, so the record is kept. Give the day of the next review.")
    refuse_against(obstacles(person, on=timezone.localdate()))

    review = _decided(person, kept, actor, answers, why, RetentionReview.Status.AWAITING_APPROVAL)
    entry.about(review, subject=person)
    entry.record(group=kept.group.number, due_on=kept.review_on, answers=dict(answers), why=review.why)
    return review


@action(event=events.DISPOSAL_STOPPED, policy=policies.REVIEW_RETENTION)
def stop_disposal(person: Person, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> RetentionReview:
    """Stop a disposal that waits for a second person. The record stays, and its review stays due.

    One person may stop it, whoever asked: nothing is lost by keeping a record.
    """
    if not why.strip():
        raise Refused("Say why the record is not disposed of.", field="why")
    review = awaiting(person)

    review.status = RetentionReview.Status.STOPPED
    review.version += 1
    review.save()
    _note(review, RetentionReview.Status.AWAITING_APPROVAL, actor, why)
    entry.about(review, subject=person)
    entry.record(why=why.strip())
    return review


def bring_forward(victim_ids: Collection[int], *, on: date) -> None:
    """An offender's record is gone: the decisions to keep the records of those victims who have no other end today."""
    linked = {victim for victim, _ in offenders_of(victim_ids)}
    free = sorted(set(victim_ids) - linked)
    RetentionReview.objects.kept().filter(person__in=free, next_review_on__gt=on).update(
        next_review_on=on, version=F("version") + 1
    )
    keep(free, on=on)


def awaiting(person: Person) -> RetentionReview:
    """The disposal of this record that waits for a second person, locked.

    Raises:
        Refused: none does.
    """
    review = RetentionReview.objects.awaiting().select_for_update().filter(person=person).first()
    if review is None:
        raise Refused("No disposal of this record waits for a second person. Nothing was changed.")
    return review


def refuse_against(sentences: list[str]) -> None:
    """Refuse a disposal with everything that stands against it.

    Raises:
        Refused: something does.
    """
    if sentences:
        raise Refused(" ".join(sentences))


def _reviewed(person: Person, answers: Mapping[str, bool], why: str) -> Retention:
    """How the record is kept, when the questions are answered and no disposal waits already."""
    if missing := unanswered(answers):
        raise Refused(f"Answer this question: {missing[0].text}", field=missing[0].code)
    if not why.strip():
        raise Refused("Give the reasons: whoever reviews the record next reads them.", field="why")
    if RetentionReview.objects.awaiting().filter(person=person).exists():
        raise Refused("A disposal of this record waits for a second person. Stop that one first.")
    today = timezone.localdate()
    return retention(facts_for([person.pk], on=today)[person.pk], on=today)


def _decided(
    person: Person, kept: Retention, actor: Actor, answers: Mapping[str, bool], why: str,
    status: RetentionReview.Status, next_review_on: date | None = None,
) -> RetentionReview:  # fmt: skip
    if actor.person_id is None:
        raise Refused("A person reviews a record, never a system.")
    review = RetentionReview.objects.create(
        person=person, force=person.owner_force, group=kept.group.number, limit_code=kept.limit_code,
        due_on=kept.review_on, answers=dict(answers), why=why.strip(), status=status, next_review_on=next_review_on,
        reviewed_by_id=actor.person_id,
    )  # fmt: skip
    _note(review, "", actor, why)
    return review


def _note(review: RetentionReview, was: str, actor: Actor, why: str) -> None:
    RetentionReviewStatusChange.objects.create(
        review=review, from_status=was, to_status=review.status, changed_by_id=actor.user_id, why=why.strip()
    )
