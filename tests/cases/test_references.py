"""Lookup finds the person a case is about by the case's reference, and tells no more than whoever types it knows."""

from __future__ import annotations

import pytest

from cases.models import Case
from register.actions.lookup import look_up
from register.actions.people import restrict_person
from register.lookup.rebuild import mark_all_out_of_date, rebuild
from register.lookup.upkeep import refresh
from tests import builders
from tests.builders import CALL
from tests.cases.builders import Household, act

pytestmark = pytest.mark.django_db


def found(terms: str, *, force_code: str = "13", role: str = "control-room-specialist") -> list[str]:
    answer = look_up(terms, actor=builders.actor(role, force_code=force_code), reason=CALL)
    return [each.person.reference for each in answer.found]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("{}", id="as it stands"),
        pytest.param("case {}", id="with a word before it"),
        pytest.param(" {} please", id="with a word after it"),
    ],
)
def test_a_case_is_found_by_its_reference_from_the_moment_it_is_opened(home: Household, written: str) -> None:
    builders.person(forenames="Aisha", surname="Begum")

    assert found(written.format(home.case.reference)) == [home.person.reference]
    assert found(written.format(home.case.reference.upper().replace("-", ""))) == [home.person.reference]


def test_a_reference_of_letters_alone_is_one(home: Household) -> None:
    Case.objects.filter(pk=home.case.pk).update(reference="C-abcdefabcd")
    refresh([home.person.pk])

    assert found("c-abcdefabcd") == [home.person.reference]


def test_another_force_finds_the_person_whom_it_may_see_by_the_reference_it_was_given(home: Household) -> None:
    assert found(home.case.reference, force_code="14") == [home.person.reference]


def test_a_case_never_finds_its_victim(home: Household) -> None:
    assert home.victim.reference not in found(home.case.reference)


def test_a_case_about_somebody_out_of_reach_finds_nobody(home: Household) -> None:
    restrict_person(home.person, is_restricted=True, **act(builders.actor("professional-standards")))

    assert found(home.case.reference, force_code="14") == []


def test_a_rebuild_keeps_the_references_of_cases(home: Household) -> None:
    mark_all_out_of_date()
    list(rebuild())

    assert found(home.case.reference) == [home.person.reference]
