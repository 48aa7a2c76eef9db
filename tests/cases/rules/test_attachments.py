"""Which files a case takes, and the name under which one is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.attachments import (
    ARCHIVES,
    BY_EXTENSION,
    FILE_TYPES,
    HEAD_BYTES,
    LONGEST_NAME,
    NotTaken,
    extension_of,
    in_words,
    named,
    type_of,
)
from tests.cases import documents

CONTENT = {
    "pdf": documents.PDF, "jpg": documents.JPEG, "jpeg": documents.JPEG, "png": documents.PNG,
    "heic": documents.HEIC, "docx": documents.DOCX, "eml": documents.EML, "txt": documents.TEXT,
}  # fmt: skip


@pytest.mark.parametrize("extension", sorted(BY_EXTENSION))
def test_a_file_whose_name_and_first_bytes_agree_is_known(extension: str) -> None:
    found = type_of(f"Scan.{extension.upper()}", CONTENT[extension][:HEAD_BYTES])

    assert extension in found.extensions
    assert FILE_TYPES[found.media_type] is found


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in CONTENT.items()])
@pytest.mark.parametrize("extension", sorted(BY_EXTENSION))
def test_no_file_passes_for_another_type_that_has_a_signature(extension: str, content: bytes) -> None:
    is_its_own = CONTENT[extension] == content
    neither_is_signed = BY_EXTENSION[extension].begins is None and content in (documents.TEXT, documents.EML)
    if is_its_own or neither_is_signed:
        return

    with pytest.raises(NotTaken, match="and what is in it is not"):
        type_of(f"Scan.{extension}", content[:HEAD_BYTES])


@pytest.mark.parametrize("extension", sorted(ARCHIVES))
def test_an_archive_is_unpacked_first(extension: str) -> None:
    with pytest.raises(NotTaken, match="Unpack it"):
        type_of(f"Papers.{extension}", documents.DOCX)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("run.exe", "not taken", id="a program"),
        pytest.param("page.html", "not taken", id="a web page"),
        pytest.param("picture.svg", "not taken", id="a picture that can hold a script"),
        pytest.param("Statement.pdf.exe", "not taken", id="two extensions"),
        pytest.param("Statement", "not taken", id="no extension"),
        pytest.param(".pdf", "not taken", id="an extension alone"),
        pytest.param("Statement.docm", "macros", id="macros"),
        pytest.param("Statement.doc", "old Word", id="old Word"),
        pytest.param("Statement.msg", "Save it as EML", id="Outlook"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_to_do(name: str, says: str) -> None:
    with pytest.raises(NotTaken, match=says) as refusal:
        type_of(name, documents.PDF)

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        pytest.param("C:\\Scans\\Statement .pdf", "Statement .pdf", id="a folder of Windows"),
        pytest.param("../../etc/passwd", "passwd", id="a way out"),
        pytest.param("a\x00b\x1f.txt", "ab.txt", id="control characters"),
        pytest.param("photo\u202egpj.exe", "photogpj.exe", id="a mark that turns the direction"),
        pytest.param("Two\u00a0 \n words.txt", "Two words.txt", id="spaces of every kind"),
        pytest.param("Cafe\u0301.txt", "Caf\u00e9.txt", id="one character in two"),
        pytest.param(" . ", "document", id="nothing left"),
        pytest.param(f"{'x' * 300}.pdf", f"{'x' * 116}.pdf", id="too long"),
    ],
)
def test_a_name_is_kept_without_what_nobody_sees(given_name: str, kept: str) -> None:
    assert named(given_name) == kept


@given(st.text(max_size=400))
def test_whatever_a_file_is_called_its_name_can_be_kept(name: str) -> None:
    kept = named(name)

    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set("/\\\x00\n\r\u202e")
    assert named(kept) == kept
    assert extension_of(kept) == extension_of(name) or len(name) > LONGEST_NAME


@pytest.mark.parametrize(
    ("size", "words"),
    [
        pytest.param(900, "900 bytes", id="bytes"),
        pytest.param(12 * 1024, "12 KB", id="kilobytes"),
        pytest.param(1_500_000, "1.4 MB", id="megabytes"),
    ],
)
def test_a_size_is_said_as_people_say_it(size: int, words: str) -> None:
    assert in_words(size) == words
