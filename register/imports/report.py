"""What could not be loaded, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from register.imports.problems import Problem

_WIDTHS = (6, 20, 44, 46)


def problem_table(problems: Sequence[tuple[int, Problem]]) -> str:
    """(line, problem) in four columns: line, column, problem, remedy."""
    rows = [(f"{line:,}", each.column or "whole row", each.problem, each.remedy) for line, each in problems]
    return "\n".join(_lines(row) for row in [("line", "column", "problem", "what to do"), *rows])


def _lines(cells: Sequence[str]) -> str:
    columns = [wrap(cell, width) or [""] for cell, width in zip(cells, _WIDTHS, strict=True)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    lines = zip(*padded, strict=True)
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(line, _WIDTHS, strict=True)).rstrip() for line in lines)
