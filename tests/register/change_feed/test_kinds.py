"""The table of what the feed tells of is complete, and each row of it can be asked."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.urls import Resolver404, resolve

from accounts.actor import NOBODY
from audit.core.events import Operation, catalogue
from cases.api.table import ROWS
from register.change_feed.gone import TAKING
from register.change_feed.kinds import KINDS, NOT_TOLD, Kind
from register.change_feed.log import IS_A_CHANGE
from register.models import Person
from tests import builders

TABLES = sorted(
    model._meta.label_lower for app in ("register", "cases") for model in apps.get_app_config(app).get_models()
)
EACH = pytest.mark.parametrize("kind", list(dict.fromkeys(KINDS.values())), ids=lambda kind: kind.model.__name__)
LOADED_ONCE = {"register.warningsignal"}


def not_told() -> list[str]:
    return [label for labels in NOT_TOLD.values() for label in labels.split()]


def test_each_table_is_told_of_or_stands_with_the_reason_why_not() -> None:
    assert sorted([*KINDS, *not_told()]) == TABLES


@EACH
def test_each_kind_is_asked_in_one_query_and_shows_nothing_to_nobody(
    kind: Kind, db: None, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        assert kind.seen(NOBODY, ["1", "DAR-0000-0000"]) == {}


@EACH
def test_each_kind_asks_the_database_whatever_events_name(kind: Kind, db: None) -> None:
    by = builders.actor("supervisor")

    assert kind.seen(by, ["1", "DAR-0000-0000", "", "²", "9" * 40, "x'; --"]).keys() <= {"1"}


@EACH
def test_each_address_is_one_that_is_read(kind: Kind) -> None:
    shape = re.sub(r"\{(\w+)\}", lambda name: "7" if name[1] == "number" else "X-1", kind.address)
    read = {row.name for row in ROWS}
    try:
        assert resolve(f"/api/v1/{shape}").url_name in read
    except Resolver404:
        pytest.fail(f"Nothing answers at {shape}")


def test_all_that_is_a_change_of_the_law_of_the_log_is_looked_for() -> None:
    """Consultations and security events are none, but for those named; every other operation is."""
    told = set(re.findall(r"'(\w+)'", IS_A_CHANGE.split(" OR ")[0].split(" IN ")[1]))

    assert told == {str(each) for each in Operation} - {"consultation", "disclosure", "security"}


def test_the_events_that_take_a_record_out_of_sight_are_changes() -> None:
    for code in (*TAKING, "person.restricted", "alert.raised"):
        assert catalogue[code].operation.value in IS_A_CHANGE or f"'{code}'" in IS_A_CHANGE


def test_people_are_told_of_by_their_reference(db: None) -> None:
    by = builders.actor()
    person = builders.person(by)

    now = KINDS["register.person"].seen(by, [person.reference])[person.reference]

    assert (now.reference, now.version) == (person.reference, Person.objects.get().version)
