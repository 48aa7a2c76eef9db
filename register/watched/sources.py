"""The kinds of work that are watched. A part of the register adds its own to `SOURCES`: then its owners are reminded,
what is late goes up the chain, and it is counted before oversight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate
from django.urls import reverse

from accounts.actor import Actor
from register import policies
from register.models import (
    Alert,
    BrokenGlass,
    IndefiniteReview,
    ManagementTransfer,
    Match,
    MisuseAlert,
    PlanAction,
    ReasonSample,
    Registration,
    Task,
    UnroutedAlert,
)
from register.readers import Readers
from register.rules.escalation import ANSWERING_CHAIN, CHAIN, Chain
from register.watched.people import LINE, STANDARDS, Ranks

Rows = Callable[[], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of work. `rows` gives everything of it that is open, `readers` say who may learn of it; `due`, `force`,
    `owner` are the columns that say by when, whose force's and whose it is. `page` and `argument` lead to it
    (`argument` is an attribute of the row, dotted). The list of what is due wants an index on `due` over what is
    open. What nobody has is told in one line, in which it is called `many`, that leads to `queue`, the name of a
    page with what is asked of it; without a queue each stands on a line of its own. `ranks` are those who are told when
    it is late: the user's own line, if nothing else is said; `chain` the steps up which it goes."""

    code: str
    title: str
    rows: Rows
    readers: Readers
    due: str
    force: str
    owner: str
    page: str
    argument: str
    many: str = ""
    queue: str = ""
    ranks: Ranks = LINE
    chain: Chain = CHAIN

    def open(self) -> QuerySet[Any]:
        """The open rows, each with `watched_due_on`, `watched_force` and `watched_owner`."""
        named = {"watched_due_on": F(self.due), "watched_force": F(self.force), "watched_owner": F(self.owner)}
        found: QuerySet[Any] = self.rows().filter(**{f"{self.due}__isnull": False}).annotate(**named)
        return found

    @property
    def queue_url(self) -> str:
        """Where what nobody has is worked."""
        name, _, query = self.queue.partition("?")
        return f"{reverse(name)}?{query}" if query else reverse(name)

    def due_until(self, last: date) -> QuerySet[Any]:
        return self.open().filter(**{f"{self.due}__lte": last})

    def visible_to(self, actor: Actor) -> QuerySet[Any]:
        """The rows, open or not, of which the actor may learn."""
        return self.readers.rows(actor)

    def argument_of(self, row: Model) -> str:
        found: Any = row
        for name in self.argument.split("."):
            found = getattr(found, name)
        return str(found)


def _tasks() -> QuerySet[Any]:
    return Task.objects.waiting()


def _registrations() -> QuerySet[Any]:
    return Registration.objects.managed().select_related("person")


def _reviews() -> QuerySet[Any]:
    return Registration.objects.live().filter(~Q(status=Registration.Status.PROPOSED)).select_related("person")


def _plan_actions() -> QuerySet[Any]:
    return PlanAction.objects.open().select_related("registration__person")


def _matches() -> QuerySet[Any]:
    """Possible matches on which nobody has decided. They are nobody's until somebody does (`decided_by`)."""
    return Match.objects.waiting().annotate(decide_by_on=TruncDate("due_at"))


def _transfers() -> QuerySet[Any]:
    """Offers that wait for an answer: the other force's, and there nobody's yet."""
    return ManagementTransfer.objects.open().annotate(answer_by_on=TruncDate("due_at"))


def _alerts() -> QuerySet[Any]:
    """Alerts that the receiving force has not answered. They are nobody's until somebody does."""
    return Alert.objects.open().annotate(answer_by_on=TruncDate("due_at"))


def _alerts_sent() -> QuerySet[Any]:
    """The same, for the force that sent them: but those that it does not read itself."""
    return _alerts().exclude(kind=Alert.Kind.BREAK_GLASS)


def _glasses() -> QuerySet[Any]:
    """Closed records that were opened in an emergency, until somebody has looked at why."""
    return BrokenGlass.objects.to_review().annotate(review_by_on=TruncDate("review_due_at"))


def _reasons() -> QuerySet[Any]:
    """Readings that were drawn for the sample of reasons. They are nobody's until somebody decides."""
    return ReasonSample.objects.waiting()


def _misuse() -> QuerySet[Any]:
    """Alerts of possible misuse that nobody has answered. Those about national bodies are oversight's from the start,
    and belong to no force that could be late."""
    return MisuseAlert.objects.open().filter(force__isnull=False)


def _unrouted() -> QuerySet[Any]:
    """What waits in the national queue and was told to no force. It is nobody's in the force that sent it, whose
    supervisors are told."""
    return UnroutedAlert.objects.open().of_no_force().annotate(settle_by_on=TruncDate("due_at"))


def _applications() -> QuerySet[Any]:
    """Open applications to end indefinite notification, by their next last day: acknowledge, then decide."""
    is_acknowledged = Q(acknowledged_on__isnull=False, decision_due_on__isnull=False)
    next_on = Case(When(is_acknowledged, then="decision_due_on"), default="acknowledgement_due_on")
    return IndefiniteReview.objects.filter(outcome="").annotate(next_on=next_on).select_related("registration__person")


