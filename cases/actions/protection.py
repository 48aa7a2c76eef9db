"""How a victim may be contacted safely: set, confirmed again, and decided anew after a refuge."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.actions.cases import require_open
from cases.contact import require_no_secret
from cases.models import Pair, SafeContactRule
from cases.rules.safe_contact import AFTER_REFUGE, confirm_by, has_decayed
from register.actions.tasks import do_task, raise_task
from register.lookup.upkeep import refresh
from register.models import Address, Person, Phone, Protection, Task
from register.rules.time_limits import due, limit_in_force

DECIDE_AFTER_REFUGE = "Decide what may be shown of somebody who has left refuge"


@dataclass(frozen=True, slots=True)
class SafeTime:
    """When it is safe to ring: days of the week (1 is Monday), and from when until when. Neither time: all day."""

    days: frozenset[int] = frozenset()
    begins: time | None = None
    ends: time | None = None


@action(event=events.SAFE_CONTACT_SET, policy=policies.WORK_CASE)
def set_safe_contact(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason,
    channel: SafeContactRule.Channel = SafeContactRule.Channel.ASK_FIRST, safe_time: SafeTime = SafeTime(),
    hours: str = "", who_may_answer: str = "", code_word: str = "", what_to_say: str = "",
    may_leave_voicemail: bool = False, is_in_refuge: bool = False, based_on: int | None = None,
) -> SafeContactRule:  # fmt: skip
    """Set how the victim may be contacted, as they said today; the rule before it ends and stays in the record.

    While the victim is in refuge none of their contact details is shown to anybody. On leaving, nothing is open before
    somebody decides (`decide_after_refuge`): a task asks for it. `based_on` is the primary key of the rule that was
    read before, 0 for none: if another is in force now, nothing is changed.
    """
    require_open(pair.case)
    victim = _held(pair.victim)
    now = _rule_in_force(victim)
    _require_read(now, based_on)
    _require_safe_time(safe_time)
    require_no_secret(victim, hours=hours, who_may_answer=who_may_answer, what_to_say=what_to_say)

    has_left = not is_in_refuge and now is not None and now.is_closing
    rule = _replace(
        now, victim, force=pair.force, channel=channel, hours=hours.strip(), who_may_answer=who_may_answer.strip(),
        code_word=code_word.strip(), what_to_say=what_to_say.strip(), may_leave_voicemail=may_leave_voicemail,
        is_in_refuge=is_in_refuge, has_left_refuge=has_left, days=sorted(safe_time.days), rings_from=safe_time.begins,
        rings_until=safe_time.ends, **_confirmed_today(actor),
    )  # fmt: skip
    _protect_details(victim, is_in_refuge=is_in_refuge)
    entry.about(rule, subject=victim)
    entry.record(
        channel=channel, is_in_refuge=is_in_refuge, has_left_refuge=has_left, has_code_word=bool(rule.code_word)
    )
    if has_left and now is not None and now.is_in_refuge:
        _ask_to_decide(pair, actor=actor, reason=reason)
    return rule


@action(event=events.SAFE_CONTACT_CONFIRMED, policy=policies.WORK_CASE)
def confirm_safe_contact(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, based_on: int | None = None
) -> SafeContactRule:
    """Say that the victim was asked again and all of the rule still holds. The confirmation before stays in the
    record. `based_on` is the primary key of the rule that was read."""
    require_open(pair.case)
    victim = _held(pair.victim)
    now = _rule_in_force(victim)
    if now is None:
        raise Refused("There is no safe-contact rule to confirm. Ask the victim, then set one.")
    _require_read(now, based_on)

    rule = _replace(now, victim, **_what_it_says(now), **_confirmed_today(actor))
    entry.about(rule, subject=victim)
    entry.record(channel=rule.channel, had_decayed=has_decayed(now.confirm_by_on, timezone.localdate()))
    return rule


@action(event=events.REFUGE_DECIDED, policy=policies.WORK_CASE)
def decide_after_refuge(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, why: str, open_addresses: Collection[int] = (),
    open_phones: Collection[int] = (),
) -> SafeContactRule:  # fmt: skip
    """Decide, of somebody who has left refuge, which addresses and numbers of their record (by primary key) may be
    shown again; all others stay confidential. Until this is done nothing is open, whatever its own protection says."""
    require_open(pair.case)
    victim = _held(pair.victim)
    now = _rule_in_force(victim)
    if now is None or not now.has_left_refuge:
        raise Refused("There is nothing to decide: they have not left a refuge, or somebody has decided already.")
    if not why.strip():
        raise Refused("Say on what you decide: what the victim wants, and what you know of the risk.", field="why")

    rule = _replace(now, victim, **_what_it_says(now) | {"has_left_refuge": False}, **_as_confirmed(now))
    for details, opened in ((Address.objects, open_addresses), (Phone.objects, open_phones)):
        details.filter(person=victim).exclude(pk__in=opened).update(protection=Protection.CONFIDENTIAL)
        details.filter(person=victim, pk__in=opened).update(protection=Protection.OPEN)
    refresh([victim.pk])
    entry.about(rule, subject=victim)
    entry.record(opened=len(open_addresses) + len(open_phones), why=why.strip())
    for task in Task.objects.open().filter(force=pair.force, person=victim, title=DECIDE_AFTER_REFUGE):
        do_task(task, actor=actor, reason=reason, outcome="Decided on the victim's page.")
    return rule


@action(event=events.SAFE_CONTACT_READ, policy=policies.SEE_SAFE_CONTACT, lock=False)
def read_safe_contact(pair: Pair, *, entry: Entry, actor: Actor, reason: Reason) -> SafeContactRule | None:
    """The victim's rule in force, for whoever is about to change it; None where there is none yet."""
    rule = _rule_in_force(pair.victim)
    entry.about(rule or pair, subject=pair.victim)
    entry.showed([pair.victim.reference])
    return rule


