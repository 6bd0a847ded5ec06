"""What a schema says of a plan file, in words: where it stands, what was expected, what was found, the nearest name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from plankg.errors import nearest
from plankg.ontology.names import is_local_id

ID_RULE: Final = (
    "expected lower-case ASCII letters, digits and '-', beginning with a letter, at most 64 characters, "
    "not beginning st-, ev-, finding-, rater- (plans: shared-)"
)
_TYPES: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_PATTERNS: Final[Mapping[str, str]] = {
    "id": ID_RULE,
    "target": ID_RULE,
    "shared": "expected kind/key, the kind one of region, organization, period, doctrine, strategy, industry, field",
    "source": "expected a web address beginning http:// or https://, without spaces",
    "concept": "expected a concept: lower-case letters, digits and '-', or scheme/concept",
    "sha256": "expected 64 lower-case hexadecimal digits",
    "date": "expected a day as YYYY-MM-DD",
}
_EITHER: Final[Mapping[str, str]] = {
    "words": "text, or a mapping with zh, en or both",
    "relation": "an id, or a mapping with 'to'",
}
_FEW: Final = 12


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit: the path to it, whether its key is meant (or its value), and the message."""

    path: tuple[str | int, ...]
    key: bool
    message: str


def explain(error: jsonschema_rs.ValidationError, schema: Mapping[str, Any]) -> Iterator[Misfit]:
    """Say what an error of the validator means; there is always at least one Misfit."""
    kind: Any = error.kind
    instance: Any = error.instance
    path = tuple(error.instance_path)
    match kind.name:
        case "additionalProperties":
            known = _keys_at(error, schema)
            for name in kind.unexpected:
                yield Misfit((*path, name), True, f"unknown key '{short(name)}'{hint(name, known)}")
        case "required":
            yield Misfit(path, False, f"the key '{kind.property}' is missing")
        case "propertyNames":
            bad = [name for name in instance if not is_local_id(name)]
            yield from (Misfit((*path, name), True, f"'{short(name)}' is no id: {ID_RULE}") for name in bad)
            if not bad:
                yield Misfit(path, False, f"expected other keys: {error.message}")
        case "enum" if path[-1:] == ("type",):
            yield Misfit(path, False, f"unknown type {found(error.instance)}{hint(str(error.instance), kind.options)}")
        case "pattern" if _pattern(error) == ID_RULE:
            yield Misfit(path, False, f"'{short(error.instance)}' is no id: {ID_RULE}")
        case _:
            yield Misfit(path, False, f"{_expected(error)}, found {found(error.instance)}")


def hint(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the nearest one, else all of them where they are few."""
    names = list(known)
    guess = nearest(word, names)
    if guess:
        return f"; did you mean '{guess}'?"
    return f"; expected {_either(sorted(names))}" if 0 < len(names) <= _FEW else ""


def found(value: object) -> str:
    """Return a value as messages show it."""
    if value is None:
        return "nothing"
    return short(json.dumps(value, ensure_ascii=False))


def short(word: object) -> str:
    """Return a word, or its beginning where it is long."""
    text = str(word)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _expected(error: jsonschema_rs.ValidationError) -> str:
    kind: Any = error.kind
    tell = _KINDS.get(kind.name)
    return tell(kind, error) if tell else f"expected otherwise ({short(error.message)})"


def _pattern(error: jsonschema_rs.ValidationError) -> str:
    kind: Any = error.kind
    names = [part for part in error.schema_path if isinstance(part, str) and part in _PATTERNS]
    return _PATTERNS[names[-1]] if names else f"expected text that fits {kind.pattern}"


def _type(kind: Any, error: jsonschema_rs.ValidationError) -> str:
    names: list[str] = [_TYPES.get(str(name), str(name)) for name in kind.types]
    defined = next((part for part in reversed(error.schema_path[:-1]) if part in _EITHER), None)
    if defined and "object" in kind.types:
        return f"expected {_EITHER[str(defined)]}"
    text = "string" in kind.types
    quoted = " (in quotes)" if text and isinstance(error.instance, (int, float)) else ""
    unquoted = " (without quotes, written in digits)" if not text and isinstance(error.instance, str) else ""
    word = isinstance(error.instance, str) and error.instance.casefold() in {"yes", "no", "on", "off", "y", "n"}
    return f"expected {_either(names)}{quoted or ('' if word or 'number' not in ' '.join(names) else unquoted)}"


def _either(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


_KINDS: Final[Mapping[str, Callable[[Any, jsonschema_rs.ValidationError], str]]] = {
    "type": _type,
    "enum": lambda kind, error: f"expected {_either(map(str, kind.options))}",
    "constant": lambda kind, error: f"expected {kind.expected_value}",
    "format": lambda kind, error: f"expected a {kind.format} that exists, as YYYY-MM-DD",
    "pattern": lambda kind, error: _pattern(error),
    "minimum": lambda kind, error: f"expected {kind.limit} or more",
    "maximum": lambda kind, error: f"expected at most {kind.limit}",
    "minItems": lambda kind, error: f"expected {kind.limit} or more in the list",
    "maxItems": lambda kind, error: f"expected at most {kind.limit} in the list",
    "minLength": lambda kind, error: "expected text that is not empty",
    "maxLength": lambda kind, error: f"expected at most {kind.limit} characters, not {len(str(error.instance))}",
    "minProperties": lambda kind, error: "expected a mapping that is not empty",
}


def _keys_at(error: jsonschema_rs.ValidationError, schema: Mapping[str, Any]) -> list[str]:
    node: Any = schema
    for part in error.schema_path[:-1]:
        node = node[part]
    return list(node.get("properties", ()))
