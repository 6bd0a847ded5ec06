"""The relations between things as a networkx graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import networkx as nx

from plankg.graph.sparql import select
from plankg.ontology.names import PLAN

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_EDGES: Final = """
SELECT ?s ?p ?o ?grade (COUNT(?evidence) AS ?weight) WHERE {
  ?statement a plan:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; plan:grade ?grade .
  OPTIONAL { ?statement plan:evidence ?evidence }
} GROUP BY ?statement ?s ?p ?o ?grade ORDER BY ?s ?p ?o
"""


def network(graph: PlanGraph, relations: Iterable[str] | None) -> nx.MultiDiGraph[str]:
    """Build the graph of `PlanGraph.network`."""
    wanted = None if relations is None else set(relations)
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in select(graph.seen, _EDGES):
        relation = row["p"].value.removeprefix(PLAN)
        if wanted is not None and relation not in wanted:
            continue
        for end in (row["s"], row["o"]):
            if end.value not in result:
                thing = graph.lookup.thing(end)
                types = graph.lookup.types(end)
                kind = types[0].id if types else ""
                result.add_node(end.value, label=thing.label("zh"), label_en=thing.label("en"), type=kind)
        weight = int(row["weight"].value)
        grade = row["grade"].value.removeprefix(PLAN)
        result.add_edge(row["s"].value, row["o"].value, key=relation, relation=relation, grade=grade, weight=weight)
    return result
