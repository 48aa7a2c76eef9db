"""Opening the page of a case, a part of it, its briefing and the list of cases: reads that are logged first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.events import case_pages as events
from cases.holdings import holdings_of
from cases.models import Case
from cases.presenters import current, danger
from cases.record import CaseFile, case_file_of
from cases.sections import SECTIONS, CaseView, Section, Shown, shown

FEW, MANY = 5, 200
NEVER_ON_PAPER = {
    policies.SEE_PROTECTED.permission, policies.SEE_SAFE_CONTACT.permission, policies.SEE_DISCLOSURES.permission
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with its parts. Everything in it may be shown to the reader."""

    file: CaseFile
    sections: tuple[Shown, ...]
    dangers: tuple[str, ...]

    @property
    def main(self) -> tuple[Shown, ...]:
        return tuple(each for each in self.sections if not each.is_aside)

    @property
    def aside(self) -> tuple[Shown, ...]:
        return tuple(each for each in self.sections if each.is_aside)


@action(event=events.CASE_PAGE_OPENED, policy=policies.SEE_CASE, lock=False)
def open_case_page(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, may_work: bool, only: str = ""
) -> CasePage:  # fmt: skip
    """The page of a case with the first lines of each part, or one part (`only`) with as many as a page holds."""
    page = _page(case, actor, may_work, [each for each in SECTIONS if only in ("", each.slug)], MANY if only else FEW)
    entry.showed([case.reference, *(one.reference for one in page.file.victims)])
    entry.record(part=only)
    return page


@action(event=events.CASE_BRIEFING_PRINTED, policy=policies.PRINT_CASE, lock=False)
def print_case_briefing(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, recipient: str, purpose: str
) -> CasePage:
    """A case on paper for whoever is sent: what is dangerous, due, in force and has happened. It leaves the register,
    so the log keeps who received it and why."""
    if not recipient.strip():
        raise Refused("Say who receives the briefing.", field="recipient")
    page = _page(case, _on_paper(actor), may_work=False, sections=SECTIONS, most=FEW)
    entry.showed([case.reference, *(one.reference for one in page.file.victims)])
    entry.record(recipient=recipient.strip(), purpose=purpose.strip())
    return page


@action(event=events.CASES_LISTED, policy=policies.SEE_CASE, lock=False)
def list_cases(listed: Sequence[Case], *, entry: Entry, actor: Actor, reason: Reason) -> Sequence[Case]:
    """The cases of one page of a list that this actor's reach gave."""
    entry.showed([case.reference for case in listed])
    return listed


def _on_paper(actor: Actor) -> Actor:
    """The reader without what may not leave the register: protected details and safe-contact rules."""
    kept = {name: breadths for name, breadths in actor.grants.items() if name not in NEVER_ON_PAPER}
    return replace(actor, grants=kept)


def _page(case: Case, actor: Actor, may_work: bool, sections: Sequence[Section], most: int) -> CasePage:
    on = timezone.localdate()
    held = holdings_of(case.person, actor=actor, on=on, case=case)
    view = CaseView(case, held, actor, on, may_work)
    dangers = tuple(danger(marker, held).text for marker in current(held.markers, held))
    return CasePage(case_file_of(case, held), tuple(shown(each, view, most) for each in sections), dangers)
