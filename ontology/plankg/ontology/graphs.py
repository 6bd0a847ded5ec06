"""The ontology as triples: what is stored beside every plan, and the little that validators need of it."""

from __future__ import annotations

from functools import cache
from typing import Final

from plankg.ontology.concepts import scheme_files
from plankg.ontology.names import OWL, PLAN, RDF, RDFS, SCHEMA, SKOS
from plankg.ontology.vocabulary import ROOT

_FOR_VALIDATION: Final = (RDFS + "subClassOf", RDFS + "subPropertyOf")


@cache
def ontology_triples() -> tuple[str, ...]:
    """Return the terms and all concept schemes as sorted N-Triples lines (neither shapes nor alignments)."""
    import pyoxigraph as ox

    lines: set[str] = set()
    for turtle in ((ROOT / "plan.ttl").read_bytes(), *scheme_files().values()):
        triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        lines.update(f"{quad.triple} ." for quad in triples)
    return tuple(sorted(lines))


@cache
def validation_context() -> str:
    """Return the N-Triples that a validator needs beside the data: subclasses and which IRIs are concepts."""
    wanted = tuple(f" <{predicate}> " for predicate in _FOR_VALIDATION)
    concept = f" <{RDF}type> <{SKOS}Concept> "
    kept = (line for line in ontology_triples() if concept in line or any(p in line for p in wanted))
    return "\n".join(kept) + "\n"


def shapes_text() -> str:
    """Return the Turtle of all packaged shapes: the generated ones and the constraints written by hand."""
    names = ("shapes.ttl", "constraints.ttl")
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


_FOR_REASONING: Final = (
    *_FOR_VALIDATION,
    RDF + "type",
    RDFS + "label",
    OWL + "disjointWith",
    OWL + "inverseOf",
    SKOS + "prefLabel",
    SKOS + "altLabel",
    SKOS + "notation",
    PLAN + "acyclic",
    PLAN + "kindScheme",
    RDFS + "domain",
    RDFS + "range",
    SCHEMA + "domainIncludes",
    SCHEMA + "rangeIncludes",
)


@cache
def reasoning_context() -> str:
    """Return the N-Triples of the ontology that rules, checks and audits may ask: structure and names, no prose."""
    wanted = tuple(f" <{predicate}> " for predicate in _FOR_REASONING)
    return "\n".join(line for line in ontology_triples() if line[line.index(" ") :].startswith(wanted)) + "\n"
