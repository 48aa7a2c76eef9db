"""A person written as a row of an export is read again as what was written, whatever the export."""

from __future__ import annotations

from datetime import date

import pytest

from register.imports.feed import open_feed
from register.imports.mappings import Mapping, mappings
from register.imports.understanding import understand
from register.imports.written import Said, file_of

TODAY, BORN = date(2026, 11, 26), date(1979, 5, 4)


@pytest.mark.parametrize("mapping", mappings().values(), ids=lambda each: each.code)
def test_a_person_written_by_a_mapping_is_read_by_it_again(mapping: Mapping) -> None:
    said = Said("13DA/1/26", "Gareth", "Quillfeather", "M", BORN, "12 Mill Road", "Leeds", "LS6 3AA", "07700 900345")

    feed = open_feed(lambda: [file_of(said, mapping)])
    (row,) = feed.rows()
    read = understand(row.record, feed.mapping, today=TODAY)

    assert feed.mapping.code == mapping.code
    assert (read.local_reference, read.name.full, read.sex, read.date_of_birth) == (
        said.local_reference, "Gareth Quillfeather", "M", BORN
    )  # fmt: skip
    assert read.home is not None and read.home.place == ("12 Mill Road", "", "Leeds", "LS6 3AA")
    assert [each.e164 for each in read.phones] == ["+447700900345"]
    assert read.doubts == []


@pytest.mark.parametrize("mapping", mappings().values(), ids=lambda each: each.code)
def test_somebody_without_an_address_or_a_number_is_written_too(mapping: Mapping) -> None:
    feed = open_feed(lambda: [file_of(Said("13DA/1/26", "Gareth", "Quillfeather", "NS", BORN), mapping)])
    (row,) = feed.rows()

    read = understand(row.record, feed.mapping, today=TODAY)

    assert (read.name.full, read.sex, read.home, read.phones) == ("Gareth Quillfeather", "NS", None, ())


def test_a_letter_that_an_export_cannot_hold_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        file_of(Said("13DA/1/26", "Gareth", "Żółć", "M", BORN), mappings()["west-yorkshire"])
