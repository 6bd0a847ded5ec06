"""A question's text with its parameters written into it, so that any SPARQL client can ask it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|\?(?P<variable>\w+)|(?P<mark>[{}])|\b(?P<word>SELECT|WHERE|FROM|GROUP|ORDER|HAVING|LIMIT|OFFSET|VALUES)\b""",
    re.IGNORECASE,
)


def inlined(query: str, terms: Mapping[str, str]) -> str:
    """Return a SELECT query with variables replaced by terms in SPARQL's notation.

    A replaced variable that the query returns is returned still, as a constant.

    >>> inlined("SELECT ?a ?b WHERE { ?a ?p ?b } ORDER BY ?a", {"a": "<x:y>"})
    'SELECT (<x:y> AS ?a) ?b WHERE { <x:y> ?p ?b } ORDER BY (<x:y>)'
    """
    walk = _Walk(terms)
    return _TOKEN.sub(walk.put, query)


class _Walk:
    """Where in the query a variable stands decides how it is replaced."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = terms
        self._depth = 0
        self._clause = "WHERE"

    def put(self, match: re.Match[str]) -> str:
        mark, word, name = match["mark"], match["word"], match["variable"]
        if mark:
            self._depth += 1 if mark == "{" else -1
            self._clause = "WHERE"
        elif word:
            self._clause = word.upper()
        elif name in self._terms:
            return self._term(name)
        return match[0]

    def _term(self, name: str) -> str:
        term = self._terms[name]
        if self._clause == "SELECT":
            return f"({term} AS ?{name})" if self._depth == 0 else ""
        return f"({term})" if self._clause == "ORDER" else "" if self._clause == "GROUP" else term
