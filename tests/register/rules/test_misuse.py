"""The rules of misuse on entries made up for them: what each finds, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.utils.module_loading import autodiscover_modules

import cases.events as casework
from audit.core.events import catalogue
from register.rules.lookup.shape import Shape, shape_of
from register.rules.lookup.understand import understand
from register.rules.misuse.finding import Hit, bursts, searches_of
from register.rules.misuse.peers import Count, peers_of
from register.rules.misuse.rule import Rule, Threshold, in_force
from register.rules.misuse.seen import KIND_OF, History, Peers, Seen, Shared
from register.rules.misuse.table import RULES, rule_of, rules_on

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 23)
HIM, HER = "DAR-AAAA-1111", "DAR-BBBB-2222"


def rule(code: str) -> Rule:
    return next(each for each in RULES if each.code == code)


def seen(after: timedelta, code: str = "card.opened", **more: Any) -> Seen:
    values: dict[str, Any] = {"reason": "live_call", "session": "s", "people": (HIM,)} | more
    return Seen(str(after), MORNING + after, code, **values)


def searched(after: timedelta, **more: Any) -> Seen:
    values: dict[str, Any] = {"shape": (Shape.NAME,), "session": str(after)} | more
    return seen(after, "person.looked_up", **values)


def found(code: str, *entries: Seen, peers: Mapping[date, Peers] | None = None, bearers: int = 0) -> list[Hit]:
    kept = tuple(sorted(entries, key=lambda each: each.at))
    history = History("U-1", "13", kept, bearers, peers or {})
    return list(rule(code).find(history, rule(code).settings))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def days(count: float) -> timedelta:
    return timedelta(days=count)


# Terms


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        pytest.param("sarah", ["name"], id="a first name"),
        pytest.param("sarah kaur", ["names"], id="two names"),
        pytest.param("leeds", ["name"], id="a town that may be a name"),
        pytest.param("sarah leeds", ["name", "place"], id="a name and a town"),
        pytest.param("kowalski 23/11/1984", ["name", "birth"], id="a name and a date of birth"),
        pytest.param("07700900067", ["phone"], id="a telephone number"),
        pytest.param("LS12 3BF", ["place"], id="a postcode"),
        pytest.param("DAR-7K3F-9QX2", ["number"], id="a reference"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_the_shape_of_a_search_says_which_kinds_of_terms_it_has(typed: str, shape: list[str]) -> None:
    assert [each.value for each in shape_of(understand(typed, today=DAY))] == shape


def test_what_is_typed_letter_by_letter_is_one_search() -> None:
    typed = [searched(timedelta(seconds=2 * number), session="s") for number in range(5)]
    later = searched(minutes(1), session="s")

    assert list(searches_of([*typed, later])) == [typed[-1], later]


def test_what_a_system_asks_in_close_order_is_as_many_searches() -> None:
    asked = [searched(timedelta(seconds=2 * number), session="s", is_by_system=True) for number in range(5)]

    assert list(searches_of(asked)) == asked


# Stretches of time


def test_a_stretch_goes_on_while_entries_follow_each_other_and_ends_after_a_pause() -> None:
    busy = [seen(minutes(number)) for number in range(6)]
    later = [seen(minutes(60 + number)) for number in range(3)]

    hits = list(bursts([*busy, *later], within=minutes(10), least=3))

    assert [(len(hit.entries), hit.started_at, hit.ended_at) for hit in hits] == [
        (6, MORNING, MORNING + minutes(5)), (3, MORNING + minutes(60), MORNING + minutes(62)),
    ]  # fmt: skip


def test_entries_too_far_apart_are_no_stretch() -> None:
    assert list(bursts([seen(minutes(11 * number)) for number in range(9)], within=minutes(20), least=3)) == []


# Each rule


def test_one_name_after_another_is_found_and_the_incident_or_a_fuller_search_is_not() -> None:
    times = [minutes(3 * number) for number in range(15)]

    assert [hit.measured for hit in found("name_trawl", *map(searched, times))] == [15]
    assert found("name_trawl", *map(searched, times[:14])) == []
    assert found("name_trawl", *(searched(each, has_incident=True) for each in times)) == []
    assert found("name_trawl", *(searched(each, shape=(Shape.NAMES,)) for each in times)) == []


def test_an_incident_that_a_system_had_to_name_excuses_no_trawl() -> None:
    times = [minutes(3 * number) for number in range(15)]

    named = [searched(each, has_incident=True, is_by_system=True) for each in times]

    assert [hit.measured for hit in found("name_trawl", *named)] == [15]


def test_live_calls_without_a_number_are_counted_by_people() -> None:
    many = [seen(minutes(10 * number), people=(f"P{number}",)) for number in range(20)]
    same = [seen(minutes(10 * number)) for number in range(20)]
    numbered = [seen(each.at - MORNING, people=each.people, has_incident=True) for each in many]

    assert [hit.measured for hit in found("no_incident", *many)] == [20]
    assert found("no_incident", *same) == [] == found("no_incident", *numbered)
    otherwise = (seen(each.at - MORNING, people=each.people, reason="safeguarding") for each in many)
    assert found("no_incident", *otherwise) == []


def printed(after: timedelta, person: str, **more: Any) -> Seen:
    return seen(after, "person.entry_printed", **{"people": (person,), "reason": "investigation"} | more)


def test_printing_whom_one_has_just_looked_up_is_found() -> None:
    shown = searched(timedelta(0), people=(HIM, HER), session="s")
    prints = [printed(minutes(4), HIM), printed(minutes(9), HER)]

    assert [hit.measured for hit in found("search_then_print", shown, *prints)] == [2]
    assert found("search_then_print", *prints) == [], "without a search"
    assert found("search_then_print", shown, printed(minutes(4), HIM), printed(minutes(40), HER)) == [], "much later"
    assert found("search_then_print", shown, prints[0], printed(minutes(9), HER, is_own_work=True)) == [], "own work"
    assert found("search_then_print", shown, prints[0], printed(minutes(9), HER, session="t")) == [], "another session"


@pytest.mark.parametrize(
    ("bearers", "is_found"), [pytest.param(50, True, id="rare"), pytest.param(51, False, id="common"),
                              pytest.param(0, False, id="not counted")],
)  # fmt: skip
def test_a_rare_surname_that_both_bear_is_found(bearers: int, is_found: bool) -> None:
    opened = seen(timedelta(0), shares=Shared.SURNAME)

    hits = found("shared_name", opened, seen(minutes(1), people=(HER,)), bearers=bearers)

    assert [hit.about for hit in hits] == ([HIM] if is_found else [])


def test_somebody_of_the_same_household_is_found_whatever_their_name() -> None:
    opened = [seen(timedelta(0), shares=Shared.HOUSEHOLD), seen(minutes(1), people=(HER,))]

    assert [hit.about for hit in found("shared_household", *opened)] == [HIM]
    assert found("shared_name", *opened, bearers=1) == []


def test_page_after_page_of_one_list_is_found_and_pages_of_several_are_not() -> None:
    pages = [seen(minutes(number), "case.listed", people=()) for number in range(20)]
    others = [seen(minutes(number), "incident.listed", people=()) for number in range(10)]

    assert [hit.measured for hit in found("deep_paging", *pages)] == [20]
    assert found("deep_paging", *pages[:15], *others) == []


def test_the_same_person_on_several_days_is_found_unless_they_are_the_users_own_work() -> None:
    opened = [seen(days(5 * number)) for number in range(4)]

    assert [(hit.about, hit.measured) for hit in found("same_target", *opened)] == [(HIM, 4)]
    assert found("same_target", *(seen(days(5 * number), is_own_work=True) for number in range(4))) == []
    assert found("same_target", *(seen(minutes(number)) for number in range(9))) == [], "one day"
    assert found("same_target", *(seen(days(10 * number)) for number in range(4))) == [], "longer than four weeks"


def test_hours_far_from_those_of_the_days_before_are_found() -> None:
    worked = [seen(days(number) + timedelta(hours=hour)) for number in range(8) for hour in range(8)]
    night = [seen(days(8) + timedelta(hours=17, minutes=number)) for number in range(5)]  # two in the morning
    evening = [seen(days(8) + timedelta(hours=9, minutes=number)) for number in range(5)]

    assert [hit.measured for hit in found("off_shift", *worked, *night)] == [5]
    assert found("off_shift", *worked, *evening) == []
    assert found("off_shift", *worked[: 7 * 8], *night) == [], "too few days to say what is usual"


def test_far_more_people_than_others_of_the_role_open_is_found() -> None:
    opened = [seen(minutes(number), people=(f"P{number}",)) for number in range(40)]

    assert [hit.measured for hit in found("above_peers", *opened, peers={DAY: Peers(5, 8)})] == [40]
    assert found("above_peers", *opened, peers={DAY: Peers(5, 9)}) == []
    assert found("above_peers", *opened, peers={DAY: Peers(4, 1)}) == [], "too few others"
    assert found("above_peers", *opened[:39], peers={DAY: Peers(5, 1)}) == [], "too few people"


# Peers


def counted(user: str, people: int, *, force: str = "13", roles: tuple[str, ...] = ("supervisor",)) -> Count:
    return Count(DAY, user, force, roles, people)


def test_peers_are_the_others_of_the_force_and_the_roles() -> None:
    counts = [counted(f"U{number}", number) for number in range(1, 7)]
    others = [counted("X", 90, force="14"), counted("Y", 95, roles=("superintendent",))]

    peers = peers_of([*counts, *others])

    assert peers["U6"][DAY] == Peers(5, 3)
    assert peers["U1"][DAY] == Peers(5, 4)


def test_where_a_force_has_few_of_a_role_all_forces_are_compared() -> None:
    counts = [counted(f"U{number}", number, force=f"{number:02}") for number in range(1, 7)]

    assert peers_of(counts)["U6"][DAY] == Peers(5, 3)
    assert peers_of([counted("alone", 7)])["alone"][DAY] == Peers(0, 0)


# The table


def test_every_entry_that_the_rules_read_is_one_that_the_log_can_hold() -> None:
    autodiscover_modules("events", "web.events")
    for each in iter_modules(casework.__path__):
        import_module(f"{casework.__name__}.{each.name}")

    assert set(KIND_OF) - catalogue.keys() == set()


def test_a_rule_and_a_version_stand_once_and_no_two_versions_on_one_day() -> None:
    keys = [(each.code, each.version) for each in RULES]

    assert len(set(keys)) == len(keys)
    assert len({each.code for each in rules_on(DAY)}) == len(rules_on(DAY)) == 9
    assert rule_of("name_trawl", 1) is RULES[0] and rule_of("name_trawl", 9) is None


def test_a_rule_stands_from_its_first_to_its_last_day() -> None:
    ended = Rule("x", 1, "X", "", "", DAY, days(1), (), lambda history, settings: iter(()), ends_on=DAY)

    assert [in_force((ended,), DAY + days(each)) for each in (-1, 0, 1)] == [(), (ended,), ()]


def test_every_threshold_lies_where_it_may_be_tried() -> None:
    wrong = [
        each for one in RULES for each in one.thresholds if not each.lowest <= each.value <= each.highest
    ]  # fmt: skip

    assert wrong == []


def test_a_threshold_that_the_rule_does_not_have_or_that_is_out_of_bounds_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no threshold pages"):
        rule("name_trawl").changed({"pages": 3})
    with pytest.raises(ValueError, match="a number from 1 to 10000"):
        rule("name_trawl").changed({"searches": 0})
    assert rule("name_trawl").changed({"searches": 3}) == {"searches": 3}
    assert Threshold("x", "X", 5).lowest == 1
