"""What may stand in a committed file: the project speaks of itself, of no machine and of nobody who exists."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, committed

# Built or compiled by a tool from what is checked here.
MADE = ("ui/static/dist/", "requirements/", "package-lock.json")
# Written in halves, so that this list does not find itself.
FOREIGN = [
    "clau" + "de", "anth" + "ropic", "open" + "ai", "chat" + "gpt", "copi" + "lot", r"\bl" + r"lms?\b",
    "language mo" + "del", "ai assis" + "tant", "system pro" + "mpt",
]  # fmt: skip
REGISTRIES = ["py" + "pi.org", "python" + "hosted", "npm" + "js.", "artif" + "actory", r"\bnex" + r"us\b"]
MACHINES = ["/ho" + r"me/\w", "/Us" + r"ers/\w", r"\b[A-Z]:\\" + r"\w", "/wo" + "rk/", "/ro" + r"ot/\w"]
UNFINISHED = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", "<" * 7 + " ", ">" * 7 + " "]
# Numbers and addresses that belong to nobody: Ofcom's for drama, and the domains kept free for examples.
MOBILE = re.compile(r"(?<![\d/])(?:\+?44 ?|0)(7\d{3}) ?(\d{3}) ?\d{3}(?!\d)")
OF_NOBODY = re.compile(r"7700 ?900 ?\d{3}$")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b", re.IGNORECASE)
# One digit off a number of nobody's, for lookup to forgive.
SLIPS = {("tests/register/rules/lookup/test_keys.py", "07700 " + "910067")}
FORCES_FILES = "demo/feeds/"
READING_THEM = "tests/register/imports/"


def texts() -> dict[str, str]:
    """Every committed text that people write."""
    found = {}
    for path in committed():
        content = (ROOT / path).read_bytes()
        if not path.startswith(MADE) and b"\0" not in content:
            found[path] = content.decode("utf-8", "replace")
    return found


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return texts()


def lines_with(patterns: list[str], written: dict[str, str], *, ignore_case: bool = True) -> list[str]:
    sought = re.compile("|".join(patterns), re.IGNORECASE if ignore_case else 0)
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in written.items()
        if sought.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if sought.search(line)
    ]


@pytest.mark.parametrize(
    ("patterns", "line"),
    [
        pytest.param(FOREIGN, "Written by Clau" + "de", id="who helped"),
        pytest.param(REGISTRIES, "resolved https://registry.npm" + "js.org/x", id="a registry"),
        pytest.param(MACHINES, "see /wo" + "rk/main", id="a folder of one machine"),
        pytest.param(UNFINISHED, "# TO" + "DO: later", id="unfinished"),
    ],
)
def test_a_foreign_word_is_found(patterns: list[str], line: str) -> None:
    assert lines_with(patterns, {"a.md": line}) == [f"a.md:1: {line}"]


def test_the_project_speaks_of_itself_alone(written: dict[str, str]) -> None:
    assert lines_with(FOREIGN, written) == []


def test_no_host_of_a_package_registry_is_named(written: dict[str, str]) -> None:
    locks = [path for path in committed() if path.startswith("requirements/") or path == "package-lock.json"]

    assert len(locks) > 1
    assert lines_with(REGISTRIES, written | {path: (ROOT / path).read_text(encoding="utf-8") for path in locks}) == []


def test_no_path_of_one_machine_is_named(written: dict[str, str]) -> None:
    assert lines_with(MACHINES, written, ignore_case=False) == []


def test_nothing_is_left_for_later(written: dict[str, str]) -> None:
    assert lines_with(UNFINISHED, written, ignore_case=False) == []


def test_every_mobile_number_belongs_to_nobody(written: dict[str, str]) -> None:
    """Ofcom keeps 07700 900000 to 900999 free. The forces' invented files are taken as the forces send them."""
    outside = {path: text for path, text in written.items() if not path.startswith((FORCES_FILES, READING_THEM))}
    found = {(path, match[0]) for path, text in outside.items() for match in MOBILE.finditer(text)}

    assert found
    assert {each for each in found if not OF_NOBODY.search(each[1])} == SLIPS


def test_every_e_mail_address_belongs_to_nobody(written: dict[str, str]) -> None:
    found = {(path, match[1].lower()) for path, text in written.items() for match in EMAIL.finditer(text)}

    assert found
    assert {each for each in found if not re.search(r"(^|\.)example(\.(org|com|net))?$", each[1])} == set()
