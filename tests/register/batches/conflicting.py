"""A force's system that says something else than somebody has settled."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.actions.people import correct_person
from register.models import RecordConflict, Source
from tests.builders import CALL, actor
from tests.register.batches.sent import item, person, sent


def corrected(force_code: str = "10", **changes: Any) -> None:
    """An officer of the force corrects Marek's record."""
    name = {"forenames": "Marek"} if "surname" in changes else {}
    by = actor("offender-manager", force_code=force_code)
    correct_person(person(), actor=by, reason=CALL, source=Source.OFFICER, **name, **changes)


def conflict(force_code: str = "10", said: str = "1985-03-12") -> RecordConflict:
    """His date of birth was corrected by an officer, and the system says yet another."""
    sent(item(), force_code=force_code)
    corrected(force_code, date_of_birth=date(1984, 3, 21))
    sent(item(date_of_birth=said), force_code=force_code, sequence=2)
    return RecordConflict.objects.get()
