"""The first page: which plan this is, what was read of it, how much the graph holds, where to go from here."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from plankg.graph.pages.html import html
from plankg.graph.pages.question import by_subject
from plankg.graph.pages.request import Rendered, Request
from plankg.graph.pages.things import in_order, of_class
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import select
from plankg.graph.terms import Thing
from plankg.ontology.names import PLAN

_ENTRIES: Final = ("Goal", "Task")
_SHOWN: Final = 12
_READ: Final = "SELECT DISTINCT ?document WHERE { ?document plan:length ?length } ORDER BY ?document"
_GRADES: Final = "SELECT ?grade (COUNT(?s) AS ?n) WHERE { ?s plan:grade ?grade } GROUP BY ?grade ORDER BY DESC(?n)"


def start(request: Request) -> Rendered:
    """Return the first page."""
    graph = request.graph
    documents = [graph.lookup.thing(row["document"]) for row in select(graph.seen, _READ)]
    entries = [(graph.lookup.thing(ox.NamedNode(PLAN + name)), of_class(graph, name)) for name in _ENTRIES]
    return html(
        request,
        "start.html",
        plans=of_class(graph, "Plan"),
        documents=[(one, graph.lookup.types(ox.NamedNode(one))) for one in documents],
        shown=_SHOWN,
        things=len(graph.lookup.names),
        grades=grades(graph),
        entries=[(kind, in_order(graph, members)[:_SHOWN], len(members)) for kind, members in entries if members],
        subjects=by_subject(),
        findings=sum(graph.manifest.get("findings", {}).values()),
    )


@once_a_graph
def grades(graph: PlanGraph) -> list[tuple[Thing, int]]:
    """Return the grades of the statements with how many have each."""
    return [(graph.lookup.thing(row["grade"]), int(row["n"].value)) for row in select(graph.seen, _GRADES)]
