"""The words behind a relation or a thing, read from the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from plankg.graph.sparql import Seen
from plankg.ontology.names import OA, PLAN, PROV, RDF

_EVIDENCE: Final = ox.NamedNode(PLAN + "evidence")
_GRADE: Final = ox.NamedNode(PLAN + "grade")
_SELECTOR: Final = ox.NamedNode(OA + "hasSelector")
_EXACT: Final = ox.NamedNode(OA + "exact")
_START: Final = ox.NamedNode(OA + "start")
_END: Final = ox.NamedNode(OA + "end")
_SUBJECT: Final = ox.NamedNode(RDF + "subject")
_PREDICATE: Final = ox.NamedNode(RDF + "predicate")
_OBJECT: Final = ox.NamedNode(RDF + "object")
_RULE: Final = ox.NamedNode(PROV + "wasGeneratedBy")
_PREMISE: Final = ox.NamedNode(PROV + "wasDerivedFrom")


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """A piece of evidence: where its span begins and ends in the document, the words that decide, and its IRI."""

    start: int
    end: int
    exact: str
    iri: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a statement says of its edge: its IRI, its grade (a class name), its words, the rules that inferred it."""

    iri: str
    grade: str
    words: tuple[Words, ...]
    rules: tuple[str, ...]


def words_of(store: ox.Store | Seen, node: ox.NamedNode) -> list[Words]:
    """Return the words that a thing or a statement cites, in the order of the text."""
    seen = Seen.of(store)
    return sorted({words for evidence in _nodes(seen, node, _EVIDENCE) for words in _read(seen, evidence)})


def statements_of(
    store: ox.Store | Seen, subject: ox.NamedNode, predicate: ox.NamedNode, target: ox.NamedNode
) -> list[Stated]:
    """Return every statement of one edge that a plain query sees; an inferred one cites its premises' words."""
    seen = Seen.of(store)
    nodes = {quad.subject for quad in seen.quads(None, _OBJECT, target)}
    found = [
        stated(seen, node)
        for node in nodes
        if isinstance(node, ox.NamedNode)
        and _is(seen, node, _SUBJECT, subject)
        and _is(seen, node, _PREDICATE, predicate)
    ]
    return sorted(found, key=lambda s: s.iri)


def statements_with(store: ox.Store | Seen, node: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, ...]]:
    """Yield every statement that has a thing as subject or object: its subject, predicate, object and own node."""
    seen = Seen.of(store)
    found = {q.subject for end in (_SUBJECT, _OBJECT) for q in seen.quads(None, end, node)}
    for statement in sorted((n for n in found if isinstance(n, ox.NamedNode)), key=lambda n: n.value):
        parts = [next(_nodes(seen, statement, part), None) for part in (_SUBJECT, _PREDICATE, _OBJECT)]
        if all(parts):
            yield (*(part for part in parts if part), statement)


def stated(store: ox.Store | Seen, node: ox.NamedNode) -> Stated:
    """Return what a statement says of its edge; an inferred one cites its premises' words."""
    seen = Seen.of(store)
    words = words_of(seen, node)
    for premise in _nodes(seen, node, _PREMISE):
        words.extend(words_of(seen, premise))
    grade = next((n.value.removeprefix(PLAN) for n in _nodes(seen, node, _GRADE)), "")
    rules = tuple(n.value.rpartition("/")[2] for n in _nodes(seen, node, _RULE))
    return Stated(node.value, grade, tuple(sorted(set(words))), rules)


def _is(seen: Seen, node: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode) -> bool:
    return next(seen.quads(node, predicate, value), None) is not None


def _nodes(seen: Seen, node: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[ox.NamedNode]:
    found = seen.quads(node, predicate, None)
    yield from sorted({q.object for q in found if isinstance(q.object, ox.NamedNode)}, key=lambda n: n.value)


def _number(seen: Seen, node: ox.NamedNode, predicate: ox.NamedNode) -> int | None:
    found = next(seen.quads(node, predicate, None), None)
    return int(found.object.value) if found and isinstance(found.object, ox.Literal) else None


def _read(seen: Seen, evidence: ox.NamedNode) -> Iterator[Words]:
    start = end = None
    exact = ""
    for selector in _nodes(seen, evidence, _SELECTOR):
        quote = next(seen.quads(selector, _EXACT, None), None)
        if quote is not None and isinstance(quote.object, ox.Literal):
            exact = quote.object.value
        else:
            start, end = _number(seen, selector, _START), _number(seen, selector, _END)
    if start is not None and end is not None:
        yield Words(start, end, exact, evidence.value)
