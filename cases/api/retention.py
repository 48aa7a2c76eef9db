"""Why a record is still here, its review, its disposal and legal holds, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.api.bodies import Maker, line
from accounts.api.bodies import named as named_by
from accounts.api.fields import Part, Truth
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases.api.targets import person_named_by, person_of
from register import policies
from register.actions import disposal as disposing
from register.actions import holds
from register.actions import retention as acts
from register.api.texts import TEXTS
from register.models import Disposal, LegalHold, Person, RetentionClock, RetentionReview
from register.readable import reading_of
from register.retention.obstacles import obstacles
from register.rules.retention_review import QUESTIONS

MOST = 20


@dataclass(frozen=True, slots=True)
class HoldShown:
    """A legal hold that stands, as its own force reads it."""

    reference: str
    version: int
    why: str
    authority: str
    placed_at: datetime
    placed_by: str
    review_on: date


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A review: the answers, the decision, its reasons."""

    reference: str
    status: str
    due_on: date
    answers: dict[str, bool]
    why: str
    next_review_on: date | None
    reviewed_at: datetime
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class RetentionShown:
    """Why a record is still here. `obstacles` stand against its disposal, for whoever may review it."""

    reference: str
    group: int
    review_on: date
    is_due: bool
    why: tuple[str, ...]
    holds: tuple[HoldShown, ...]
    reviews: tuple[ReviewShown, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A record that somebody must review."""

    person: str
    group: int
    review_due_on: date


@dataclass(frozen=True, slots=True)
class DisposalShown:
    """The proof that a record was disposed of. It says nothing of the person."""

    reference: str
    force: str
    group: int
    due_on: date
    asked_by: str
    asked_at: datetime
    approved_by: str
    disposed_at: datetime
    erased: dict[str, int]
    digest: str
    log_due_on: date


class AnswersPart(Part):
    """Each question by its code, true or false."""

    builds = dict


def _why_here(asking: Asking, person: Person) -> Shown:
    kept, today = acts.open_retention(person, **asking.act), timezone.localdate()
    read = reading_of(asking.actor, [person.pk])
    standing = LegalHold.objects.visible_to(asking.actor).standing().filter(person=person).select_related("placed_by")
    reviews = RetentionReview.objects.visible_to(asking.actor).filter(person=person).select_related("reviewed_by")
    may_review = policies.REVIEW_RETENTION.allows(asking.actor, person)
    found = RetentionShown(
        reference=person.reference, group=kept.group.number, review_on=kept.review_on, is_due=kept.is_due(today),
        why=kept.why,
        holds=tuple(shown(HoldShown, each, read) for each in standing[:MOST]),
        reviews=tuple(shown(ReviewShown, each, read) for each in reviews[:MOST]),
        obstacles=tuple(obstacles(person, on=today)) if may_review else (),
    )  # fmt: skip
    return Shown(found, person.version)


def _queue(asking: Asking, after: Any = None) -> Shown:
    clocks = RetentionClock.objects.visible_to(asking.actor).due(on=timezone.localdate())
    rows = clocks.filter(force=asking.actor.force_id or 0).select_related("person")
    page, then = soonest_first(rows, "review_due_on", after)
    return Shown({"records": [shown(ClockShown, each, str) for each in page], "next": then})


def _disposals(asking: Asking, after: Any = None) -> Shown:
    rows = Disposal.objects.visible_to(asking.actor).select_related("force", "asked_by", "approved_by")
    page, then = newest_first(rows, after)
    return Shown({"disposals": [shown(DisposalShown, each, str) for each in page], "next": then})


def _disposal(asking: Asking, disposal: Disposal) -> Shown:
    return Shown(shown(DisposalShown, disposal, str))


def disposal_of(actor: Actor, reference: str) -> Disposal:
    """A proof of disposal by its reference."""
    rows = Disposal.objects.visible_to(actor).select_related("force", "asked_by", "approved_by")
    return get_or_404(rows, reference=reference)


def _waiting(actor: Actor, person: Person) -> Any:
    return RetentionReview.objects.visible_to(actor).awaiting().filter(person=person)


def _standing(actor: Actor, person: Person) -> Any:
    return LegalHold.objects.visible_to(actor).filter(person=person)


def _answers(**options: Any) -> Any:
    questions = {question.code: Truth() for question in QUESTIONS}
    return type("AnswersPart", (AnswersPart,), questions)(required=True)


AT = Place("api-retention", lambda row: {"reference": person_named_by(row)})
AT_PROOF = Place("api-disposal", lambda row: {"reference": row.reference})
PATH = "people/<str:reference>/retention"
REVIEWED: dict[str, Maker] = {"answers": _answers, "why": TEXTS["remarks"]}
ROWS: tuple[Row, ...] = (
    Read("retention", "api-retention-queue", "Records of the force that somebody must review, longest due first.",
         _queue, policy=policies.SEE_RETENTION, query=Paged),
    Read(PATH, "api-retention", "Why a record is still here, and who holds it.", _why_here, person_of,
         acts=(acts.open_retention,)),
    Write(f"{PATH}/keep", "api-keep-record", acts.keep_record, person_of, AT, makes=True, has_version=True,
          texts=TEXTS, fields=REVIEWED, tells=("status", "next_review_on")),
    Write(f"{PATH}/dispose", "api-ask-for-disposal", acts.ask_for_disposal, person_of, AT, makes=True,
          has_version=True, texts=TEXTS, fields=REVIEWED, tells=("status",)),
    Write(f"{PATH}/stop", "api-stop-disposal", acts.stop_disposal, person_of, AT, texts=TEXTS, tells=("status",)),
    Write(f"{PATH}/approve", "api-approve-disposal", disposing.approve_disposal, person_of, AT_PROOF, makes=True,
          is_confirmed=True, fields={"review": named_by(_waiting)}, tells=("disposed_at", "digest")),
    Write(f"{PATH}/holds", "api-place-hold", holds.place_legal_hold, person_of, AT, makes=True,
          texts=TEXTS, fields={"authority": line(200)}, tells=("review_on",)),
    Write(f"{PATH}/holds/lift", "api-lift-hold", holds.lift_legal_hold, person_of, AT, texts=TEXTS,
          fields={"hold": named_by(_standing)}, tells=("lifted_at",)),
    Read("disposals", "api-disposals", "The proofs of disposal within reach, newest first.", _disposals,
         policy=policies.SEE_DISPOSALS, query=Paged),
    Read("disposals/<str:reference>", "api-disposal", "One proof of disposal.", _disposal, disposal_of,
         policy=policies.SEE_DISPOSALS),
    Write("disposals/<str:reference>/readmit", "api-readmit-reference", disposing.readmit_reference, disposal_of,
          AT_PROOF, texts=TEXTS),
)  # fmt: skip
