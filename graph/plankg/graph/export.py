"""Exports: the graph in other formats, each with a list of what that format cannot carry."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
_NOTHING: Final[Mapping[str, str]] = {}
Writer = Callable[["PlanGraph", Path], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its writer (which returns how much it wrote), its media type, what it cannot carry by language."""

    write: Writer
    media_type: str
    lost: Mapping[str, str]


def export(graph: PlanGraph, name: str, path: Path) -> list[str]:
    """Write the graph to `path` in one of FORMATS and return what was written and what the format cannot carry.

    Raises UsageError for an unknown format, OutputError where the file cannot be written (it is then unchanged).
    """
    if name not in FORMATS:
        raise UsageError.unknown("format", name, FORMATS)
    try:
        with replaced(path) as aside:
            size = FORMATS[name].write(graph, aside)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from None
    lost = FORMATS[name].lost.get("en")
    return [f"{path}: {size}", *([f"not carried: {lost}"] if lost else [])]


def _quads(graph: PlanGraph) -> Iterator[ox.Quad]:
    for name in (name for name in graph.seen.named_graphs() if name.value != ONTOLOGY_GRAPH):
        yield from sorted(graph.store.quads_for_pattern(None, None, None, name), key=str)


def _prefixes(graph: PlanGraph) -> dict[str, str]:
    return prefixes(name.value for name in graph.seen.named_graphs())


def _rdf(kind: ox.RdfFormat, lost: Mapping[str, str] = _NOTHING) -> Format:
    def write(graph: PlanGraph, path: Path) -> str:
        quads = list(_quads(graph))
        if kind.supports_datasets:
            path.write_bytes(serialized(quads, kind, _prefixes(graph)))
            return f"{len(quads)} quads"
        triples = sorted({quad.triple for quad in quads}, key=str)
        path.write_bytes(serialized(triples, kind, _prefixes(graph)))
        return f"{len(triples)} triples"

    return Format(write, kind.media_type, lost)


def _flat(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    import networkx as nx

    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(network):
        result.add_node(node, **network.nodes[node])
    for source, target, key in sorted(network.edges(keys=True)):
        result.add_edge(source, target, key=key, **network.edges[source, target, key])
    return result


def _graphml(graph: PlanGraph, path: Path) -> str:
    import networkx as nx

    network = _flat(graph.network())
    nx.write_graphml(network, path, encoding="utf-8")
    return _size(network)


def _gexf(graph: PlanGraph, path: Path) -> str:
    import networkx as nx

    network = _flat(graph.network())
    # networkx writes the day of writing into a GEXF file; the same graph must give the same bytes.
    lines = "\n".join(nx.generate_gexf(network, encoding="utf-8"))
    path.write_text(_META.sub("", lines) + "\n", encoding="utf-8", newline="\n")
    return _size(network)


def _size(network: nx.MultiDiGraph[Any]) -> str:
    return f"{network.number_of_nodes()} things, {network.number_of_edges()} relations"


def _csv(graph: PlanGraph, path: Path) -> str:
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
    return f"{network.number_of_edges()} rows"


def _inert(cell: str) -> str:
    """Return a cell that a spreadsheet takes as text, not as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


_MERGED: Final = {"zh": "三元组属于哪个图", "en": "which graph a triple belongs to"}
_NETWORK: Final = {
    "zh": "名称和类型以外的属性、原文（只有条数）、检查结果、没有关系的事物",
    "en": "attributes but label and type, quotes (only their number), findings, things without a relation",
}
_ROWS: Final = {
    "zh": "事物的属性、原文（只有条数）、没有关系的事物",
    "en": "attributes of things, quotes (only their number), things without a relation",
}
FORMATS: Final[Mapping[str, Format]] = {
    "ttl": _rdf(ox.RdfFormat.TURTLE, _MERGED),
    "trig": _rdf(ox.RdfFormat.TRIG),
    "nq": _rdf(ox.RdfFormat.N_QUADS),
    "jsonld": _rdf(ox.RdfFormat.JSON_LD),
    "graphml": Format(_graphml, "application/graphml+xml", _NETWORK),
    "gexf": Format(_gexf, "application/gexf+xml", _NETWORK),
    "csv": Format(_csv, "text/csv", _ROWS),
}
"""Format name → what writes it; the choices of `plankg export --format` are its keys."""
