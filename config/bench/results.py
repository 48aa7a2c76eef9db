"""docs/performance.json and the page that is rendered from it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from config.bench.figures import FIGURES, Figure, Reading

Results = dict[str, dict[str, Any]]

SHARES = ("share", "F1")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
_HEAD = """\
# Performance

What the register costs, measured by `make bench` (`make bench ONLY=lookup` measures the figures whose names contain the
word). Rendered from `performance.json`; change nothing here by hand.

A *ruler* is something simple that is measured in the same run, on the same machine, alternating with what is measured
by it; the *ratio* is the figure divided by its ruler. Machines are shared and noisy: believe ratios rather than
seconds. Values are medians over the rounds named, warm unless said. The measurements use databases of their own, and
everybody in them is invented.

| Figure | Value | Ratio | Target | Met |
|---|---:|---:|---|---|
"""


def machine(load: float) -> str:
    """The machine in general words: its cores, its memory, and how busy it was before the measurement."""
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    word = NUMBERS[cores] if cores < len(NUMBERS) else str(cores)
    busy = f"{load:.1f} other processes at work before" if load >= 0.5 else "idle before"
    return f"{word} shared {'core' if cores == 1 else 'cores'}, {memory:.0f} GB of memory, {busy}"


def entries(readings: Mapping[str, Reading], *, command: str, on: date, machine: str) -> Results:
    """Readings as they are kept."""
    return {
        name: {
            "value": _rounded(reading.value, FIGURES[name].unit),
            "unit": FIGURES[name].unit,
            "ruler": FIGURES[name].ruler,
            "ratio": None if reading.ratio is None else _rounded(reading.ratio, FIGURES[name].unit),
            "size": reading.size,
            "command": command,
            "date": on.isoformat(),
            "machine": machine,
        }
        for name, reading in readings.items()
    }


def merge(directory: Path, new: Results) -> None:
    """Put new results in the place of old ones of the same name, and render the page again."""
    path = directory / "performance.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    merged = {name: result for name, result in sorted((kept | new).items()) if name in FIGURES}
    path.write_text(json.dumps(merged, ensure_ascii=False, indent=2) + "\n")
    (directory / "performance.md").write_text(render(merged))


def render(results: Results) -> str:
    """The page: a table of all figures, then what each means and how it was measured."""
    measured = [figure for figure in FIGURES.values() if figure.name in results]
    rows = [_row(figure, results[figure.name]) for figure in measured]
    parts = [_part(figure, results[figure.name]) for figure in measured]
    missing = [f"`{name}`" for name in FIGURES if name not in results]
    not_yet = [f"Not measured yet: {', '.join(missing)}."] if missing else []
    return "\n\n".join([_HEAD + "\n".join(rows), *not_yet, *parts]) + "\n"


def said(figure: Figure, result: Mapping[str, Any]) -> str:
    """A figure in one line."""
    ratio = f" ({result['ratio']:g} × {figure.ruler})" if result["ratio"] is not None else ""
    met = f", target {figure.target}: {_met(figure, result)}" if figure.target else ""
    return f"{figure.name} = {result['value']:g} {result['unit']}{ratio}{met}"


def _row(figure: Figure, result: Mapping[str, Any]) -> str:
    ratio = "" if result["ratio"] is None else f"{result['ratio']:g} ×"
    value = f"{result['value']:g} {result['unit']}"
    target = "" if figure.target is None else f"{figure.target} {result['unit']}"
    return f"| [`{figure.name}`](#{figure.name}) | {value} | {ratio} | {target} | {_met(figure, result)} |"


def _part(figure: Figure, result: Mapping[str, Any]) -> str:
    lines = [f"## {figure.name}", "", figure.meaning, ""]
    if figure.ruler:
        lines.append(f"- Ruler: {figure.ruler}.")
    lines.append(f"- Measured: {result['size']}.")
    lines.append(f"- On {result['date']}, {result['machine']}, by `{result['command']}`.")
    return "\n".join(lines)


def _met(figure: Figure, result: Mapping[str, Any]) -> str:
    if figure.target is None:
        return ""
    return "yes" if figure.target.is_met(result["value"]) else "**not yet**"


def _rounded(value: float, unit: str) -> float:
    """Three significant digits: more would be noise. A share near one says more by how far it is from one."""
    return round(value, 4) if unit in SHARES else float(f"{value:.3g}")
