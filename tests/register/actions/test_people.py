"""Entering and correcting people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Detail, Event
from register.actions import facts, people
from register.models import Person, PersonName, Source, Task
from tests.builders import CALL, actor, force, person, user

pytestmark = pytest.mark.django_db


def test_register_person_with_only_a_name_saves_and_asks_for_the_rest() -> None:
    kept = person(forenames="", surname="Okonkwo")

    task = Task.objects.get(person=kept)
    assert kept.display_name == "Okonkwo"
    assert task.detail == "Still missing: date of birth, sex, home address, PNC ID or CRO number."
    assert task.due_on > timezone.localdate()


def test_register_person_without_any_name_is_refused_and_logged() -> None:
    with pytest.raises(Refused, match="at least a forename or a surname"):
        person(forenames=" ", surname="")

    refusal = Event.objects.get(code="act.refused")
    assert refusal.fields == {"event": "person.registered"}
    assert not Person.objects.exists()


def test_register_person_in_another_force_is_denied_and_logged_after_the_rollback() -> None:
    by = actor(force_code="13")

    with pytest.raises((PermissionDenied, OutOfReach)):
        people.register_person(force("14"), actor=by, reason=CALL, source=Source.OFFICER, surname="Hall")

    denial = Event.objects.get(code="access.denied")
    assert (denial.outcome, denial.actor_ref, denial.fields["policy"]) == ("denied", by.ref, "person.register")


def test_register_person_keeps_personal_values_out_of_the_event() -> None:
    kept = person(forenames="Siobhán", surname="O’Neill", date_of_birth=date(1984, 11, 23))

    event = Event.objects.get(code="person.registered")
    said = bytes(event.payload).decode()
    assert (event.subject_ref, event.subject_category) == (kept.reference, "suspect")
    assert "Neill" not in said and "1984" not in said
    assert {d.field for d in Detail.objects.filter(event=event)} >= {"name", "date_of_birth", "actor_label"}


def test_correct_person_ends_the_old_name_and_keeps_it() -> None:
    kept = person()

    people.correct_person(
        kept, actor=actor(), reason=CALL, source=Source.OFFICER, version=1, forenames="Marek", surname="Nowak"
    )

    names = {(n.surname, n.kind) for n in PersonName.objects.filter(person=kept)}
    assert names == {("Kowalski", "former"), ("Nowak", "current")}
    assert Person.objects.get(pk=kept.pk).display_name == "Marek Nowak"


def test_correct_person_from_an_old_version_changes_nothing_and_gives_the_current_one() -> None:
    kept, by = person(), actor()
    people.correct_person(kept, actor=by, reason=CALL, source=Source.OFFICER, version=1, sex=Person.Sex.MALE)

    with pytest.raises(Stale) as stale:
        people.correct_person(kept, actor=by, reason=CALL, source=Source.OFFICER, version=1, sex=Person.Sex.FEMALE)

    assert stale.value.current.sex == Person.Sex.MALE
    assert Person.objects.get(pk=kept.pk).sex == Person.Sex.MALE


def test_restricted_person_is_seen_by_own_force_roles_and_by_exception_only() -> None:
    kept, standards = person(), actor("professional-standards")
    stranger = user(force_code="14")
    people.restrict_person(kept, actor=standards, reason=CALL, is_restricted=True)
    seen_before = Person.objects.visible_to(stranger.actor(on=date(2026, 11, 23))).filter(pk=kept.pk).exists()

    people.make_exception(kept, actor=standards, reason=CALL, user=stranger, may_open=True, why="Joint operation")

    assert not seen_before
    assert Person.objects.visible_to(stranger.actor(on=date(2026, 11, 23))).filter(pk=kept.pk).exists()
    assert Person.objects.visible_to(actor(force_code="13")).filter(pk=kept.pk).exists()


def test_barred_user_never_sees_the_person_whatever_was_granted() -> None:
    kept, standards, barred = person(), actor("professional-standards"), user()
    people.make_exception(kept, actor=standards, reason=CALL, user=barred, may_open=True, why="By mistake")
    people.make_exception(kept, actor=standards, reason=CALL, user=barred, may_open=False, why="Declared relative")

    assert not Person.objects.visible_to(barred.actor(on=date(2026, 11, 23))).filter(pk=kept.pk).exists()
    with pytest.raises(OutOfReach):
        facts.add_phone(
            kept, actor=barred.actor(on=date(2026, 11, 23)), reason=CALL, source=Source.CALLER, number="07700 900067"
        )


def test_the_guard_notes_every_row_a_registration_writes() -> None:
    person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_row_change WHERE table_name = 'register_person'")
        before = cursor.fetchone()[0]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM audit_row_change WHERE table_name = 'register_person'")
        after = cursor.fetchone()[0]

    assert (before, after) == (0, 1)


@pytest.mark.parametrize(
    "born", [pytest.param(date(1800, 1, 1), id="too long ago"), pytest.param(date(2100, 1, 1), id="in the future")]
)
def test_register_person_refuses_an_impossible_date_of_birth(born: date) -> None:
    with pytest.raises(Refused) as refused:
        person(date_of_birth=born)

    assert refused.value.field == "date_of_birth"
