"""YAML text to plain Python values, strictly, with the place of every value on request.

One builder on PyYAML's C events. It takes the part of YAML that a plan file needs and refuses the rest: anchors and
aliases, tags, several documents, duplicate keys, keys that are not text, nesting deeper than 64. Plain scalars follow
the core schema of YAML 1.2, so that `NO` is text and a date stays as it is written.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from plankg.errors import InputError, Problem

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Key: TypeAlias = str | int
Mark: TypeAlias = tuple[int, int]
Marks: TypeAlias = dict[tuple[int, Key], tuple[Mark, Mark]]

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 64

_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMERIC: Final = frozenset("0123456789+-")


def read_bytes(path: Path, name: str) -> bytes:
    """Return the content of a regular file of at most 32 MB; `name` is how messages call it.

    Raises InputError for anything else, without opening it (a pipe or a device would never end).
    """
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise InputError.of(name, "not a regular file; expected a YAML or RDF file")
        if info.st_size > MAX_BYTES:
            raise InputError.of(name, f"{info.st_size} bytes; a file may have {MAX_BYTES} bytes: split it into several")
        return path.read_bytes()
    except OSError as error:
        raise InputError.of(name, f"cannot be read: {error.strerror or error}") from None


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (a byte order mark is allowed); the error names the encoding found and the byte offset."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError.of(name, "encoded as UTF-16 (byte order mark at byte 0); save it as UTF-8", 1, 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise InputError.of(name, f"not UTF-8 at byte {error.start}; save it as UTF-8", line, column) from None


def parse(text: str, name: str, marks: Marks | None = None) -> Value:
    """Parse one YAML document; where `marks` is given, record the place of every key and value in it.

    Raises InputError with line and column for whatever is not plain YAML.

    >>> parse("a: [1, NO]", "x.yaml")
    {'a': [1, 'NO']}
    """
    return _Builder(text, name, marks).document()


class _Builder:
    __slots__ = ("_depth", "_marks", "_name", "_next")

    def __init__(self, text: str, name: str, marks: Marks | None) -> None:
        self._name = name
        self._marks = marks
        self._depth = 0
        try:
            self._next = yaml.CSafeLoader(text).get_event
        except yaml.reader.ReaderError as error:
            raise self._refuse(f"character {error.character!r} is not allowed", error.position) from None

    def document(self) -> Value:
        try:
            self._next()
            event = self._next()
            if type(event) is yaml.StreamEndEvent:
                raise InputError.of(self._name, "empty document; expected a mapping with 'schema', 'plan', ...", 1, 1)
            value = self._value(self._next())
            self._next()
            event = self._next()
            if type(event) is not yaml.StreamEndEvent:
                raise self._problem("a second document begins here; expected one document a file", _start(event))
            return value
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            hint = " (tabs cannot indent YAML: use spaces)" if "cannot start any token" in str(error.problem) else ""
            raise self._problem(f"not YAML: {error.problem}{hint}", place) from None
        except yaml.reader.ReaderError as error:
            raise self._refuse(f"not YAML: {error.reason}", error.position) from None

    def _value(self, event: Any) -> Value:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise self._refuse_event(event)
            return _scalar(event.value) if event.style is None or event.style == "" else event.value
        if kind is yaml.AliasEvent or event.tag is not None or event.anchor is not None:
            raise self._refuse_event(event)
        if self._depth >= MAX_DEPTH:
            raise self._problem(f"nested deeper than {MAX_DEPTH} levels", _start(event))
        self._depth += 1
        value: Value = self._mapping() if kind is yaml.MappingStartEvent else self._sequence()
        self._depth -= 1
        return value

    def _mapping(self) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent or event.tag is not None or event.anchor is not None:
                if type(event) is yaml.ScalarEvent or type(event) is yaml.AliasEvent:
                    raise self._refuse_event(event)
                raise self._problem("a key must be a word, not a list or a mapping", _start(event))
            key = event.value
            if key in mapping:
                raise self._duplicate(key, event, mapping)
            following = self._next()
            mapping[key] = self._value(following)
            if self._marks is not None:
                self._marks[id(mapping), key] = (_start(event), _start(following))
        return mapping

    def _sequence(self) -> list[Value]:
        sequence: list[Value] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            sequence.append(self._value(event))
            if self._marks is not None:
                self._marks[id(sequence), len(sequence) - 1] = (_start(event), _start(event))
        return sequence

    def _duplicate(self, key: str, event: yaml.Event, mapping: dict[str, Value]) -> InputError:
        line, column = _start(event)
        if self._marks is None:
            return _Repeat(line, column)
        first = self._marks[id(mapping), key][0][0]
        return InputError.of(self._name, f"key '{key}' stands twice, here and in line {first}", line, column)

    def _refuse_event(self, event: Any) -> InputError:
        if type(event) is yaml.AliasEvent:
            return self._problem(
                f"alias '*{event.anchor}' refused (it may be a cycle or a bomb): write the value out", _start(event)
            )
        if event.anchor is not None:
            return self._problem(f"anchor '&{event.anchor}' refused: a plan file writes every value out", _start(event))
        return self._problem(f"tag '{event.tag}' refused: a plan file holds plain values only", _start(event))

    def _problem(self, message: str, place: Mark) -> InputError:
        return InputError.of(self._name, message, *place)

    def _refuse(self, message: str, position: int) -> InputError:
        return InputError.of(self._name, f"{message} (at character {position})")


class _Repeat(InputError):
    """A duplicate key found without marks: the text is parsed once more, with marks, to name both lines."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__((Problem("", line, column, "", "duplicate key"),))


def load(text: str, name: str) -> Value:
    """Parse without marks; on a duplicate key parse again with them, so that both lines are named."""
    try:
        return parse(text, name)
    except _Repeat:
        return parse(text, name, {})


def locate(text: str, name: str, path: tuple[Key, ...], key: bool = False) -> Mark:
    """Return line and column (from 1) of the value at `path`, or of the last key of it with `key=True`.

    A path that does not exist gives the place of its longest part that does.
    """
    marks: Marks = {}
    node: Value = parse(text, name, marks)
    place: Mark = (1, 1)
    for step, part in enumerate(path):
        found = marks.get((id(node), part))
        if found is None:
            break
        place = found[0] if key and step == len(path) - 1 else found[1]
        node = node[part]  # type: ignore[index]  # the mark proves that the step exists
    return place


def _scalar(word: str) -> Value:
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in _NUMERIC:
        if _INT.match(word):
            return int(word) if len(word) < 20 else word
        if _FLOAT.match(word):
            return float(word)
    return word


def _start(event: Any) -> Mark:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1)
