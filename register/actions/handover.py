"""Nothing stays with somebody who is away or has left: it goes to their deputy, or to their team whose supervisors are
told. What went because of leave comes back with them.

The rows themselves say what must move, so that a lost wake-up, a role that runs out on its last day, or work that is
given to somebody on leave is found by the next sweep all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor, system_actor
from accounts.models import Leave, RoleGrant, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.inbox import put
from register.actions.management import assign_manager
from register.actions.outbox import enqueue
from register.actions.plans import hand_on
from register.actions.tasks import may_do, unhand
from register.events import queues as events
from register.managed.managers import may_manage
from register.models import Handover, Notice, OwnRecordBar, PersonGrant, PlanAction, Registration, Task
from register.watched.people import People

HANDER = system_actor(
    "handover",
    {
        "work.hand_over": "national",
        "management.see": "national",
        "management.work": "national",
        "person.see": "national",
    },
)
BY_ITSELF = Reason("system")
MOST_AT_ONCE = 200
AT_A_TIME = 50
LEFT_BEHIND = "Whoever had it cannot look after it now."
CANNOT_HAVE = "It cannot be given to this person."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of work that people own. `rows` gives everything of it that is open, `owner` and `force` are the columns
    that say whose it is; whoever owns it holds one of the `roles`. `give` hands one row to
    somebody, or with None to the team, inside the act; it gives who owns it then, and may refuse. `about` are the
    paths to the people whom a row is about: nothing stays with somebody who is barred from one of them."""

    code: str
    rows: Callable[[], QuerySet[Any]]
    about: tuple[str, ...]
    owner: str
    force: str
    roles: Callable[[], Collection[str]]
    give: Callable[[Any, User | None, Actor], User | None]

    def fit(self, *, on: date) -> QuerySet[User]:
        """Who may own work of this kind on the day: they are there, and hold the role."""
        return absence.at_work(on=on).holding(*self.roles(), on=on)

    def left_behind(self, user: User) -> QuerySet[Any]:
        return self.rows().filter(**{self.owner: user.pk}).order_by("pk")

    def kept_from_owner(self) -> QuerySet[Any]:
        """Open rows whose owner is barred from somebody they are about."""
        barred = Q(pk__in=[])
        for path in self.about:
            barred |= policies.owner_barred(self.owner, path)
        return self.rows().filter(pk__in=self.rows().order_by().filter(barred).values("pk")).order_by("pk")

    def owners(self) -> Exists:
        """Users who own something open of this kind, as a condition on users."""
        return Exists(self.rows().filter(**{self.owner: OuterRef("pk")}).order_by())

    def force_of(self, row: Any) -> int:
        found = row
        for name in self.force.split("__"):
            found = getattr(found, name)
        return int(found)


def granted(permission: str) -> Callable[[], Collection[str]]:
    """The codes of the roles that give a permission, as `Holding.roles` wants them."""
    return lambda: list(RoleGrant.objects.filter(permission=permission).values_list("role__code", flat=True))


@action(event=events.HANDED_OVER, policy=policies.HAND_OVER_WORK)
def hand_over_work(user: User, *, entry: Entry, actor: Actor, reason: Reason, on: date) -> int:
    """Hand over what somebody owns and cannot look after now, or must not see, at most 200 things of each kind. Gives
    how many moved."""
    leave = Leave.objects.running(on=on).filter(user=user).select_related("deputy").first()
    moved: list[Handover] = []
    for holding in HOLDINGS:
        is_fit = holding.fit(on=on).filter(pk=user.pk).exists()
        rows = holding.kept_from_owner().filter(**{holding.owner: user.pk}) if is_fit else holding.left_behind(user)
        cause = _Cause(user, None if is_fit else leave, is_fit)
        deputy = _deputy(cause.leave, holding, on)
        found = [_hand_over(row, holding, cause, deputy, actor) for row in list(rows[:MOST_AT_ONCE])]
        moved += [each for each in found if each is not None]
    _tell(user, leave, moved, on)
    sources = list(dict.fromkeys(each.source for each in moved))
    entry.record(why=moved[0].why if moved else _Cause(user, leave).why, source=sources, count=len(moved))
    return len(moved)


