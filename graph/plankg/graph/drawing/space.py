"""The space of a plan as a scheme: which things are spatial, how each is shaped, which kind of zone it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
import yaml

from plankg.graph.terms import Thing
from plankg.ontology.names import DCTERMS, SKOS
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.drawing.content import Json, Tables
    from plankg.graph.plan_graph import PlanGraph

_KIND: Final = ox.NamedNode(DCTERMS + "type")
_BROADER: Final = ox.NamedNode(SKOS + "broader")
PARTS: Final = "includes"
"""The relation that a scheme shows by drawing one thing inside another."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the zones of a graph are: the broadest concept of each by IRI, and those concepts with their labels."""

    of: Mapping[str, str]
    concepts: Mapping[str, Thing]


@cache
def _given() -> Mapping[str, Any]:
    text = (files("plankg.graph.drawing") / "space.yaml").read_text(encoding="utf-8")
    given: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return given


@cache
def shape(name: str) -> Mapping[str, str] | None:
    """Return the shape and the place of a class in the scheme; None for what is not spatial.

    >>> shape("FreeTradeArea")["shape"], shape("Task")
    ('zone', None)
    """
    vocabulary, shapes = Vocabulary.load(), _given()["shapes"]
    near = [known for known in shapes if name in vocabulary.classes and vocabulary.is_a(name, known)]
    found: Mapping[str, str] | None = shapes[max(near, key=lambda k: len(vocabulary.ancestors(k)))] if near else None
    return found


def kinds(graph: PlanGraph) -> Kinds:
    """Read what kind of zone each thing is, at the top of its scheme."""
    of: dict[str, str] = {}
    concepts: dict[str, Thing] = {}
    for quad in graph.seen.quads(None, _KIND, None):
        top = quad.object
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(top, ox.NamedNode):
            continue
        seen: set[str] = set()
        while top.value not in seen:
            seen.add(top.value)
            top = next(
                (q.object for q in graph.seen.quads(top, _BROADER, None) if isinstance(q.object, ox.NamedNode)), top
            )
        name = top.value.rpartition("/")[2]
        if name in _given()["zones"]:
            of[quad.subject.value] = name
            concepts.setdefault(name, graph.lookup.thing(top))
    return Kinds(of, concepts)


def part(tables: Tables) -> Json:
    """Return the part of a page's content: the spatial things with their shapes, and the kinds of zone in use."""
    found = {node.id: shape(node.type) for node in tables.view.nodes}
    of, colours = tables.view.zones.of, _given()["zones"]
    return {
        "parts": PARTS,
        "things": {
            str(tables.things[iri]): {**given, "zone": of.get(iri, "")} for iri, given in found.items() if given
        },
        "zones": {
            name: {"zh": thing.label("zh"), "en": thing.label("en"), "colour": colours[name]}
            for name, thing in tables.view.zones.concepts.items()
        },
        "map": tables.view.chart.content(tables.things) if tables.view.chart else None,
    }
