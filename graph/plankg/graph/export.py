"""Exports: the graph in other formats, each with a list of what that format cannot carry."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.errors import OutputError, UsageError
from plankg.graph.replacing import replaced
from plankg.graph.sparql import serialized
from plankg.ontology.names import ONTOLOGY_GRAPH, prefixes

if TYPE_CHECKING:
    import networkx as nx

    from plankg.graph.plan_graph import PlanGraph

_META: Final = re.compile(r" *<meta .*?</meta>\n", re.DOTALL)
Writer = Callable[["PlanGraph", Path], list[str]]


def export(graph: PlanGraph, name: str, path: Path) -> list[str]:
    """Write the graph to `path` in one of FORMATS and return what was written and what the format cannot carry.

    Raises UsageError for an unknown format, OutputError where the file cannot be written (it is then unchanged).
    """
    if name not in FORMATS:
        raise UsageError.unknown("format", name, FORMATS)
    try:
        with replaced(path) as aside:
            report = FORMATS[name](graph, aside)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from None
    return [f"{path}: {report[0]}", *report[1:]]


def _quads(graph: PlanGraph) -> Iterator[ox.Quad]:
    named = [g for g in graph.store.named_graphs() if isinstance(g, ox.NamedNode) and g.value != ONTOLOGY_GRAPH]
    for name in sorted(named, key=lambda node: node.value):
        yield from sorted(graph.store.quads_for_pattern(None, None, None, name), key=str)


def _prefixes(graph: PlanGraph) -> dict[str, str]:
    return prefixes(g.value for g in graph.store.named_graphs() if isinstance(g, ox.NamedNode))


def _rdf(kind: ox.RdfFormat, *lost: str) -> Writer:
    def write(graph: PlanGraph, path: Path) -> list[str]:
        quads = list(_quads(graph))
        if kind.supports_datasets:
            path.write_bytes(serialized(quads, kind, _prefixes(graph)))
            return [f"{len(quads)} quads", *lost]
        triples = sorted({quad.triple for quad in quads}, key=str)
        path.write_bytes(serialized(triples, kind, _prefixes(graph)))
        return [f"{len(triples)} triples", *lost]

    return write


def _flat(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    import networkx as nx

    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(network):
        result.add_node(node, **network.nodes[node])
    for source, target, key in sorted(network.edges(keys=True)):
        result.add_edge(source, target, key=key, **network.edges[source, target, key])
    return result


def _graphml(graph: PlanGraph, path: Path) -> list[str]:
    import networkx as nx

    network = _flat(graph.network())
    nx.write_graphml(network, path, encoding="utf-8")
    return [_size(network), *_NETWORK_LOSS]


def _gexf(graph: PlanGraph, path: Path) -> list[str]:
    import networkx as nx

    network = _flat(graph.network())
    # networkx writes the day of writing into a GEXF file; the same graph must give the same bytes.
    lines = "\n".join(nx.generate_gexf(network, encoding="utf-8"))
    path.write_text(_META.sub("", lines) + "\n", encoding="utf-8", newline="\n")
    return [_size(network), *_NETWORK_LOSS]


def _size(network: nx.MultiDiGraph[Any]) -> str:
    return f"{network.number_of_nodes()} things, {network.number_of_edges()} relations"


def _csv(graph: PlanGraph, path: Path) -> list[str]:
    network = _flat(graph.network())
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            [
                "subject",
                "subject_type",
                "subject_zh",
                "relation",
                "object",
                "object_type",
                "object_zh",
                "grade",
                "evidence",
            ]
        )
        for source, target, data in network.edges(data=True):
            one, other = network.nodes[source], network.nodes[target]
            ends = (source, one["type"], one["label"], data["relation"], target, other["type"], other["label"])
            writer.writerow([*map(_inert, ends), data["grade"], data["weight"]])
    return [
        f"{network.number_of_edges()} rows",
        "not carried: attributes of things, quotes (only their number), things without a relation",
    ]


def _inert(cell: str) -> str:
    """Return a cell that a spreadsheet takes as text, not as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


_NETWORK_LOSS: Final = (
    "not carried: attributes but label and type, quotes (only their number), findings, things without a relation",
)
FORMATS: Final[Mapping[str, Writer]] = {
    "ttl": _rdf(ox.RdfFormat.TURTLE, "not carried: which graph a triple belongs to"),
    "trig": _rdf(ox.RdfFormat.TRIG),
    "nq": _rdf(ox.RdfFormat.N_QUADS),
    "jsonld": _rdf(ox.RdfFormat.JSON_LD),
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
}
"""Format name → writer; the choices of `plankg export --format` are its keys."""
