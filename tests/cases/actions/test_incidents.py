"""Taking down an incident: nothing but its time is needed, nothing is lost, and the risk is looked at again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Detail, Event
from cases.actions.asked_assessments import SOMETHING_NEW
from cases.actions.cases import add_child, close_case
from cases.actions.children import Attended, ask_for_notices
from cases.actions.incidents import (
    Involved,
    Told,
    add_to_incident,
    confirm_incident,
    correct_incident,
    disprove_incident,
    identify_in_incident,
    put_in_case,
    record_incident,
    record_incident_outcome,
)
from cases.actions.risk import raise_risk, set_risk
from cases.models import Case, CaseRisk, Incident, IncidentChange, VictimUpdate
from cases.models.incident import Role
from register.models import Task
from tests import builders
from tests.cases.builders import CANARY_LINE, CANARY_PHONE, TODAY, Household, act, household

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return household()


def taken(home: Household, **told: Any) -> Incident:
    given = {name: told.pop(name) for name in ("involved", "orders", "happened_at", "person_role") if name in told}
    return record_incident(home.owner.force, person=home.person, told=Told(**told), **given, **act(home.officer))


def test_an_incident_is_recorded_with_nothing_but_its_time() -> None:
    by = builders.actor()

    made = record_incident(builders.force(), **act(by))

    assert made.status == Incident.Status.UNVERIFIED
    assert abs(timezone.now() - made.happened_at) < timedelta(minutes=1)
    assert made.person is None and made.case is None


def test_it_goes_into_the_open_case_about_the_person(home: Household) -> None:
    assert taken(home).case == home.case


def test_it_goes_into_the_case_in_which_somebody_is_the_victim(home: Household) -> None:
    made = record_incident(
        home.owner.force, person=home.victim, person_role=Role.VICTIM, **act(home.officer)
    )  # fmt: skip

    assert made.case == home.case


def test_it_is_in_no_case_where_the_force_has_none_open(home: Household) -> None:
    close_case(home.case, why="Moved abroad", **act(home.officer))

    assert taken(home).case is None


def test_a_task_asks_to_confirm_it_and_another_to_assess_the_risk_within_a_day(home: Household) -> None:
    made = taken(home)

    titles = dict(Task.objects.open().values_list("title", "due_on"))
    assert f"Confirm incident {made.reference}" in titles
    assert titles[SOMETHING_NEW] == timezone.localdate() + timedelta(days=1)


def test_the_review_of_the_case_as_a_whole_keeps_its_day(home: Household) -> None:
    planned = Case.objects.get(pk=home.case.pk)

    taken(home)

    now = Case.objects.get(pk=home.case.pk)
    assert (now.next_review_on, now.version) == (planned.next_review_on, planned.version)


def test_a_second_incident_asks_once_for_the_assessment_and_twice_for_a_check(home: Household) -> None:
    taken(home)
    taken(home)

    assert Task.objects.open().filter(title__startswith="Assess the risk").count() == 1
    assert Task.objects.open().filter(title__startswith="Confirm incident").count() == 2


def assessed(home: Household) -> CaseRisk:
    set_risk(home.case, level="high", judgement="He has a knife", **act(home.officer))
    return CaseRisk.objects.get(case=home.case)


def test_an_assessment_is_asked_for_once_and_ends_with_it(home: Household) -> None:
    assessed(home)
    taken(home)
    asked = Task.objects.open().get(title=SOMETHING_NEW)

    assessed(home)

    asked.refresh_from_db()
    assert asked.done_at is not None and asked.done_by_id == home.officer.user_id
    assert not Task.objects.open().filter(title=SOMETHING_NEW).exists()


@pytest.mark.parametrize("is_assessed", [True, False], ids=["assessed before", "never assessed"])
def test_what_was_not_so_asks_for_nothing(home: Household, is_assessed: bool) -> None:
    if is_assessed:
        assessed(home)
    made = taken(home)
    record_incident_outcome(made, outcome=Incident.Outcome.CHARGED, on=timezone.localdate(), **act(home.officer))

    disprove_incident(made, how="He was in custody", **act(home.officer))

    assert not Task.objects.open().filter(title=SOMETHING_NEW).exists()
    assert not CaseRisk.objects.filter(case=home.case, reassess_at__isnull=False).exists()
    assert not VictimUpdate.objects.waiting().filter(development__incident=made).exists()
    assert {each.why_withdrawn for each in made.developments.all()} == {
        "The incident was found not to be so: He was in custody"
    }


def test_what_another_incident_asks_for_runs_on(home: Household) -> None:
    assessed(home)
    first, second = taken(home), taken(home)

    disprove_incident(second, how="Reported twice", **act(home.officer))

    assert CaseRisk.objects.get(case=home.case).reassess_at is not None
    assert Task.objects.open().filter(title=SOMETHING_NEW).count() == 1
    assert VictimUpdate.objects.waiting().filter(development__incident=first).exists()


def test_a_raised_level_is_assessed_even_if_the_incident_was_not_so(home: Household) -> None:
    set_risk(home.case, level="standard", judgement="No violence since May", **act(home.officer))
    made = taken(home)
    raise_risk(home.person, level="high", words="She is afraid", **act(home.officer))

    disprove_incident(made, how="He was in custody", **act(home.officer))

    assert CaseRisk.objects.get(case=home.case).reassess_at is not None


def test_an_incident_that_is_confirmed_after_all_asks_again(home: Household) -> None:
    assessed(home)
    made = taken(home)
    disprove_incident(made, how="Another man of that name", **act(home.officer))

    confirm_incident(made, how="It was him: seen on video", **act(home.officer))

    assert Task.objects.open().filter(title=SOMETHING_NEW).exists()
    assert VictimUpdate.objects.waiting().filter(development__incident=made).exists()


def asked_of_schools() -> list[str]:
    return list(Task.objects.open().filter(title__startswith="Have the children’s").values_list("title", flat=True))


def test_an_incident_with_children_asks_to_have_their_schools_told(home: Household) -> None:
    taken(home)
    assert asked_of_schools() == []

    there = taken(home, has_children=True)
    add_child(home.case, name="Ravi", **act(home.officer))
    at_home = taken(home)

    made = {f"Have the children’s schools told of incident {each.reference}" for each in (there, at_home)}
    assert set(asked_of_schools()) == made


def test_the_schools_of_an_incident_are_asked_about_until_somebody_says_whose(home: Household) -> None:
    child = add_child(home.case, name="Ravi", **act(home.officer))
    made = taken(home)

    ask_for_notices(home.case, attended=Attended(made.happened_at), children=[child], **act(home.officer))

    assert asked_of_schools() == []


def test_no_school_is_told_of_what_was_not_so(home: Household) -> None:
    made = taken(home, has_children=True)

    disprove_incident(made, how="Another house", **act(home.officer))

    assert asked_of_schools() == []


def test_a_time_to_come_is_refused(home: Household) -> None:
    with pytest.raises(Refused, match="in the future"):
        taken(home, happened_at=timezone.now() + timedelta(hours=1))


def test_people_of_the_register_and_people_in_words_are_in_it_with_their_roles(home: Household) -> None:
    others = [Involved(Role.VICTIM, home.victim), Involved(Role.WITNESS, words=" A neighbour of about 60 ")]

    made = taken(home, involved=[*others, Involved(Role.VICTIM, home.victim), Involved(words="  ")])

    assert [(party.person, party.words, party.role) for party in made.parties.all()] == [
        (home.victim, "", "victim"), (None, "A neighbour of about 60", "witness"),
    ]  # fmt: skip


def test_nobody_puts_somebody_into_an_incident_whom_they_may_not_see(home: Household) -> None:
    stranger = builders.person(builders.actor("safeguarding-officer", force_code="14"), category="victim")

    with pytest.raises((OutOfReach, PermissionDenied)):
        taken(home, involved=[Involved(Role.VICTIM, stranger)])
    assert not Incident.objects.exists()


def test_nobody_records_for_another_force(home: Household) -> None:
    with pytest.raises((OutOfReach, PermissionDenied)):
        record_incident(builders.force("14"), **act(home.officer))


def test_the_log_holds_what_was_ticked_and_none_of_the_words(home: Household) -> None:
    taken(home, account=f"He waits at {CANARY_LINE}", caller_phone=CANARY_PHONE, place=CANARY_LINE, has_weapons=True)

    event = Event.objects.get(code="incident.recorded")
    kept = " ".join(Detail.objects.values_list("value", flat=True))
    assert event.subject_ref == home.person.reference
    assert "Canary" not in kept and "900777" not in kept


def test_a_correction_keeps_what_stood_there(home: Household) -> None:
    made = taken(home, account="He broke the door", has_weapons=True)

    correct_incident(
        made, changes={"account": "He broke the window", "has_weapons": True}, why="The officers saw it",
        **act(home.officer),
    )  # fmt: skip

    change = made.changes.get(kind="corrected")
    assert (change.field, change.before, change.after) == ("account", "He broke the door", "He broke the window")
    assert Incident.objects.get(pk=made.pk).account == "He broke the window"


@pytest.mark.parametrize(
    ("changes", "why", "sentence"),
    [
        pytest.param({"account": "Otherwise"}, " ", "Say what shows", id="no reason"),
        pytest.param({"account": "The same"}, "Because", "Nothing differs", id="no change"),
        pytest.param({"status": "confirmed"}, "Because", "Nothing differs", id="a field that is not corrected"),
    ],
)
def test_a_correction_needs_a_change_and_a_reason(
    home: Household, changes: dict[str, Any], why: str, sentence: str
) -> None:
    made = taken(home, account="The same")

    with pytest.raises(Refused, match=sentence):
        correct_incident(made, why=why, changes=changes, **act(home.officer))


def test_a_correction_of_an_old_version_is_stale(home: Household) -> None:
    made = taken(home)
    correct_incident(made, changes={"account": "One"}, why="Heard", version=1, **act(home.officer))

    with pytest.raises(Stale):
        correct_incident(made, changes={"account": "Two"}, why="Heard", version=1, **act(home.officer))


def test_confirming_takes_words_and_does_the_task(home: Household) -> None:
    made = taken(home)
    with pytest.raises(Refused, match="how it was checked"):
        confirm_incident(made, how=" ", **act(home.officer))

    confirm_incident(made, how="Rang the caller back", **act(home.officer))

    held = Incident.objects.get(pk=made.pk)
    assert (held.status, held.how_checked, held.checked_by) == ("confirmed", "Rang the caller back", home.owner)
    assert not Task.objects.open().filter(title__startswith="Confirm incident").exists()


def test_what_was_not_so_stays_in_the_record_and_may_be_confirmed_later(home: Household) -> None:
    made = taken(home)

    disprove_incident(made, how="Another house", **act(home.officer))
    confirm_incident(made, how="It was this house after all", **act(home.officer))

    kinds = list(made.changes.values_list("kind", flat=True))
    assert kinds == ["confirmed", "disproved", "recorded"]


def test_a_specialist_takes_down_and_corrects_but_does_not_confirm(home: Household) -> None:
    by = builders.actor()
    made = record_incident(home.owner.force, person=home.person, **act(by))
    correct_incident(made, changes={"account": "More came"}, why="The caller rang again", **act(by))

    with pytest.raises(PermissionDenied):
        confirm_incident(made, how="I heard it", **act(by))


def test_another_force_does_not_reach_it(home: Household) -> None:
    made = taken(home)

    with pytest.raises(OutOfReach):
        correct_incident(
            made, changes={"account": "No"}, why="No", **act(builders.actor("safeguarding-officer", force_code="14"))
        )  # fmt: skip


@pytest.mark.parametrize("who", ["person", "victim"])
def test_whoever_is_barred_from_anybody_in_it_does_not_reach_it(home: Household, who: str) -> None:
    made = taken(home, involved=[Involved(Role.VICTIM, home.victim)])
    barred = builders.user("supervisor")
    builders.bar(barred, getattr(home, who))

    seen_by = [Incident.objects.visible_to(each.actor(on=TODAY)) for each in (barred, builders.user("supervisor"))]

    assert [rows.filter(pk=made.pk).exists() for rows in seen_by] == [False, True]


def test_somebody_known_in_words_is_found_to_be_a_person(home: Household) -> None:
    made = taken(home, involved=[Involved(Role.NOT_KNOWN, words="A woman in red")])
    party = made.parties.get()

    identify_in_incident(made, party=party, person=home.victim, role=Role.VICTIM, **act(home.officer))

    party.refresh_from_db()
    assert (party.person, party.words, party.role) == (home.victim, "A woman in red", "victim")
    with pytest.raises(Refused, match="in the incident already"):
        add_to_incident(made, somebody=Involved(person=home.victim), **act(home.officer))


def test_whom_an_incident_is_about_is_said_later_and_brings_its_case(home: Household) -> None:
    made = record_incident(home.owner.force, **act(home.officer))

    identify_in_incident(made, party=None, person=home.person, **act(home.officer))

    held = Incident.objects.get(pk=made.pk)
    assert (held.person, held.case) == (home.person, home.case)
    with pytest.raises(Refused, match="known already whom"):
        identify_in_incident(held, party=None, person=builders.person(), **act(home.officer))


def test_an_incident_goes_only_into_a_case_about_somebody_in_it(home: Household) -> None:
    made = record_incident(home.owner.force, person=builders.person(home.officer), **act(home.officer))

    with pytest.raises(Refused, match="not in the incident"):
        put_in_case(made, case=home.case, **act(home.officer))
    add_to_incident(made, somebody=Involved(Role.WITNESS, home.person), **act(home.officer))
    put_in_case(made, case=home.case, **act(home.officer))

    assert Incident.objects.get(pk=made.pk).case == home.case


def test_a_later_outcome_keeps_the_earlier_one_in_the_history(home: Household) -> None:
    made, today = taken(home), timezone.localdate()
    record_incident_outcome(made, outcome=Incident.Outcome.NO_SUPPORT, on=today, **act(home.officer))

    record_incident_outcome(made, outcome=Incident.Outcome.CHARGED, on=today, **act(home.officer))

    change = made.changes.filter(kind=IncidentChange.Kind.OUTCOME).first()
    assert change is not None
    assert change.before.startswith("16:") and change.after.startswith("1:")


@pytest.mark.parametrize(
    ("days", "sentence"),
    [pytest.param(1, "in the future", id="to come"), pytest.param(-400, "before the incident", id="before it")],
)
def test_an_outcome_comes_after_the_incident_and_has_come(home: Household, days: int, sentence: str) -> None:
    made = taken(home)

    with pytest.raises(Refused, match=sentence):
        record_incident_outcome(
            made, outcome=Incident.Outcome.CHARGED, on=timezone.localdate() + timedelta(days=days), **act(home.officer)
        )  # fmt: skip
