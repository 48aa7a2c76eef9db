"""Opening what the register holds of a person or a case: reads that are logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import events, policies
from cases.holdings import holdings_of
from cases.models import Case
from cases.presenters import Card, card_of
from cases.record import CaseFile, Record, case_file_of, record_of
from register.models import Person
from register.policies import SEE_PERSON


@action(event=events.CARD_OPENED, policy=policies.OPEN_CARD, lock=False)
def open_card(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Card:
    """The control-room card of a person, with nothing in it that this actor may not see."""
    card = card_of(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed(_shown(person, card))
    entry.record(victims_shown=card.victims_shown, details_withheld=card.details_withheld)
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


@action(event=events.CASE_READ, policy=policies.SEE_CASE, lock=False)
def read_case(case: Case, *, entry: Entry, actor: Actor, reason: Reason) -> CaseFile:
    """A case: the people who were harmed, what protects them, the children and the risk."""
    file = case_file_of(case, holdings_of(case.person, actor=actor, on=timezone.localdate(), case=case))
    entry.showed([case.reference, *(one.reference for one in file.victims)])
    return file
