"""What protects a victim: the safe-contact rule and the safeguards."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.actions.cases import require_live_owner, require_open
from cases.contact import secrets_of
from cases.models import Pair, SafeContactRule, Safeguard
from cases.rules.contact import without_secrets
from register.lookup.upkeep import refresh
from register.models import Address, Person, Phone, Protection


@action(event=events.SAFE_CONTACT_SET, policy=policies.WORK_CASE)
def set_safe_contact(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason,
    channel: SafeContactRule.Channel = SafeContactRule.Channel.ASK_FIRST, hours: str = "", who_may_answer: str = "",
    code_word: str = "", what_to_say: str = "", may_leave_voicemail: bool = False, is_in_refuge: bool = False,
    based_on: int | None = None,
) -> SafeContactRule:  # fmt: skip
    """Set how the victim may be contacted; the rule before it ends and stays in the record.

    While the victim is in refuge none of their contact details is shown to anybody. On leaving, the details stay
    confidential until somebody decides otherwise. `based_on` is the primary key of the rule that was read before, 0 for
    none: if another is in force now, nothing is changed.
    """
    require_open(pair.case)
    victim = _held(pair.victim)
    now = SafeContactRule.objects.filter(person=victim, ended_at__isnull=True).first()
    if based_on is not None and based_on != (now.pk if now else 0):
        raise Refused(
            "Somebody else changed the rule while you were working on it. Nothing of yours was saved. "
            "Compare it with the rule in force, then save again."
        )
    _require_no_address(victim, hours=hours, who_may_answer=who_may_answer, what_to_say=what_to_say)

    SafeContactRule.objects.filter(person=victim, ended_at__isnull=True).update(ended_at=timezone.now())
    rule = SafeContactRule.objects.create(
        person=victim, force=pair.force, channel=channel, hours=hours.strip(), who_may_answer=who_may_answer.strip(),
        code_word=code_word.strip(), what_to_say=what_to_say.strip(), may_leave_voicemail=may_leave_voicemail,
        is_in_refuge=is_in_refuge, confirmed_on=timezone.localdate(), confirmed_by_id=actor.user_id,
    )  # fmt: skip
    _protect_details(victim, is_in_refuge=is_in_refuge)
    entry.about(rule, subject=victim)
    entry.record(channel=channel, is_in_refuge=is_in_refuge, has_code_word=bool(rule.code_word))
    return rule


@action(event=events.SAFE_CONTACT_READ, policy=policies.SEE_SAFE_CONTACT, lock=False)
def read_safe_contact(pair: Pair, *, entry: Entry, actor: Actor, reason: Reason) -> SafeContactRule | None:
    """The victim's rule in force, for whoever is about to change it; None where there is none yet."""
    rule = SafeContactRule.objects.filter(person=pair.victim, ended_at__isnull=True).first()
    entry.about(rule or pair, subject=pair.victim)
    entry.showed([pair.victim.reference])
    return rule


@action(event=events.SAFEGUARD_ADDED, policy=policies.WORK_CASE)
def add_safeguard(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, kind: Safeguard.Kind, instruction: str, owner: User,
    starts_on: date, review_on: date, ends_on: date | None = None,
) -> Safeguard:  # fmt: skip
    """Put a measure in place, with its owner, what the control room must do, and the day it is looked at again."""
    require_open(pair.case)
    if not instruction.strip():
        raise Refused("Say what the control room must do.", field="instruction")
    if review_on < starts_on:
        raise Refused("The review would be before the safeguard starts. Check both dates.", field="review_on")
    if ends_on and ends_on < starts_on:
        raise Refused("The safeguard would end before it starts. Check both dates.", field="ends_on")
    require_live_owner(owner, pair.force)
    _require_no_address(pair.victim, instruction=instruction)

    safeguard = Safeguard.objects.create(
        pair=pair, person=pair.victim, force=pair.force, kind=kind, instruction=instruction.strip(), owner=owner,
        starts_on=starts_on, review_on=review_on, ends_on=ends_on,
    )  # fmt: skip
    entry.about(safeguard, subject=pair.victim)
    entry.record(kind=kind, review_on=review_on, ends_on=ends_on)
    return safeguard


@action(event=events.SAFEGUARD_ENDED, policy=policies.WORK_CASE)
def end_safeguard(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, safeguard: Safeguard, why: str,
) -> Safeguard:  # fmt: skip
    """End a measure: today is its last day, so that the control room still acts on it until midnight. One that has not
    begun ends on the day it would have begun."""
    held = Safeguard.objects.select_for_update().filter(pk=safeguard.pk, pair=pair).first()
    today = timezone.localdate()
    if held is None or (held.ends_on and held.ends_on <= max(today, held.starts_on)):
        raise Refused("This safeguard has ended already.")
    if not why.strip():
        raise Refused("Say why it is no longer needed, or what takes its place.", field="why")

    held.ends_on = max(today, held.starts_on)
    held.version += 1
    held.save(update_fields=["ends_on", "version"])
    entry.about(held, subject=pair.victim)
    entry.record(kind=held.kind, ends_on=held.ends_on, why=why.strip())
    return held


def _held(victim: Person) -> Person:
    """The victim's records, locked in order until the transaction ends: no detail of theirs is added, and none of what
    lookup knows is written, from what was true before the rule."""
    rows = Person.objects.joined_with(victim).select_for_update(of=("self",)).order_by("pk")
    return next(row for row in rows if row.pk == victim.pk)


def _protect_details(victim: Person, *, is_in_refuge: bool) -> None:
    """Every detail of the victim's record follows the refuge. Lookup is told of every record that is joined with it."""
    was, becomes = Protection.REFUGE, Protection.CONFIDENTIAL
    for details in (Address.objects, Phone.objects):
        if is_in_refuge:
            details.filter(person=victim).update(protection=Protection.REFUGE)
        else:
            details.filter(person=victim, protection=was).update(protection=becomes)
    refresh([victim.pk])


def _require_no_address(victim: Person, **texts: str) -> None:
    """Raises Refused where a text names a protected address or number of the victim: these texts are read out."""
    details: list[Address | Phone] = [
        *Address.objects.filter(person=victim).exclude(protection=Protection.OPEN),
        *Phone.objects.filter(person=victim).exclude(protection=Protection.OPEN),
    ]
    secrets = [secret for detail in details for secret in secrets_of(detail)]
    for field, text in texts.items():
        if without_secrets(text, secrets) != text:
            raise Refused(
                "This names a protected address or number. Take it out: more people read this than may know it.",
                field=field,
            )