def _held(victim: Person) -> Person:
    """The victim's records, locked in order until the transaction ends: no detail of theirs is added, and none of what
    lookup knows is written, from what was true before the rule."""
    rows = Person.objects.joined_with(victim).select_for_update(of=("self",)).order_by("pk")
    return next(row for row in rows if row.pk == victim.pk)


def _rule_in_force(victim: Person) -> SafeContactRule | None:
    return SafeContactRule.objects.in_force().filter(person=victim).first()


def _require_read(now: SafeContactRule | None, based_on: int | None) -> None:
    if based_on is not None and based_on != (now.pk if now else 0):
        raise Refused(
            "Somebody else changed the rule while you were working on it. Nothing of yours was saved. "
            "Compare it with the rule in force, then save again."
        )


def _require_safe_time(safe: SafeTime) -> None:
    if (safe.begins is None) != (safe.ends is None):
        missing = "rings_from" if safe.begins is None else "rings_until"
        raise Refused("Give both times, or neither for the whole day.", field=missing)
    if safe.begins is not None and safe.begins == safe.ends:
        raise Refused("Both times are the same. Leave them empty for the whole day.", field="rings_until")
    if safe.begins is not None and not safe.days:
        raise Refused("Say on which days these times are safe.", field="days")


def _replace(now: SafeContactRule | None, victim: Person, **said: Any) -> SafeContactRule:
    """The rule in force ends and another takes its place: nothing that was said is overwritten."""
    if now is not None:
        SafeContactRule.objects.filter(pk=now.pk).update(ended_at=timezone.now())
    return SafeContactRule.objects.create(person=victim, **said)


def _what_it_says(rule: SafeContactRule) -> dict[str, Any]:
    """Everything a rule says, without when it was confirmed."""
    names = (
        "force", "channel", "days", "rings_from", "rings_until", "hours", "who_may_answer", "code_word", "what_to_say",
        "may_leave_voicemail", "is_in_refuge", "has_left_refuge",
    )  # fmt: skip
    return {name: getattr(rule, name) for name in names}


def _confirmed_today(actor: Actor) -> dict[str, Any]:
    today = timezone.localdate()
    return {"confirmed_on": today, "confirmed_by_id": actor.user_id, "confirm_by_on": confirm_by(today)}


def _as_confirmed(rule: SafeContactRule) -> dict[str, Any]:
    names = ("confirmed_on", "confirmed_by_id", "confirm_by_on")
    return {name: getattr(rule, name) for name in names}


def _ask_to_decide(pair: Pair, *, actor: Actor, reason: Reason) -> None:
    today = timezone.localdate()
    raise_task(
        pair.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, title=DECIDE_AFTER_REFUGE,
        team="safeguarding-officer", due_on=due(limit_in_force(AFTER_REFUGE, today), today).due_on, person=pair.victim,
        detail="They have left. Everything stays confidential until somebody decides with them what may be shown.",
    )  # fmt: skip


def _protect_details(victim: Person, *, is_in_refuge: bool) -> None:
    """Every detail of the victim's record follows the refuge. Lookup is told of every record that is joined with it."""
    was, becomes = Protection.REFUGE, Protection.CONFIDENTIAL
    for details in (Address.objects, Phone.objects):
        if is_in_refuge:
            details.filter(person=victim).update(protection=Protection.REFUGE)
        else:
            details.filter(person=victim, protection=was).update(protection=becomes)
    refresh([victim.pk])
