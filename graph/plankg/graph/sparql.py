"""The two calls of the store whose results have several types, narrowed to the one that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from plankg.ontology.names import PREFIXES


def select(store: ox.Store, text: str, **options: Any) -> ox.QuerySolutions:
    """Run a SELECT query of our own; the usual prefixes are there without being declared."""
    found = store.query(text, prefixes=dict(PREFIXES), **options)
    assert isinstance(found, ox.QuerySolutions)
    return found


def serialized(
    items: Iterable[ox.Triple] | Iterable[ox.Quad], kind: ox.RdfFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Return triples or quads as the bytes of a format."""
    data = ox.serialize(items, format=kind, prefixes=dict(prefixes))
    assert data is not None
    return data
