r"""A lexical guard before the query engine: what would leave the graph, change it or overwhelm the parser is refused.

It reads tokens, not grammar, and decodes `\uXXXX` first, as SPARQL 1.1 does (section 19.2):
`\u0053ERVICE` is SERVICE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from plankg.errors import QueryRefused

MAX_LENGTH: Final = 1_000_000
MAX_NESTING: Final = 64
MAX_OPERATORS: Final = 1_000
MAX_TOKENS: Final = 50_000

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
    if words.form is None:
        raise QueryRefused("no query form found; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    return Guarded(text, words.form, words.has_dataset)


class _Words:
    def __init__(self) -> None:
        self.form: str | None = None
        self.has_dataset = False
        self._depth = 0
        self._operators = 0

    def take(self, kind: str, token: str) -> None:
        if kind == "open":
            self._depth += 1
            if self._depth > MAX_NESTING:
                raise QueryRefused(f"nested deeper than {MAX_NESTING} brackets")
        elif kind == "close":
            self._depth -= 1
        elif kind == "operator":
            self._count()
        elif kind == "name" and ":" not in token:
            self._keyword(token.upper())

    def _keyword(self, word: str) -> None:
        if word == "SERVICE":
            raise QueryRefused("SERVICE is refused: queries never leave the graph")
        if word in _UPDATES and (self.form is None or word in {"LOAD", "INSERT", "DELETE"}):
            raise QueryRefused(f"{word} is refused: the graph is built with 'plankg build', not edited by queries")
        if word == "UNION":
            self._count()
        if word in {"FROM", "NAMED"} and self._depth == 0:
            self.has_dataset = True
        if word in _FORMS and self.form is None:
            self.form = word

    def _count(self) -> None:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise QueryRefused(f"more than {MAX_OPERATORS} operators (UNION, ||, &&, !, |)")


def _decode(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
