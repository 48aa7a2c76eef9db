"""What may go to somebody who asks for their data is decided for every table and every field: given, or withheld."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.core.events import Handling
from cases.access.allowed import NOTHING_OF, SECTIONS, Section
from config.management.commands import render_fields

CLASSES = {label: fields for tables in render_fields.TABLES.values() for label, fields in tables.items()}


def test_every_table_is_decided_once() -> None:
    ours = {label for label in CLASSES if label.split(".")[0] in ("register", "cases")}
    decided = [section.label for section in SECTIONS] + " ".join(NOTHING_OF.values()).split()

    assert [label for label, times in Counter(decided).items() if times > 1] == []
    assert ours - set(decided) == set(), "a new table goes to NOTHING_OF in cases/access/allowed.py, with the reason"
    assert set(decided) - ours == set(), "these tables are gone"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda each: each.label)
def test_every_field_of_a_table_in_the_bundle_is_decided_and_no_words_of_officers_go(section: Section) -> None:
    classes = CLASSES[section.label]

    assert sorted([*section.given, *section.withheld.split()]) == sorted(classes)
    assert {name for name in section.given if classes[name] in (Handling.FREE_TEXT, Handling.SPECIAL)} == set()


def test_what_goes_leads_to_nobody_else() -> None:
    """A given field is no key of another row, but for the force that holds the record."""
    keys = {
        f"{section.label}.{name}"
        for section in SECTIONS
        for name in section.given
        if section.model._meta.get_field(name).is_relation
    }

    assert keys == {"register.Person.owner_force"}
