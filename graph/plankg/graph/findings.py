"""What the checks found, read from the graphs of findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.graph.evidence import Words, words_of
from plankg.graph.lookup import Lookup
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import PLAIN, Seen
from plankg.graph.terms import Thing, thing_to_json
from plankg.ontology.names import PLAN, RDF, SKOS

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

SEVERITIES: Final = ("error", "warning", "info")
_TYPE: Final = ox.NamedNode(RDF + "type")
_FINDING: Final = ox.NamedNode(PLAN + "Finding")
_ABOUT: Final = ox.NamedNode(PLAN + "about")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: its IRI, its check (with its title), its severity, what it is about, its message, its quotes."""

    iri: Thing
    check: Thing
    severity: str
    about: tuple[Thing, ...]
    message: dict[str, str]
    words: tuple[Words, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON values."""
        return {
            "id": self.iri.id,
            "check": self.check.id,
            "title": dict(self.check.labels),
            "severity": self.severity,
            "about": [thing_to_json(thing) for thing in self.about],
            "message": self.message,
            "quotes": [{"exact": w.exact, "start": w.start, "end": w.end} for w in self.words],
        }


@once_a_graph
def findings(graph: PlanGraph) -> tuple[Found, ...]:
    """Return every finding of the build, the gravest first, then by check and id."""
    return _read(graph, graph.store.quads_for_pattern(None, _TYPE, _FINDING, None))


def findings_about(graph: PlanGraph, thing: str) -> tuple[Found, ...]:
    """Return the findings that are about a thing, given by its IRI, in the order of `findings`."""
    return _read(graph, graph.store.quads_for_pattern(None, _ABOUT, ox.NamedNode(thing), None))


def _read(graph: PlanGraph, quads: Iterable[ox.Quad]) -> tuple[Found, ...]:
    checks: dict[str, Thing] = {}
    found = [_found(graph, q.subject, q.graph_name, checks) for q in quads if isinstance(q.subject, ox.NamedNode)]
    return tuple(sorted(found, key=lambda f: (_rank(f.severity), str(f.check), str(f.iri))))


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _found(graph: PlanGraph, node: ox.NamedNode, name: Any, checks: dict[str, Thing]) -> Found:
    own = Seen(graph.store, (name,))
    values: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    for quad in own.quads(node, None, None):
        if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            values.setdefault(quad.predicate.value, []).append(quad.object)
    check = next((o for o in values.get(PLAN + "check", ()) if isinstance(o, ox.NamedNode)), node)
    if check.value not in checks:
        checks[check.value] = Lookup(own).thing(check)
    about = sorted((o for o in values.get(PLAN + "about", ()) if isinstance(o, ox.NamedNode)), key=lambda o: o.value)
    return Found(
        iri=Thing(node.value),
        check=checks[check.value],
        severity=next((o.value for o in values.get(PLAN + "severity", ())), ""),
        about=tuple(map(graph.lookup.thing, about)),
        message={o.language or "": o.value for o in values.get(SKOS + "note", ()) if isinstance(o, ox.Literal)},
        words=tuple(words_of(Seen(graph.store, (name, *PLAIN)), node)),
    )
