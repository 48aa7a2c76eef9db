"""Ways round a closed record that a second reading found: none of them leads anywhere, and each is noticed."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.models import Membership, Role, User
from audit.core.errors import Refused
from audit.web.policies import tables_hidden_from
from register.actions.national_queue import look_after_the_queue
from register.actions.own_records import declare_particular
from register.actions.touches import read_log
from register.change_feed.kinds import KINDS, NOT_TOLD
from register.imports.personnel import take_personnel
from register.models import Alert, OwnRecordBar, Particular, Person, Touch, UnroutedAlert
from tests import builders
from tests.builders import sign_in
from tests.cases.test_own_records import ALL, BY, TODAY, _today, declare, viktor
from tests.register.glass import closed_record, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
__all__ = ["_today"]


def breaks(user: User, person: Person) -> None:
    with pytest.raises(Refused):
        opened(person, user)


def test_whoever_breaks_the_glass_on_their_own_record_is_noticed() -> None:
    user, person = builders.user(force_code="14"), viktor()
    declare(user)
    read_log(below=ALL)

    breaks(user, person)

    assert read_log(below=ALL) == 1
    assert (Touch.objects.get().user, Touch.objects.get().person) == (user, person)


def test_whoever_leads_people_answers_no_touch_though_they_are_of_professional_standards_too() -> None:
    user, person, both = builders.user(), viktor(), builders.user("professional-standards")
    declare(user)
    read_log(below=ALL)
    sign_in(Client(), user).get(f"/people/{person.reference}/record")
    read_log(below=ALL)
    before = Touch.objects.visible_to(both.actor(on=TODAY)).count()

    builders.allow_writes()
    Membership.objects.create(user=both, role=Role.objects.get(code="supervisor"), starts_on=date(2026, 1, 1))

    assert before == 1
    assert not Touch.objects.visible_to(both.actor(on=TODAY)).exists()
    assert not OwnRecordBar.objects.visible_to(both.actor(on=TODAY)).exists()


def test_an_entry_of_the_log_does_not_say_that_a_bar_was_written_with_it() -> None:
    """What PostgreSQL notes of the rows of a transaction is written when it commits, which no test does here."""
    lead, desk = (builders.user(role).actor(on=TODAY) for role in ("supervisor", "professional-standards"))
    tables = set(connection.introspection.table_names())

    assert {each._meta.db_table for each in (OwnRecordBar, Particular, Touch)} <= tables_hidden_from(lead) <= tables
    assert tables_hidden_from(desk) == {OwnRecordBar._meta.db_table}
    assert tables_hidden_from(builders.user("oversight-auditor", force_code=None).actor(on=TODAY)) == frozenset()


def test_what_the_log_keeps_for_professional_standards_no_feed_tells_of() -> None:
    lead = builders.user("supervisor").actor(on=TODAY)
    unspoken = NOT_TOLD["Professional standards alone know of it."].split()

    assert {apps.get_model(label)._meta.db_table for label in unspoken} == tables_hidden_from(lead)
    assert not {kind.model._meta.db_table for kind in KINDS.values()} & tables_hidden_from(lead)


def test_what_somebody_declares_first_keeps_the_personnel_system_from_nothing() -> None:
    user = builders.user(collar_number="4471")
    declare(user, number="07700 900200", kind=Particular.Kind.PHONE)
    file = "kind,collar_number,number\nphone,4471,07700 900200\n"

    taken = [each.outcome for each in take_personnel(builders.force(), file.encode())]

    assert taken == ["new"]
    assert set(Particular.objects.values_list("source", flat=True)) == {"self", "hr"}


def test_one_reads_on_ones_own_page_nothing_that_others_entered() -> None:
    user, desk = builders.user(), builders.user("professional-standards")
    declare_particular(
        user, kind=Particular.Kind.PHONE, actor=desk.actor(on=TODAY), number="07700 900222", why="She moved", **BY
    )
    declare(user, number="07700 900111", kind=Particular.Kind.PHONE)

    own = Particular.objects.visible_to(user.actor(on=TODAY))

    assert list(own.values_list("source", flat=True)) == ["self"]
    declare(user, number="07700 900222", kind=Particular.Kind.PHONE)  # nor is one told that it is there


def test_that_a_glass_was_broken_never_comes_before_the_line_of_whoever_broke_it() -> None:
    user, person = builders.user(force_code="14"), closed_record()
    opened(person, user)
    alert = Alert.objects.get(kind="break_glass")

    look_after_the_queue()

    assert not UnroutedAlert.objects.filter(alert=alert).exists()