@action(event=events.HANDED_OVER, policy=policies.HAND_OVER_WORK)
def give_back_work(user: User, *, entry: Entry, actor: Actor, reason: Reason, on: date) -> int:
    """Somebody is back from leave: what stands with their deputy or their team, and was theirs, is theirs again. What
    a third person has taken meanwhile stays with them. Gives how many came back."""
    count = 0
    for handover in _to_come_back(on).filter(user=user).order_by("pk")[:MOST_AT_ONCE]:
        count += _give_back(handover, user, actor, on)
        handover.settled_at = timezone.now()
        handover.save(update_fields=["settled_at"])
    if count:
        put([user.pk], Notice.Topic.HANDED_OVER, f"back {on.isoformat()}", people=(), page="tasks",
            count=count)  # fmt: skip
    entry.record(why="back", count=count)
    return count


def sweep_handovers(on: date) -> int:
    """Hand over and give back whatever must be, some users at a time. Gives how many things moved."""
    away = list(_owners_away(on)[:AT_A_TIME])
    back = User.objects.filter(pk__in=_to_come_back(on).values("user")).order_by("pk")[:AT_A_TIME]
    moved = sum(_surely(hand_over_work, user, on) for user in away)
    return moved + sum(_surely(give_back_work, user, on) for user in back)


def hand_over_of(reference: str, on: date) -> None:
    """Look after the work of one user at once."""
    user = User.objects.get(reference=reference)
    hand_over_work(user, actor=HANDER, reason=BY_ITSELF, on=on)
    give_back_work(user, actor=HANDER, reason=BY_ITSELF, on=on)


def ask_for_handover(user: User) -> None:
    """Called in the transaction that disables somebody, ends a role or declares leave (accounts.absence)."""
    enqueue("hand_over", {"user": user.reference})


def _owners_away(on: date) -> QuerySet[User]:
    """Users who own something that they cannot look after on the day."""
    own = OwnRecordBar.objects.live().filter(user=OuterRef("pk")).order_by()
    wanted = Q(pk__in=[])
    barred = Exists(PersonGrant.objects.filter(user=OuterRef("pk"))) | Exists(own)
    for holding in HOLDINGS:
        wanted |= Q(holding.owners()) & ~Q(pk__in=holding.fit(on=on).values("pk"))
        kept = holding.kept_from_owner().filter(**{holding.owner: OuterRef("pk")}).order_by()
        wanted |= barred & Q(Exists(kept))
    found: QuerySet[User] = User.objects.filter(wanted).order_by("pk")
    return found


def _to_come_back(on: date) -> QuerySet[Handover]:
    """What was handed over because of leave that is over, of people who are there again."""
    over = Q(leave__ends_on__lt=on) | Q(leave__withdrawn_at__isnull=False)
    waiting = Handover.objects.filter(over, leave__isnull=False, settled_at__isnull=True)
    return waiting.filter(user__in=absence.at_work(on=on).values("pk"))


def _surely(act: Callable[..., int], user: User, on: date) -> int:
    """One user's work; where it fails, everybody else's is looked after all the same."""
    try:
        return act(user, actor=HANDER, reason=BY_ITSELF, on=on)
    except Exception as error:
        log.error("handover_failed", code=user.reference, exc_info=error)
        return 0


def _deputy(leave: Leave | None, holding: Holding, on: date) -> User | None:
    deputy = leave.deputy if leave else None
    return deputy if deputy is not None and holding.fit(on=on).filter(pk=deputy.pk).exists() else None


@dataclass(frozen=True, slots=True)
class _Cause:
    """Whose work must move, and why: they are on leave, have left, or must not see whom it is about."""

    user: User
    leave: Leave | None
    is_kept: bool = False

    @property
    def why(self) -> Handover.Why:
        if self.is_kept:
            return Handover.Why.KEPT
        return Handover.Why.LEAVE if self.leave else Handover.Why.LEFT


