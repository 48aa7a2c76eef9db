from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.actor import Actor
from audit.core.errors import PermissionDenied, Refused, Stale
from audit.models import Detail
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.pairs import LOOK_AT, Reasoning, change_pair, end_pair
from cases.counter_allegations import known_as_harmed, known_as_having_abused
from cases.models import Case, CounterAllegation, Pair, PairChange
from register.actions.people import correct_person, make_exception, restrict_person
from register.models import Person, Source, SubjectCategory, Task
from tests import builders
from tests.cases.builders import Household, act, household, officer, stand_as_one

pytestmark = pytest.mark.django_db
SAYS = Reasoning(afraid="She is afraid of him", injuries="Scratches on his arms from her defending herself")
Direction = CounterAllegation.Direction


@pytest.fixture
def home() -> Household:
    return household()


def case_about(person: Person, force_code: str = "13", **more: Any) -> tuple[Case, Actor]:
    owner, by = officer(force_code)
    return open_case(person, force=owner.force, owner=owner, **more, **act(by)), by


def entered_as_abuser(of: Person) -> Person:
    """Her own record as a suspect, joined with the one in which she is harmed."""
    suspect = builders.person(builders.actor("safeguarding-officer"), forenames="Asha", surname="Kaur")
    stand_as_one(of, suspect)
    return suspect


# A known offender who is entered as harmed


@pytest.mark.parametrize("said", [None, Reasoning(afraid="  ")], ids=["nothing said", "blanks"])
def test_somebody_held_as_having_abused_is_not_entered_as_harmed_without_saying_who_is_afraid(
    home: Household, said: Reasoning | None
) -> None:
    other = builders.person(forenames="Asha", surname="Kaur")

    with pytest.raises(Refused, match="Say who is afraid of whom") as refused:
        add_victim(home.case, victim=other, reasoning=said, **act(home.officer))
    assert refused.value.field == "afraid"
    assert not Pair.objects.filter(victim=other).exists()


def test_both_roles_stay_and_the_reasoning_stands_in_the_case(home: Household) -> None:
    other = builders.person(forenames="Asha", surname="Kaur")

    pair = add_victim(home.case, victim=other, reasoning=SAYS, **act(home.officer))

    row = CounterAllegation.objects.get()
    assert (row.pair, row.person, row.direction) == (pair, other, Direction.KNOWN_OFFENDER)
    assert (row.afraid, row.primary) == ("She is afraid of him", CounterAllegation.Primary.UNCLEAR)
    other.refresh_from_db()
    assert other.subject_category == SubjectCategory.SUSPECT and pair.victim_role == SubjectCategory.VICTIM


def test_the_words_are_kept_apart_in_the_log(home: Household) -> None:
    add_victim(home.case, victim=builders.person(forenames="Asha"), reasoning=SAYS, **act(home.officer))

    assert Detail.objects.filter(field="afraid", value__contains="She is afraid of him").exists()


def test_a_supervisor_is_asked_to_look_at_it(home: Household) -> None:
    other = builders.person(forenames="Asha")

    add_victim(home.case, victim=other, reasoning=SAYS, **act(home.officer))

    task = Task.objects.open().get(title=LOOK_AT)
    assert (task.team, task.person, task.force) == ("supervisor", other, home.case.force)


def test_a_pair_turned_round_is_found_in_another_force(home: Household) -> None:
    """He is known to force 14 as harmed by nobody; she is entered in force 14 as the one he accuses."""
    accused = builders.person(builders.actor("safeguarding-officer", force_code="14"), forenames="Asha")
    theirs, by = case_about(accused, "14")

    with pytest.raises(Refused, match="is held as having abused, and is now entered as harmed"):
        add_victim(theirs, victim=home.person, **act(by))
    assert known_as_having_abused(home.person, actor=by)[0].sentence.startswith("Held as suspect by West Yorkshire")


def test_a_joined_record_tells_of_the_other_role(home: Household) -> None:
    suspect = entered_as_abuser(home.victim)
    other, by = case_about(builders.person(forenames="Piotr"))

    with pytest.raises(Refused, match="Say who is afraid of whom"):
        add_victim(other, victim=home.victim, **act(by))
    assert [each.reference for each in known_as_having_abused(home.victim, actor=by)] == [suspect.reference]


def test_somebody_new_and_somebody_only_harmed_are_asked_nothing(home: Household) -> None:
    other, by = case_about(builders.person(forenames="Piotr"))

    add_victim(other, victim=home.victim, **act(by))
    add_victim(other, victim=NewVictim(forenames="Bronwen"), **act(by))

    assert not CounterAllegation.objects.exists()


# A known victim who is entered as an offender


def test_a_case_about_somebody_known_as_harmed_asks_who_is_afraid(home: Household) -> None:
    suspect = entered_as_abuser(home.victim)

    with pytest.raises(Refused, match="is held as harmed, and is now entered as having abused"):
        case_about(suspect)
    case, _ = case_about(suspect, reasoning=SAYS)

    row = CounterAllegation.objects.get()
    assert (row.case, row.pair, row.person, row.direction) == (case, None, suspect, Direction.KNOWN_VICTIM)


