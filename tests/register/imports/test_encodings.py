from __future__ import annotations

import codecs

import pytest

from register.imports.encodings import detect

NAMES = "Zoë D'Arcy-Brown, José Muñoz, Šárka"
LATIN = "Zoë D'Arcy-Brown, José Muñoz, Fiancée"


@pytest.mark.parametrize(
    ("content", "name", "is_certain"),
    [
        pytest.param(b"plain", "utf-8", True, id="plain letters"),
        pytest.param(b"", "utf-8", True, id="nothing"),
        pytest.param(NAMES.encode(), "utf-8", True, id="UTF-8"),
        pytest.param(NAMES.encode("utf-8-sig"), "utf-8-sig", True, id="UTF-8 with a mark"),
        pytest.param(NAMES.encode("utf-16"), "utf-16", True, id="UTF-16 with a mark"),
        pytest.param(codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"), "utf-16", True, id="UTF-16, big end first"),
        pytest.param(NAMES.encode("utf-32"), "utf-32", True, id="UTF-32 with a mark"),
        pytest.param(NAMES.encode("utf-16-le"), "utf-16-le", True, id="UTF-16 without a mark"),
        pytest.param(NAMES.encode("utf-16-be"), "utf-16-be", True, id="UTF-16 without a mark, big end first"),
        pytest.param(LATIN.encode("cp1252"), "windows-1252", False, id="Windows-1252"),
        pytest.param(NAMES.encode() + b" \xff " + NAMES.encode(), "utf-8", True, id="UTF-8 with a damaged byte"),
    ],
)
def test_the_encoding_is_found(content: bytes, name: str, is_certain: bool) -> None:
    found = detect([content])

    assert (found.name, found.is_certain) == (name, is_certain)


@pytest.mark.parametrize("size", [1, 2, 3, 7], ids=str)
def test_a_letter_may_lie_across_two_chunks(size: int) -> None:
    content = NAMES.encode()

    assert detect([content[at : at + size] for at in range(0, len(content), size)]).name == "utf-8"


def test_a_letter_cut_off_at_the_end_is_damage() -> None:
    assert detect(["ë".encode()[:1]]).name == "windows-1252"


def test_bytes_that_windows_1252_lacks_are_guessed_at() -> None:
    assert detect(["Привет, это обычный русский текст.".encode("koi8-r") + b"\x81\x90"]).is_certain is False
