"""Paths between two things, and what lies around one, over relations in both directions.

What everything of a plan hangs on (a document, its parts, periods, the region that a document applies to) is a hub: it
may end a path, and is never passed through, because a path through it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import pyoxigraph as ox

from plankg.errors import UsageError
from plankg.graph.evidence import Words, statements_of
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import select
from plankg.graph.terms import Thing, thing_to_json
from plankg.ontology.names import PLAN

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

INFERRED: Final = "Inferred"
_FIRMNESS: Final = ("Explicit", "Structural", INFERRED, "Analyst")
_SLACK: Final = 0.01
_EDGES: Final = """
SELECT ?s ?p ?o ?grade {
  ?said plan:grade ?grade . ?said rdf:subject ?s . ?said rdf:predicate ?p . ?said rdf:object ?o
}
"""
_HUBS: Final = """
SELECT DISTINCT ?hub WHERE {
  { VALUES ?kind { plan:Document plan:DocumentPart plan:Period } ?class rdfs:subClassOf* ?kind . ?hub a ?class }
  UNION { ?document plan:appliesTo ?hub }
}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation on a path: from where to where one goes, and what says so.

    `forward`: the relation runs the way one goes; `grade`: a grade's name; `words`: what the text says (an inferred
    relation cites its premises); `rules`: the rules that inferred it.
    """

    source: Thing
    relation: Thing
    target: Thing
    forward: bool
    grade: str
    words: tuple[Words, ...]
    rules: tuple[str, ...]

    @property
    def inferred(self) -> bool:
        """Whether a rule added the relation: the text does not say it."""
        return self.grade == INFERRED

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        return {
            "from": thing_to_json(self.source),
            "relation": thing_to_json(self.relation),
            "to": thing_to_json(self.target),
            "direction": "→" if self.forward else "←",
            "grade": self.grade,
            "inferred": self.inferred,
            "rules": list(self.rules),
            "quotes": [{"exact": w.exact, "start": w.start, "end": w.end} for w in self.words],
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one thing to another in at least one step."""

    steps: tuple[Step, ...]

    @property
    def inferred(self) -> bool:
        """Whether any step is inferred."""
        return any(step.inferred for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """Return the path as JSON values."""
        return {"length": len(self.steps), "inferred": self.inferred, "steps": [step.to_json() for step in self.steps]}


def find_paths(
    graph: PlanGraph,
    source: str,
    target: str,
    *,
    longest: int = 4,
    limit: int = 10,
    grades: Iterable[str] | None = None,
) -> list[Path]:
    """Find the short paths between two things, the shortest first and of those the firmest first.

    `source`, `target`: an IRI, id or label each; `longest`: at most so many steps; `limit`: at most so many paths;
    `grades`: only statements of these grades (None takes all). Raises UsageError for names that are not there.
    """
    ends = (str(graph.thing(source)), str(graph.thing(target)))
    net = _net(graph, ends, _known_grades(grades))
    if ends[0] == ends[1] or any(end not in net for end in ends):
        return []
    near = nx.single_source_shortest_path_length(net, ends[0], cutoff=longest)
    far = nx.single_source_shortest_path_length(net, ends[1], cutoff=longest)
    between = net.subgraph([node for node in net if near.get(node, longest) + far.get(node, longest + 1) <= longest])
    if any(end not in between for end in ends):
        return []
    return list(islice(_paths(graph, between, ends, longest), limit))


def _known_grades(grades: Iterable[str] | None) -> frozenset[str]:
    wanted = frozenset(_FIRMNESS if grades is None else grades)
    for name in wanted.difference(_FIRMNESS):
        raise UsageError.unknown("grade", name, _FIRMNESS)
    return wanted


def _paths(graph: PlanGraph, net: nx.Graph[str], ends: tuple[str, str], longest: int) -> Iterator[Path]:
    for nodes in nx.shortest_simple_paths(net, *ends, weight="weight"):
        if len(nodes) - 1 > longest:
            return
        steps = [_steps(graph, *pair, net.edges[pair]["relations"]) for pair in pairwise(nodes)]
        yield from (Path(chosen) for chosen in product(*steps))


def _steps(graph: PlanGraph, source: str, target: str, relations: Iterable[tuple[int, str, str, str]]) -> list[Step]:
    found: list[Step] = []
    for firmness, relation, head, tail in sorted(relations):
        predicate = ox.NamedNode(PLAN + relation)
        for stated in statements_of(graph.seen, ox.NamedNode(head), predicate, ox.NamedNode(tail)):
            if stated.grade == _FIRMNESS[firmness]:
                ends = (graph.lookup.thing(ox.NamedNode(source)), graph.lookup.thing(ox.NamedNode(target)))
                label = graph.lookup.thing(predicate)
                found.append(Step(ends[0], label, ends[1], head == source, stated.grade, stated.words, stated.rules))
    return found


def _net(graph: PlanGraph, ends: Iterable[str], grades: frozenset[str]) -> nx.Graph[str]:
    """Return the things that may be passed and the ends, joined where a relation of these grades joins them."""
    closed = hubs(graph).difference(ends)
    net: nx.Graph[str] = nx.Graph()
    for head, tail, data in network_of(graph).edges(data=True):
        if head == tail or head in closed or tail in closed or data["grade"] not in grades:
            continue
        firmness = _FIRMNESS.index(data["grade"])
        if not net.has_edge(head, tail):
            net.add_edge(head, tail, relations=[], weight=1 + _SLACK * firmness)
        joined: dict[str, Any] = net.edges[head, tail]
        joined["relations"].append((firmness, data["relation"], head, tail))
        joined["weight"] = min(joined["weight"], 1 + _SLACK * firmness)
    return net


def neighbours(graph: PlanGraph, thing: str, hops: int = 1, *, limit: int = 300) -> nx.MultiDiGraph[str]:
    """Return what lies at most `hops` relations around a thing, as a networkx graph like `PlanGraph.network`.

    Nodes carry `distance` too. Hubs are reached and not passed through, unless one is the thing itself. At most `limit`
    nodes are taken, the nearest first and then by IRI; `graph["hidden"]` counts those left out. A thing without a
    relation is alone. Raises UsageError for a name that is not there.
    """
    whole, centre = network_of(graph), str(graph.thing(thing))
    distances = {centre: 0}
    front, closed = [centre] if centre in whole else [], hubs(graph) - {centre}
    for distance in range(1, hops + 1):
        open_ones = [node for node in front if node not in closed]
        around = {other for node in open_ones for other in (*whole.succ[node], *whole.pred[node])}
        front = sorted(around.difference(distances))
        distances.update(dict.fromkeys(front, distance))
    kept = dict(islice(distances.items(), limit))
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph(hidden=len(distances) - len(kept))
    for node, distance in kept.items():
        result.add_node(node, **_data(graph, node), distance=distance)
    for head, tail, relation, data in whole.edges(kept, keys=True, data=True):
        if tail in kept:
            result.add_edge(head, tail, key=relation, **data)
    return result


def _data(graph: PlanGraph, iri: str) -> dict[str, str]:
    node = ox.NamedNode(iri)
    thing, types = graph.lookup.thing(node), graph.lookup.types(node)
    return {"label": thing.label("zh"), "label_en": thing.label("en"), "type": types[0].id if types else ""}


@once_a_graph
def network_of(graph: PlanGraph) -> nx.MultiDiGraph[str]:
    """Return the relations between things as IRIs, keyed by relation, with their grade; it must not be changed."""
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    rows = ([row[name].value for name in "spo"] + [row["grade"].value] for row in select(graph.seen, _EDGES))
    for head, predicate, tail, grade in sorted(rows):  # the store's own ORDER BY takes several times as long
        relation = predicate.removeprefix(PLAN)
        result.add_edge(head, tail, key=relation, relation=relation, grade=grade.removeprefix(PLAN))
    return result


@once_a_graph
def hubs(graph: PlanGraph) -> frozenset[str]:
    """Return the IRIs of the hubs: documents, parts of documents, periods, the regions that a document applies to."""
    return frozenset(row["hub"].value for row in select(graph.seen, _HUBS))
