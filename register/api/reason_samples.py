"""The monthly sample of reasons through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import prose
from accounts.api.lists import Paged, soonest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions.reason_samples import ask_reader, decide_reason, explain_reading
from register.models import ReasonSample
from register.readable import reading_of
from register.reason_samples import reason_given


@dataclass(frozen=True, slots=True)
class SampleBrief:
    """A reading that was drawn. `code` says what was read, `reason` is the code of the reason."""

    reference: str
    version: int
    user: str
    officer: str
    code: str
    reason: str
    has_incident: bool
    read_at: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class SampleShown:
    """A reading with its reason, what was asked about it, and what a reviewer decided. `person` is the reference of the
    record, empty for a lookup."""

    reference: str
    version: int
    user: str
    officer: str
    person: str
    code: str
    reason: str
    reason_words: str
    has_incident: bool
    read_at: datetime
    due_on: date
    question: str
    asked_at: datetime | None
    asked_by: str
    explanation: str
    explained_at: datetime | None
    decision: str
    words: str
    decided_at: datetime | None
    decided_by: str


def _samples(asking: Asking, after: Any = None) -> Shown:
    rows = ReasonSample.objects.visible_to(asking.actor).waiting().select_related("user")
    page, then = soonest_first(rows, "due_on", after)
    return Shown({"samples": [shown(SampleBrief, each, str, user=named(each.user)) for each in page], "next": then})


def _sample(asking: Asking, sample: ReasonSample) -> Shown:
    read = reading_of(asking.actor, {sample.person_id} if sample.person_id else set())
    found = shown(
        SampleShown, sample, read, user=named(sample.user), person=named(sample.person),
        asked_by=named(sample.asked_by), decided_by=named(sample.decided_by),
        reason_words=read(reason_given(sample).words),
    )  # fmt: skip
    return Shown(found, sample.version)


def sample_of(actor: Actor, reference: str) -> ReasonSample:
    """A reading that was drawn, by its reference."""
    people = ("user", "person", "asked_by", "decided_by")
    found: ReasonSample = get_or_404(
        ReasonSample.objects.visible_to(actor).select_related(*people), reference=reference
    )
    return found


AT = Place("api-reason-sample", lambda sample: {"reference": sample.reference})
ONE = "reason-samples/<str:reference>"
TEXTS = {"question": prose(2000), "explanation": prose(2000), "words": prose(2000)}
ROWS: tuple[Row, ...] = (
    Read("reason-samples", "api-reason-samples", "Readings whose reasons wait for a reviewer, soonest due first.",
         _samples, policy=policies.SEE_REASONS, query=Paged),
    Read(ONE, "api-reason-sample", "One reading: who, when, what, and why.", _sample, sample_of,
         policy=policies.SEE_REASONS),
    Write(f"{ONE}/ask", "api-ask-reader", ask_reader, sample_of, AT, has_version=True, texts=TEXTS),
    Write(f"{ONE}/explain", "api-explain-reading", explain_reading, sample_of, AT, has_version=True, texts=TEXTS),
    Write(f"{ONE}/decide", "api-decide-reason", decide_reason, sample_of, AT, has_version=True, texts=TEXTS,
          tells=("decision",)),
)  # fmt: skip
