"""The JSON Schema of plan files, derived from the keys: editors complete and check with it, the build refuses by it."""

from __future__ import annotations

from typing import Any, Final

from plankg.ontology.names import BASE
from plankg.ontology.planfile import GRADES, ITEM_ATTRIBUTES, SCHEMA_VERSION, Key, keys
from plankg.ontology.vocabulary import Vocabulary

JsonObject = dict[str, Any]

_ID: Final = r"^(?!st-|ev-|finding-|rater-)[a-z][a-z0-9-]{0,63}$"
_PLAN_ID: Final = r"^(?!shared-)[a-z][a-z0-9-]{0,63}$"
_SHARED: Final = r"^(region|organization|period|doctrine|strategy|industry|field)/[a-z0-9][a-z0-9-]{0,63}$"
_DATE: Final[JsonObject] = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TEXT: Final[JsonObject] = {"type": "string", "minLength": 1}
_YEARS: Final = {"startYear", "endYear"}
_CHOICES: Final = {
    "comparator": ["ge", "le", "gt", "lt", "eq", "approx"],
    "measureKind": ["level", "annualGrowth", "share", "rank"],
    "bindingness": ["binding", "expected", "unstated"],
}


def _ref(name: str) -> JsonObject:
    return {"$ref": f"#/$defs/{name}"}


def _when(test: JsonObject, then: JsonObject, otherwise: JsonObject) -> JsonObject:
    """Choose by a test: unlike anyOf it reports what is wrong inside the branch that was meant."""
    return {"if": test, "then": then, "else": otherwise}


def _object(properties: JsonObject, *required: str) -> JsonObject:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _one_or_many(schema: JsonObject) -> JsonObject:
    return _when({"type": "array"}, {"items": schema, "minItems": 1}, schema)


def _literal(name: str, value: str) -> JsonObject:
    if name in _CHOICES:
        return {"enum": _CHOICES[name]}
    if name in _YEARS:
        return {"type": "integer", "minimum": 1000, "maximum": 2999}
    if name == "confidence":
        return {"type": "number", "minimum": 0, "maximum": 1}
    return {
        "integer": {"type": "integer"},
        "decimal": {"type": "number"},
        "string": _TEXT,
        "boolean": {"type": "boolean"},
        "date": _DATE,
        "text": _TEXT,
        "words": _ref("words"),
        "concept": _ref("concept"),
        "link": {"type": "string", "pattern": '^https?://[^\\s<>"{}|\\\\^`]+$'},
        "relation": _ref("relation"),
    }[value]


def _property(key: Key) -> JsonObject:
    schema = _literal(key.name, key.value)
    if key.value == "relation":
        return {"description": key.meaning, "$ref": "#/$defs/relations"}
    if key.many:
        schema = _one_or_many(schema)
    return {"description": key.meaning} | schema


def _definitions(vocabulary: Vocabulary) -> JsonObject:
    evidence = {
        "at": _ref("span"),
        "quote": {"type": "string", "minLength": 1, "maxLength": 40},
        "quoteAt": _ref("span"),
        "span": {
            "type": "object",
            "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
            "required": ["sha256"],
            "additionalProperties": False,
        },
    }
    review = {
        "type": "object",
        "properties": {
            "status": {"enum": ["draft", "accepted", "corrected", "rejected", "added"]},
            "by": _TEXT,
            "date": _DATE,
        },
        "required": ["status"],
        "additionalProperties": False,
    }
    item = {
        "to": _ref("target"),
        "grade": {"enum": sorted(GRADES)},
        "evidence": {"type": "array", "items": _ref("evidence"), "minItems": 1},
        "note": _one_or_many(_TEXT),
        "rule": _TEXT,
        "review": _ref("review"),
    }
    item |= evidence | {name: _literal(name, vocabulary.attributes[name].datatype) for name in ITEM_ATTRIBUTES}
    return {
        "span": {
            "description": "start and end in the document's text, in characters from 0, the end exclusive",
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2,
        },
        "id": {"type": "string", "pattern": _ID},
        "target": {"type": "string", "pattern": _ID},
        "words": _when(
            {"type": "string"},
            _TEXT,
            {
                "type": "object",
                "properties": {"zh": _TEXT, "en": _TEXT},
                "minProperties": 1,
                "additionalProperties": False,
            },
        ),
        "concept": {"type": "string", "pattern": "^([a-z][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*$"},
        "evidence": {"type": "object", "properties": evidence, "required": ["at"], "additionalProperties": False},
        "review": review,
        "relation": _when({"type": "string"}, _ref("target"), _object(item, "to")),
        "relations": _one_or_many(_ref("relation")),
    }


def plan_file_schema() -> JsonObject:
    """Return the JSON Schema (draft 2020-12) with one definition for each kind of file that a plan consists of."""
    vocabulary = Vocabulary.load()
    table = keys(vocabulary)
    properties: JsonObject = {key.name: _property(key) for key in table.values() if key.name != "title"}
    common: JsonObject = {
        "type": {"enum": sorted(vocabulary.classes)},
        "shared": {"type": "string", "pattern": _SHARED, "description": "kind/key: the thing is shared between plans"},
        "mentions": {
            "type": "array",
            "items": _ref("evidence"),
            "minItems": 1,
            "description": "where the text names it",
        },
        "rule": _TEXT,
        "review": _ref("review"),
    }
    entity = properties | common
    title = {"title": _property(table["title"])}
    document = _object({"id": _ref("id")} | title | entity, "id", "language", "sha256", "length")
    work = {
        name: properties[name]
        for name in ("publisher", "issued", "licence", "source", "version", "note", "alias", "level")
    }
    years = {"type": "array", "items": _literal("startYear", "integer"), "minItems": 2, "maxItems": 2}
    plan = _object({"id": {"type": "string", "pattern": _PLAN_ID}, "period": years} | title | work, "id", "title")
    schema_key = {"const": SCHEMA_VERSION, "description": "the version of the plan-file schema"}
    entities = {"type": "object", "propertyNames": {"pattern": _ID}, "additionalProperties": _ref("entity")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": BASE + "plan-file.schema.json",
        "title": "plankg plan file",
        **_when({"required": ["plan"]}, _ref("planFile"), _ref("entityFile")),
        "$defs": _definitions(vocabulary)
        | {
            "entity": _object(entity, "type", "label"),
            "document": document,
            "plan": plan,
            "planFile": _object(
                {"schema": schema_key, "plan": _ref("plan"), "document": _ref("document"), "entities": entities},
                "schema",
                "plan",
                "document",
            ),
            "entityFile": _object({"schema": schema_key, "entities": entities}, "schema", "entities"),
        },
    }
