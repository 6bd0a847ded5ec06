"""Alignments: files apart that tie declared terms to other vocabularies, and that the core never imports."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from plankg.ontology.graphs import ontology_triples
from plankg.ontology.names import DCTERMS, OWL, PLAN, RDF, RDFS, SKOS
from plankg.ontology.vocabulary import ROOT, Vocabulary

FILES = {e.name: e.read_bytes() for e in (ROOT / "alignments").iterdir() if e.name.endswith(".ttl")}
SUBCLASS, SUBPROPERTY = RDFS + "subClassOf", RDFS + "subPropertyOf"
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
MAPPINGS = {SUBCLASS, SUBPROPERTY} | {SKOS + name for name in MATCHES}


def triples(name: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(FILES[name], format=ox.RdfFormat.TURTLE)]


def mappings(name: str) -> list[ox.Triple]:
    return [t for t in triples(name) if t.predicate.value in MAPPINGS]


def test_there_are_alignments() -> None:
    assert len(FILES) >= 14


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_alignment_maps_declared_terms_to_terms_from_outside(name: str) -> None:
    vocabulary = Vocabulary.load()
    known = {PLAN + n for n in (*vocabulary.classes, *vocabulary.relations, *vocabulary.attributes)}
    assert mappings(name)
    for triple in mappings(name):
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode)
        assert triple.subject.value in known
        assert not triple.object.value.startswith(PLAN)


def test_classes_are_mapped_by_subclass_and_properties_by_subproperty() -> None:
    vocabulary = Vocabulary.load()
    strict = [t for name in FILES for t in mappings(name) if t.predicate.value in (SUBCLASS, SUBPROPERTY)]
    assert strict
    for subject, predicate, _ in strict:
        assert isinstance(subject, ox.NamedNode)
        is_class = subject.value.removeprefix(PLAN) in vocabulary.classes
        assert (subject.value, predicate.value) == (subject.value, SUBCLASS if is_class else SUBPROPERTY)


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_alignment_is_titled_in_both_languages_and_names_its_source(name: str) -> None:
    read = triples(name)
    ontologies = [
        t.subject for t in read if t.predicate.value == RDF + "type" and t.object == ox.NamedNode(OWL + "Ontology")
    ]
    assert len(ontologies) == 1
    titles = [t.object for t in read if t.subject == ontologies[0] and t.predicate.value == DCTERMS + "title"]
    assert sorted(o.language or "" for o in titles if isinstance(o, ox.Literal)) == ["en", "zh"]
    assert [t for t in read if t.subject == ontologies[0] and t.predicate.value == DCTERMS + "source"]


def test_the_core_imports_no_alignment() -> None:
    core = [line for line in ontology_triples() if f"<{OWL}imports>" in line or "/ontology/alignments/" in line]
    assert ontology_triples()
    assert not core
    assert not [n for n in FILES for t in triples(n) if t.predicate.value == OWL + "imports"]
