"""What nobody may learn by a side door: the inbox, the queue, an edit, another force's task."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from audit.web.policies import READ_LOG
from register.actions import alerts, facts, people
from register.actions.lookup import look_up
from register.actions.orders import record_order
from register.models import Alert, OrderCondition, Person, Source, SubjectCategory, Task
from tests import builders
from tests.cases.builders import TODAY, act, household, stand_as_one

pytestmark = pytest.mark.django_db

HIS_NAME = "Zbigniew Osgodby"


def moved(*, to: str = "14") -> Person:
    """Somebody of force 13 with an alert at another force."""
    by = builders.actor()
    person = builders.person(by, forenames="Zbigniew", surname="Osgodby")
    facts.add_address(
        person, source=Source.OFFICER, line_1="10 Station Lane", town="Sheffield", police_force=builders.force(to),
        **act(by),
    )  # fmt: skip
    return person


def restrict(person: Person) -> None:
    people.restrict_person(person, is_restricted=True, **act(builders.actor("professional-standards")))


def browser(user: User) -> Client:
    return builders.sign_in(Client(), user)


def test_an_alert_about_a_restricted_record_names_nobody_to_the_other_force() -> None:
    person = moved()
    restrict(person)
    there = browser(builders.user("supervisor", force_code="14"))

    listed = there.get(reverse("alerts")).content.decode()
    opened = there.get(reverse("alert", args=[Alert.objects.get().reference])).content.decode()

    assert person.reference in listed
    assert person.reference in opened
    assert "Osgodby" not in listed + opened


def test_an_alert_names_the_person_to_whoever_may_see_them() -> None:
    moved()

    assert HIS_NAME in browser(builders.user(force_code="14")).get(reverse("alerts")).content.decode()


@pytest.mark.parametrize("force_code", ["13", "14"])
def test_whoever_is_barred_from_a_record_finds_no_alert_about_it(force_code: str) -> None:
    person = moved()
    user = builders.user("supervisor", force_code=force_code)
    builders.bar(user, person)
    here = browser(user)
    reference = Alert.objects.get().reference

    listed = here.get(reverse("alerts"), {"box": "sent" if force_code == "13" else "received"})
    there, absent = (here.get(reverse("alert", args=[each])) for each in (reference, "A-0000000000"))

    assert reference not in listed.content.decode()
    assert (there.status_code, there.content) == (404, absent.content)


def test_whoever_is_barred_from_a_record_cannot_answer_its_alert() -> None:
    person = moved()
    user = builders.user("supervisor", force_code="14")
    builders.bar(user, person)

    with pytest.raises(OutOfReach):
        alerts.answer_alert(Alert.objects.get(), is_accepted=False, why="Not ours", **act(user.actor(on=TODAY)))


def test_whoever_is_barred_from_a_record_finds_no_task_about_it() -> None:
    person = builders.person()
    user = builders.user("supervisor")
    builders.bar(user, person)
    task = Task.objects.get(person=person)
    here = browser(user)

    listed = here.get(reverse("tasks"), {"team": "all"}).content.decode()
    there, absent = (here.get(reverse("task", args=[each])) for each in (task.reference, "T-0000000000"))

    assert task.reference not in listed
    assert (there.status_code, there.content) == (404, absent.content)


def test_whoever_is_barred_from_a_record_cannot_open_it_by_restricting_it() -> None:
    person = builders.person()
    user = builders.user("professional-standards")
    builders.bar(user, person)

    with pytest.raises(OutOfReach):
        people.restrict_person(person, is_restricted=False, **act(user.actor(on=TODAY)))


@pytest.mark.parametrize("named", [0, 1], ids=["the first record", "the one joined with it"])
def test_a_bar_holds_for_every_record_joined_with_the_one_it_names(named: int) -> None:
    records = [builders.person(builders.actor()), builders.person(builders.actor(force_code="14"))]
    stand_as_one(*records)
    user = builders.user("supervisor")
    assert Person.objects.visible_to(user.actor(on=TODAY)).count() == 2

    builders.bar(user, records[named])

    reader = user.actor(on=TODAY)
    assert not Person.objects.visible_to(reader).exists()
    assert look_up("marek kowalski", actor=reader, reason=builders.CALL).found == ()
    assert not Event.objects.visible_to(reader, by=READ_LOG).filter(subject_ref=records[0].reference).exists()


def test_whoever_is_barred_from_a_record_does_not_read_who_looked_at_it() -> None:
    person = builders.person(by := builders.actor())
    people.correct_person(person, source=Source.OFFICER, sex="M", **act(by))
    user = builders.user("supervisor")
    builders.bar(user, person)
    here = browser(user)

    page, nothing = (
        re.sub(r"\b\w{64}\b", "", here.get(reverse("who-looked", args=[each])).content.decode())
        for each in (person.reference, "DAR-0000-0000")
    )
    entry = Event.objects.filter(subject_ref=person.reference).first()

    assert page.replace(person.reference, "DAR-0000-0000") == nothing
    assert here.get(reverse("log-entry", args=[entry.pk])).status_code == 404


# What an edit may do to a record that another force holds


def test_another_force_cannot_take_a_person_out_of_the_national_picture() -> None:
    person = builders.person(builders.actor())
    other = builders.actor(force_code="14")

    with pytest.raises(Refused, match="Only West Yorkshire"):
        people.correct_person(person, source=Source.OFFICER, subject_category=SubjectCategory.VICTIM, **act(other))

    assert Person.objects.visible_to(other).filter(pk=person.pk).exists()


def test_another_force_may_say_that_a_suspect_was_convicted() -> None:
    person = builders.person(builders.actor())

    people.correct_person(
        person, source=Source.OFFICER, subject_category=SubjectCategory.CONVICTED,
        **act(builders.actor(force_code="14")),
    )  # fmt: skip

    person.refresh_from_db()
    assert person.subject_category == SubjectCategory.CONVICTED


def test_nobody_hides_a_person_while_an_alert_about_them_is_open() -> None:
    person = moved()

    with pytest.raises(Refused, match="hide the record"):
        people.correct_person(
            person, source=Source.OFFICER, subject_category=SubjectCategory.VICTIM, **act(builders.actor())
        )


def test_another_force_cannot_show_a_victim_to_the_nation() -> None:
    home = household()

    with pytest.raises(OutOfReach):
        people.correct_person(
            home.victim, source=Source.OFFICER, subject_category=SubjectCategory.SUSPECT,
            **act(builders.actor(force_code="14")),
        )  # fmt: skip


def test_restricting_is_for_the_force_that_holds_the_record() -> None:
    person = builders.person()

    with pytest.raises(PermissionDenied):
        people.restrict_person(
            person, is_restricted=True, **act(builders.actor("professional-standards", force_code="14"))
        )


# Tasks


def test_each_force_is_asked_to_confirm_what_its_own_caller_said() -> None:
    person = builders.person()
    for code in ("13", "14"):
        facts.record_sighting(person, place="Leeds", **act(builders.actor(force_code=code)))

    asked = Task.objects.filter(kind=Task.Kind.CONFIRM_FACT).values_list("force__code", flat=True)

    assert sorted(asked) == ["13", "14"]


def test_each_force_that_takes_a_person_over_gets_the_task() -> None:
    by = builders.actor()
    person = moved(to="14")
    facts.add_address(
        person, source=Source.OFFICER, line_1="2 Quay Road", town="Newcastle", police_force=builders.force("10"),
        **act(by),
    )  # fmt: skip
    for alert in Alert.objects.all():
        answering = builders.actor(force_code=alert.to_force.code)
        alerts.answer_alert(alert, is_accepted=True, why="Ours", **act(answering))

    takers = Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE).values_list("force__code", flat=True)

    assert sorted(takers) == ["10", "14"]


# References that cross from one record to another


def test_a_condition_cannot_name_a_victim_whom_the_officer_may_not_see() -> None:
    home = household()
    there = browser(builders.user("offender-manager", force_code="14"))
    order = record_order(
        home.person, force=builders.force(), kind="DAPO", made_on=date(2026, 11, 20), **act(home.officer)
    )
    address = reverse("add-condition", args=[home.person.reference, order.pk])
    typed = {"type": "no_contact", "protected_people": home.victim.reference, "version": order.version}

    page, answer = there.get(address), there.post(address, typed)

    assert home.victim.reference not in page.content.decode()
    assert "Asha" not in page.content.decode() + answer.content.decode()
    assert answer.status_code == 200
    assert not OrderCondition.objects.filter(order=order).exists()


def test_a_victim_of_another_case_is_absent_in_this_one() -> None:
    mine, other = household(), household()
    here = browser(mine.owner)
    crossed = {"reference": mine.case.reference, "victim": other.victim.reference}
    absent = {"reference": mine.case.reference, "victim": "DAR-0000-0000"}

    answers = [
        (here.get(reverse(name, kwargs=crossed)), here.get(reverse(name, kwargs=absent)))
        for name in ("victim", "set-safe-contact", "choose-safeguard")
    ]

    assert [there.status_code for there, _ in answers] == [404, 404, 404]
    assert all(there.content == nobody.content for there, nobody in answers)


def test_a_fact_of_another_person_is_neither_ended_nor_confirmed() -> None:
    by = builders.actor()
    mine, other = builders.person(by), builders.person(by)
    phone = facts.add_phone(other, source=Source.OFFICER, number="07700 900001", **act(by))

    with pytest.raises(Refused):
        facts.end_fact(mine, fact=phone, on=TODAY, **act(by))
    with pytest.raises(Refused):
        facts.confirm_fact(mine, fact=phone, **act(by))


@pytest.mark.parametrize("terms", ["07700 900777", "CA7 4RY", "7 Canary Lane", "Canaryford", "Asha Kaur"])
def test_lookup_finds_no_victim_of_another_force_and_none_by_a_protected_detail(terms: str) -> None:
    household()
    readers = ["14"] if terms == "Asha Kaur" else ["13", "14"]
    for code in readers:
        answer = browser(builders.user(force_code=code)).post(reverse("lookup"), {"q": terms}, follow=True)

        assert "Nobody found" in answer.content.decode()
        assert "app-results__item" not in answer.content.decode()
