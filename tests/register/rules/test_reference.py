"""The reference pages say what the tables say, and the committed ones are up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from register.rules import reference
from register.rules.limits.terms import Confidence, TimeLimit
from register.rules.notification_periods import RULES
from register.rules.reference import FOLDER, PAGES, main, stale_pages, write_pages
from register.rules.time_limits import CATALOGUE
from register.rules.transitions import ALERT, ORDER, REGISTRATION, Table

LIMITS_PAGE = PAGES["time-limits.md"]()
STATES_PAGE = PAGES["registration-states.md"]()


def test_the_committed_pages_are_up_to_date() -> None:
    assert stale_pages(FOLDER) == (), "run python -m register.rules.reference and commit the pages"


@pytest.mark.parametrize("record", [pytest.param(record, id=record.code) for record in CATALOGUE])
def test_each_limit_has_a_row_with_its_authority_and_what_is_unsure_is_to_be_confirmed(record: TimeLimit) -> None:
    row = next(line for line in LIMITS_PAGE.splitlines() if f"`{record.code}`" in line)
    for cell in (record.title, record.length_in_words, record.authority, record.note):
        assert cell in row
    assert ("**to be confirmed**" in row) is (record.confidence is not Confidence.HIGH)


def test_each_level_of_confidence_but_the_highest_has_words() -> None:
    assert set(reference._UNSURE) == set(Confidence) - {Confidence.HIGH}


def test_each_notification_period_has_a_row() -> None:
    assert all(f"| {rule.title} |" in LIMITS_PAGE for rule in RULES.values())
    assert "| Imprisonment for 6 months or less | 7 years | 3 years and 6 months |" in LIMITS_PAGE


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(REGISTRATION, id="registration"),
        pytest.param(ALERT, id="alert"),
        pytest.param(ORDER, id="order"),
    ],
)
def test_each_move_is_in_the_table_and_in_the_diagram(table: Table) -> None:
    for move in table:
        assert f"| `{move.before}` | {move.name} | `{move.after}` | `{move.permission}` | {move.needs} |" in STATES_PAGE
        assert f"    {move.before} --> {move.after}: {move.name}\n" in STATES_PAGE


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    for page in (LIMITS_PAGE, STATES_PAGE):
        for block in page.split("\n\n"):
            cells = {line.count(" | ") for line in block.splitlines() if line.startswith("|")}
            assert len(cells) <= 1


def test_a_page_that_is_missing_or_changed_is_named(tmp_path: Path) -> None:
    assert stale_pages(tmp_path) == tuple(PAGES)
    write_pages(tmp_path)
    assert stale_pages(tmp_path) == ()
    (tmp_path / "time-limits.md").write_text(LIMITS_PAGE + "and more", encoding="utf-8")
    assert stale_pages(tmp_path) == ("time-limits.md",)


def test_the_check_ends_with_1_and_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert main(["--check"]) == 1
    assert "time-limits.md is out of date: run python -m register.rules.reference" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_the_command_runs_without_django_or_a_database() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "register.rules.reference", "--check"],
        cwd=FOLDER.parents[1],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
