"""The page of one thing: what it is called, what is said of it in which words, and what the document leaves open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pyoxigraph as ox

from plankg.graph.entity import Description, Group, Related, describe
from plankg.graph.evidence import statements_with
from plankg.graph.findings import findings_about
from plankg.graph.pages.html import html
from plankg.graph.pages.links import bases, thing_name
from plankg.graph.pages.request import HTML, JSON, JSON_LD, Missing, Rendered, Request, as_json
from plankg.graph.paths import INFERRED
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.questions import Question, questions
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import select, serialized
from plankg.graph.terms import Thing
from plankg.ontology.names import OA, PLAN, PROV, prefixes
from plankg.ontology.vocabulary import Vocabulary

_SHOWN: Final = 100
_FOLLOWED: Final = (PLAN + "evidence", OA + "hasSelector", PROV + "wasDerivedFrom")
_SAID_OF: Final = """
SELECT DISTINCT ?class ?relation WHERE { ?said rdf:subject ?thing ; rdf:predicate ?relation . ?thing a ?class }
"""


def entity(request: Request, name: str) -> Rendered:
    """Return the page of a thing, or what the graph holds of it as Turtle, JSON-LD or JSON."""
    node = _node(request, name)
    if request.media_type not in {HTML, JSON}:
        return Rendered(200, request.media_type, rdf(request.graph, node, request.media_type))
    described = describe(request.graph, request.graph.lookup.thing(node), request.language, each=_SHOWN)
    if request.media_type == JSON:
        return as_json(described.to_json())
    return html(
        request,
        "entity.html",
        thing=described.thing,
        name=thing_name(request.graph, described.thing),
        described=described,
        groups=_in_order(described.groups),
        unsaid=_unsaid(request.graph, described),
        findings=findings_about(request.graph, described.thing),
        questions=_fitting(described.types),
        own=json.loads(rdf(request.graph, node, JSON_LD, around=False)),
    )


def _node(request: Request, name: str) -> ox.NamedNode:
    iris = [f"{base}id/{name}" for base in bases(request.graph)] if name else [request.query.get("iri", "")]
    for iri in iris:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            continue
        if any(next(request.graph.seen.quads(*ends), None) for ends in ((node, None, None), (None, None, node))):
            return node
    raise Missing


def _in_order(groups: Sequence[Group]) -> list[Group]:
    """Return the groups, and what is in each, in the order of the text."""
    sorted_ones = [replace(group, related=sorted(group.related, key=_reading)) for group in groups]
    return sorted(sorted_ones, key=lambda group: _reading(group.related[0]))


def _reading(one: Related) -> tuple[bool, int, str]:
    """What is said first comes first, what is inferred last."""
    return one.grade.id == INFERRED, one.words[0].start if one.words else 0, one.other


@once_a_graph
def _said_of(graph: PlanGraph) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in select(graph.seen, _SAID_OF):
        found.setdefault(row["class"].value, set()).add(row["relation"].value)
    return {name: frozenset(relations) for name, relations in found.items()}


def _unsaid(graph: PlanGraph, described: Description) -> list[Thing]:
    """Return the relations that the document states of other things of these classes and not of this one."""
    said = {one.relation for one in described.related if one.outward and one.grade.id != INFERRED}
    known = {relation for one in described.types for relation in _said_of(graph).get(one, ())}
    return [graph.lookup.thing(ox.NamedNode(relation)) for relation in sorted(known - said)]


def _fitting(types: Sequence[Thing]) -> list[tuple[Question, str]]:
    """Return the questions that can be asked of a thing of these classes alone, each with its parameter."""
    vocabulary = Vocabulary.load()
    names = [one.id for one in types]
    found = [(q, q.parameters[0]) for q in questions().values() if len(q.parameters) == 1]
    return [(q, p.name) for q, p in found if any(vocabulary.is_a(name, of) for name in names for of in p.of)]


def rdf(graph: PlanGraph, node: ox.NamedNode, media_type: str, *, around: bool = True) -> bytes:
    """Return what the graph holds of a thing; with `around`, its statements and their evidence too."""
    kind = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    triples: dict[ox.Triple, None] = {}
    read: set[str] = set()
    waiting = [node, *([parts[3] for parts in statements_with(graph.seen, node)] if around else [])]
    while waiting:
        own = {quad.triple: None for one in waiting for quad in _quads(graph, one)}
        read.update(one.value for one in waiting)
        waiting = [one for one in _followed(own) if around and one.value not in read]
        triples |= own
    names = (g.value for g in graph.store.named_graphs() if isinstance(g, ox.NamedNode))
    return serialized(triples, kind, prefixes(names))


def _quads(graph: PlanGraph, node: ox.NamedNode) -> list[ox.Quad]:
    return sorted(graph.seen.quads(node, None, None), key=lambda quad: (quad.predicate.value, str(quad.object)))


def _followed(triples: Mapping[ox.Triple, Any]) -> list[ox.NamedNode]:
    found = {t.object for t in triples if t.predicate.value in _FOLLOWED}
    return sorted((o for o in found if isinstance(o, ox.NamedNode)), key=lambda o: o.value)
