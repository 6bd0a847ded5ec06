"""Concepts of the packaged SKOS schemes, and how a plan file's word for one is found."""

from __future__ import annotations

from functools import cache

from plankg.errors import nearest
from plankg.ontology.names import RDF, SCHEME, SKOS
from plankg.ontology.vocabulary import ROOT


def scheme_files() -> dict[str, bytes]:
    """Return the Turtle of every scheme by its name (the file's stem), sorted."""
    found = (entry for entry in (ROOT / "schemes").iterdir() if entry.name.endswith(".ttl"))
    return {entry.name.removesuffix(".ttl"): entry.read_bytes() for entry in sorted(found, key=lambda e: e.name)}


@cache
def concepts() -> frozenset[str]:
    """Return the IRIs of all packaged concepts."""
    import pyoxigraph as ox

    store = ox.Store()
    for turtle in scheme_files().values():
        store.load(turtle, format=ox.RdfFormat.TURTLE)
    found = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(SKOS + "Concept"))
    return frozenset(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))


@cache
def concept_iri(word: str, scheme: str | None) -> tuple[str | None, str | None]:
    """Return the IRI of a concept and None, or None and the nearest word that would be one.

    `word` is `scheme/concept`, or the concept alone where `scheme` (an IRI) says in which scheme to look.

    >>> concept_iri("national", "https://w3id.org/plankg/scheme/levels")[0]
    'https://w3id.org/plankg/scheme/levels/national'
    """
    inside = "" if scheme is None or "/" in word else scheme.removeprefix(SCHEME) + "/"
    iri = SCHEME + inside + word
    if iri in concepts():
        return iri, None
    prefix = SCHEME + inside
    return None, nearest(word, (c.removeprefix(prefix) for c in concepts() if c.startswith(prefix)))
