"""`manage.py work_out_retention` fills in the days of review after an upgrade, and checks them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from register.models import RetentionClock
from tests.register.retention.records import old_person

pytestmark = pytest.mark.django_db


def said(*options: str) -> str:
    out = StringIO()
    call_command("work_out_retention", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_it_works_out_what_has_no_day_yet_and_nothing_twice() -> None:
    person = old_person()

    assert said() == "1 records worked out.\n"
    assert RetentionClock.objects.get().person == person
    assert said() == "0 records worked out.\n"
    assert "agrees" in said("--check")


def test_the_check_names_what_would_be_missed_and_fails() -> None:
    person = old_person()

    with pytest.raises(SystemExit):
        said("--check")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("work_out_retention", "--check", stderr=out)

    assert out.getvalue() == f"{person.reference}: stored nothing, worked out 2018-05-04\n"
