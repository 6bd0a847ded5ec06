"""YAML text to plain Python values, strictly, with the place of every value on request.

One builder on PyYAML's C events. It takes the part of YAML that a plan file needs and refuses the rest: anchors and
aliases, tags, several documents, duplicate keys, keys that are not text, nesting deeper than 64. Plain scalars follow
the core schema of YAML 1.2, so that `NO` is text and a date stays as it is written.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from math import isfinite
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
MAX_DIGITS: Final = 15
"""Whole numbers of more digits stay text (no quantity of a plan has them, and not every reader keeps them exactly)."""
MAX_PROBLEMS: Final = 100
"""After so many problems of YAML itself (in one file) the rest of the file is not read."""

_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_NUMERIC: Final = frozenset("0123456789+-")


def read_bytes(path: Path, name: str) -> bytes:
    """Return the content of a regular file of at most 32 MB; `name` is how messages call it.

    Raises InputError for anything else, without opening it (a pipe or a device would never end).
    """
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise InputError.of(name, "not a regular file; expected a file of text")
        if info.st_size > MAX_BYTES:
            raise InputError.of(name, f"{info.st_size} bytes; a file may have {MAX_BYTES} bytes: split it into several")
        return path.read_bytes()
    except OSError as error:
        raise InputError.of(name, f"cannot be read: {error.strerror or error}") from None


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (a byte order mark is allowed); the error names the encoding found and the byte offset."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        raise InputError.of(name, "encoded as UTF-32 (byte order mark at byte 0); save it as UTF-8", 1, 1)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError.of(name, "encoded as UTF-16 (byte order mark at byte 0); save it as UTF-8", 1, 1)
    if b"\0" in data:
        zero = data.index(b"\0")
        kind = "encoded as UTF-16 or UTF-32, or no text file" if data.count(b"\0") * 8 > len(data) else "no text file"
        raise InputError.of(name, f"{kind}: a zero at byte {zero}; save it as UTF-8", *_line_of(data, zero))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start} ({_guess(data)}); save it as UTF-8"
        raise InputError.of(name, message, *_line_of(data, error.start)) from None


def _line_of(data: bytes, offset: int) -> Mark:
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode(errors="replace")) + 1


def _guess(data: bytes) -> str:
    try:
        words = data.decode("gb18030")
    except UnicodeDecodeError:
        return "perhaps Latin-1, or no text file"
    common = sum("\u4e00" <= character <= "\u9fff" for character in words)
    return "perhaps GBK" if common * 2 > sum(not character.isascii() for character in words) else "perhaps Latin-1"


def parse(text: str, name: str, marks: Marks | None = None) -> Value:
    """Parse one YAML document; where `marks` is given, record the place of every key and value in it.

    Raises InputError with line and column for whatever is not plain YAML.

    >>> parse("a: [1, NO]", "x.yaml")
    {'a': [1, 'NO']}
    """
    builder = _Builder(text, name, marks)
    value = builder.document()
    if builder.problems:
        raise InputError(builder.problems)
    return value


def load(text: str, name: str) -> Value:
    """Parse without marks; where something is wrong parse again with them, so that both lines of a repeat are named."""
    try:
        return parse(text, name)
    except InputError:
        return parse(text, name, {})


class Places:
    """The places of all keys and values of one text, found by a second parse; only errors need them.

    `problems` is what is wrong with the text as YAML, `value` what can be read of it all the same (None: nothing).
    """

    def __init__(self, text: str, name: str) -> None:
        self._marks: Marks = {}
        builder = _Builder(text, name, self._marks)
        self.value: Value = None
        try:
            self.value = builder.document()
        except InputError as error:
            builder.problems.extend(error.problems)
        self.problems: list[Problem] = builder.problems

    def of(self, path: tuple[Key, ...], key: bool = False) -> Mark:
        """Return line and column (from 1) of the value at `path`, or of the last key of it with `key=True`.

        A path that does not exist gives the place of its longest part that does.
        """
        node = self.value
        place: Mark = (1, 1)
        for step, part in enumerate(path):
            found = self._marks.get((id(node), part))
            if found is None:
                break
            place = found[0] if key and step == len(path) - 1 else found[1]
            node = node[part]  # type: ignore[index]  # the mark proves that the step exists
        return place


def locate(text: str, name: str, path: tuple[Key, ...], key: bool = False) -> Mark:
    """Return line and column of one path through a text, as `Places` does."""
    return Places(text, name).of(path, key)


class _Builder:
    """What cannot be gone past is raised, everything else is noted in `problems`, and the rest is read."""

    __slots__ = ("_depth", "_marks", "_name", "_next", "_text", "problems")

    def __init__(self, text: str, name: str, marks: Marks | None) -> None:
        self._name = name
        self._marks = marks
        self._depth = 0
        self._text = text
        self._next: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self.problems: list[Problem] = []

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
                self._note("a second document begins here; expected one document a file", _start(event))
            return value
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            hint = " (tabs cannot indent YAML: use spaces)" if "cannot start any token" in str(error.problem) else ""
            raise self._problem(f"not YAML: {error.problem}{hint}", place) from None
        except yaml.reader.ReaderError as error:
            place = _line_of(self._text.encode(), error.position)
            raise self._problem(f"not YAML: {error.reason}", place) from None

    def _value(self, event: Any) -> Value:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._note(f"alias '*{event.anchor}' refused (it may be a cycle or a bomb): write the value out", event)
            return None
        if event.tag is not None or event.anchor is not None:
            self._refuse(event)
        if kind is yaml.ScalarEvent:
            return self._text_of(event) if event.style else _scalar(self._text_of(event))
        if self._depth >= MAX_DEPTH:
            raise self._problem(f"nested deeper than {MAX_DEPTH} levels", _start(event))
        self._depth += 1
        value: Value = self._mapping() if kind is yaml.MappingStartEvent else self._sequence()
        self._depth -= 1
        return value

    def _mapping(self) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                raise self._problem("a key must be a word, not a list, a mapping or an alias", _start(event))
            if event.tag is not None or event.anchor is not None:
                self._refuse(event)
            key = self._text_of(event)
            following = self._next()
            value = self._value(following)
            if key == "<<" and not event.style:
                self._note("merge key '<<' refused: write the values out", event)
            elif key in mapping:
                first = self._marks[id(mapping), key][0][0] if self._marks is not None else 0
                self._note(f"key '{key}' stands twice, here and in line {first}", event)
            else:
                mapping[key] = value
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

    def _text_of(self, event: Any) -> str:
        word: str = event.value
        found = None if word.isprintable() else UNSEEN.search(word)
        if found:
            self._note(f"the character U+{ord(found.group()):04X} is not allowed in text; remove it", event)
        return word

    def _refuse(self, event: Any) -> None:
        if event.anchor is not None:
            self._note(f"anchor '&{event.anchor}' refused: a plan file writes every value out", event)
        if event.tag is not None:
            self._note(f"tag '{event.tag}' refused: a plan file holds plain values only", event)

    def _note(self, message: str, at: Any) -> None:
        line, column = at if isinstance(at, tuple) else _start(at)
        self.problems.append(Problem(self._name, line, column, "", message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise self._problem(f"not read further: {MAX_PROBLEMS} problems up to here", (line, column))

    def _problem(self, message: str, place: Mark) -> InputError:
        line, column = place
        return InputError([*self.problems, Problem(self._name, line, column, "", message)])


def _scalar(word: str) -> Value:
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in _NUMERIC:
        if _INT.match(word):
            return int(word) if len(word) <= MAX_DIGITS else word
        if _FLOAT.match(word):
            number = float(word)
            if isfinite(number):
                return number
    return word


def _start(event: Any) -> Mark:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1)
