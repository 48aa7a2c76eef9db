"""What stands against the disposal of a record, each as a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import Q

from register.models import (
    Alert,
    LegalHold,
    Match,
    OrderCondition,
    Person,
    ProtectiveOrder,
    Registration,
    Task,
    UnroutedAlert,
)
from register.retention.facts import facts_for
from register.rules.retention import retention
from register.rules.time_limits import in_words

# What the floors above know that stands against disposal: sentences for one record and those joined with it.
obstacle_sources: list[Callable[[Person, Collection[int], date], Iterable[str]]] = []


def obstacles(person: Person, *, on: date) -> list[str]:
    """Every sentence that stands against disposing of the record on the day. An empty list means that nothing does."""
    together = list(Person.objects.joined_with(person).values_list("pk", flat=True))
    found = [*_law(person, together, on), *_work(person, on)]
    for source in obstacle_sources:
        found += source(person, together, on)
    review_on = retention(facts_for([person.pk], on=on)[person.pk], on=on).review_on
    if review_on > on:
        found.append(f"The review is not due until {in_words(review_on)}. Something known of the person puts it off.")
    return found


def _law(person: Person, together: Collection[int], on: date) -> Iterable[str]:
    if LegalHold.objects.standing().filter(person__in=together).exists():
        yield "A legal hold stands on a record of this person. Another person must lift it first."
    if Registration.objects.live().filter(person__in=together).exists():
        yield "The person has a live registration. End it first."
    if ProtectiveOrder.objects.in_force(on=on).filter(person__in=together).exists():
        yield "A protective order against the person is in force. Wait for its end, or record that it was discharged."
    orders = ProtectiveOrder.objects.in_force(on=on)
    if OrderCondition.objects.filter(protected_people=person, order__in=orders).exists():
        yield "A protective order in force protects this person. Wait for its end."


def _work(person: Person, on: date) -> Iterable[str]:
    if Alert.objects.open().filter(Q(person=person) | Q(match__one=person) | Q(match__other=person)).exists():
        yield "An alert about the person waits for an answer. Have it answered first."
    if UnroutedAlert.objects.open().filter(person=person).exists():
        yield "An alert about the person waits in the national queue. Have it sent on or closed first."
    if Match.objects.waiting().of_people([person.pk]).exists():
        yield "A match of the record waits for a decision. Decide it first."
    if Task.objects.open().filter(person=person).exists():
        yield "A task about the person is open. Do it first."
