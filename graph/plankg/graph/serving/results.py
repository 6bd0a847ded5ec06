"""Answers in the formats of the SPARQL 1.1 recommendations, cut where they are longer than allowed.

The engine writes them whole; only what is too long is looked through for the end of a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from plankg.errors import QueryLimit
from plankg.ontology.names import PREFIXES


@dataclass(frozen=True, slots=True)
class Kind:
    """A format of tables: the engine's name for it, and how it is cut.

    `start`: what stands right before the first row; `many`: what occurs at least as often as there are rows, but one;
    `ends`: yields the positions after each row, from a position on; `close`: what comes after the last row; `head`:
    before what a note goes in, and how it is written there.
    """

    format: ox.QueryResultsFormat
    start: bytes
    many: bytes
    ends: Callable[[bytes, int], Iterator[int]]
    close: bytes = b""
    head: tuple[bytes, bytes] = (b"", b"")


_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


class _Full(Exception):
    pass


class _Sink(io.BytesIO):
    """Takes what the engine writes, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: Any, /) -> int:
        self._left -= len(data)
        if self._left < 0:
            super().write(data[: self._left])
            raise _Full
        return super().write(data)


def _json_ends(body: bytes, start: int) -> Iterator[int]:
    depth = 0
    for token in re.compile(rb'"(?:[^"\\]|\\.)*"|[{}]').finditer(body, start):
        mark = token.group()
        depth += (mark == b"{") - (mark == b"}")
        if mark == b"}" and depth == 0:
            yield token.end()


def _csv_ends(body: bytes, start: int) -> Iterator[int]:
    quoted_or_end = re.compile(rb'"[^"]*"|\n').finditer(body, start)
    return (token.end() for token in quoted_or_end if token.group() == b"\n")


def _ends(mark: bytes) -> Callable[[bytes, int], Iterator[int]]:
    pattern = re.compile(re.escape(mark))
    return lambda body, start: (token.end() for token in pattern.finditer(body, start))


_F: Final = ox.QueryResultsFormat
TABLES: Final[Mapping[str, Kind]] = {
    "application/sparql-results+json": Kind(
        _F.JSON, b'"bindings":[', b"},{", _json_ends, b"]}}", (b'"vars"', b'"link":["%s"],')
    ),
    "application/sparql-results+xml": Kind(
        _F.XML,
        b"<results>",
        b"</result>",
        _ends(b"</result>"),
        b"</results></sparql>",
        (b"</head>", b'<link href="%s"/>'),
    ),
    "text/csv": Kind(_F.CSV, b"\n", b"\n", _csv_ends),
    "text/tab-separated-values": Kind(_F.TSV, b"\n", b"\n", _ends(b"\n")),
}
"""Media type → format of tables and of yes or no; the first is the one for clients that want anything."""

GRAPHS: Final[Mapping[str, tuple[ox.RdfFormat, bytes]]] = {
    "text/turtle": (ox.RdfFormat.TURTLE, b"# %s\n"),
    "application/n-triples": (ox.RdfFormat.N_TRIPLES, b"# %s\n"),
    "application/ld+json": (ox.RdfFormat.JSON_LD, b""),
    "application/rdf+xml": (ox.RdfFormat.RDF_XML, b"<!-- %s -->\n"),
}
"""Media type → format of graphs, and the comment that says that one is cut."""

ALIASES: Final[Mapping[str, str]] = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "text/n3": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "application/x-json+ld": "application/ld+json",
}
"""Other media types by which clients ask for these formats."""

SPREADSHEET: Final = "spreadsheet"
"""Value of the parameter `format` for CSV in which no cell is taken for a formula; programs want plain CSV."""

TABLE_NAMES: Final[Mapping[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    SPREADSHEET: "text/csv",
    "tsv": "text/tab-separated-values",
}
"""Values of the parameter `format` for tables."""

GRAPH_NAMES: Final[Mapping[str, str]] = {
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "n3": "text/turtle",
    "nt": "application/n-triples",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
    "jsonld": "application/ld+json",
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
}
"""Values of the parameter `format` for graphs."""


def table(found: Any, media: str, rows: int, size: int) -> tuple[bytes, str]:
    """Write solutions, or yes or no, as `media`: the body, and what was cut off ("" where nothing was).

    Raises QueryLimit where `size` bytes do not hold as much as the names of the columns.
    """
    kind = TABLES[media]
    sink = _Sink(size)
    whole = True
    try:
        found.serialize(sink, format=kind.format)
    except _Full:
        whole = False
    body = sink.getvalue()
    if isinstance(found, ox.QueryBoolean) or (whole and body.count(kind.many) < rows):
        return body, ""
    return _cut(body, kind, rows, whole=whole)


def _cut(body: bytes, kind: Kind, rows: int, *, whole: bool) -> tuple[bytes, str]:
    """Cut after `rows` rows, or after the last whole one where the body itself is not whole."""
    before, start, _ = body.partition(kind.start)
    if not start:
        raise QueryLimit(f"the answer has more than {len(body)} bytes before its first row; narrow the query")
    first = len(before) + len(start)
    ends = list(islice(kind.ends(body, first), rows + 1))
    if whole and len(ends) <= rows:
        return body, ""
    kept = [first, *ends[:rows]]
    place, written = kind.head
    note = written % f"urn:plankg:cut-off-after-{len(kept) - 1}-rows".encode() if place else b""
    head, _, names = before.partition(place) if place else (before, b"", b"")
    return head + note + place + names + body[
        len(before) : kept[-1]
    ] + kind.close, f"cut off after {len(kept) - 1} rows"


def for_spreadsheets(body: bytes) -> bytes:
    """Return CSV with a mark of order, and with ' before every cell that a spreadsheet would take for a formula."""
    written = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(body.decode(), newline=""))
    csv.writer(written).writerows([f"'{c}" if c.startswith(_FORMULAS) else c for c in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def graph(found: Iterable[ox.Triple], media: str, rows: int, size: int) -> tuple[bytes, str]:
    """Write at most `rows` triples as `media`: the body, and what was cut off.

    Raises QueryLimit where they take more than `size` bytes: a graph has no last whole row to be cut at.
    """
    form, comment = GRAPHS[media]
    items = iter(found)
    sink = _Sink(size)
    try:
        ox.serialize(islice(items, rows), sink, form, prefixes=dict(PREFIXES))
    except _Full:
        raise QueryLimit(f"the answer has more than {size} bytes; narrow the query, or take a download") from None
    note = "" if next(items, None) is None else f"cut off after {rows} triples"
    return sink.getvalue() + (comment % note.encode() if note and comment else b""), note
