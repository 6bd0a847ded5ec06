"""A bar chart of an answer, where its question says which columns hold a name and which hold numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plankg.graph.questions import Question
from plankg.graph.table import Table
from plankg.graph.terms import cell_text

_ROWS: Final = 30
_FULL: Final = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its series (a number), its figure, its length in hundredths of the longest."""

    series: int
    figure: str
    length: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Series by name, and for each row of the answer its name and its bars."""

    series: list[str]
    rows: list[tuple[str, list[Bar]]]


def chart(question: Question, table: Table) -> Chart | None:
    """Return the chart of an answer; None where the question wants none or there is nothing to compare."""
    if not question.chart or not 1 < len(table) <= _ROWS:
        return None
    names = [column.name for column in table.columns]
    label, *values = [names.index(name) for name in question.chart]
    figures = [[_number(row[position]) for position in values] for row in table]
    most = max((figure for row in figures for figure in row), default=0.0)
    if most <= 0:
        return None
    rows = [
        (
            cell_text(row[label], table.language),
            [Bar(i, cell_text(row[values[i]], table.language), _FULL * max(f, 0.0) / most) for i, f in enumerate(each)],
        )
        for row, each in zip(table, figures, strict=True)
    ]
    return Chart([table.columns[position].title(table.language) for position in values], rows)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0
