"""What follows from joining and taking apart: under which record each stands, who is told, what has to be agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.moves import ask_for_move_check
from register.actions.tasks import raise_task
from register.actions.telling import raise_dual_alert
from register.harm_changed import harm_changed
from register.lookup.upkeep import refresh
from register.matching.groups import groups_of, leads, links_among
from register.matching.urgency import start_clock
from register.models import CardRow, Match, MatchStatusChange, Person, Registration, Task
from register.rules.working_days import add_working_days

AGREE_WITHIN_WORKING_DAYS = 5
TWICE_REGISTERED = "Agree which force manages a person who is registered twice"


def move(match: Match, status: Match.Status, *, actor: Actor, why: str = "") -> None:
    """Give the match another status, and note it."""
    before, match.status = match.status if match.pk else "", status
    match.version += 1
    match.save()
    MatchStatusChange.objects.create(
        match=match, from_status=before, to_status=status, changed_by_id=actor.user_id, why=why
    )


def hold(person_ids: Collection[int], *, nowait: bool = False) -> None:
    """Lock these records in their order, so that facts may still be added to them. `nowait` gives up at once where
    somebody is at work on one."""
    rows = Person.objects.select_for_update(of=("self",), nowait=nowait, no_key=True).filter(pk__in=person_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))


def stand_together(match: Match, *, actor: Actor, reason: Reason) -> None:
    """A match was joined: its groups become one, the forces are told, and two live registrations are to be agreed."""
    together = everybody_of(match)
    _stand(together)
    ask_for_move_check(match.one, by=actor.author_id)
    if match.is_between_forces:
        for receiver, sender, person in (
            (match.force_one, match.force_other, match.other),
            (match.force_other, match.force_one, match.one),
        ):
            raise_dual_alert(match, actor=actor, reason=reason, receiver=receiver, sender=sender, person=person)
    _ask_to_agree(together, actor=actor, reason=reason)


def stand_apart(match: Match, *, actor: Actor, reason: Reason) -> bool:
    """A match is joined no more: everybody stands where the joins that remain put them. Gives whether that is apart.

    What the model joined by itself beside it, with either of the two, goes back to the queue: it may rest on the same
    mistake. A join that a person made is a decision, and is not taken back behind their back.
    """
    together = everybody_of(match)
    if _are_connected(match, together):
        _reopen_automatic_joins(match, together, actor=actor, reason=reason)
    _stand(together)
    compare_anew(together)
    return not _are_connected(match, together)


def tell_of_undoing(match: Match, *, actor: Actor, reason: Reason) -> None:
    """A join was taken apart: whoever has read the two as one person must know, but for the force that did it."""
    words = "They are different people." if match.is_by_person else "They may be different people."
    for force, person in _forces_of(match):
        if force.pk != actor.force_id:
            _ask_to_review(
                force,
                person,
                actor=actor,
                reason=reason,
                title=f"Records of match {match.reference} were taken apart",
                detail=f"{words} Check what your force did while they were taken for one.",
            )


def tell_supervisors_of_undoing(match: Match, *, actor: Actor, reason: Reason) -> None:
    """One person took apart what two must agree on: a supervisor of each force looks at it, of the one's own too."""
    for force, person in _forces_of(match):
        _ask_to_review(
            force,
            person,
            actor=actor,
            reason=reason,
            team="supervisor",
            title=f"Match {match.reference}, which takes two people to join, was taken apart by one",
            detail="Read the reason on the page of the match, and check that whoever must be protected still is.",
        )


def ask_about_number(match: Match, *, actor: Actor, reason: Reason) -> None:
    """By a number that a third force recorded the two are not one person: people look, and until then they stay one."""
    for force, person in _forces_of(match):
        _ask_to_review(
            force,
            person,
            actor=actor,
            reason=reason,
            title=_about_number(match),
            detail="End the number if it is wrong. If it is right, take the records apart on the page of the match.",
        )


def are_asked(match: Match) -> bool:
    """Whether people have been asked about a number of a third force, and have not answered."""
    asked = Task.objects.open().filter(title=_about_number(match), person__in=[match.one_id, match.other_id])
    return asked.exists()


def _about_number(match: Match) -> str:
    return f"Check a number that another force recorded: it speaks against match {match.reference}"


