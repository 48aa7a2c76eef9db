"""What can be wrong with a file or a row, in words for the person who has to put it right."""

from __future__ import annotations

from dataclasses import dataclass


class Unreadable(Exception):
    """The file as a whole cannot be read. `str()` is the sentence for the screen and says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row, in which column ("" for the row as a whole), and what to do about it."""

    column: str
    problem: str
    remedy: str


class RowProblem(Exception):
    """One row cannot be loaded. The others go on."""

    def __init__(self, column: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = Problem(column, problem, remedy)
