"""`may_show`: every protection, role, force and refuge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from accounts.actor import NOBODY, Actor
from cases import policies
from cases.actions.protection import set_safe_contact
from cases.contact import guard_of, may_show, protection_of
from cases.rules.contact import Why
from register.models import Address, OrderCondition, Protection
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, Household, act, enrich, household, refuge

pytestmark = pytest.mark.django_db

ROLES = (
    "control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor", "force-administrator",
    "professional-standards", "partner-agency", "oversight-auditor", "force-system",
)  # fmt: skip
SEES_OPEN = {
    "control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor", "professional-standards",
    "force-system",
}  # fmt: skip
SEES_CONFIDENTIAL = {"safeguarding-officer", "supervisor"}
FORCES = ("13", "14")
OPEN, CONFIDENTIAL, REFUGE = Protection.OPEN, Protection.CONFIDENTIAL, Protection.REFUGE


def readers() -> Iterator[tuple[str, str, Actor]]:
    """Somebody of every role in two forces."""
    for role, force in product(ROLES, FORCES):
        yield role, force, builders.actor(role, force_code=force)


def expected(protection: Protection, role: str, force: str, *, in_refuge: bool) -> Why:
    """The table, in one place."""
    if force != "13" or role not in SEES_OPEN:
        return Why.OUT_OF_REACH
    if in_refuge or protection == REFUGE:
        return Why.REFUGE
    if protection == OPEN:
        return Why.OPEN
    return Why.ENTITLED if role in SEES_CONFIDENTIAL else Why.CONFIDENTIAL


@pytest.mark.parametrize("in_refuge", [False, True], ids=["at home", "in refuge"])
@pytest.mark.parametrize("protection", [OPEN, CONFIDENTIAL, REFUGE], ids=str)
def test_victims_details_by_role_and_force(protection: Protection, in_refuge: bool) -> None:
    home = household(protection, in_refuge=in_refuge)
    address, phone = _again(home)
    for role, force, reader in readers():
        wanted = expected(protection, role, force, in_refuge=in_refuge)
        for detail in (address, phone):
            decision = may_show(detail, actor=reader)
            assert decision.why is wanted, (role, force)
            assert decision.is_shown is (wanted in (Why.OPEN, Why.ENTITLED))
            assert decision.is_shown is any(canary in decision.text for canary in CANARIES)


def _again(home: Household) -> tuple[Address, object]:
    home.address.refresh_from_db()
    home.phone.refresh_from_db()
    return home.address, home.phone


def test_a_withheld_detail_says_whom_to_ask() -> None:
    home = household(in_refuge=True)

    text = may_show(home.address, actor=builders.actor()).text

    assert text.startswith(
        "Confidential: in refuge; ask the case owner through the control room of West Yorkshire Police"
    )
    assert home.owner.force.control_room_phone in text


def test_a_refuge_closes_details_that_are_recorded_as_open_afterwards() -> None:
    home = household(in_refuge=True)
    Address.objects.filter(pk=home.address.pk).update(protection=OPEN)
    home.address.refresh_from_db()

    assert may_show(home.address, actor=home.officer).why is Why.REFUGE


def test_a_perpetrators_own_address_is_shown_to_the_police() -> None:
    home = household()
    enrich(home)
    address = home.person.address_set.get()

    for role, force, reader in readers():
        is_police = role in SEES_OPEN and (role != "force-system" or force == "13")
        assert may_show(address, actor=reader).is_shown is is_police, (role, force)


@pytest.mark.parametrize("reader", [NOBODY, Actor(ref="x", grants={})], ids=["nobody", "no grants"])
def test_nobody_sees_nothing(reader: Actor) -> None:
    home = household(OPEN)

    assert may_show(home.address, actor=reader).why is Why.OUT_OF_REACH


def test_a_guard_of_somebody_else_is_not_trusted() -> None:
    home = household(CONFIDENTIAL)
    guard = guard_of([home.victim.pk], actor=home.officer)

    assert may_show(home.address, actor=home.officer, guard=guard).is_shown
    assert not may_show(home.address, actor=builders.actor(), guard=guard).is_shown


def test_a_person_the_guard_was_not_made_for_is_out_of_reach() -> None:
    home = household(OPEN)
    guard = guard_of([], actor=home.officer)

    assert may_show(home.address, actor=home.officer, guard=guard).why is Why.OUT_OF_REACH


def test_an_unknown_protection_is_withheld() -> None:
    home = household(OPEN)
    home.address.protection = "new kind"

    assert may_show(home.address, actor=home.officer).why is Why.UNKNOWN


@pytest.mark.parametrize("is_named", [True, False], ids=["victim named", "victim not named"])
@pytest.mark.parametrize("in_refuge", [False, True], ids=["at home", "in refuge"])
def test_the_place_of_a_condition_is_confidential(in_refuge: bool, is_named: bool) -> None:
    home = household(OPEN, in_refuge=in_refuge)
    enrich(home)
    condition = OrderCondition.objects.select_related("order").get(order__person=home.person)
    if not is_named:
        condition.protected_people.clear()

    for role, force, reader in readers():
        decision = may_show(condition, actor=reader)
        assert decision.is_shown is (role in SEES_CONFIDENTIAL and force == "13" and not in_refuge), (role, force)
        assert decision.is_shown is (CANARY_LINE in decision.text)


def test_free_text_is_shown_without_what_the_reader_may_not_see() -> None:
    home = household(CONFIDENTIAL)
    said = "He says he knows 7 canary lane, ca74ry, and will ring 0044 7700-900 777. Leeds."

    for_control_room = guard_of([home.person.pk], actor=builders.actor()).free_text(said)
    for_the_officer = guard_of([home.person.pk], actor=home.officer).free_text(said)

    assert for_control_room == "He says he knows [protected], [protected], and will ring 0044 [protected]. Leeds."
    assert for_the_officer == said


def test_the_reach_without_a_query_agrees_with_the_policy() -> None:
    case = household().case

    for role, force, reader in readers():
        for policy in (policies.SEE_PROTECTED, policies.SEE_SAFE_CONTACT, policies.SEE_CASE):
            assert policies.reaches_force(policy, reader, case.force_id) is policy.allows(reader, case), (role, force)


def test_new_details_of_somebody_in_refuge_begin_closed() -> None:
    home = household(in_refuge=True)

    assert protection_of(home.victim, OPEN) == REFUGE


def test_new_details_of_a_victim_are_no_weaker_than_those_there_are() -> None:
    home = household(CONFIDENTIAL)

    assert protection_of(home.victim, OPEN) == CONFIDENTIAL
    assert protection_of(home.person, OPEN) == OPEN


def test_leaving_a_refuge_leaves_the_details_confidential() -> None:
    home = household(OPEN)
    refuge(home.pair, home.officer)
    set_safe_contact(home.pair, is_in_refuge=False, **act(home.officer))
    home.address.refresh_from_db()

    assert home.address.protection == CONFIDENTIAL
    assert may_show(home.address, actor=builders.actor()).why is Why.CONFIDENTIAL