def _hand_over(row: Any, holding: Holding, cause: _Cause, deputy: User | None, actor: Actor) -> Handover | None:
    """One thing, in a savepoint of its own: what cannot be handed over keeps nothing else back."""
    number = row.pk
    try:
        with transaction.atomic():
            row = _as_it_is_now(row, holding, cause.user)
            if row is None:
                return None
            to = _given(row, holding, deputy, actor)
            return Handover.objects.create(
                user=cause.user, to_user=to, force_id=holding.force_of(row), source=holding.code, number=row.pk,
                why=cause.why, leave=cause.leave,
            )  # fmt: skip
    except Exception as error:
        log.error("handover_failed", code=holding.code, count=number, exc_info=error)
        return None


def _as_it_is_now(row: Any, holding: Holding, owner: User) -> Any:
    """The row, locked, if it is still open and still theirs: they, or a colleague, may be at work on it."""
    rows = holding.rows().select_for_update(of=("self",))
    return rows.filter(**{"pk": row.pk, holding.owner: owner.pk}).first()


def _given(row: Any, holding: Holding, deputy: User | None, actor: Actor) -> User | None:
    """The deputy may be barred from the person: then it goes to the team."""
    if deputy is not None:
        try:
            with transaction.atomic():
                return holding.give(row, deputy, actor)
        except Exception as error:
            log.info("deputy_unfit", code=holding.code, count=row.pk, exc_info=error)
    return holding.give(row, None, actor)


def _give_back(handover: Handover, user: User, actor: Actor, on: date) -> bool:
    holding = next((each for each in HOLDINGS if each.code == handover.source), None)
    if holding is None or not holding.fit(on=on).filter(pk=user.pk).exists():
        return False
    rows = holding.rows().select_for_update(of=("self",))
    try:
        with transaction.atomic():
            row = rows.filter(**{"pk": handover.number, holding.owner: handover.to_user_id}).first()
            if row is None:
                return False
            holding.give(row, user, actor)
    except Exception as error:
        log.error("handover_failed", code=holding.code, count=handover.number, exc_info=error)
        return False
    return True


def _tell(user: User, leave: Leave | None, moved: list[Handover], on: date) -> None:
    """The deputy of what they got, the supervisors of the team of the rest."""
    deputy_id = leave.deputy_id if leave else None
    theirs = [each for each in moved if each.to_user_id is not None and each.to_user_id == deputy_id]
    rest = len(moved) - len(theirs)
    key = f"{user.reference} {leave.reference if leave else on.isoformat()}"
    if theirs and deputy_id is not None:
        put([deputy_id], Notice.Topic.HANDED_OVER, key, people=(), page="team-queue", count=len(theirs))
    if rest and user.force_id is not None:
        told = [each for each in People(on).supervisors(user.force_id) if each != deputy_id]
        put(told, Notice.Topic.HANDED_OVER, key, people=(), page="team-queue", count=rest)


def _give_task(task: Task, to: User | None, actor: Actor) -> User | None:
    if to is not None and not may_do(to, task):
        raise Refused(CANNOT_HAVE)
    unhand(task, actor=actor, owner_id=to.pk if to else None, why=LEFT_BEHIND)
    return to


def _give_registration(registration: Registration, to: User | None, actor: Actor) -> User | None:
    assign_manager(registration, actor=actor, reason=BY_ITSELF, manager=to, why=LEFT_BEHIND)
    return to


def _give_plan_action(plan_action: PlanAction, to: User | None, actor: Actor) -> User | None:
    today, force_id = timezone.localdate(), plan_action.registration.managing_force_id
    if to is not None and not may_manage(to, plan_action.person, force_id=force_id, on=today):
        raise Refused(CANNOT_HAVE)
    hand_on(plan_action, to=to, actor=actor, why=LEFT_BEHIND)
    return to


HOLDINGS: list[Holding] = [
    Holding(
        "task", Task.objects.open, ("person",), "owner", "force_id", granted(policies.DO_TASK.permission), _give_task
    ),
    Holding(
        "registration", Registration.objects.managed, ("person",), "offender_manager", "managing_force_id",
        granted(policies.WORK_MANAGEMENT.permission), _give_registration,
    ),
    Holding(
        "plan_action", lambda: PlanAction.objects.open().select_related("registration", "person"), ("person",), "owner",
        "registration__managing_force_id", granted(policies.WORK_MANAGEMENT.permission), _give_plan_action,
    ),
]  # fmt: skip
"""What people own. The floors above add theirs."""
