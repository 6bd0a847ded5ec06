"""A plan file, or a folder of them, read and checked against the schema: one tree of entities with their places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import jsonschema_rs

from plankg.build.explain import explain, short
from plankg.build.sources import PlanSource
from plankg.build.yaml_tree import Key, Places, Value, decode, parse
from plankg.errors import InputError, Problem, nearest
from plankg.ontology.names import WORK, is_local_id
from plankg.ontology.planfile import SCHEMA_VERSION, keys
from plankg.ontology.vocabulary import ROOT

Entity = dict[str, Any]
Path = tuple[Key, ...]
_MAX_COMPARED: Final = 200_000
"""So many ids are compared with misspelt ones in one plan; beyond it a message goes without the nearest name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the index of its file in the source and the path through that file."""

    file: int
    path: Path

    def __truediv__(self, step: Key) -> Place:
        return Place(self.file, (*self.path, step))


@dataclass(slots=True)
class PlanTree:
    """One plan as it was written: its header, its document's id, and every entity by id with its place.

    The document and the plan itself (the work, under the id `plan`) are entities like the others.
    """

    source: PlanSource
    texts: list[str]
    id: str = ""
    document: str = ""
    length: int = 0
    entities: dict[str, Entity] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)
    """Ids whose entities do not fit the schema: they are there, but nothing else is known of them."""
    whole: bool = True
    """Whether every file could be read, so that an id which is nowhere is known to be missing."""
    _marks: dict[int, Places] = field(default_factory=dict)
    _hints: int = 0

    def problem(self, place: Place, message: str, *, key: bool = False) -> Problem:
        """Make the problem of a place; the first problem of a file parses it once more for lines and columns."""
        name = self.source.files[place.file].name
        line, column = self.marks(place.file).of(place.path, key)
        return Problem(name, line, column, "/".join(short(step) for step in place.path), message)

    def hint(self, target: str) -> str:
        """Return "; did you mean ...?" for an id that is nowhere, or nothing. Look-ups cost, so they end."""
        self._hints += len(self.entities)
        guess = nearest(target, self.entities) if self._hints <= _MAX_COMPARED else None
        return f"; did you mean '{guess}'?" if guess else ""

    def marks(self, index: int) -> Places:
        """Return the places of one file."""
        if index not in self._marks:
            self._marks[index] = Places(self.texts[index], self.source.files[index].name)
        return self._marks[index]


def read_plan(source: PlanSource) -> PlanTree:
    """Read the files of a plan and check each against the schema.

    Raises InputError with every problem of every file: encoding, YAML, schema, ids that stand twice, and what
    `check_plan` finds in the entities that are sound.
    """
    from plankg.build.check import check_plan  # it builds on this module

    problems: list[Problem] = []
    tree = PlanTree(source, [])
    for index, file in enumerate(source.files):
        tree.texts.append("")
        try:
            if file.refused:
                raise InputError((file.refused,))
            tree.texts[index] = decode(file.data, file.name)
            value, found = _value(tree, index)
        except InputError as error:
            tree.whole = False
            problems.extend(error.problems)
            continue
        taken = {(problem.line, problem.column) for problem in found}
        fits = [p for p in _fits(tree, index, value) if (p.line, p.column) not in taken]
        problems += [*found, *fits]
        if isinstance(value, dict):
            spoiled = set(_spoiled(index, value)) if found or fits else set[Path]()
            problems.extend(_gather(tree, index, value, spoiled))
    if problems:
        raise InputError([*problems, *check_plan(tree)])
    return tree


def _value(tree: PlanTree, index: int) -> tuple[Value, list[Problem]]:
    try:
        return parse(tree.texts[index], tree.source.files[index].name), []
    except InputError:
        marks = tree.marks(index)
        if marks.value is None:
            raise InputError(marks.problems) from None
        return marks.value, marks.problems


def _spoiled(index: int, value: Value) -> Iterator[Path]:
    for error in _validator(_definition(index)).iter_errors(value):
        path = tuple(error.instance_path)
        names: Any = error.instance
        if path == ("entities",) and error.kind.name == "propertyNames":
            yield from (("entities", name) for name in names if not is_local_id(name))
        yield path[:2] if path[:1] == ("entities",) else path[:1]


def _gather(tree: PlanTree, index: int, content: dict[str, Any], spoiled: Set[Path]) -> Iterator[Problem]:
    if ("plan",) not in spoiled and "plan" in content:
        plan = content["plan"]
        tree.id = plan["id"]
        work = {"type": "Plan", **{k: v for k, v in plan.items() if k not in {"id", "period"}}}
        if "period" in plan:
            work["startYear"], work["endYear"] = plan["period"]
        yield from _put(tree, WORK, work, Place(index, ("plan",)))
    if ("document",) not in spoiled and "document" in content:
        document = {"type": "Document", **content["document"]}
        tree.document = document.pop("id")
        tree.length = content["document"]["length"]
        yield from _put(tree, tree.document, document, Place(index, ("document",)))
    entities = content.get("entities", {})
    for name, entity in entities.items() if isinstance(entities, dict) else ():
        if ("entities", name) in spoiled:
            tree.unsound.add(name)
        else:
            yield from _put(tree, name, entity, Place(index, ("entities", name)))


def _put(tree: PlanTree, name: str, entity: Entity, place: Place) -> Iterator[Problem]:
    first = tree.places.get(name)
    if first is None:
        tree.entities[name] = entity
        tree.places[name] = place
        return
    where = tree.problem(first, "", key=True)
    yield tree.problem(place, f"id '{name}' stands twice; first in {where.file}:{where.line}", key=True)


def _fits(tree: PlanTree, index: int, value: Value) -> Iterator[Problem]:
    if not isinstance(value, dict):
        what = "'schema', 'plan', 'document' and 'entities'" if index == 0 else "'schema' and 'entities'"
        yield tree.problem(Place(index, ()), f"expected a mapping with {what}")
        return
    version = value.get("schema")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        message = f"speaks plan-file schema {version}; this plankg knows up to {SCHEMA_VERSION}: update plankg"
        yield tree.problem(Place(index, ("schema",)), message)
        return
    if "scores" in value:
        yield tree.problem(Place(index, ("scores",)), "score fragments are not taken by this plankg yet", key=True)
        return
    if index == 0 and "entities" in value and not {"plan", "document"} & set(value):
        message = "the keys 'plan' and 'document' are missing: a file of entities only belongs into a plan's folder"
        yield tree.problem(Place(index, ()), message)
        return
    for error in _validator(_definition(index)).iter_errors(value):
        for found in explain(error, _schema()):
            yield tree.problem(Place(index, found.path), found.message, key=found.key)
    if ".0" in tree.texts[index]:
        yield from _fractions(tree, Place(index, ()), value)


def _fractions(tree: PlanTree, place: Place, value: Value) -> Iterator[Problem]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in _decimals():
                yield from _fractions(tree, place / key, item)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _fractions(tree, place / position, item)
    elif isinstance(value, float) and value.is_integer():
        yield tree.problem(place, f"expected a whole number or text, found {value}")


@cache
def _decimals() -> frozenset[str]:
    return frozenset(name for name, key in keys().items() if key.value == "decimal") | {"confidence"}


def _definition(index: int) -> str:
    return "planFile" if index == 0 else "entityFile"


@cache
def _schema() -> Mapping[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "plan-file.schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator(definition: str) -> jsonschema_rs.Validator:
    whole = {"$schema": _schema()["$schema"], "$defs": _schema()["$defs"], "$ref": f"#/$defs/{definition}"}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


def items(value: object) -> Iterable[Any]:
    """Return the items of a key that takes one or many: a list as it is, anything else as a list of one."""
    return value if isinstance(value, list) else (value,)
