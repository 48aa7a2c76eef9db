from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.cases import NewVictim, add_child, add_victim, open_case
from cases.models import Case, Pair
from register.actions.people import make_exception
from register.models import Person, SubjectCategory
from tests import builders
from tests.cases.builders import Household, act, household, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return household()


def last_event(code: str) -> Event:
    return Event.objects.filter(code=code).order_by("-pk")[0]


# open_case


def test_open_case_has_an_owner_and_a_next_date() -> None:
    owner, by = officer()
    person = builders.person(by)

    case = open_case(person, force=owner.force, owner=owner, **act(by))

    assert (case.owner, case.force, case.closed_at) == (owner, owner.force, None)
    assert case.next_review_on == timezone.localdate() + timedelta(days=28)
    assert last_event("case.opened").subject_ref == person.reference


def test_open_case_about_somebody_of_another_force() -> None:
    owner, by = officer("14")
    person = builders.person()

    assert open_case(person, force=owner.force, owner=owner, **act(by)).person == person


def test_open_case_refuses_a_second_one_of_the_force(home: Household) -> None:
    with pytest.raises(Refused, match="has an open case about this person already"):
        open_case(home.person, force=home.owner.force, owner=home.owner, **act(home.officer))


def test_open_case_refuses_another_force_than_ones_own(home: Household) -> None:
    with pytest.raises(Refused, match="your own force only"):
        open_case(home.person, force=builders.force("14"), owner=home.owner, **act(home.officer))


def test_open_case_refuses_a_victim(home: Household) -> None:
    with pytest.raises(Refused, match="somebody who is held as having abused"):
        open_case(home.victim, force=home.owner.force, owner=home.owner, **act(home.officer))


@pytest.mark.parametrize("kind", ["another force", "switched off", "another role", "role ended"])
def test_open_case_refuses_an_owner_who_does_not_work_there(kind: str) -> None:
    _, by = officer()
    person = builders.person(by)
    owner = {
        "another force": lambda: officer("14")[0],
        "switched off": lambda: builders.user("safeguarding-officer", is_active=False),
        "another role": lambda: builders.user("force-administrator"),
        "role ended": _whose_role_ended,
    }[kind]()

    with pytest.raises(Refused, match="Choose an owner") as refused:
        open_case(person, force=builders.force(), owner=owner, **act(by))
    assert refused.value.field == "owner"


def _whose_role_ended() -> object:
    user = builders.user("safeguarding-officer")
    builders.allow_writes()
    user.memberships.update(ends_on=date(2026, 1, 1))
    return user


def test_open_case_is_denied_to_the_control_room(home: Household) -> None:
    with pytest.raises(PermissionDenied):
        open_case(home.person, force=home.owner.force, owner=home.owner, **act(builders.actor()))


# add_victim


def test_add_victim_enters_a_new_person_as_a_victim(home: Household) -> None:
    assert home.victim.subject_category == SubjectCategory.VICTIM
    assert home.victim.owner_force == home.case.force
    assert (home.pair.person_role, home.pair.victim_role) == ("suspect", "victim")
    assert last_event("case.victim_added").subject_category == "victim"


def test_add_victim_with_a_name_alone(home: Household) -> None:
    pair = add_victim(home.case, victim=NewVictim(forenames="Bronwen"), **act(home.officer))

    assert pair.relationship == Pair.Relationship.NOT_KNOWN


@pytest.mark.parametrize("who", ["the person themselves", "somebody in the case already", "nobody"])
def test_add_victim_refuses(home: Household, who: str) -> None:
    victim = {
        "the person themselves": home.person,
        "somebody in the case already": home.victim,
        "nobody": NewVictim(),
    }[who]

    with pytest.raises(Refused):
        add_victim(home.case, victim=victim, **act(home.officer))
    assert Pair.objects.filter(case=home.case).count() == 1


@pytest.mark.parametrize(
    ("role", "force", "error"),
    [
        pytest.param("safeguarding-officer", "14", OutOfReach, id="another force cannot see the case"),
        pytest.param("control-room-specialist", "13", OutOfReach, id="the control room sees no cases"),
        pytest.param("offender-manager", "13", PermissionDenied, id="the offender manager sees it only"),
    ],
)
def test_add_victim_is_denied(home: Household, role: str, force: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        add_victim(home.case, victim=NewVictim(forenames="B"), **act(builders.actor(role, force_code=force)))


def test_a_case_is_out_of_reach_of_whoever_is_barred_from_the_person(home: Household) -> None:
    barred = builders.user("safeguarding-officer")
    _bar(home.person, barred)

    assert not Case.objects.visible_to(barred.actor(on=timezone.localdate())).filter(pk=home.case.pk).exists()
    assert Case.objects.visible_to(home.officer).filter(pk=home.case.pk).exists()


def _bar(person: Person, user: object) -> None:
    standards = builders.actor("professional-standards")
    make_exception(person, user=user, may_open=False, why="Knows them", **act(standards))


# add_child


def test_add_child(home: Household) -> None:
    child = add_child(home.case, name=" Ravi ", date_of_birth=date(2019, 5, 2), **act(home.officer))

    assert (child.name, child.person, child.force) == ("Ravi", home.person, home.case.force)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "Ravi", "date_of_birth": date(2999, 1, 1)}, "date_of_birth", id="born in the future"),
    ],
)
def test_add_child_refuses(home: Household, facts: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_child(home.case, **facts, **act(home.officer))
    assert refused.value.field == field
