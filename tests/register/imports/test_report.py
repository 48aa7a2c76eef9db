from __future__ import annotations

from register.imports.problems import Problem
from register.imports.report import problem_table


def test_each_problem_stands_with_its_line_column_and_remedy() -> None:
    problem = Problem("DOB", "“31/02/1985” cannot be a date of birth.", "There is no such day. " * 4)

    head, first, *more = problem_table([(1036, problem), (7, Problem("", "Broken.", "Mend it."))]).splitlines()

    assert head.split() == ["line", "column", "problem", "what", "to", "do"]
    assert first.startswith("1,036   DOB")
    assert first.rstrip().endswith("There is no such day. There is no such day.")
    assert more[-1].split() == ["7", "whole", "row", "Broken.", "Mend", "it."]
