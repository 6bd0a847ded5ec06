"""What is seen of a store, and the two calls whose results have several types, narrowed to the one that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from plankg.ontology.names import PREFIXES

Graphs: TypeAlias = "tuple[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, ...]"
PLAIN: Final[Graphs] = (ox.DefaultGraph(),)
"""The graphs of a plain query: the store's default graph holds plans, inferences, RDF files and the ontology."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A store as far as it is seen: its plain graphs, or those and the drafts."""

    store: ox.Store
    graphs: Graphs = PLAIN

    @classmethod
    def of(cls, source: ox.Store | Seen) -> Seen:
        """Return what is seen; of a bare store, its plain graphs."""
        return source if isinstance(source, Seen) else cls(source)

    @classmethod
    def with_drafts(cls, store: ox.Store) -> Seen:
        """Return the plain graphs of a store and its graphs of drafts."""
        named = (graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
        drafts = sorted(name for name in named if name.endswith("/draft"))
        return cls(store, (*PLAIN, *map(ox.NamedNode, drafts)))

    def default_graph(self) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None:
        """Return what the store's `query` takes as `default_graph`; None, its own, is the fastest."""
        return None if self.graphs == PLAIN else list(self.graphs)

    def quads(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, target: ox.NamedNode | ox.Literal | None
    ) -> Iterator[ox.Quad]:
        """Return the quads of a pattern; a triple that stands in two graphs comes twice."""
        for graph in self.graphs:
            yield from self.store.quads_for_pattern(subject, predicate, target, graph)


def select(source: ox.Store | Seen, text: str, **options: Any) -> ox.QuerySolutions:
    """Run a SELECT query of our own; the usual prefixes are there without being declared."""
    seen = Seen.of(source)
    found = seen.store.query(text, prefixes=dict(PREFIXES), default_graph=seen.default_graph(), **options)
    assert isinstance(found, ox.QuerySolutions)
    return found


def serialized(
    items: Iterable[ox.Triple] | Iterable[ox.Quad], kind: ox.RdfFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Return triples or quads as the bytes of a format."""
    data = ox.serialize(items, format=kind, prefixes=dict(prefixes))
    assert data is not None
    return data
