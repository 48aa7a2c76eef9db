"""The priority list of a force through the API: whom to look at first, and why."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework import serializers

from accounts.api.fields import Body
from accounts.api.rows import Asking, Read, Row, Shown
from cases import policies
from cases.actions.priority import read_priority
from cases.priority_page import MOST_PAGES, NO, YES, Narrowed, Ranked, ranked


@dataclass(frozen=True, slots=True)
class RankedShown:
    """One person of the list. `components` are points of 100 by their name, `why` what they come from."""

    rank: int
    reference: str
    name: str
    total: str
    components: dict[str, int]
    why: str
    case: str
    is_registered: bool


class PriorityAsked(Body):
    """Which page of the list, and what narrows it."""

    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, default=1)
    case = serializers.ChoiceField([YES, NO], default="")
    registered = serializers.ChoiceField([YES, NO], default="")
    victims = serializers.ChoiceField(["2", "3"], default="")


def _priority(asking: Asking, page: int, **narrowed: str) -> Shown:
    people, has_more = ranked(asking.actor, Narrowed(**narrowed), page)
    references = [each.reference for each in people]
    read_priority(asking.actor.force_code, page=page, references=references, **asking.act)
    then = page + 1 if has_more and page < MOST_PAGES else None
    return Shown({"people": [_shown(each) for each in people], "next": then})


def _shown(each: Ranked) -> RankedShown:
    components = {name.lower(): points for name, points in each.components}
    return RankedShown(
        each.rank, each.reference, each.name, each.total, components, each.why, each.case, each.is_registered
    )


ROWS: tuple[Row, ...] = (
    Read("priority", "api-priority", "Whom of the force to look at first, and why, page by page of the ranking.",
         _priority, policy=policies.SEE_PRIORITY, query=PriorityAsked, acts=(read_priority,)),
)  # fmt: skip
