"""What a policy says of a reader, as SQL that is written once and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.planned import planned_cursor
from register.actions.people import restrict_person
from register.lookup.narrowed import Narrowed, seen_by, written_once
from register.models import Person, PersonGrant
from tests import builders
from tests.cases.builders import act

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def people_in(narrowed: Narrowed) -> set[int]:
    with planned_cursor() as cursor:
        cursor.execute(narrowed.sql, narrowed.values)
        return {pk for (pk,) in cursor.fetchall()}


def restricted() -> Person:
    person = builders.person()
    restrict_person(person, is_restricted=True, **act(builders.actor("professional-standards")))
    return person


def permit(actor: Actor, person: Person, codename: str, *, until: datetime | None) -> None:
    PersonGrant.objects.create(
        user_id=actor.user_id, content_object=person, expires_at=until, why="Needed", given_by_id=actor.user_id,
        permission=Permission.objects.get(codename=codename),
    )  # fmt: skip


def test_the_people_are_those_of_the_policy() -> None:
    builders.person()
    restricted()
    for reader in (builders.actor(), builders.actor(force_code="14"), builders.actor("professional-standards")):
        seen = set(Person.objects.visible_to(reader).values_list("pk", flat=True))
        assert people_in(seen_by(reader)) == seen
        assert people_in(seen_by(reader)) == seen
    assert not people_in(seen_by(Actor(ref="nobody")))


def test_a_grant_that_runs_out_between_two_lookups_opens_the_record_to_the_first_alone() -> None:
    person, reader = restricted(), builders.actor(force_code="14")
    permit(reader, person, "open_person", until=NOW + timedelta(hours=1))

    with time_machine.travel(NOW, tick=False) as clock:
        assert person.pk in people_in(seen_by(reader))
        clock.shift(timedelta(hours=1))
        assert person.pk not in people_in(seen_by(reader))


def test_a_bar_holds_from_the_next_lookup_on() -> None:
    person, reader = builders.person(), builders.actor()

    assert person.pk in people_in(seen_by(reader))
    permit(reader, person, "never_open_person", until=None)
    assert person.pk not in people_in(seen_by(reader))


def test_what_is_written_for_one_reader_serves_no_other() -> None:
    person = restricted()
    reader, other = builders.actor(force_code="14"), builders.actor(force_code="14")
    permit(reader, person, "open_person", until=None)

    assert [person.pk in people_in(seen_by(each)) for each in (reader, other, reader)] == [True, False, True]


def test_who_loses_a_permission_is_narrowed_to_nobody() -> None:
    builders.person()
    reader = builders.actor()
    without = Actor(ref=reader.ref, user_id=reader.user_id, force_id=reader.force_id)

    assert people_in(seen_by(reader))
    assert not people_in(seen_by(without))


def test_people_who_hang_on_what_the_database_holds_now_cannot_be_written_once() -> None:
    def those_of_now(actor: Actor) -> QuerySet[Person]:
        return Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)))

    with pytest.raises(AssertionError, match="must not hang"):
        written_once(those_of_now)(builders.actor())


def test_a_statement_is_planned_once_for_any_values_and_reported_without_them() -> None:
    with CaptureQueriesContext(connection) as asked:
        for number in (8, 9):
            with planned_cursor() as cursor:
                cursor.execute("SELECT %s::int + 1 AS planned_once", [number])
                assert cursor.fetchone() == (number + 1,)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%AS planned_once"],
        )
        assert cursor.fetchall() == [(2, 0)]
    assert [query["sql"] for query in asked] == ["SELECT %s::int + 1 AS planned_once"] * 2
