"""What disposal does to documents: the file of a document goes with its row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from cases.attachments import store
from cases.models import Attachment
from register.models import Person
from register.retention.erasing import loose_erasers, spared


def erase_files(person: Person) -> Mapping[type[models.Model], int]:
    """Erase, once the disposal is committed, the file of every document whose row went with it. No row itself."""
    around = Q(person=person) | Q(case__person=person) | Q(incident__person=person)
    keys = list(Attachment.objects.filter(around).values_list("key", flat=True))
    if keys:
        transaction.on_commit(partial(_discard_of_no_row, keys), robust=True)
    return {}


def _discard_of_no_row(keys: list[UUID]) -> None:
    still_there = set(Attachment.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in still_there:
            store.discard(key)


loose_erasers.append(erase_files)
# A document stays with its case when the incident that it belongs to goes with somebody else's record.
spared["cases.Attachment.incident"] = {"incident": None}