def test_a_victim_whose_category_is_turned_round_is_still_known_as_harmed(home: Household) -> None:
    turned = correct_person(
        home.victim, source=Source.OFFICER, subject_category=SubjectCategory.SUSPECT, **act(home.officer)
    )

    with pytest.raises(Refused, match="Say who is afraid of whom"):
        case_about(turned)
    assert known_as_harmed(turned, actor=home.officer)[0].sentence.startswith("Entered as harmed by Marek Kowalski")


def test_the_reader_is_told_no_more_than_they_may_know(home: Household) -> None:
    """Her record as harmed is her force's own: another force learns of it only from an offender whom it may see."""
    suspect = entered_as_abuser(home.victim)
    _, abroad = officer("14")

    assert known_as_harmed(suspect, actor=abroad) == ()

    standards = builders.actor("professional-standards")
    restrict_person(home.person, is_restricted=True, **act(standards))
    builders.allow_writes()
    barred = builders.user("safeguarding-officer")
    make_exception(home.person, user=barred, may_open=False, why="Knows him", **act(standards))
    said = " ".join(each.sentence for each in known_as_harmed(suspect, actor=barred.actor(on=date(2026, 11, 23))))
    assert "Marek" not in said


# Changing and ending


def changed(home: Household, **more: Any) -> Pair:
    said: dict[str, Any] = {
        "relationship": Pair.Relationship.EX_SPOUSE, "person_role": SubjectCategory.SUSPECT,
        "victim_role": SubjectCategory.WITNESS, "starts_on": date(2018, 5, 1), "ends_on": None, "why": "She told me",
    }  # fmt: skip
    return change_pair(home.pair, **said | more, **act(home.officer))


def test_a_change_leaves_what_was_said_before(home: Household) -> None:
    changed(home)

    history = list(PairChange.objects.filter(pair=home.pair))
    assert [row.relationship for row in history] == ["ex_spouse", "ex_intimate_partner"]
    assert [row.victim_role for row in history] == ["witness", "victim"]
    assert history[0].why == "She told me"


TURNS = [
    pytest.param({"victim_role": SubjectCategory.SUSPECT}, "victim", Direction.KNOWN_VICTIM, id="who was harmed"),
    pytest.param({"person_role": SubjectCategory.VICTIM}, "person", Direction.KNOWN_OFFENDER, id="who abused"),
    pytest.param(
        {"person_role": SubjectCategory.VICTIM, "victim_role": SubjectCategory.SUSPECT}, "victim",
        Direction.KNOWN_VICTIM, id="both",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("roles", "who", "direction"), TURNS)
def test_roles_are_not_turned_round_without_saying_who_is_afraid(
    home: Household, roles: dict[str, Any], who: str, direction: CounterAllegation.Direction
) -> None:
    with pytest.raises(Refused, match="Say who is afraid of whom") as refused:
        changed(home, **roles)
    changed(home, reasoning=SAYS, **roles)

    row = CounterAllegation.objects.get()
    assert refused.value.field == "afraid"
    assert (row.pair, row.person, row.direction) == (home.pair, getattr(home, who), direction)
    assert Task.objects.filter(title=LOOK_AT, team="supervisor").exists()


def test_roles_that_were_turned_are_turned_back_with_the_same_question(home: Household) -> None:
    changed(home, reasoning=SAYS, victim_role=SubjectCategory.SUSPECT)

    changed(home, victim_role=SubjectCategory.CONVICTED)
    with pytest.raises(Refused, match="Say who is afraid of whom"):
        changed(home, victim_role=SubjectCategory.VICTIM)


def test_nobody_is_joined_to_a_case_with_the_roles_turned_without_saying_who_is_afraid(home: Household) -> None:
    turned: dict[str, Any] = {"victim": NewVictim("Zofia"), "victim_role": SubjectCategory.SUSPECT}
    with pytest.raises(Refused, match="Say who is afraid of whom"):
        add_victim(home.case, **turned, **act(home.officer))

    pair = add_victim(home.case, reasoning=SAYS, **turned, **act(home.officer))

    assert CounterAllegation.objects.get().person == pair.victim


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"why": " "}, "why", id="no reason"),
        pytest.param({"ends_on": date(2017, 1, 1)}, "ends_on", id="ends before it begins"),
    ],
)
def test_a_change_is_refused(home: Household, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        changed(home, **said)
    assert refused.value.field == field


def test_a_change_of_what_was_not_read_is_stale(home: Household) -> None:
    changed(home)

    with pytest.raises(Stale):
        changed(home, version=home.pair.version)


def test_the_end_of_a_relationship_takes_no_protection_away(home: Household) -> None:
    pair = end_pair(home.pair, ends_on=date(2026, 5, 1), why="She moved out", **act(home.officer))

    assert pair.ends_on == date(2026, 5, 1)
    assert Pair.objects.get(case=home.case).victim == home.victim
    with pytest.raises(Refused, match="recorded already"):
        end_pair(home.pair, ends_on=date(2026, 5, 2), why="She moved out", **act(home.officer))


def test_an_end_in_the_future_is_refused(home: Household) -> None:
    with pytest.raises(Refused, match="future"):
        end_pair(home.pair, ends_on=date(2999, 5, 1), why="She will", **act(home.officer))


def test_whoever_only_reads_cases_changes_nothing(home: Household) -> None:
    with pytest.raises(PermissionDenied):
        end_pair(home.pair, ends_on=date(2026, 5, 1), why="x", **act(builders.actor("offender-manager")))
