"""The errors of plankg, one tree.

PlankgError
├── InputError        plan files or RDF files cannot be read as such; carries every Problem found
├── UsageError        a name, option or argument that does not exist or does not fit
├── QueryError        a query that cannot be answered
│   ├── QueryRefused  it would leave the graph, change it, or is malformed
│   └── QueryLimit    it took longer or more memory than allowed
├── StoreError        there is no build, or it is damaged
└── OutputError       an output cannot be written

Each message says what to do next. The command line turns every one of them into exit code 2.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_FIRST_WORD: Final = re.compile(r"\A[a-z]+(?=[A-Z])")
_LONGEST: Final = 200

__all__ = [
    "InputError",
    "OutputError",
    "PlankgError",
    "Problem",
    "QueryError",
    "QueryLimit",
    "QueryRefused",
    "StoreError",
    "UsageError",
    "nearest",
]


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is spelt most like `word`, or None if none comes near.

    Case does not count, and a name of several words (`hasGoal`) is also known by what follows its first word.

    >>> nearest("gaols", ["goals", "tasks"]), nearest("gaols", ["alias", "hasGoal"])
    ('goals', 'hasGoal')
    """
    names: dict[str, str] = {}
    for choice in choices:
        names.setdefault(choice.casefold(), choice)
        names.setdefault(_FIRST_WORD.sub("", choice).casefold(), choice)
    found = difflib.get_close_matches(word[:_LONGEST].casefold(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in an input, with the place where it stands.

    `line` and `column` count from 1; None means that the place is not known.
    `path` is the way through the document, for example `entities/task-1/hasMeasure`.

    >>> print(Problem("plan.yaml", 3, 5, "plan/id", "expected an id"))
    plan.yaml:3:5: plan/id: expected an id
    """

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class PlankgError(Exception):
    """Base of every error that plankg raises on purpose."""


@dataclass
class InputError(PlankgError):
    """Inputs that cannot be read; `problems` holds all of them, sorted by place."""

    problems: Sequence[Problem] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        self.problems = tuple(sorted(set(self.problems), key=_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, file: str | Path, message: str, line: int | None = None, column: int | None = None) -> InputError:
        """Make the error of a single problem."""
        return cls((Problem(str(file), line, column, "", message),))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.file, problem.line or 0, problem.column or 0, problem.path, problem.message)


class UsageError(PlankgError):
    """A name, option or argument that does not exist or does not fit."""

    @classmethod
    def unknown(cls, what: str, name: str, choices: Iterable[str]) -> UsageError:
        """Make the error of an unknown name, with the nearest valid one."""
        known = sorted(choices)
        guess = nearest(name, known)
        hint = f"; did you mean '{guess}'?" if guess else ""
        return cls(f"unknown {what} '{name}'{hint}")


class QueryError(PlankgError):
    """A query that cannot be answered."""


class QueryRefused(QueryError):
    """A query that would leave the graph, change it, or is malformed."""


class QueryLimit(QueryError):
    """A query that took longer or more memory than allowed."""


class StoreError(PlankgError):
    """There is no build to read, or it is damaged."""


class OutputError(PlankgError):
    """An output cannot be written."""
