from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.core.errors import Refused
from audit.models import Detail, Event
from cases.actions.protection import (
    DECIDE_AFTER_REFUGE,
    SafeTime,
    confirm_safe_contact,
    decide_after_refuge,
    set_safe_contact,
)
from cases.contact import guard_of, may_show
from cases.models import SafeContactRule
from register.actions import facts
from register.models import Address, Phone, Protection, Source, Task
from tests import builders
from tests.cases.builders import Household, act, household, refuge, stand_as_one

pytestmark = pytest.mark.django_db
WEEKDAYS = frozenset({1, 2, 3, 4, 5})


@pytest.fixture
def home() -> Household:
    return household(Protection.OPEN)


def in_force(home: Household) -> SafeContactRule:
    return SafeContactRule.objects.in_force().get(person=home.victim)


def fields_of(code: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(bytes(Event.objects.get(code=code).payload))["fields"]
    return fields


def left(home: Household) -> SafeContactRule:
    """The victim has been in refuge and has left it."""
    refuge(home.pair, home.officer)
    return set_safe_contact(home.pair, code_word="Heron", **act(home.officer))


def is_shown(detail: Address | Phone, role: str, force_code: str = "13") -> bool:
    actor = builders.actor(role, force_code=force_code)
    return may_show(type(detail).objects.get(pk=detail.pk), actor=actor).is_shown


# When it is safe


def test_a_rule_keeps_its_days_and_times_and_the_day_by_which_it_is_confirmed_again(home: Household) -> None:
    rule = set_safe_contact(home.pair, safe_time=SafeTime(WEEKDAYS, time(9), time(15)), **act(home.officer))

    assert (rule.days, rule.rings_from, rule.rings_until) == ([1, 2, 3, 4, 5], time(9), time(15))
    assert rule.confirm_by_on == timezone.localdate() + timedelta(days=90)


@pytest.mark.parametrize(
    ("safe", "field"),
    [
        pytest.param(SafeTime(WEEKDAYS, time(9)), "rings_until", id="no end"),
        pytest.param(SafeTime(WEEKDAYS, None, time(9)), "rings_from", id="no beginning"),
        pytest.param(SafeTime(WEEKDAYS, time(9), time(9)), "rings_until", id="no time at all"),
        pytest.param(SafeTime(frozenset(), time(9), time(15)), "days", id="no day"),
    ],
)
def test_half_a_time_is_refused(home: Household, safe: SafeTime, field: str) -> None:
    with pytest.raises(Refused) as refused:
        set_safe_contact(home.pair, safe_time=safe, **act(home.officer))
    assert refused.value.field == field


# Confirming again


def test_confirming_again_keeps_what_was_said_and_starts_the_clock_anew(home: Household) -> None:
    first = set_safe_contact(home.pair, code_word="Marigold", channel="phone", **act(home.officer))
    builders.allow_writes()
    SafeContactRule.objects.filter(pk=first.pk).update(confirmed_on=date(2026, 1, 2), confirm_by_on=date(2026, 4, 2))

    again = confirm_safe_contact(home.pair, based_on=first.pk, **act(home.officer))

    first.refresh_from_db()
    assert first.ended_at is not None and first.confirmed_on == date(2026, 1, 2)
    assert (again.code_word, again.channel) == ("Marigold", "phone")
    assert again.confirm_by_on == timezone.localdate() + timedelta(days=90)
    assert fields_of("victim.safe_contact_confirmed")["had_decayed"] is True


def test_confirming_what_was_not_read_is_refused(home: Household) -> None:
    first = set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))
    set_safe_contact(home.pair, code_word="Heron", **act(home.officer))

    with pytest.raises(Refused, match="Somebody else changed the rule"):
        confirm_safe_contact(home.pair, based_on=first.pk, **act(home.officer))


def test_where_nothing_is_recorded_nothing_is_confirmed(home: Household) -> None:
    with pytest.raises(Refused, match="no safe-contact rule"):
        confirm_safe_contact(home.pair, **act(home.officer))


# Into a refuge and out of it


