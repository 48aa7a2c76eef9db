"""Examples of the rows of people and their facts."""

from __future__ import annotations

from typing import Any

from register.actions import facts
from register.models import Source, WarningSignal
from tests.cases.api.example import Example, by, person
from tests.cases.api.incident_examples import nothing
from tests.cases.builders import Household


def rung(home: Household) -> dict[str, Any]:
    facts.add_phone(home.person, source=Source.OFFICER, number="07700 900123", **by())
    return person(home)


PHONE = {"kind": "phone", "number": "{his phone}"}
EXAMPLES = {
    "api-register-person": Example(
        nothing, {"source": "officer", "forenames": "Lena", "surname": "Marsh", "date_of_birth": "1990-02-03"}
    ),
    "api-correct-person": Example(
        person, {"source": "officer", "forenames": "Marek", "surname": "Kowalsky", "sex": "M"}
    ),
    "api-restrict-person": Example(person, {"is_restricted": True}, "professional-standards"),
    "api-add-name": Example(
        person, {"source": "officer", "forenames": "Mark", "surname": "Cole", "kind": "alias", "is_confirmed": True}
    ),
    "api-add-address": Example(
        person,
        {"source": "officer", "kind": "home", "line_1": "12 Mill Road", "town": "Leeds", "postcode": "LS6 3AA"},
    ),
    "api-add-phone": Example(person, {"source": "officer", "number": "07700 900123"}),
    "api-add-vehicle": Example(person, {"source": "officer", "mark": "BM23 JPF", "description": "Grey van"}),
    "api-add-online-handle": Example(person, {"source": "officer", "service": "Chat", "handle": "marek84"}),
    "api-add-identifier": Example(person, {"source": "officer", "kind": "pnc", "text": "79/163001B"}),
    "api-add-danger-marker": Example(
        person, {"source": "officer", "signal": "{signal}", "review_on": "2027-05-01", "narrative": "Kitchen knife"}
    ),
    "api-record-sighting": Example(
        person, {"place": "Outside the Black Bull", "note": "He waits there", "phone": "07700 900456"}
    ),
    "api-confirm-fact": Example(rung, PHONE),
    "api-end-fact": Example(rung, {**PHONE, "on": "2026-11-25"}),
}  # fmt: skip
MADE = {
    "{his phone}": lambda home: home.person.phone_set.latest("pk").pk,
    "{signal}": lambda home: WarningSignal.objects.get(code="VI").code,
}
