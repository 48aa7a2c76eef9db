"""The frame of every write, and of every read that must be logged.

`@action` opens the transaction, locks the thing acted on, asks the policy, runs the deed, writes the entry and commits.
A denial is written in a transaction of its own after the rollback. An action that calls another joins its transaction;
each of them asks its own policy and writes its own entry.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from audit.core.actor import AuditedActor
from audit.core.entry import Entry, Reason, write
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.core.events import ACCESS_DENIED, ACT_REFUSED, EventType


class Policy(Protocol):
    """What the frame needs of a policy (accounts.policy.Policy)."""

    @property
    def permission(self) -> str: ...

    def require(self, actor: Any, thing: Any) -> None:
        """Raises PermissionDenied or OutOfReach."""


Thing = TypeVar("Thing")
Result = TypeVar("Result")
P = ParamSpec("P")

remarks: list[Callable[[Entry, Any], None]] = []
"""What the floors above add to an entry once its deed is done, of what was acted on."""

_inside: ContextVar[bool] = ContextVar("inside_an_action", default=False)


def action(
    *, event: EventType, policy: Policy, lock: bool = True, turn: Callable[[Thing], None] | None = None
) -> Callable[[Callable[Concatenate[Thing, P], Result]], Callable[..., Result]]:
    """Frame a function `deed(thing, *, entry, actor, reason, …)` as an action.

    Callers leave out `entry` and may pass the `version` that they read: `Stale` is raised if it has moved on. Reads
    have `lock=False`. `turn` makes acts wait for each other, and lock what the policy looks at, before the record.
    """

    def frame(deed: Callable[Concatenate[Thing, P], Result]) -> Callable[..., Result]:
        @functools.wraps(deed)
        def act(
            thing: Thing, *, actor: AuditedActor, reason: Reason, version: int | None = None, **details: Any
        ) -> Result:
            entry = Entry(event, actor, reason)
            outermost = not _inside.get()
            token = _inside.set(True)
            try:
                with transaction.atomic():
                    thing = _settled(thing, lock=lock, version=version, turn=turn)
                    _name_object(entry, thing)
                    policy.require(actor, thing)
                    result = deed(thing, entry=entry, actor=actor, reason=reason, **details)  # type: ignore[call-arg, arg-type]
                    _finish(entry, thing)
                    return result
            except (PermissionDenied, OutOfReach) as denial:
                if outermost:
                    record_denial(denial, actor=actor, reason=reason)
                raise
            except Refused as refusal:
                if outermost:
                    _record_refusal(refusal, entry)
                raise
            finally:
                _inside.reset(token)

        act.event, act.policy = event, policy  # type: ignore[attr-defined]
        return act

    return frame


def _finish(entry: Entry, thing: Any) -> None:
    for remark in remarks:
        remark(entry, thing)
    write(entry)


def record_denial(denial: PermissionDenied | OutOfReach, *, actor: AuditedActor, reason: Reason) -> None:
    """Log that something was asked for and not given. Once for each denial, however many layers see it."""
    if getattr(denial, "is_recorded", False):
        return
    entry = Entry(ACCESS_DENIED, actor, reason, outcome="denied")
    entry.object_type, entry.object_ref = denial.object_type, denial.object_ref
    entry.record(policy=denial.policy, answer="404" if isinstance(denial, OutOfReach) else "403")
    with transaction.atomic():
        write(entry)
    denial.is_recorded = True  # type: ignore[union-attr]


def _settled(thing: Thing, *, lock: bool, version: int | None, turn: Callable[[Thing], None] | None) -> Thing:
    """The row as it is now, locked, if the thing is a row."""
    if turn is not None:
        turn(thing)
    if not isinstance(thing, models.Model) or thing.pk is None or not lock:
        return thing
    rows = type(thing)._base_manager.select_for_update(of=("self",))
    try:
        current = rows.get(pk=thing.pk)
    except ObjectDoesNotExist:
        raise OutOfReach("deleted", object_type=thing._meta.label_lower) from None
    if version is not None and current.version != version:  # type: ignore[attr-defined]
        raise Stale(current)
    return current  # type: ignore[return-value]


def _name_object(entry: Entry, thing: Any) -> None:
    if isinstance(thing, models.Model):
        entry.about(thing)


def _record_refusal(refusal: Refused, refused: Entry) -> None:
    entry = Entry(ACT_REFUSED, refused.actor, refused.reason, outcome="refused")
    entry.object_type, entry.object_ref = refused.object_type, refused.object_ref
    entry.record(event=refused.event.code, sentence=refusal.sentence)
    with transaction.atomic():
        write(entry)
