"""A feed that sends a person again whose record was disposed of: it is said, and nothing of the row is kept."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import override_settings

from audit.core.errors import Refused
from register.actions.disposal import approve_disposal, readmit_reference
from register.actions.feeds import settle_row
from register.models import Disposal, LocalRecord, Person, QuarantinedRow
from register.retention.returning import disposed_among, key_of
from tests import builders
from tests.cases.builders import act
from tests.register.imports.loaded import imported, table_of
from tests.register.retention.records import age, asked, supervisor
from tests.register.retention.test_erasing import tables_with

pytestmark = pytest.mark.django_db

REFERENCE = "10DA/1/26"
AGAIN = {"surname": "Kowalski-Novak"}


def disposed() -> Disposal:
    """The record of somebody whom a feed brought, disposed of."""
    imported(table_of({}))
    person = age(LocalRecord.objects.get(local_reference=REFERENCE).person)
    return approve_disposal(person, review=asked(person), **act(supervisor("10")))


def test_a_row_under_a_disposed_reference_is_said_and_not_kept() -> None:
    disposal = disposed()

    run = imported(table_of(AGAIN, {"local_ref": "10DA/2/26", "forenames": "Another", "mobile": "07700900102"}))

    assert (run.rows_new, run.rows_quarantined) == (1, 1)
    row = QuarantinedRow.objects.get()
    assert disposal.reference in row.problem
    assert (row.record, row.local_reference, row.digest) == ([], "", "")
    assert not LocalRecord.objects.filter(local_reference=REFERENCE).exists()
    assert tables_with("Kowalski-Novak") == set()


def test_nobody_brings_it_back_by_correcting_a_row() -> None:
    disposed()
    imported(table_of(AGAIN))
    row, by = QuarantinedRow.objects.get(), builders.actor("force-administrator", force_code="10")
    typed = {"local_ref": REFERENCE, "forenames": "Marek", "surname": "Kowalski"}

    with pytest.raises(Refused, match="disposed of"):
        settle_row(row, record=typed, **act(by))


def test_a_reference_that_is_let_in_again_is_a_new_record() -> None:
    disposal = disposed()
    readmit_reference(disposal, why="A new conviction", **act(supervisor("10")))

    run = imported(table_of(AGAIN))

    assert run.rows_new == 1
    assert LocalRecord.objects.get(local_reference=REFERENCE).person != disposal.person
    assert Person.objects.get(pk=disposal.person_id).disposed_at is not None


def test_the_same_reference_of_another_force_is_somebody_else() -> None:
    disposed()

    assert disposed_among(builders.force("13"), [REFERENCE]) == {}
    assert disposed_among(builders.force("10"), [REFERENCE, "", "10DA/9/26"]).keys() == {REFERENCE}


def test_a_key_made_under_a_former_secret_is_still_known() -> None:
    disposed()
    assert REFERENCE not in key_of("10", REFERENCE)

    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert disposed_among(builders.force("10"), [REFERENCE]).keys() == {REFERENCE}
    with override_settings(SECRET_KEY="another" * 8, SECRET_KEY_FALLBACKS=[]):
        assert disposed_among(builders.force("10"), [REFERENCE]) == {}
