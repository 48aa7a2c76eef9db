"""Every field of every table has a handling class, and the reference page says which."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils.module_loading import autodiscover_modules

from audit.core.events import OPERATIONAL, PERSONAL, catalogue
from audit.core.handling import Fields, fields
from config.management.commands import render_fields

# A field of an event that is named like a personal one of some table, and is none.
ANOTHER_MEANING = {
    ("match.found", "outcome"): "Same or possible, as the model says; a task's is what somebody wrote.",
    ("match.joined", "outcome"): "Same or possible, as the model says; a task's is what somebody wrote.",
    ("access.denied", "answer"): "404 or 403; the answer of somebody to a question is theirs.",
    ("user.sign_in_failed", "why"): "A code of ours.",
    ("user.locked_out", "why"): "A code of ours.",
    ("user.session_ended", "why"): "A code of ours.",
    ("work.escalated", "steps"): "Codes of steps of the chain; a match's speak of two people.",
    ("work.handed_over", "why"): "A code of ours.",
    ("glass.reviewed", "outcome"): "Whether there was reason, as a code: not what came of a task.",
    ("record.conflict_decided", "outcome"): "Kept or taken: not what came of a task.",
    ("visit.planned", "officer"): "The reference of a user: not the collar number by which a system names somebody.",
    ("person.record_imported", "outcome"): "New, changed or the same: not what came of a task.",
}


def tables_held() -> dict[str, set[str]]:
    """Label → the fields of each model whose table stands in our database, libraries' included."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {model._meta.label: {field.name for field in model._meta.local_fields} for model in models}


def tables_classed() -> Mapping[str, Fields]:
    return {label: each for tables in render_fields.TABLES.values() for label, each in tables.items()}


def test_every_table_is_classed() -> None:
    assert tables_held().keys() - tables_classed().keys() == set()


def test_no_class_outlives_its_table() -> None:
    assert tables_classed().keys() - tables_held().keys() == set()


@pytest.mark.parametrize("label", sorted(tables_classed()))
def test_every_field_is_classed_and_no_class_outlives_its_field(label: str) -> None:
    assert set(tables_classed()[label]) == tables_held().get(label, set())


def test_each_app_classes_its_own_tables_alone() -> None:
    for tables in ("audit", "accounts", "register", "cases"):
        found = __import__(f"{tables}.handling", fromlist=["HANDLING"]).HANDLING
        assert {label.split(".")[0] for label in found} == {tables}


def in_the_clear() -> set[tuple[str, str]]:
    """(event, field) of what the log keeps in the event itself, though some table holds the same as personal."""
    autodiscover_modules("events", "web.events")
    personal = {
        name for each in tables_classed().values() for name, handling in each.items() if handling is not OPERATIONAL
    }
    return {
        (event.code, name)
        for event in catalogue.values()
        for name, handling in event.fields.items()
        if handling is OPERATIONAL and name in personal
    }


def test_no_event_tells_in_the_clear_what_a_table_holds_as_personal() -> None:
    assert in_the_clear() == ANOTHER_MEANING.keys()


def test_a_field_has_one_class() -> None:
    with pytest.raises(ValueError, match="listed twice: name, name"):
        fields(operational="name", personal="name")


def test_fields_are_listed_by_class() -> None:
    assert fields(operational="id kind", personal="name") == {
        "id": OPERATIONAL,
        "kind": OPERATIONAL,
        "name": PERSONAL,
    }


def test_the_page_of_fields_is_up_to_date() -> None:
    try:
        call_command("render_fields", check=True)
    except CommandError as outdated:
        pytest.fail(str(outdated))
