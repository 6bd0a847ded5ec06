"""What answers are made of: things with labels, and plain values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from plankg.ontology.names import XSD


class Thing(str):
    """An IRI, with its labels by language; it is a `str`, so that it can be used wherever an IRI is wanted.

    >>> Thing("https://w3id.org/plankg/id/harbour/task-1", {"en": "Build the port"}).id
    'task-1'
    """

    labels: Mapping[str, str]
    __slots__ = ("labels",)

    def __new__(cls, iri: str, labels: Mapping[str, str] | None = None) -> Thing:
        thing = super().__new__(cls, iri)
        thing.labels = dict(labels or {})
        return thing

    def __reduce__(self) -> tuple[type[Thing], tuple[str, Mapping[str, str]]]:
        return Thing, (str(self), self.labels)

    @property
    def id(self) -> str:
        """The last part of the IRI: the local id of a plan's thing, the name of a term."""
        return self.replace("#", "/").rstrip("/").rpartition("/")[2]

    def label(self, language: str = "zh") -> str:
        """Return the label in a language, else in any, else the id."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.id)


Cell: TypeAlias = "Thing | str | int | float | bool | None"


def python_value(value: str, datatype: str) -> Cell:
    """Return a literal's Python value: int, float, bool, or its text.

    >>> python_value("6.5", "http://www.w3.org/2001/XMLSchema#decimal")
    6.5
    """
    kind = datatype.removeprefix(XSD)
    try:
        if kind == "integer":
            return int(value)
        if kind in {"decimal", "double", "float"}:
            number = Decimal(value)
            return int(number) if number == number.to_integral_value() and kind == "decimal" else float(number)
    except (InvalidOperation, ValueError):
        return value
    return value == "true" if kind == "boolean" else value


def cell_to_json(cell: Cell) -> Any:
    """Return a cell as a JSON value; a thing becomes `{"iri": ..., "label": {...}}`."""
    return {"iri": str(cell), "label": dict(cell.labels)} if isinstance(cell, Thing) else cell


def thing_to_json(thing: Thing) -> dict[str, Any]:
    """Return a thing as a JSON value that names it in every way: id, IRI, labels by language."""
    return {"id": thing.id, "iri": str(thing), "label": dict(thing.labels)}


def cell_from_json(value: Any) -> Cell:
    """Undo `cell_to_json`."""
    if isinstance(value, dict):
        return Thing(value["iri"], value["label"])
    assert value is None or isinstance(value, (str, int, float, bool))
    return value


def cell_text(cell: Cell, language: str) -> str:
    """Return a cell as a reader sees it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.label(language) if isinstance(cell, Thing) else str(cell)
