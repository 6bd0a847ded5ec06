"""The media type that a client gets is the one that it prefers."""

from __future__ import annotations

import pytest

from plankg.graph.serving.negotiation import best

OFFERED = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
CASES = [
    ("", OFFERED[0]),
    ("*/*", OFFERED[0]),
    ("*", OFFERED[0]),
    ("text/csv", "text/csv"),
    ("TEXT/CSV", "text/csv"),
    ("text/*", "text/csv"),
    ("text/csv;q=0.9, application/sparql-results+xml;q=0.8", "text/csv"),
    ("text/csv;q=0.1, */*;q=0.5", OFFERED[0]),
    ("application/sparql-results+json;q=0, */*", OFFERED[1]),
    ("text/csv;charset=utf-8;q=0.5, application/*;q=0.4", "text/csv"),
    ("text/csv;q=0", None),
    ("*/*;q=0", None),
    ("image/png", None),
    ("text/csv;q=nonsense", None),
    ("text/csv;q=7", None),
    (",,;,", OFFERED[0]),
    ("application/sparql-results+xml, application/rdf+xml, */*;q=0.1", OFFERED[1]),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_best(accept: str, expected: str | None) -> None:
    assert best(accept, OFFERED) == expected


def test_a_very_long_header_is_read_in_part() -> None:
    assert best("a/b," * 100_000 + "text/csv", OFFERED) is None
