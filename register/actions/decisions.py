"""What people decide about two records that may be one person. Each decision has a reason, and is remembered."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.joining import (
    everybody_of,
    hold,
    move,
    refuse_against_a_decision,
    stand_apart,
    stand_together,
    tell_of_undoing,
    tell_supervisors_of_undoing,
)
from register.matching.second_person import needs_second_person
from register.matching.turns import take_turn
from register.models import Match


def _take_turn(match: Match) -> None:
    """One decision at a time, about people whom nobody is at work on: an order, a victim or a restriction that is being
    recorded counts."""
    take_turn()
    hold(everybody_of(match))


@action(event=events.MATCH_OPENED, policy=policies.SEE_MATCHES, lock=False)
def open_match(match: Match, *, entry: Entry, actor: Actor, reason: Reason) -> Match:
    """Show two records side by side: both people's facts are put before the reader."""
    entry.showed([match.one.reference, match.other.reference])
    return match


@action(event=events.MATCH_DECIDED, policy=policies.DECIDE_MATCH, turn=_take_turn)
def join_records(match: Match, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Match:
    """Say that two records are the same person. Where either has an order in force or somebody to protect, a second
    person must confirm it before they are joined."""
    why = _reason_given(why)
    if match.status in (Match.Status.JOINED, Match.Status.AWAITING_SECOND):
        raise Refused(f"This match is already {match.get_status_display().lower()}. Nothing was changed.")
    refuse_against_a_decision(match)

    if waits_for_second(match):
        if actor.person_id is None:
            raise Refused("This takes two people, and a system is neither. Nothing was changed.")
        match.asked_by_id, match.asked_at, match.asked_why = actor.person_id, timezone.now(), why
        _undecided(match)
        move(match, Match.Status.AWAITING_SECOND, actor=actor, why=why)
    else:
        match.asked_by = match.asked_at = None
        match.asked_why = ""
        _join(match, actor, reason, why)
    _tell(entry, match, why)
    return match


@action(event=events.MATCH_CONFIRMED, policy=policies.CONFIRM_MATCH, turn=_take_turn)
def confirm_join(match: Match, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Match:
    """Confirm, as a second person, that two records are the same person: now they are joined."""
    why = _reason_given(why)
    if match.status != Match.Status.AWAITING_SECOND:
        raise Refused("Nobody waits for this to be confirmed. Nothing was changed.")
    if actor.person_id in (None, match.asked_by_id):
        raise Refused("You asked for this yourself. Somebody else must confirm it.")
    refuse_against_a_decision(match)

    _join(match, actor, reason, why)
    _tell(entry, match, why)
    return match


@action(event=events.MATCH_DECIDED, policy=policies.DECIDE_MATCH, turn=_take_turn)
def keep_apart(match: Match, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Match:
    """Say that two records are different people. The register never joins them by itself again."""
    why = _reason_given(why)
    if match.status == Match.Status.KEPT_APART:
        raise Refused("These records are kept apart already. Nothing was changed.")
    if match.status == Match.Status.JOINED:
        raise Refused("These records are joined. Take them apart instead.")

    _part(match, actor, reason, why)
    _tell(entry, match, why)
    return match


@action(event=events.MATCH_UNDONE, policy=policies.UNDO_MATCH, turn=_take_turn)
def undo_join(match: Match, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Match:
    """Take two joined records apart: everything is back where it was, and they are kept apart from now on.

    One person may do it at once, whoever joined them: a wrong join endangers somebody while it stands. Where joining
    takes two, the supervisors are told.
    """
    why = _reason_given(why)
    if match.status != Match.Status.JOINED:
        raise Refused("These records are not joined. Nothing was changed.")

    took_two = match.asked_by_id is not None or waits_for_second(match)
    _part(match, actor, reason, why)
    tell_of_undoing(match, actor=actor, reason=reason)
    if took_two:
        tell_supervisors_of_undoing(match, actor=actor, reason=reason)
    _tell(entry, match, why)
    return match


def waits_for_second(match: Match) -> bool:
    """Whether joining the two, with everybody who stands with either, takes a second person."""
    return needs_second_person(everybody_of(match))


def _join(match: Match, actor: Actor, reason: Reason, why: str) -> None:
    _decided(match, actor, why)
    move(match, Match.Status.JOINED, actor=actor, why=why)
    stand_together(match, actor=actor, reason=reason)


def _part(match: Match, actor: Actor, reason: Reason, why: str) -> None:
    _decided(match, actor, why)
    move(match, Match.Status.KEPT_APART, actor=actor, why=why)
    if not stand_apart(match, actor=actor, reason=reason):
        raise Refused(
            "People have joined both records with a third. Take one of those joins apart first: while both hold, "
            "these two are the same person."
        )


def _decided(match: Match, actor: Actor, why: str) -> None:
    match.is_by_person, match.decided_by_id, match.decided_at, match.why = True, actor.user_id, timezone.now(), why


def _undecided(match: Match) -> None:
    match.is_by_person, match.decided_by, match.decided_at, match.why = False, None, None, ""


def _reason_given(why: str) -> str:
    if not why.strip():
        raise Refused("Give a reason: whoever looks at this later reads it.", field="why")
    return why.strip()


def _tell(entry: Entry, match: Match, why: str) -> None:
    entry.showed([match.one.reference, match.other.reference])
    entry.record(status=match.status, why=why)
