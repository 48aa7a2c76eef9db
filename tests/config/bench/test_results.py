"""What is kept of a measurement, and the page rendered from it."""

from __future__ import annotations

import json
import platform
from datetime import date
from pathlib import Path

import pytest

from config.bench.figures import Reading
from config.bench.results import entries, machine, merge, render
from config.services.places import CHECKOUT

DOCS = CHECKOUT / "docs"


def kept(**values: float):
    readings = {name: Reading(value, "ten things", ratio=2.0) for name, value in values.items()}
    return entries(readings, command="make bench", on=date(2026, 11, 23), machine="two shared cores")


def test_entry_holds_what_a_reader_needs_to_repeat_it() -> None:
    entry = kept(lookup_http_p95_ms_1m=12.345678)["lookup_http_p95_ms_1m"]

    assert entry == {
        "value": 12.3,
        "unit": "ms",
        "ruler": "GET /live by the same clients, alternating",
        "ratio": 2.0,
        "size": "ten things",
        "command": "make bench",
        "date": "2026-11-23",
        "machine": "two shared cores",
    }


def test_merge_replaces_what_was_measured_anew_and_keeps_the_rest(tmp_path: Path) -> None:
    merge(tmp_path, kept(lookup_http_p95_ms_1m=10, import_rows_per_s=100))
    merge(tmp_path, kept(lookup_http_p95_ms_1m=20))

    results = json.loads((tmp_path / "performance.json").read_text())
    assert {name: entry["value"] for name, entry in results.items()} == {
        "lookup_http_p95_ms_1m": 20,
        "import_rows_per_s": 100,
    }
    assert (tmp_path / "performance.md").read_text() == render(results)


def test_merge_forgets_a_figure_that_is_no_more(tmp_path: Path) -> None:
    (tmp_path / "performance.json").write_text('{"phlogiston": {"value": 1}}')

    merge(tmp_path, kept(import_rows_per_s=100))

    assert list(json.loads((tmp_path / "performance.json").read_text())) == ["import_rows_per_s"]


@pytest.mark.parametrize(
    ("speed", "words"),
    [pytest.param(50, "≥ 50 rows/s | yes |", id="met"), pytest.param(49, "≥ 50 rows/s | **not yet** |", id="not met")],
)
def test_page_says_whether_the_target_is_met(speed: float, words: str) -> None:
    assert words in render(kept(import_rows_per_s=speed))


def test_page_names_what_was_not_measured() -> None:
    page = render(kept(import_rows_per_s=50))

    assert "Not measured yet: `lookup_http_p50_ms_1m`" in page
    assert "## lookup_http_p50_ms_1m" not in page


@pytest.mark.parametrize(
    ("load", "words"),
    [pytest.param(0.1, "idle before", id="idle"), pytest.param(2.31, "2.3 other processes at work", id="busy")],
)
def test_machine_is_described_in_general_words(load: float, words: str) -> None:
    said = machine(load)

    assert words in said
    assert "shared core" in said
    assert platform.node() not in said


def test_committed_page_is_rendered_from_the_committed_results() -> None:
    results = json.loads((DOCS / "performance.json").read_text())

    assert (DOCS / "performance.md").read_text() == render(results)
