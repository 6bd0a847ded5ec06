"""Answers as tables, and the formats they are printed in."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from plankg.graph.terms import Cell, Thing, cell_from_json, cell_text, cell_to_json

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its variable, its heading by language, what it means, how wide it may stand in a terminal.

    `width`: in half-widths (a Chinese character takes two); longer cells are wrapped; None: as wide as its widest cell.
    """

    name: str
    heading: Mapping[str, str] = field(default_factory=dict)
    meaning: str = ""
    width: int | None = None

    def title(self, language: str) -> str:
        """Return the heading in a language, or the variable's name."""
        return self.heading.get(language) or self.name


@dataclass(slots=True)
class Table:
    """An answer: columns and rows; `quotes` holds the words behind each row where they were asked for.

    `grades` are then the grades of the statements that have those words, by their names.
    Iterating gives the rows as tuples. `empty` is the sentence to print where there is no row; `truncated` says that a
    limit cut the rows off.

    >>> table = Table([Column("n")], [(1,), (2,)])
    >>> [row[0] for row in table]
    [1, 2]
    """

    columns: Sequence[Column]
    rows: list[tuple[Cell, ...]]
    quotes: list[list[str]] | None = None
    empty: Mapping[str, str] = field(default_factory=dict)
    truncated: bool = False
    language: str = "zh"
    grades: list[list[str]] | None = None

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame (needs the package pandas); things are their IRIs with labels."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=[column.name for column in self.columns])

    def format(self, name: str = "table") -> str:
        """Return the table as text in one of FORMATS."""
        return FORMATS[name](self)

    def __repr__(self) -> str:
        return self.format()

    def _repr_html_(self) -> str:
        return _html(self)

    def headings(self) -> list[str]:
        """Return the headings in the table's language, with one for the quotes if there are any."""
        titles = [column.title(self.language) for column in self.columns]
        return [*titles, _QUOTES[self.language]] if self.quotes is not None else titles

    def texts(self, between: str = " | ") -> Iterator[list[str]]:
        """Yield the rows as a reader sees them, with the quotes last if there are any, joined by `between`."""
        for position, row in enumerate(self.rows):
            cells = [cell_text(cell, self.language) for cell in row]
            yield [*cells, between.join(self.quotes[position])] if self.quotes is not None else cells

    def to_json(self) -> dict[str, Any]:
        """Return the table as JSON values, from which `from_json` makes it again."""
        return {
            "columns": [[c.name, dict(c.heading), c.meaning, c.width] for c in self.columns],
            "rows": [[cell_to_json(cell) for cell in row] for row in self.rows],
            "quotes": self.quotes,
            "empty": dict(self.empty),
            "truncated": self.truncated,
            "language": self.language,
            "grades": self.grades,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Table:
        """Make a table from what `to_json` gave."""
        columns = [Column(*column) for column in content["columns"]]
        rows = [tuple(cell_from_json(cell) for cell in row) for row in content["rows"]]
        last = (content["truncated"], content["language"], content["grades"])
        return cls(columns, rows, content["quotes"], content["empty"], *last)


_QUOTES: Final = {"zh": "原文", "en": "Words"}
_QUOTES_WIDTH: Final = 60


def _plain(table: Table) -> str:
    import wcwidth
    from tabulate import tabulate

    assert wcwidth, "tabulate measures Chinese with it"
    if not table.rows:
        return table.empty.get(table.language) or {"zh": "没有结果。", "en": "No rows."}[table.language]
    widths = [column.width for column in table.columns] + ([] if table.quotes is None else [_QUOTES_WIDTH])
    rows = [[_visible(cell) for cell in row] for row in table.texts("\n")]
    return tabulate(rows, table.headings(), "simple", disable_numparse=True, maxcolwidths=widths)


def _visible(cell: str) -> str:
    """Write out what a terminal would obey: control characters, changes of writing direction, parts of characters."""
    return "".join(
        c if c.isprintable() or c == "\n" or category(c) == "Zs" else c.encode("unicode_escape").decode() for c in cell
    )


def _markdown(table: Table) -> str:
    from tabulate import tabulate

    marks = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;"})
    rows = [[_visible(cell.translate(marks)) for cell in row] for row in table.texts()]
    return tabulate(rows, table.headings(), "github", disable_numparse=True)


def _separated(table: Table, delimiter: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    things = [any(isinstance(row[i], Thing) for row in table.rows) for i in range(len(table.columns))]
    names = [c.name for c in table.columns]
    head = [
        n for name, thing in zip(names, things, strict=True) for n in ([name, f"{name}_label"] if thing else [name])
    ]
    writer.writerow([*head, "quotes"] if table.quotes is not None else head)
    for position, row in enumerate(table.rows):
        cells: list[str] = []
        for cell, thing in zip(row, things, strict=True):
            cells.append(str(cell) if isinstance(cell, Thing) else cell_text(cell, table.language))
            if thing:
                cells.append(cell_text(cell, table.language))
        writer.writerow([*cells, " | ".join(table.quotes[position])] if table.quotes is not None else cells)
    return buffer.getvalue().removesuffix("\n")


def _json(table: Table) -> str:
    names = [column.name for column in table.columns]
    rows: list[dict[str, Any]] = []
    for position, row in enumerate(table.rows):
        entry = {name: cell_to_json(cell) for name, cell in zip(names, row, strict=True)}
        if table.quotes is not None:
            entry["quotes"] = table.quotes[position]
        rows.append(entry)
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _html(table: Table) -> str:
    head = "".join(f"<th>{html.escape(title)}</th>" for title in table.headings())
    rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in table.texts())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


FORMATS: Final[Mapping[str, Callable[[Table], str]]] = {
    "table": _plain,
    "csv": lambda table: _separated(table, ","),
    "tsv": lambda table: _separated(table, "\t"),
    "json": _json,
    "markdown": _markdown,
}
"""Format name → writer; the choices of `--format` are its keys."""
