"""The list of cases is written once for all readers of the same roles: nobody is given a row by it that their own
policies, asked anew, would not give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.shared_sql import texts_of
from cases.lists import WHOSE, cases_of
from cases.models import Case
from register.web.keyset import Keyset, Newest, Soonest
from tests import builders
from tests.cases.builders import household
from tests.register.agenda.test_shared_texts import ROLES, as_asked, fresh, two_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_moment() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def listed(whose: str, state: str) -> Callable[[Actor], QuerySet[Case]]:
    return lambda reader: cases_of(reader, whose, state, on=timezone.localdate()).select_related("person", "owner")


@pytest.mark.parametrize("national", [False, True], ids=["of a force", "of no force"])
@pytest.mark.parametrize("role", [*ROLES, "all"])
def test_what_readers_of_a_role_share_is_what_each_would_be_given_alone(role: str, national: bool) -> None:
    one, other = two_of(role, national)
    for whose, state in [*((whose, "open") for whose in WHOSE), ("force", "overdue"), ("force", "closed")]:
        rows = listed(whose, state)
        texts_of(("listed", whose, state), one, lambda reader, rows=rows: {"rows": rows(reader)})  # type: ignore[misc]
        texts = texts_of(("listed", whose, state), other, lambda reader, rows=rows: {"rows": rows(reader)})  # type: ignore[misc]

        assert texts.are_kept
        assert as_asked(texts, "rows", other) == fresh(rows(other))


@pytest.mark.parametrize("by", [Soonest("next_review_on"), Newest("opened_at")], ids=["soonest", "newest"])
def test_each_page_holds_the_rows_that_the_queryset_gives(by: Soonest | Newest) -> None:
    homes = [household() for _ in range(5)]
    reader = builders.actor("safeguarding-officer", force_code=homes[0].case.force.code)
    pages, rows = Keyset(by, 2), listed("force", "open")

    after, told, given = "", [], []
    while True:
        told.append(pages.page_for(reader, ("pages", str(by)), rows, after))
        given.append(pages.page(rows(reader), after))
        if not (after := told[-1].next):
            break

    assert [len(each.rows) for each in told] == [2, 2, 1]
    assert [each.next for each in told] == [each.next for each in given]
    assert [_values(row) for each in told for row in each.rows] == [_values(row) for each in given for row in each.rows]


def test_a_bar_given_after_the_text_was_kept_holds() -> None:
    home = household()
    user = builders.user("safeguarding-officer", force_code=home.case.force.code)
    reader = user.actor(on=timezone.localdate())
    pages, rows = Keyset(Soonest("next_review_on"), 2), listed("force", "open")
    assert pages.page_for(reader, "barred", rows, "").rows == [home.case]

    builders.bar(user, home.victim)

    assert pages.page_for(reader, "barred", rows, "").rows == []


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}
