"""What an entry is to the record it concerns: somebody looked, changed, passed on, was refused, or read its log."""

from __future__ import annotations

from django.db.models import Case, CharField, Q, TextChoices, Value, When
from django.db.models.expressions import Combinable

from audit.core.events import Operation

CHANGES = [
    each.value for each in (Operation.COLLECTION, Operation.ALTERATION, Operation.COMBINATION, Operation.ERASURE)
]


class Act(TextChoices):
    """Kinds of act, each entry being of one kind only. The label goes before the number of people or systems."""

    LOOKED = "looked", "Looked at by"
    CHANGED = "changed", "Changed by"
    RECEIVED = "received", "Passed on by"
    REFUSED = "refused", "Refused to"
    ACCESS = "access", "Access changed by"
    LOG = "log", "Log of it read by"


_CONDITIONS: dict[Act, Q] = {
    Act.REFUSED: ~Q(outcome="done"),
    Act.LOG: Q(code__startswith="audit."),
    Act.LOOKED: Q(operation=Operation.CONSULTATION.value),
    Act.CHANGED: Q(operation__in=CHANGES),
    Act.RECEIVED: Q(operation=Operation.DISCLOSURE.value),
    Act.ACCESS: Q(operation=Operation.SECURITY.value),
}


def act() -> Combinable:
    """The act of an event row: the first of the conditions that it meets."""
    whens = [When(condition, then=Value(each.value)) for each, condition in _CONDITIONS.items()]
    return Case(*whens, output_field=CharField())
