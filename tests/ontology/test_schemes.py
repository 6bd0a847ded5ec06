"""Concept schemes: each concept is named and defined in two languages and has its place in one scheme."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pyoxigraph as ox
import pytest

from plankg.ontology.concepts import scheme_files
from plankg.ontology.names import DCTERMS, PLAN, RDF, SCHEME, SKOS
from plankg.ontology.vocabulary import ROOT, Vocabulary

SCHEMES = scheme_files()
TYPE = ox.NamedNode(RDF + "type")


def load(name: str) -> ox.Store:
    store = ox.Store()
    store.load(SCHEMES[name], format=ox.RdfFormat.TURTLE)
    return store


def concepts(store: ox.Store) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, TYPE, ox.NamedNode(SKOS + "Concept"))
    found = [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    assert found
    return found


def objects(store: ox.Store, node: ox.NamedNode, predicate: str) -> list[ox.NamedNode | ox.Literal]:
    found = [quad.object for quad in store.quads_for_pattern(node, ox.NamedNode(predicate), None)]
    return [o for o in found if isinstance(o, ox.NamedNode | ox.Literal)]


def languages(store: ox.Store, node: ox.NamedNode, predicate: str) -> list[str]:
    return sorted(o.language or "" for o in objects(store, node, predicate) if isinstance(o, ox.Literal))


def test_there_are_schemes() -> None:
    assert len(SCHEMES) >= 13


@pytest.mark.parametrize("name", SCHEMES)
def test_a_file_holds_the_one_scheme_it_is_named_after(name: str) -> None:
    store = load(name)
    schemes = [q.subject for q in store.quads_for_pattern(None, TYPE, ox.NamedNode(SKOS + "ConceptScheme"))]
    assert schemes == [ox.NamedNode(SCHEME + name)]
    assert languages(store, ox.NamedNode(SCHEME + name), DCTERMS + "title") == ["en", "zh"]
    assert languages(store, ox.NamedNode(SCHEME + name), DCTERMS + "description") == ["en", "zh"]


@pytest.mark.parametrize("name", SCHEMES)
def test_a_concept_has_one_name_in_each_language(name: str) -> None:
    store = load(name)
    for concept in concepts(store):
        assert (concept.value, languages(store, concept, SKOS + "prefLabel")) == (concept.value, ["en", "zh"])


@pytest.mark.parametrize("name", SCHEMES)
def test_a_concept_of_our_own_is_defined_in_both_languages(name: str) -> None:
    """Concepts of the national classification of industries carry its notation and are defined there."""
    store = load(name)
    own = [c for c in concepts(store) if name != "industries" or not objects(store, c, SKOS + "notation")]
    assert own
    for concept in own:
        assert (concept.value, languages(store, concept, SKOS + "definition")) == (concept.value, ["en", "zh"])


@pytest.mark.parametrize("name", SCHEMES)
def test_a_concept_is_on_top_or_below_one_other(name: str) -> None:
    store = load(name)
    scheme, known = ox.NamedNode(SCHEME + name), set(concepts(store))
    broader = {c: [o for o in objects(store, c, SKOS + "broader") if isinstance(o, ox.NamedNode)] for c in known}
    for concept, above in broader.items():
        tops = objects(store, concept, SKOS + "topConceptOf")
        assert (concept.value, len(tops) + len(above)) == (concept.value, 1)
        assert set(tops) <= {scheme}
        assert set(above) <= known
        assert objects(store, concept, SKOS + "inScheme") == [scheme]
        assert concept.value.startswith(f"{SCHEME}{name}/")
    assert list(TopologicalSorter(broader).static_order())


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_concepts_share_a_name_only_with_the_one_above(name: str, language: str) -> None:
    """The national classification of industries names a division with one group in it like the group."""
    store = load(name)
    first: dict[str, ox.NamedNode] = {}
    for concept in sorted(concepts(store), key=lambda c: len(c.value)):
        for label in objects(store, concept, SKOS + "prefLabel"):
            if isinstance(label, ox.Literal) and label.language == language:
                other = first.setdefault(label.value, concept)
                assert other == concept or other in objects(store, concept, SKOS + "broader"), label.value


def test_every_scheme_that_the_ontology_names_is_there() -> None:
    turtle = ox.parse((ROOT / "plan.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    named = {
        q.object.value
        for q in turtle
        if q.predicate.value == PLAN + "kindScheme" and isinstance(q.object, ox.NamedNode)
    }
    assert named
    assert named <= {SCHEME + name for name in SCHEMES}


def test_every_class_finds_the_scheme_of_its_superclass() -> None:
    vocabulary = Vocabulary.load()
    assert vocabulary.kind_scheme("FreeTradeArea") == SCHEME + "zone-kinds"
    assert vocabulary.kind_scheme("Quantity") is None


def test_the_grades_are_those_of_the_ontology() -> None:
    store = load("grades")
    matched = {o.value for concept in concepts(store) for o in objects(store, concept, SKOS + "exactMatch")}
    assert matched == {PLAN + name for name in Vocabulary.load().grades}
