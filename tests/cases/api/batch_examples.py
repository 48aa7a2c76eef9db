"""Examples of what a force's own system does."""

from __future__ import annotations

from typing import Any

from accounts.actor import system_actor
from audit.core.entry import Reason
from register.actions.webhooks import create_webhook
from tests import machines
from tests.cases.api.example import Example
from tests.cases.builders import Household
from tests.register.batches import conflicting

ITEM = {
    "local_reference": "NOM/4471",
    "forenames": "Marek",
    "surname": "Nowicki",
    "sex": "M",
    "date_of_birth": "1984-03-12",
    "aliases": ["Mark Nowicki"],
    "phones": ["07700 900123"],
    "vehicles": ["BM23 JPF"],
    "identifiers": [{"kind": "cro", "value": "163001/79J"}],
    "addresses": [{"line_1": "12 Elm Road", "town": "Leeds", "postcode": "LS8 1AA", "is_current": True}],
    "remarks": "Works nights",
    "changed_on": "2026-11-20",
}


def nothing(home: Household) -> dict[str, Any]:
    return {}


def in_conflict(home: Household) -> dict[str, Any]:
    return {"reference": conflicting.conflict(force_code="13").reference}


def of_a_system(home: Household) -> dict[str, Any]:
    return {"reference": machines.issued("changes:read", name="Control room").client.reference}


def of_a_webhook(home: Household) -> dict[str, Any]:
    client = machines.issued("changes:read", name="Control room").client
    giver = system_actor("giver", {"webhook.give": "national"})
    made = create_webhook(client, actor=giver, reason=Reason("system"), url=RECEIVER)
    return {"reference": made.webhook.reference}


RECEIVER = "https://records.example.org/changes"
EXAMPLES = {
    "api-create-webhook": Example(of_a_system, {"url": RECEIVER}, role="force-administrator"),
    "api-change-webhook-secret": Example(of_a_webhook, role="force-administrator"),
    "api-end-webhook": Example(of_a_webhook, role="force-administrator"),
    "api-decide-conflict": Example(in_conflict, {"is_taken": True, "why": "Read in the birth certificate"}),
    "api-take-batch": Example(
        nothing, {"source": "records-system", "sequence": 1, "items": [ITEM]}, role="force-system"
    ),
}
