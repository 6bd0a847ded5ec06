"""What is seen of a store, and the two calls whose results have several types, narrowed to the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from plankg.errors import UsageError
from plankg.ontology.names import ONTOLOGY_GRAPH, PREFIXES

Graphs: TypeAlias = "tuple[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, ...]"
PLAIN: Final[Graphs] = (ox.DefaultGraph(),)
"""The graphs of a plain query: the store's default graph holds plans, inferences, RDF files and the ontology."""


_ASIDE: Final = re.compile(r"/(?:findings|draft|analyst/.*)\Z")
_PARTS: Final = re.compile(r"/(?:inferred|findings|draft|analyst/.*)\Z")


@dataclass(frozen=True, slots=True)
class Seen:
    """A store as far as it is seen.

    `graphs`: what a plain query sees, all plans or one, with or without drafts. `named`: the graphs that GRAPH reaches;
    None: every one.
    """

    store: ox.Store
    graphs: Graphs = PLAIN
    named: tuple[ox.NamedNode, ...] | None = None

    @classmethod
    def of(cls, source: ox.Store | Seen) -> Seen:
        """Return what is seen; of a bare store, its plain graphs."""
        return source if isinstance(source, Seen) else cls(source)

    @classmethod
    def choose(cls, store: ox.Store, *, plan: str | None = None, drafts: bool = False) -> Seen:
        """Return the plain graphs of a store, or those of one plan, and its graphs of drafts if they are wanted.

        Raises UsageError for a plan that is not there, with the nearest that is.
        """
        if plan is None and not drafts:
            return cls(store)
        names = sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
        if plan is None:
            return cls(store, (*PLAIN, *(ox.NamedNode(name) for name in names if name.endswith("/draft"))))
        tails = {name: name.partition("/graph/")[2] for name in names if name != ONTOLOGY_GRAPH}
        own = [name for name, tail in tails.items() if _PARTS.sub("", tail) == plan]
        if not own:
            raise UsageError.unknown("plan", plan, {_PARTS.sub("", tail) for tail in tails.values()})
        plain = [name for name in own if not _ASIDE.search(name) or (drafts and name.endswith("/draft"))]
        seen = tuple(ox.NamedNode(name) for name in (*plain, ONTOLOGY_GRAPH))
        return cls(store, seen, tuple(ox.NamedNode(name) for name in (*own, ONTOLOGY_GRAPH)))

    def dataset(self) -> dict[str, Any]:
        """Return what the store's `query` is told of the graphs; nothing where it sees its own: that is the fastest."""
        told: dict[str, Any] = {} if self.graphs == PLAIN else {"default_graph": list(self.graphs)}
        return told if self.named is None else {**told, "named_graphs": list(self.named)}

    def named_graphs(self) -> list[ox.NamedNode]:
        """Return the named graphs that are reached, sorted."""
        found = self.store.named_graphs() if self.named is None else self.named
        return sorted((g for g in found if isinstance(g, ox.NamedNode)), key=lambda graph: graph.value)

    def quads(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, target: ox.NamedNode | ox.Literal | None
    ) -> Iterator[ox.Quad]:
        """Return the quads of a pattern; a triple that stands in two graphs comes twice."""
        for graph in self.graphs:
            yield from self.store.quads_for_pattern(subject, predicate, target, graph)


def select(source: ox.Store | Seen, text: str, **options: Any) -> ox.QuerySolutions:
    """Run a SELECT query of our own; the usual prefixes are there without being declared."""
    seen = Seen.of(source)
    found = seen.store.query(text, prefixes=dict(PREFIXES), **seen.dataset(), **options)
    assert isinstance(found, ox.QuerySolutions)
    return found


def serialized(
    items: Iterable[ox.Triple] | Iterable[ox.Quad], kind: ox.RdfFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Return triples or quads as the bytes of a format, its prefixes sorted (the serializer's own order varies)."""
    data = ox.serialize(items, format=kind, prefixes=dict(prefixes))
    assert data is not None
    lines = data.splitlines(keepends=True)
    body = next((i for i, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join([*sorted(lines[:body]), *lines[body:]])
