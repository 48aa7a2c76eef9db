"""Opening what the register holds of a person or a case: reads that are logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach
from cases import events, policies
from cases.holdings import holdings_of
from cases.models import Case, Pair
from cases.presenters import Card, card_of
from cases.record import Record, record_of
from cases.safety import SafetyCard, safety_card_of
from cases.victims import ChosenDetail, VictimPage, details_to_choose, victim_page
from register.actions.tasks import raise_task
from register.lookup.restricted import safety_cards_for
from register.models import Person, Task
from register.policies import OPEN_SAFETY_CARD, SEE_PERSON
from register.rules.working_days import add_working_days


@action(event=events.CARD_OPENED, policy=policies.OPEN_CARD, lock=False)
def open_card(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Card:
    """The control-room card of a person, with nothing in it that this actor may not see."""
    card = card_of(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed(_shown(person, card))
    entry.record(victims_shown=card.victims_shown, details_withheld=card.details_withheld)
    return card


@action(event=events.SAFETY_CARD_OPENED, policy=OPEN_SAFETY_CARD, lock=False)
def open_safety_card(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> SafetyCard:
    """The safety card of a restricted record, while a call is live; the supervisors of its force are told by a task."""
    if not safety_cards_for(actor, reason).filter(pk=person.pk).exists():
        named = {"object_type": person._meta.label_lower, "object_ref": person.reference}
        raise OutOfReach(OPEN_SAFETY_CARD.permission, **named)

    card = safety_card_of(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed([person.reference])
    entry.record(force=person.owner_force.code)
    raise_task(
        person.owner_force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="supervisor", person=person,
        title="A restricted record was opened in an emergency", due_on=add_working_days(timezone.localdate(), 1),
        detail="Its safety card was shown to a control room during a live call. The log says to whom.",
    )  # fmt: skip
    return card


@action(event=events.PERSON_OPENED, policy=SEE_PERSON, lock=False)
def open_person(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Record:
    """Everything the register knows of a person, with its history, as far as this actor may see it."""
    record = record_of(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed(_shown(person, record.card))
    return record


def _shown(person: Person, card: Card) -> list[str]:
    """Whose records were opened: the person's, joined ones among them, and those of the victims that were named."""
    joined = (one.reference for one in card.joined if not one.is_opened)
    return [person.reference, *joined, *(one.reference for one in card.protected if one.is_named)]


@action(event=events.VICTIM_READ, policy=policies.SEE_CASE, lock=False)
def read_victim(case: Case, *, entry: Entry, actor: Actor, reason: Reason, pair: Pair) -> VictimPage:
    """One victim of a case and how they are protected, with what was before."""
    page = victim_page(pair, holdings_of(case.person, actor=actor, on=timezone.localdate(), case=case))
    if page is None:
        raise OutOfReach("victim.withheld", object_type=pair._meta.label_lower)
    entry.about(pair, subject=pair.victim)
    entry.showed([case.reference, pair.victim.reference])
    return page


@action(event=events.DETAILS_READ, policy=policies.WORK_CASE, lock=False)
def read_details(case: Case, *, entry: Entry, actor: Actor, reason: Reason, pair: Pair) -> tuple[ChosenDetail, ...]:
    """The addresses and numbers of a victim that this actor may see, to choose among them."""
    held = holdings_of(case.person, actor=actor, on=timezone.localdate(), case=case)
    details = details_to_choose(pair, held)
    entry.about(pair, subject=pair.victim)
    entry.showed([pair.victim.reference])
    entry.record(count=len(details))
    return details
