"""A plan file, or a folder of them, read and checked against the schema: one tree of entities with their places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema_rs

from plankg.build.sources import PlanSource
from plankg.build.yaml_tree import Key, Value, decode, load, locate
from plankg.errors import InputError, Problem, nearest
from plankg.ontology.names import LOCAL_ID, WORK
from plankg.ontology.planfile import EVIDENCE_KEYS, ITEM_ATTRIBUTES, SCHEMA_VERSION, keys
from plankg.ontology.vocabulary import ROOT, Vocabulary

Entity = dict[str, Any]
Path = tuple[Key, ...]


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

    def problem(self, place: Place, message: str, *, key: bool = False) -> Problem:
        """Make the problem of a place; the file is parsed once more for its line and column."""
        name = self.source.files[place.file].name
        line, column = locate(self.texts[place.file], name, place.path, key)
        return Problem(name, line, column, "/".join(str(step) for step in place.path), message)


def read_plan(source: PlanSource) -> PlanTree:
    """Read the files of a plan and check each against the schema.

    Raises InputError with every problem of every file: encoding, YAML, schema, ids that stand twice.
    """
    problems: list[Problem] = []
    tree = PlanTree(source, [])
    parsed: list[tuple[int, dict[str, Any]]] = []
    for index, file in enumerate(source.files):
        try:
            text = decode(file.data, file.name)
            tree.texts.append(text)
            value = load(text, file.name)
        except InputError as error:
            tree.texts.extend([""] * (index + 1 - len(tree.texts)))
            problems.extend(error.problems)
            continue
        found = list(_schema_problems(tree, index, value))
        problems.extend(found)
        if not found and isinstance(value, dict):
            parsed.append((index, value))
    for index, content in parsed:
        problems.extend(_gather(tree, index, content))
    if problems:
        raise InputError(problems)
    return tree


def _gather(tree: PlanTree, index: int, content: dict[str, Any]) -> Iterator[Problem]:
    if "plan" in content:
        tree.id = content["plan"]["id"]
        tree.document = content["document"]["id"]
        tree.length = content["document"]["length"]
        work = {"type": "Plan", **{k: v for k, v in content["plan"].items() if k not in {"id", "period"}}}
        if "period" in content["plan"]:
            work["startYear"], work["endYear"] = content["plan"]["period"]
        yield from _put(tree, WORK, work, Place(index, ("plan",)))
        document = {"type": "Document", **content["document"]}
        yield from _put(tree, document.pop("id"), document, Place(index, ("document",)))
    for name, entity in content.get("entities", {}).items():
        yield from _put(tree, name, entity, Place(index, ("entities", name)))


def _put(tree: PlanTree, name: str, entity: Entity, place: Place) -> Iterator[Problem]:
    first = tree.places.get(name)
    if first is None:
        tree.entities[name] = entity
        tree.places[name] = place
        return
    where = tree.problem(first, "", key=True)
    yield tree.problem(place, f"id '{name}' stands twice; first in {where.file}:{where.line}", key=True)


def _schema_problems(tree: PlanTree, index: int, value: Value) -> Iterator[Problem]:
    head = index == 0
    what = "'schema', 'plan', 'document' and 'entities'" if head else "'schema' and 'entities'"
    if not isinstance(value, dict):
        yield tree.problem(Place(index, ()), f"expected a mapping with {what}")
        return
    version = value.get("schema")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        message = f"speaks plan-file schema {version}; this plankg knows up to {SCHEMA_VERSION}: update plankg"
        yield tree.problem(Place(index, ("schema",)), message)
        return
    for error in _validator("planFile" if head else "entityFile").iter_errors(value):
        yield from _explain(tree, index, error)


def _explain(tree: PlanTree, index: int, error: jsonschema_rs.ValidationError) -> Iterator[Problem]:
    kind: Any = error.kind
    instance: Any = error.instance
    place = Place(index, tuple(error.instance_path))
    match kind.name:
        case "additionalProperties":
            for name in kind.unexpected:
                guess = nearest(name, _known_keys())
                hint = f"; did you mean '{guess}'?" if guess else ""
                yield tree.problem(place / name, f"unknown key '{name}'{hint}", key=True)
        case "enum" if "type" in place.path[-1:]:
            guess = nearest(str(error.instance), Vocabulary.load().classes)
            hint = f"; did you mean '{guess}'?" if guess else ""
            yield tree.problem(place, f"unknown type '{error.instance}'{hint}")
        case "required":
            yield tree.problem(place, f"the key '{kind.property}' is missing")
        case "propertyNames":
            for name in instance:
                if not LOCAL_ID.match(name):
                    yield tree.problem(place / name, f"'{_short(name)}' is no id: {_ID_RULE}", key=True)
        case "pattern" if "id" in place.path[-1:] or place.path[-1:] == ("to",):
            yield tree.problem(place, f"'{_short(instance)}' is no id: {_ID_RULE}")
        case _:
            yield tree.problem(place, _plain(error))


_ID_RULE = (
    "expected lower-case ASCII letters, digits and '-', beginning with a letter, at most 64 characters, "
    "not beginning st-, ev-, finding-, rater-"
)


def _plain(error: jsonschema_rs.ValidationError) -> str:
    message = error.message
    if len(message) > 300:
        message = f"{_short(json.dumps(error.instance, ensure_ascii=False))}: does not fit ({error.kind.name})"
    return f"expected otherwise: {message}"


def _short(word: object) -> str:
    text = str(word)
    return text if len(text) <= 60 else f"{text[:57]}..."


@cache
def _known_keys() -> frozenset[str]:
    own = {"schema", "plan", "document", "entities", "type", "mentions", "shared", "review", "rule", "id", "period"}
    item = {"to", "grade", "evidence", "by", "status", "date", "sha256", *EVIDENCE_KEYS, *ITEM_ATTRIBUTES}
    return frozenset(own | item | set(keys()))


@cache
def _validator(definition: str) -> jsonschema_rs.Validator:
    schema = json.loads((ROOT / "plan-file.schema.json").read_text(encoding="utf-8"))
    whole = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


def items(value: object) -> Iterable[Any]:
    """Return the items of a key that takes one or many: a list as it is, anything else as a list of one."""
    return value if isinstance(value, list) else (value,)