_PERSON = "person.reference"
_TASKS = Readers(Task, policies.SEE_TASKS, ("person",))
_MANAGED = Readers(Registration, policies.SEE_MANAGEMENT, ("person",))
_PLANNED = Readers(PlanAction, policies.SEE_PLAN_ACTIONS, ("person",))
_OFFERED = Readers(ManagementTransfer, policies.SEE_TRANSFERS, ("person",))
_APPLIED = Readers(IndefiniteReview, None, ("registration__person",))
_ALERTED = Readers(Alert, policies.SEE_ALERTS, ("person",))
_BROKEN = Readers(BrokenGlass, policies.SEE_GLASS, ("person",))
_DRAWN = Readers(ReasonSample, policies.SEE_REASONS, ("person",), limits=policies.reader_not_led)
_MISUSED = Readers(MisuseAlert, policies.SEE_MISUSE, (), limits=policies.told_of_misuse)
_UNROUTED = Readers(UnroutedAlert, policies.SEE_UNROUTED, ("person",))
_MATCHED = Readers(Match, policies.SEE_MATCHES, ("one", "other"))
SOURCES: list[Source] = [
    Source(
        "task", "Task", _tasks, _TASKS, "due_on", "force_id", "owner_id", "task", "reference", "tasks", "team-queue"
    ),
    Source(
        "visit", "Visit to a registered person", _registrations, _MANAGED, "next_visit_on", "managing_force_id",
        "offender_manager_id", "management", _PERSON, "visits to registered people", "managed-people",
    ),
    Source(
        "plan", "Risk management plan", _registrations, _MANAGED, "plan_due_on", "managing_force_id",
        "offender_manager_id", "management", _PERSON, "risk management plans", "managed-people",
    ),
    Source(
        "review", "Review of a registration", _reviews, _MANAGED, "next_review_on", "managing_force_id",
        "offender_manager_id", "person-record", _PERSON, "reviews of registrations", "managed-people",
    ),
    Source(
        "plan_action", "Action of a plan", _plan_actions, _PLANNED, "due_on", "registration__managing_force_id",
        "owner_id", "management", "registration.person.reference", "actions of plans", "managed-people",
    ),
    Source(
        "transfer", "Offer to take a person over", _transfers, _OFFERED, "answer_by_on", "to_force_id", "manager_id",
        "transfer", "reference",
    ),
    Source(
        "indefinite", "Application to end indefinite notification", _applications, _APPLIED, "next_on",
        "registration__managing_force_id", "registration__offender_manager_id", "registration",
        "registration.person.reference",
    ),
    # Whoever sent an alert stays responsible until it is accepted, so that both forces are told when nobody answers.
    Source(
        "alert", "Alert from another force", _alerts, _ALERTED, "answer_by_on", "to_force_id", "answered_by_id",
        "alert", "reference", "alerts from other forces", "alerts",
    ),
    Source(
        "alert_sent", "Alert to another force that waits for its answer", _alerts_sent, _ALERTED, "answer_by_on",
        "from_force_id", "answered_by_id", "alert", "reference", "alerts to other forces", "alerts?box=sent",
    ),
    # It is the national desk's to settle; until another force accepts, the force that sent it stays responsible.
    Source(
        "unrouted", "Alert that reached nobody", _unrouted, _UNROUTED, "settle_by_on", "from_force_id",
        "settled_by_id", "national-alert", "reference",
    ),
    # Either force can decide, so that both are told.
    Source(
        "match", "Possible match", _matches, _MATCHED, "decide_by_on", "force_one_id", "decided_by_id", "match",
        "reference", "possible matches", "matches",
    ),
    Source(
        "match_of_other", "Possible match with another force’s record", _matches, _MATCHED, "decide_by_on",
        "force_other_id", "decided_by_id", "match", "reference", "possible matches with another force’s records",
        "matches",
    ),
    # The force whose record it is has it reviewed: whoever leads in the other one may lead whoever opened it.
    Source(
        "glass", "Break-glass to review", _glasses, _BROKEN, "review_by_on", "owner_force_id", "reviewed_by_id",
        "glass", "reference", "break-glasses to review", "glasses",
    ),
    Source(
        "reason_sample", "Reason for a reading", _reasons, _DRAWN, "due_on", "force_id", "decided_by_id",
        "reason-sample", "reference", "reasons for readings", "reason-samples", chain=ANSWERING_CHAIN,
    ),
    Source(
        "misuse", "Alert of possible misuse", _misuse, _MISUSED, "due_on", "force_id", "answered_by_id",
        "misuse-alert", "reference", "alerts of possible misuse", "misuse-alerts", STANDARDS,
    ),
]  # fmt: skip


def source_of(code: str) -> Source | None:
    """The source of this code, or None where it is no longer watched."""
    return next((source for source in SOURCES if source.code == code), None)


def _watches_known(actor: Actor) -> Q:
    """What is watched of which the actor may learn. A source that is watched no longer shows nothing."""
    known = Q(pk__in=[])
    for readers in dict.fromkeys(source.readers for source in SOURCES):
        codes = [source.code for source in SOURCES if source.readers == readers]
        known |= Q(source__in=codes) & Q(Exists(readers.rows(actor).filter(pk=OuterRef("number"))))
    return known


policies.watch_limits.append(_watches_known)