def _ask_to_review(
    force: Force, person: Person, *, actor: Actor, reason: Reason, title: str, detail: str,
    team: str = "offender-manager",
) -> None:  # fmt: skip
    raise_task(
        force,
        actor=actor,
        reason=reason,
        kind=Task.Kind.REVIEW,
        title=title,
        team=team,
        due_on=add_working_days(timezone.localdate(), 1),
        person=person,
        detail=detail,
    )


def _forces_of(match: Match) -> list[tuple[Force, Person]]:
    """Each force that holds one of the two, once, with its own record."""
    one, other = (match.force_one, match.one), (match.force_other, match.other)
    return [one, other] if match.is_between_forces else [one]


def compare_anew(person_ids: Collection[int]) -> None:
    """Have these people compared again, though what is compared has not changed: whom they may be joined with has."""
    CardRow.objects.filter(person__in=person_ids).update(is_match_due=True, match_attempts=0)


def everybody_of(match: Match) -> list[int]:
    """The two records and whoever stands with either, in order."""
    some, others = groups_of(match)
    return sorted({*some, *others})


def are_kept_apart(some: Collection[int], others: Collection[int], *, beside: Match | None = None) -> bool:
    """Whether a person has kept a record of one group apart from a record of the other.

    What somebody asks to bring together after all is kept apart until a second person confirms it.
    """
    across = Q(one__in=some, other__in=others) | Q(one__in=others, other__in=some)
    held = Match.objects.filter(across)
    held = held.exclude(pk=beside.pk) if beside else held
    was_apart = MatchStatusChange.objects.filter(match=OuterRef("pk"), to_status=Match.Status.KEPT_APART)
    is_apart = Q(status=Match.Status.KEPT_APART)
    return held.filter(is_apart | Q(Exists(was_apart), status=Match.Status.AWAITING_SECOND)).exists()


def refuse_against_a_decision(match: Match) -> None:
    """Joining must not bring together what a person kept apart.

    Raises:
        Refused: somebody decided that records of the two groups are different people.
    """
    if are_kept_apart(*groups_of(match), beside=match):
        raise Refused(
            "A person decided that a record joined with one of these is somebody else than a record joined with the "
            "other. Settle that match first."
        )


def _stand(person_ids: Collection[int]) -> None:
    """Write under which record each stands, and bring lookup up to date: what one protects is kept from all."""
    hold(person_ids)
    by_lead: defaultdict[int | None, list[int]] = defaultdict(list)
    for person_id, lead_id in leads(person_ids, links_among(person_ids)).items():
        by_lead[lead_id].append(person_id)
    for lead_id, standing in by_lead.items():
        Person.objects.filter(pk__in=standing).update(lead=lead_id)
    refresh(list(person_ids))
    harm_changed(person_ids)


def stand_anew(person_ids: Collection[int]) -> None:
    """One of a group is gone: where the others stand now, and whom they may be joined with again."""
    if person_ids:
        _stand(person_ids)
        compare_anew(person_ids)


def _are_connected(match: Match, person_ids: Collection[int]) -> bool:
    stands_under = leads(person_ids, links_among(person_ids))
    return (stands_under[match.one_id] or match.one_id) == (stands_under[match.other_id] or match.other_id)


def _reopen_automatic_joins(match: Match, person_ids: Collection[int], *, actor: Actor, reason: Reason) -> None:
    pair = [match.one_id, match.other_id]
    beside = Match.objects.of_people(pair).filter(one__in=person_ids, other__in=person_ids)
    for each in beside.filter(status=Match.Status.JOINED, is_by_person=False).order_by("pk"):
        each.decided_at = None
        each.rule = Match.BESIDE
        start_clock(each)
        move(each, Match.Status.OPEN, actor=actor, why=f"Match {match.reference} was taken apart")
        tell_of_undoing(each, actor=actor, reason=reason)


def _ask_to_agree(person_ids: Collection[int], *, actor: Actor, reason: Reason) -> None:
    """Two live registrations of one person: the forces agree who manages it. Neither is touched by the join."""
    live = Registration.objects.live().filter(person__in=person_ids).select_related("managing_force", "person")
    if len(live) < 2:
        return
    for registration in live:
        raise_task(
            registration.managing_force,
            actor=actor,
            reason=reason,
            kind=Task.Kind.REVIEW,
            title=TWICE_REGISTERED,
            team="offender-manager",
            due_on=add_working_days(timezone.localdate(), AGREE_WITHIN_WORKING_DAYS),
            person=registration.person,
            detail="Another record of the same person has a live registration too. Both stay in force until you agree.",
        )
