"""Cases through the API: listed, opened, read in parts, given to somebody, reviewed, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.bodies import prose
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases import policies
from cases.actions import case_life
from cases.actions import cases as acts
from cases.actions.case_pages import list_cases, open_case_page
from cases.api.case_targets import AT_CASE, CASE, case_of, owners
from cases.api.page_words import as_said
from cases.api.targets import own_force, person_of
from cases.lists import STATES, WHOSE, cases_of
from cases.models import Case
from cases.sections import SECTIONS
from cases.sections import Shown as Part
from register.api.texts import TEXTS
from register.models import Person


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """One case of a list."""

    reference: str
    version: int
    person: str
    owner: str
    next_review_on: date
    is_overdue: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a case, with its lines in the words of its page. `has_more`: it ends before all of them."""

    part: str
    title: str
    lines: tuple[Any, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case. `dangers` are those of whoever it is about."""

    reference: str
    person: str
    force: str
    owner: str
    opened_at: datetime
    next_review_on: date
    closed_at: datetime | None
    dangers: tuple[str, ...]
    parts: tuple[PartShown, ...]


class CasesAsked(Paged):
    """Whose cases, and which of them."""

    whose = serializers.ChoiceField(WHOSE, default="mine")
    state = serializers.ChoiceField(STATES, default="open")


@dataclass(frozen=True, slots=True)
class PartOfCase:
    """A case, and which part of it is read."""

    case: Case
    slug: str


def part_of_case(actor: Actor, reference: str, part: str) -> PartOfCase:
    """A part of a case that the actor may read."""
    case = case_of(actor, reference)
    if part not in {each.slug for each in SECTIONS}:
        get_or_404(Case.objects.none(), reference=reference)
    return PartOfCase(case, part)


def _cases(asking: Asking, whose: str, state: str, after: Any = None) -> Shown:
    today = timezone.localdate()
    rows = cases_of(asking.actor, whose, state, on=today).select_related("person", "owner")
    if state == "closed":
        page, then = newest_first(rows, after)
    else:
        page, then = soonest_first(rows, "next_review_on", after)
    found = [
        shown(CaseBrief, each, str, is_overdue=each.closed_at is None and each.next_review_on < today)
        for each in list_cases(page, **asking.act)
    ]
    return Shown({"cases": found, "next": then})


def _case(asking: Asking, case: Case) -> Shown:
    return _opened(asking, case, "")


def _part(asking: Asking, asked: PartOfCase) -> Shown:
    return _opened(asking, asked.case, asked.slug)


def _opened(asking: Asking, case: Case, only: str) -> Shown:
    """The case as its page shows it: the same lines, through the same guard, with the same entry in the log."""
    may_work = case.closed_at is None and policies.WORK_CASE.allows(asking.actor, case)
    page = open_case_page(case, **asking.act, may_work=may_work, only=only)
    parts = tuple(_lines(each) for each in page.sections)
    return Shown(shown(CaseShown, case, str, dangers=page.dangers, parts=parts), case.version)


def _lines(part: Part) -> PartShown:
    return PartShown(part.slug, part.title, tuple(as_said(each) for each in part.lines), part.has_more)


def _for_own_force(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "force": own_force(actor, policies.OPEN_CASE.permission)}


REASONING = {name: prose(2000) for name in ("afraid", "injuries", "control", "history", "evidence")}
OWNER = {"owner": named_by(owners)}


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that is done with the case as a whole."""
    return Write(f"{CASE}/{slug}", name, act, case_of, AT_CASE, has_version=True, texts=TEXTS,
                 tells=("next_review_on", "closed_at"), **more)  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read("cases", "api-cases", "The cases of the force by their next review; closed ones, newest first.", _cases,
         policy=policies.SEE_CASE, query=CasesAsked, acts=(list_cases,)),
    Read(CASE, "api-case", "One case, with the first lines of each part.", _case, case_of, acts=(open_case_page,)),
    Read(f"{CASE}/parts/<str:part>", "api-case-part", "One part of a case, with all that its page holds.", _part,
         part_of_case, acts=(open_case_page,)),
    Write("people/<str:reference>/cases", "api-open-case", acts.open_case, person_of, AT_CASE, makes=True,
          texts={**TEXTS, **REASONING}, fields=OWNER, leaves_out=("force",), fills=_for_own_force,
          tells=("next_review_on",)),
    step("reassign", "api-reassign-case", case_life.reassign_case, fields=OWNER),
    step("review", "api-review-case", case_life.review_case, fields={"words": prose(4000)}),
    step("reopen", "api-reopen-case", case_life.reopen_case, fields=OWNER),
    step("close", "api-close-case", acts.close_case, says="Close a case, and say why."),
)  # fmt: skip
