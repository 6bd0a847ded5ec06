r"""A lexical guard before the query engine: what would leave the graph, change it or overwhelm the parser is refused.

It reads tokens, not grammar, and decodes `\uXXXX` first, as SPARQL 1.1 does (section 19.2):
`\u0053ERVICE` is SERVICE.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Final

from plankg.errors import QueryRefused

MAX_LENGTH: Final = 1_000_000
MAX_NESTING: Final = 64
MAX_OPERATORS: Final = 1_000
MAX_TOKENS: Final = 50_000
MAX_PATTERN: Final = 10_000
MAX_REPEATS: Final = 100_000

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
      |\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$][\w]+)
  | (?P<name>@?[^\W\d][\w.-]*(?:\:[^\s<>\"{}|^`(),;\[\]]*)?|\:[^\s<>\"{}|^`(),;\[\]]+)
  | (?P<operator>\|\||&&|[!|])
  | (?P<open>[({\[])
  | (?P<close>[)}\]])
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_REPEATS: Final = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_CHAINS: Final = frozenset("/^+*")
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})


@dataclass(frozen=True, slots=True)
class Guarded:
    """A query that passed: its text, its form (SELECT, ASK, CONSTRUCT, DESCRIBE), whether it names its own dataset."""

    text: str
    form: str
    has_dataset: bool


def guard(text: str) -> Guarded:
    """Return the query with its form, or raise QueryRefused with the reason.

    >>> guard("SELECT * WHERE { ?s ?p ?o } LIMIT 1").form
    'SELECT'
    """
    if not text.strip():
        raise QueryRefused("the query is empty; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    if len(text) > MAX_LENGTH:
        raise QueryRefused(f"the query has {len(text)} characters; at most {MAX_LENGTH} are taken")
    words = _Words()
    for position, token in enumerate(_TOKEN.finditer(_ESCAPE.sub(_decode, text))):
        if position >= MAX_TOKENS:
            raise QueryRefused(f"the query has more than {MAX_TOKENS} tokens")
        words.take(token.lastgroup or "", token.group())
    words.end()
    if words.form is None:
        raise QueryRefused("no query form found; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    return Guarded(text, words.form, words.has_dataset)


def read_query(path: Path | None) -> str:
    """Read a query from a file, or from stdin (None); raises QueryRefused for what is no regular UTF-8 file."""
    name = "stdin" if path is None else str(path)
    most = 4 * MAX_LENGTH + 1
    try:
        if path is None:
            data = sys.stdin.buffer.read(most)
        elif path.exists() and not path.is_file():
            raise QueryRefused(f"{name} is not a regular file")
        else:
            with path.open("rb") as file:
                data = file.read(most)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise QueryRefused(f"{name} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise QueryRefused(f"{name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


class _Words:
    def __init__(self) -> None:
        self.form: str | None = None
        self.has_dataset = False
        self._depth = 0
        self._operators = 0
        self._patterns = False
        self._strings: list[str] = []

    def take(self, kind: str, token: str) -> None:
        if kind == "open":
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise QueryRefused(f"nested deeper than {MAX_NESTING} brackets")
        elif kind == "close":
            self._depth -= 1
        elif kind == "operator" or (self._depth and token in _CHAINS):
            self._count()
        elif kind == "string":
            self._strings.append(token)
        elif kind == "name" and ":" not in token:
            self._keyword(token.upper())

    def _keyword(self, word: str) -> None:
        if word == "SERVICE":
            raise QueryRefused("SERVICE is refused: queries never leave the graph")
        if word in _UPDATES and (self.form is None or word in {"LOAD", "INSERT", "DELETE"}):
            raise QueryRefused(f"{word} is refused: the graph is built with 'plankg build', not edited by queries")
        self._patterns = self._patterns or word in {"REGEX", "REPLACE"}
        if word == "UNION":
            self._count()
        if word in {"FROM", "NAMED"} and self._depth == 0:
            self.has_dataset = True
        if word in _FORMS and self.form is None:
            self.form = word

    def end(self) -> None:
        """Refuse patterns that would take longer to prepare than the query to run."""
        for text in self._strings if self._patterns else ():
            repeated = prod(int((m.group(2) or m.group(1))[:9]) for m in _REPEATS.finditer(text))
            if len(text) > MAX_PATTERN or repeated > MAX_REPEATS:
                raise QueryRefused(f"a pattern is longer than {MAX_PATTERN} characters or repeats over {MAX_REPEATS}")

    def _count(self) -> None:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise QueryRefused(f"more than {MAX_OPERATORS} operators (UNION, ||, &&, !, |, /, ^, +, *)")


def _decode(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
