from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.rules.harm import CAMBRIDGE, TABLES, HarmTable, harm_table
from cases.rules.priority import PROPOSED, WEIGHTS, Happening, Harmed, Standing, standing, weights_in_force
from register.rules.offences import offences

ON = date(2026, 11, 2)
MURDER, RAPE, COERCION, BATTERY = "COML025", "SX03002", "SC15004", "CJ88116"


def stand(*happenings: Happening, harmed: tuple[Harmed, ...] = (), on: date = ON) -> Standing:
    return standing(happenings, harmed, on, PROPOSED, CAMBRIDGE)


def ago(days: int) -> date:
    return ON - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "points"),
    [(0, 100), (7, 100), (8, 80), (30, 80), (31, 60), (90, 60), (91, 40), (180, 40), (181, 20), (365, 20), (366, 10),
     (730, 10), (731, 0)],
    ids=lambda value: f"{value}",
)  # fmt: skip
def test_recency_is_by_days_since_the_last_crime(days: int, points: int) -> None:
    assert stand(Happening(ago(days), is_crime=True, offence=BATTERY)).recency == points


def test_an_incident_that_is_no_crime_is_not_recent() -> None:
    assert stand(Happening(ON, is_crime=False)).recency == 0


@pytest.mark.parametrize(
    ("crimes", "incidents", "points"),
    [
        pytest.param(0, 1, 0, id="one incident"),
        pytest.param(1, 0, 10, id="one crime"),
        pytest.param(1, 1, 10, id="one and a half"),
        pytest.param(2, 0, 20, id="two"),
        pytest.param(3, 0, 40, id="three"),
        pytest.param(4, 1, 40, id="four and a half"),
        pytest.param(5, 0, 60, id="five"),
        pytest.param(7, 0, 80, id="seven"),
        pytest.param(10, 0, 100, id="ten"),
        pytest.param(0, 20, 100, id="twenty incidents"),
    ],
)
def test_frequency_counts_a_crime_as_one_and_an_incident_as_half(crimes: int, incidents: int, points: int) -> None:
    held = [Happening(ago(n), is_crime=n < crimes) for n in range(crimes + incidents)]

    assert stand(*held).frequency == points


def test_what_lies_before_the_window_is_not_counted() -> None:
    worked_out = stand(Happening(ago(731), is_crime=True, offence=RAPE))

    assert (worked_out.frequency, worked_out.gravity, worked_out.crimes) == (0, 0, 0)


def test_what_lies_ahead_is_not_counted() -> None:
    assert stand(Happening(ON + timedelta(days=1), is_crime=True, offence=RAPE)).is_empty


@pytest.mark.parametrize(
    ("offences", "days", "points"),
    [
        pytest.param((), 0, 0, id="none"),
        pytest.param((BATTERY,), 1, 8, id="one day"),
        pytest.param((COERCION,), 10, 28, id="ten days"),
        pytest.param((RAPE,), 1825, 87, id="1,825 days"),
        pytest.param((RAPE, COERCION, BATTERY), 1836, 87, id="a sum"),
        pytest.param((MURDER,), 5475, 100, id="5,475 days"),
        pytest.param((MURDER, MURDER), 10950, 100, id="beyond the top"),
    ],
)
def test_gravity_is_days_of_harm_on_a_log_scale(offences: tuple[str, ...], days: int, points: int) -> None:
    worked_out = stand(*(Happening(ago(3), is_crime=True, offence=code) for code in offences))

    assert (worked_out.harm_days, worked_out.gravity) == (days, points)


def test_an_incident_that_is_no_crime_has_no_gravity() -> None:
    assert stand(Happening(ON, is_crime=False, offence=RAPE)).gravity == 0


@pytest.mark.parametrize(
    ("people", "points"),
    [pytest.param(0, 0, id="none"), pytest.param(1, 0, id="one"), pytest.param(2, 50, id="two"),
     pytest.param(3, 75, id="three"), pytest.param(4, 100, id="four"), pytest.param(9, 100, id="nine")],
)  # fmt: skip
def test_victims_are_different_people_of_three_years(people: int, points: int) -> None:
    harmed = (*(Harmed(n, ago(n)) for n in range(people)), Harmed(99, ago(1096)))

    worked_out = stand(harmed=harmed)

    assert (worked_out.victim_count, worked_out.victims) == (people, points)


def test_the_same_victim_is_one() -> None:
    assert stand(harmed=(Harmed(1, ago(9)), Harmed(1, ago(1)))).victim_count == 1


def test_the_total_is_weighted() -> None:
    worked_out = stand(
        Happening(ago(3), is_crime=True, offence=MURDER), Happening(ago(9), is_crime=True), harmed=(Harmed(1, ON),
        Harmed(2, ON)),
    )  # fmt: skip

    assert (worked_out.recency, worked_out.frequency, worked_out.gravity, worked_out.victims) == (100, 20, 100, 50)
    assert worked_out.total == 100 * 25 + 20 * 25 + 100 * 35 + 50 * 15


def test_the_weights_add_up_to_a_hundred() -> None:
    for each in WEIGHTS:
        parts = (each.recency_weight, each.frequency_weight, each.gravity_weight, each.victims_weight)
        assert sum(parts) == 100


def test_new_weights_hold_from_their_day() -> None:
    later = replace(PROPOSED, code="later", in_force_from=ON)

    assert weights_in_force(ago(1), (PROPOSED, later)) is PROPOSED
    assert weights_in_force(ON, (PROPOSED, later)) is later
    with pytest.raises(LookupError):
        weights_in_force(date(2020, 1, 1))


def test_a_new_table_of_harm_holds_from_its_day() -> None:
    later: HarmTable = replace(CAMBRIDGE, code="later", in_force_from=ON)

    assert harm_table(ago(1), (*TABLES, later)) is CAMBRIDGE
    assert harm_table(ON, (*TABLES, later)) is later
    with pytest.raises(LookupError):
        harm_table(date(2020, 1, 1))


def test_every_offence_of_the_table_of_harm_is_an_offence_and_stands_there_once() -> None:
    codes = [code for value in CAMBRIDGE.values for code in value.codes]

    assert sorted(codes) == sorted(set(codes))
    assert set(codes) <= set(offences())


@pytest.mark.parametrize(
    ("days_ago", "next_in"),
    [pytest.param(0, 8, id="after a week"), pytest.param(8, 23, id="after a month"),
     pytest.param(366, 365, id="the end"), pytest.param(730, 1, id="the window ends")],
)  # fmt: skip
def test_the_next_day_on_which_it_changes_by_itself(days_ago: int, next_in: int) -> None:
    happening = Happening(ago(days_ago), is_crime=True, offence=BATTERY)
    now = stand(happening)

    assert now.changes_on == ON + timedelta(days=next_in)
    before, then = (stand(happening, on=ON + timedelta(days=next_in - n)) for n in (1, 0))
    assert replace(before, changes_on=None) == replace(now, changes_on=None)
    assert replace(then, changes_on=None) != replace(now, changes_on=None)


def test_nothing_changes_where_nothing_is_held() -> None:
    assert stand().changes_on is None
