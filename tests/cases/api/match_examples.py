"""Examples of the rows of matches: two records that may be one person."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.actions.decisions import join_records
from register.actions.orders import record_order
from register.models import Match
from tests import builders
from tests.cases.api.example import WHY, Example, by, lead
from tests.cases.builders import Household
from tests.register import matched


def possible(home: Household) -> dict[str, Any]:
    return {"reference": matched.possible().reference}


def joined(home: Household) -> dict[str, Any]:
    return {"reference": matched.joined().reference}


def asked(home: Household) -> dict[str, Any]:
    """One of them is under an order: joining takes two people."""
    match = matched.possible()
    record_order(
        match.other, force=builders.force("14"), kind="DAPO", made_on=date(2026, 11, 1), **by(lead("14"))
    )  # fmt: skip
    join_records(Match.objects.get(pk=match.pk), why=WHY, **by())
    return {"reference": match.reference}


EXAMPLES = {
    "api-join-records": Example(possible, {"why": "The same scar and mother"}),
    "api-keep-apart": Example(possible, {"why": "Born in other countries"}),
    "api-confirm-join": Example(asked, {"why": "I know both records"}),
    "api-undo-join": Example(joined, {"why": "Cousins of one name"}),
}
