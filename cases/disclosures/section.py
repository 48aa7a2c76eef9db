"""Requests under the disclosure scheme as a part of a case's page: that there are some, and how they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from accounts.shared_sql import Given, Rows
from cases.disclosures.page import COLOURS, NEXT
from cases.models import Disclosure
from cases.rules.disclosures import Status
from cases.sections import SECTIONS, CaseView, Section


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One request. It names nobody: the case says whom it is about."""

    reference: str
    route: str
    status: str
    colour: str
    next_step: str
    next_on: date | None


def _lines(view: CaseView, most: int) -> Iterator[DisclosureLine]:
    """Requests about the person of the case that the reader may see, open ones first."""

    def wanted(reader: Actor, given: Given) -> Rows:
        return {"rows": Disclosure.objects.visible_to(reader).filter(person=given["person"])[:most]}

    for row in view.lists("disclosures", most, wanted)["rows"]:
        status = Status(row.status)
        yield DisclosureLine(
            row.reference, row.get_route_display(), row.get_status_display(), COLOURS[status], NEXT.get(status, ""),
            row.next_due_on,
        )  # fmt: skip


SECTIONS.append(
    Section(
        "disclosures", "Disclosures (Clare’s Law)", "cases/sections/disclosures.html", _lines,
        "Nobody has asked, or nothing that you may see.", is_aside=True,
    )
)  # fmt: skip
