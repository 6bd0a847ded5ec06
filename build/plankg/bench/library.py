"""Parameters for measuring the question library: things of the graph at hand, chosen by the parameter's name."""

from __future__ import annotations

from typing import Any

from plankg.graph import PlanGraph
from plankg.graph.questions import question
from plankg.graph.sparql import select

_CLASS_OF = {
    "entity": "Region",
    "first": "Task",
    "second": "Task",
    "from": "Task",
    "to": "Industry",
    "field": "PolicyField",
}
_VALUE_OF = {"word": "加快", "relation": "hasPositioning", "grade": "Inferred", "minimum": "2", "severity": "warning"}


def arguments(graph: PlanGraph, name: str) -> dict[str, Any]:
    """Return parameters for a question: the first things of the fitting class, by IRI, different ones for two."""
    given: dict[str, Any] = {}
    for position, parameter in enumerate(question(name).parameters):
        if parameter.name in _VALUE_OF:
            given[parameter.name] = _VALUE_OF[parameter.name]
        else:
            kind = _CLASS_OF.get(parameter.name, parameter.name[:1].upper() + parameter.name[1:])
            pattern = f"?c rdfs:subClassOf* plan:{kind} . ?x a ?c . ?x rdfs:label ?l"
            found = select(graph.seen, f"SELECT DISTINCT ?x WHERE {{ {pattern} }} ORDER BY ?x LIMIT 3")
            things = [row["x"].value for row in found]
            given[parameter.name] = things[min(position, len(things) - 1)]
    return given
