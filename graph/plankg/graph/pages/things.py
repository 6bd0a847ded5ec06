"""All things by class, and search."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from plankg.errors import nearest
from plankg.graph.drawing.layers import kind, layers, place
from plankg.graph.pages.html import html
from plankg.graph.pages.request import JSON, Rendered, Request, as_json
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.remembering import once_a_graph
from plankg.graph.search import search
from plankg.graph.sparql import select
from plankg.graph.terms import Thing
from plankg.ontology.names import PLAN, RDF
from plankg.ontology.vocabulary import Vocabulary

_HITS: Final = 50
_ORDER: Final = "SELECT ?thing (MIN(?order) AS ?n) WHERE { ?thing plan:order ?order } GROUP BY ?thing"
_FIRST: Final = """
SELECT ?thing (MIN(?start) AS ?n) WHERE {
  ?selector oa:start ?start . ?evidence oa:hasSelector ?selector . ?thing plan:evidence ?evidence
} GROUP BY ?thing
"""
_TYPE: Final = ox.NamedNode(RDF + "type")
_SHOWN: Final = 100


def listed(request: Request) -> Rendered:
    """Return the things of the plans by class, in the order of the picture's layers; `class`: all of one class."""
    graph, wanted = request.graph, request.query.get("class", "")
    by_layer: dict[int, list[tuple[Thing, list[Thing], int]]] = {}
    for name in [wanted] if wanted in Vocabulary.load().classes else _present(graph):
        members = of_class(graph, name, below=False)
        shown = in_order(graph, members)[: None if wanted else _SHOWN]
        group = (graph.lookup.thing(ox.NamedNode(PLAN + name)), shown, len(members))
        by_layer.setdefault(place(kind(name))[0], []).append(group)
    ordered = [(layers()[number].wording, by_layer[number]) for number in sorted(by_layer)]
    return html(request, "things.html", layers=ordered, wanted=wanted, count=len(graph.lookup.names))


def found(request: Request) -> Rendered:
    """Return what a search finds, as a page or as JSON."""
    words = request.query.get("q", "")
    hits = search(request.graph, words, limit=_HITS)
    if request.media_type == JSON:
        return as_json([hit.to_json() for hit in hits])
    names = () if hits or not words else (n for names in request.graph.lookup.names.values() for n in names)
    return html(request, "search.html", words=words, hits=hits, guess=nearest(words, names), most=_HITS)


@once_a_graph
def _present(graph: PlanGraph) -> list[str]:
    return [name for name in Vocabulary.load().classes if of_class(graph, name, below=False)]


def of_class(graph: PlanGraph, *names: str, below: bool = True) -> list[Thing]:
    """Return the things of some classes, with `below` also those of their subclasses, each once, by IRI."""
    vocabulary = Vocabulary.load()
    fitting = {c for c in vocabulary.classes if any(vocabulary.is_a(c, name) for name in names)} if below else names
    quads = (q for name in fitting for q in graph.seen.quads(None, _TYPE, ox.NamedNode(PLAN + name)))
    nodes = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    return [graph.lookup.thing(ox.NamedNode(iri)) for iri in sorted(nodes) if iri in graph.lookup.names]


def in_order(graph: PlanGraph, things: Iterable[Thing]) -> list[Thing]:
    """Return things by their stated order, then as the text first names them."""
    stated, named = _ranks(graph)
    return sorted(things, key=lambda thing: (stated.get(thing, sys.maxsize), named.get(thing, sys.maxsize), thing))


@once_a_graph
def _ranks(graph: PlanGraph) -> tuple[dict[str, int], dict[str, int]]:
    return _numbers(graph, _ORDER), _numbers(graph, _FIRST)


def _numbers(graph: PlanGraph, query: str) -> dict[str, int]:
    return {row["thing"].value: int(row["n"].value) for row in select(graph.seen, query)}
