"""Disclosure control: an attacker who has every published table, knows the rules and knows one of the counts behind
them cannot narrow a hidden count. Small worlds are tried whole, large ones by what hypothesis finds."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.rules.statistics.control import BASE, SMALLEST, Cell, Column, protect, revised, share
from cases.rules.statistics.measures import MEASURES, measures_in
from cases.rules.statistics.quarters import Quarter, last_settled, quarter_named, quarter_of, quarters_to
from cases.statistics.queries import QUERIES
from tests.cases.differencing import HIDDEN, carefully, exactly, intervals, keyed, narrowed, published, sums_that_give

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=45).map(keyed)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine may be busy
WORLDS = [
    pytest.param(1, 12, id="one force"),
    pytest.param(2, 15, id="two forces"),
    pytest.param(3, 12, id="three forces"),
    pytest.param(4, 8, id="four forces"),
    pytest.param(5, 6, id="five forces, few of them large"),
    pytest.param(6, 5, id="six forces, all of them small"),
]


@pytest.mark.parametrize(("forces", "most"), WORLDS)
def test_nobody_recovers_a_hidden_count_from_what_is_published(forces: int, most: int) -> None:
    assert list(narrowed(product(range(most), repeat=forces), carefully, knows=None)) == []


@pytest.mark.parametrize(("forces", "most"), WORLDS)
def test_no_force_recovers_the_count_of_another_by_its_own(forces: int, most: int) -> None:
    assert list(narrowed(product(range(most), repeat=forces), carefully, knows=0)) == []


def test_the_attack_finds_what_a_careless_office_gives_away() -> None:
    """The attack bites: with an exact total one hidden cell is the difference."""
    found = list(narrowed(product(range(8), repeat=3), exactly, knows=None))

    assert "(None, 5, 5) of 13, knowing None: cell 0 is in [3]" in found


def test_nobody_recovers_a_hidden_count_from_a_figure_and_its_revision() -> None:
    possible: dict[object, list[tuple[set[int], set[int]]]] = {}
    for before in product(range(11), repeat=3):
        column = protect(keyed(before))
        for number, count in product(range(3), range(13)):
            after = (*before[:number], count, *before[number + 1 :])
            seen = (published(column), published(revised(column, keyed(after))))
            sets = possible.setdefault(seen, [(set(), set()) for _ in before])
            for (old, new), was, became in zip(sets, before, after, strict=True):
                old.add(was)
                new.add(became)

    for ((cells, _), (again, _)), sets in possible.items():  # type: ignore[misc]
        for number, (old, new) in enumerate(sets):
            assert cells[number] is not None or old >= HIDDEN, (cells, again, number)
            assert again[number] is not None or new >= HIDDEN, (cells, again, number)


@PATIENT
@given(COUNTS)
def test_every_published_figure_is_a_multiple_of_five_and_none_is_small(counts: dict[str, int]) -> None:
    column = protect(counts)

    shown = [cell.shown for cell in column.cells.values() if cell.shown is not None]
    assert all(each % BASE == 0 and each >= SMALLEST for each in [*shown, column.total or BASE])
    assert {key for key, cell in column.cells.items() if cell.shown is None} == {
        key for key, count in counts.items() if count < SMALLEST
    }


@PATIENT
@given(COUNTS)
def test_rounded_figures_add_up_to_their_rounded_sum(counts: dict[str, int]) -> None:
    column = protect(counts)

    large = {key: count for key, count in counts.items() if count >= SMALLEST}
    shown = {key: column.cells[key].shown or 0 for key in large}
    assert all(abs(shown[key] - count) < BASE for key, count in large.items())
    assert abs(sum(shown.values()) - sum(large.values())) <= BASE // 2
    assert (column.total or 0) == sum(shown.values()) + column.remainder


@PATIENT
@given(COUNTS)
def test_the_total_never_tells_more_than_there_is(counts: dict[str, int]) -> None:
    hidden = [count for count in counts.values() if count < SMALLEST]

    assert 0 <= protect(counts).remainder <= sum(hidden)


@PATIENT
@given(COUNTS)
def test_the_same_counts_give_the_same_answer(counts: dict[str, int]) -> None:
    turned = dict(reversed(counts.items()))

    assert protect(counts) == protect(turned)


@PATIENT
@given(COUNTS)
def test_what_has_not_changed_is_not_revised(counts: dict[str, int]) -> None:
    column = protect(counts)

    assert revised(column, counts) == column


@PATIENT
@given(COUNTS, COUNTS)
def test_a_revision_publishes_no_small_count_and_no_small_step(before: dict[str, int], after: dict[str, int]) -> None:
    column = protect(before)

    again = revised(column, after)

    for key, cell in again.cells.items():
        was = column.cells.get(key)
        assert cell.shown is None or (cell.shown >= SMALLEST and cell.shown % BASE == 0)
        if was is not None and was.shown is not None and cell.shown is not None and was != cell:
            assert abs(cell.basis - was.basis) >= 5
    assert again.remainder <= column.remainder


@pytest.mark.parametrize(
    ("cell", "count", "then"),
    [
        pytest.param(Cell(12, 10), 16, Cell(12, 10), id="four more are not told"),
        pytest.param(Cell(12, 10), 17, Cell(17, 15), id="five more are"),
        pytest.param(Cell(6, 5), 4, Cell(4, None), id="what has become small is hidden"),
        pytest.param(Cell(4, None), 9, Cell(4, None), id="what is hidden stays so at first"),
        pytest.param(Cell(4, None), 10, Cell(10, 10), id="and is shown once it is well past hiding"),
    ],
)
def test_a_published_figure_changes_by_a_step_or_not_at_all(cell: Cell, count: int, then: Cell) -> None:
    assert revised(Column({"13": cell}, 0), {"13": count}).cells["13"] == then


@pytest.mark.parametrize(
    ("shown", "rest", "per_cent"),
    [
        pytest.param(5, 5, 50, id="half"),
        pytest.param(10, 20, 33, id="a third"),
        pytest.param(None, 20, None, id="of a hidden part there is none"),
        pytest.param(20, None, None, id="nor where the rest is hidden: it would be a hundred"),
    ],
)
def test_a_share_is_of_published_figures_alone(shown: int | None, rest: int | None, per_cent: int | None) -> None:
    assert share(shown, rest) == per_cent


@PATIENT
@given(COUNTS, st.data())
def test_no_interval_of_a_hidden_count_narrows_in_a_table_of_the_whole_country(
    counts: dict[str, int], data: st.DataObject
) -> None:
    column = protect(counts)
    insider = data.draw(st.sampled_from(sorted(counts)))

    found = intervals(column, {insider: counts[insider]})

    narrow = {key: found[key] for key, cell in column.cells.items() if cell.shown is None and key != insider}
    assert set(narrow.values()) <= {(0, SMALLEST - 1)}


def test_the_attack_by_intervals_bites_where_too_much_is_told() -> None:
    told = Column({"13": Cell(4, None), "14": Cell(4, None), "10": Cell(4, None)}, 0)

    assert intervals(told, {"14": 4})["13"] == (0, 4)
    assert sums_that_give(10, 5) == (10, 20)


# Quarters and definitions


@pytest.mark.parametrize(
    ("on", "quarter"),
    [
        pytest.param(date(2026, 10, 28), "2026-Q2", id="27 days after the end"),
        pytest.param(date(2026, 10, 29), "2026-Q3", id="28 days after the end"),
        pytest.param(date(2027, 1, 1), "2026-Q3", id="New Year"),
    ],
)
def test_a_quarter_is_counted_four_weeks_after_its_end(on: date, quarter: str) -> None:
    assert last_settled(on).code == quarter


def test_quarters_follow_each_other() -> None:
    assert [each.code for each in quarters_to(Quarter(2026, 2), 4)] == ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
    assert quarter_of(date(2026, 9, 30)).ends_before == date(2026, 10, 1)
    assert Quarter(2026, 4).years_back(3) == date(2024, 1, 1)
    assert quarter_named("2026-Q3") == Quarter(2026, 3)
    assert [quarter_named(each) for each in ("2026-Q5", "2026", "0000-Q1", "٢٠٢٦-Q1")] == [None] * 4


def test_every_version_of_a_measure_has_its_query_and_says_what_it_must_not_reward() -> None:
    versions = [(each.code, each.version) for each in MEASURES]

    assert len(versions) == len(set(versions))
    assert QUERIES.keys() == set(versions)
    assert all(each.counts and each.window and each.harm_avoided for each in MEASURES)


def test_no_two_measures_part_the_same_events() -> None:
    """Two ways to part one set of events would give a hidden part away by subtraction."""
    asked = [("".join(pieces), tuple(sorted(more.items()))) for pieces, more in QUERIES.values()]

    assert len(asked) == len(set(asked))


def test_oversight_is_told_of_all_that_it_was_promised() -> None:
    promised = {
        "repeat victims": {"repeat_victims"},
        "repeat and serial offenders": {"repeat_suspects", "serial_suspects"},
        "timeliness": {"notified_in_time", "work_in_time"},
        "overdue and escalated work": {"work_in_time", "work_escalated"},
        "disclosure times": {"disclosures_in_time"},
        "orders and breaches": {"orders_made", "order_breaches"},
        "risk raised and lowered": {"risk_raised", "risk_lowered"},
        "match disputes": {"match_disputes"},
        "break-glass: opened, extended, reviewed within 72 hours, late": {"glass_broken", "glass_longer"},
        "lookups without reason": {"lookups_explained"},
        "what the others are read beside": {"incidents", "outcomes"},
    }

    assert set().union(*promised.values()) == measures_in(Quarter(2026, 3)).keys()


def test_no_share_is_told_of_what_people_may_leave_out() -> None:
    """The share of what went well would rise by leaving out what did not. Of each that is told, the reason is here why
    nothing gains by that: the register knows the whole by itself, or the first part is nothing to be praised for."""
    sound = {
        "repeat_victims": "no part is a success, and leaving out lowers the count beside it",
        "repeat_suspects": "as of victims",
        "serial_suspects": "as of victims",
        "notified_in_time": "the duty follows from the law and the facts",
        "disclosures_in_time": "a request counts from the day it was made, answered or not",
        "work_in_time": "the register works out what is due",
        "match_disputes": "neither answer is a success",
        "lookups_explained": "no lookup is made without being logged",
        "glass_broken": "no record opens without being logged",
        "glass_longer": "as of those opened",
    }

    assert {each.code for each in MEASURES if each.has_shares} == sound.keys()


def test_a_quarter_before_the_first_has_no_measures() -> None:
    assert measures_in(Quarter(2023, 4)) == {}
    assert list(measures_in(Quarter(2026, 3))) == [each.code for each in MEASURES]
