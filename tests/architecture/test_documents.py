"""What the documents say is so: links lead somewhere, paths and commands exist, quoted code is the code."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from tests.architecture.source import ROOT, committed, text_of

PAGES = [path for path in committed() if path.endswith(".md")]
GUIDES = ["README.md", "DEVELOPERS.md", "TESTING.md"]
INSPECTED = ["docs/asvs.md", "docs/dpia.md", "docs/threat-model.md"]
DECISIONS = sorted(path for path in PAGES if path.startswith("docs/adr/"))
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
QUOTED = re.compile(r"^```python (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:accounts|audit|cases|clients|config|docs|register|requirements|tests|ui)/[\w./-]*)`")
TARGET = re.compile(r"\bmake ([a-z-]+)\b")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")


@pytest.mark.parametrize("document", PAGES)
def test_every_link_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    links = [link for link in LINK.findall(text_of(document)) if not link.startswith(("http:", "https:", "mailto:"))]

    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", [*GUIDES, *DECISIONS, *INSPECTED])
def test_every_path_exists(document: str) -> None:
    assert [path for path in PATH.findall(text_of(document)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", [*GUIDES, *DECISIONS])
def test_every_command_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    code = "\n".join(re.findall(r"`[^`\n]+`|^    .+$|^\|.+$", text_of(document), re.MULTILINE))

    assert set(TARGET.findall(code)) - targets == set()
    assert set(COMMAND.findall(code)) - get_commands().keys() == set()


def quotations() -> list[tuple[str, str, str]]:
    """Document, path and passage of every piece of quoted code; a line of dots parts two passages."""
    return [
        (document, path, passage.strip("\n"))
        for document in GUIDES
        for path, block in QUOTED.findall(text_of(document))
        for passage in block.split("…\n")
    ]


EVERY_QUOTATION = [pytest.param(*each, id=f"{each[0]} quotes {each[1]}") for each in quotations()]


@pytest.mark.parametrize(("document", "path", "passage"), EVERY_QUOTATION)
def test_quoted_code_is_the_code(document: str, path: str, passage: str) -> None:
    assert f"\n{passage}\n" in f"\n{text_of(path)}\n"


def test_code_is_quoted() -> None:
    assert {document for document, _, _ in quotations()} == {"DEVELOPERS.md", "TESTING.md"}


@pytest.mark.parametrize("document", DECISIONS)
def test_a_decision_says_why_what_and_at_what_price(document: str) -> None:
    headings = re.findall(r"^## (.+)$", text_of(document), re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Date: .+\. Status: \w+\.$", text_of(document), re.MULTILINE)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.removeprefix("docs/adr/")[:4]) for path in DECISIONS]
    titled = [int(re.match(r"# (\d+)\. ", text_of(path))[1]) for path in DECISIONS]  # type: ignore[index]

    assert numbers == titled == list(range(1, len(numbers) + 1))


def test_the_guide_to_testing_names_every_promise() -> None:
    there = {path.name for path in (ROOT / "tests/architecture").glob("test_*.py")}

    assert set(re.findall(r"^\| `(test_\w+\.py)` \|", text_of("TESTING.md"), re.MULTILINE)) == there


# What an inspector asks for

STATES = {"Met", "Partly", "Not met", "Deployment", "Does not arise"}
NUMBER = r"\d+\.\d+\.\d+(?:–(?:\d+\.\d+\.)?\d+)?"
LINE = re.compile(rf"^\| ({NUMBER}) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TRIED = re.compile(r"`(tests/[\w./-]+)`")


def asvs() -> list[tuple[str, ...]]:
    """Number, level, what is asked, state and evidence of each line of the standard."""
    return LINE.findall(text_of("docs/asvs.md"))


def test_each_line_of_the_standard_stands_once_in_order_and_has_a_state() -> None:
    lines = asvs()
    numbers = [tuple(map(int, number.partition("–")[0].split("."))) for number, *_ in lines]

    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(range(1, 18))
    assert {state for _, _, _, state, _ in lines} == STATES
    assert len(re.findall(r"^\| \d", text_of("docs/asvs.md"), re.MULTILINE)) == len(lines), (
        "a line is not written as one"
    )


def test_what_is_met_names_where() -> None:
    unproven = [number for number, _, _, state, where in asvs() if state == "Met" and not PATH.search(where)]

    assert unproven == []


def test_what_is_not_met_is_named_at_the_head_of_the_page() -> None:
    head = text_of("docs/asvs.md").partition("## V1 ")[0]
    open_lines = [number for number, level, _, state, _ in asvs() if state == "Not met" and level != "3"]

    assert open_lines and [number for number in open_lines if number not in head] == []


def test_every_measure_of_the_threat_model_names_the_test_that_fails_without_it() -> None:
    rows = re.findall(
        r"^\| (?:Spoofing|Tampering|Repudiation|Information|Denial|Elevation) \|.*$", text_of("docs/threat-model.md"),
        re.MULTILINE,
    )  # fmt: skip

    assert len(rows) > 30
    assert [row for row in rows if not TRIED.search(row)] == []