def test_leaving_refuge_opens_nothing_in_any_force_and_asks_somebody_to_decide(home: Household) -> None:
    elsewhere = builders.person(builders.actor("safeguarding-officer", force_code="14"), forenames="Asha")
    theirs = facts.add_phone(
        elsewhere, number="07700 900555", source=Source.OFFICER,
        **act(builders.actor("safeguarding-officer", force_code="14")),
    )  # fmt: skip
    stand_as_one(home.victim, elsewhere)

    rule = left(home)

    assert rule.has_left_refuge and not rule.is_in_refuge
    assert not is_shown(home.address, "control-room-specialist")
    assert not is_shown(theirs, "control-room-specialist", "14")
    assert is_shown(home.address, "safeguarding-officer")
    task = Task.objects.open().get(title=DECIDE_AFTER_REFUGE)
    assert (task.person, task.team) == (home.victim, "safeguarding-officer")


def test_what_is_recorded_in_refuge_and_after_it_is_not_open(home: Household) -> None:
    refuge(home.pair, home.officer)
    origin: dict[str, Any] = {"source": Source.OFFICER, "protection": Protection.OPEN, **act(home.officer)}
    inside = facts.add_phone(home.victim, number="07700 900551", **origin)
    work = facts.add_address(home.victim, kind=Address.Kind.WORK, line_1="1 Mill Road", **origin)
    set_safe_contact(home.pair, **act(home.officer))
    after = facts.add_phone(home.victim, number="07700 900552", **origin)
    told = facts.record_sighting(home.victim, phone="07700 900553", **act(home.officer))

    assert inside.protection == work.protection == Protection.REFUGE
    assert after.protection == Protection.CONFIDENTIAL
    assert Phone.objects.get(as_received="07700 900553").protection == Protection.CONFIDENTIAL
    logged = str(list(Detail.objects.values_list("value", flat=True)))
    assert told and not [number for number in ("900551", "900552", "900553", "Mill Road") if number in logged]


def test_what_is_in_the_table_as_open_is_closed_all_the_same_after_a_refuge(home: Household) -> None:
    """Whatever way it came in by: the decision does not rest on what stands in the row."""
    left(home)
    builders.allow_writes()
    Phone.objects.filter(pk=home.phone.pk).update(protection=Protection.OPEN)

    assert not is_shown(home.phone, "control-room-specialist")
    assert "[protected]" in guard_of([home.victim.pk], actor=builders.actor()).free_text("Ring 07700 900777 now")


def test_only_what_somebody_decides_is_shown_again(home: Household) -> None:
    left(home)

    rule = decide_after_refuge(
        home.pair, open_phones=[home.phone.pk], why="She asks for it", **act(builders.actor("supervisor"))
    )

    assert rule == in_force(home) and not rule.has_left_refuge and rule.code_word == "Heron"
    assert is_shown(home.phone, "control-room-specialist")
    assert not is_shown(home.address, "control-room-specialist")
    assert not Task.objects.open().filter(title=DECIDE_AFTER_REFUGE).exists()
    assert fields_of("victim.refuge_decided") == {"opened": 1}


def test_a_decision_does_not_count_as_a_new_confirmation(home: Household) -> None:
    before = left(home)
    builders.allow_writes()
    SafeContactRule.objects.filter(pk=before.pk).update(confirmed_on=date(2026, 1, 2), confirm_by_on=date(2026, 4, 2))

    rule = decide_after_refuge(home.pair, why="She asks for it", **act(home.officer))

    assert (rule.confirmed_on, rule.confirm_by_on) == (date(2026, 1, 2), date(2026, 4, 2))


@pytest.mark.parametrize("state", ["never in refuge", "still in refuge", "no reason given"])
def test_a_decision_is_refused(home: Household, state: str) -> None:
    if state == "still in refuge":
        refuge(home.pair, home.officer)
    if state == "no reason given":
        left(home)
    why = " " if state == "no reason given" else "She asks for it"

    with pytest.raises(Refused):
        decide_after_refuge(home.pair, open_phones=[home.phone.pk], why=why, **act(home.officer))


def test_setting_the_rule_again_does_not_decide(home: Household) -> None:
    left(home)

    assert set_safe_contact(home.pair, code_word="Wren", **act(home.officer)).has_left_refuge
    assert confirm_safe_contact(home.pair, **act(home.officer)).has_left_refuge


def test_nobody_opens_the_detail_of_another_person(home: Household) -> None:
    left(home)
    other = facts.add_phone(home.person, number="07700 900900", source=Source.OFFICER, **act(home.officer))
    builders.allow_writes()
    Phone.objects.filter(pk=other.pk).update(protection=Protection.CONFIDENTIAL)

    decide_after_refuge(home.pair, open_phones=[other.pk], why="She asks for it", **act(home.officer))

    other.refresh_from_db()
    assert other.protection == Protection.CONFIDENTIAL
