"""Terms: each is declared once, described in two languages, shown in an example, and agrees with the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
import yaml

from plankg.ontology.generate.shapes import core_classes
from plankg.ontology.names import OWL, PLAN, RDF, RDFS, SCHEMA, SKOS, XSD
from plankg.ontology.vocabulary import ROOT as ONTOLOGY
from plankg.ontology.vocabulary import Vocabulary

CHECKOUT = Path(__file__).parents[2]
EXAMPLES = Path(__file__).parent / "examples"
ROOMS = ("ontology", "build", "graph", "tests/ontology/examples")
VOCABULARY = Vocabulary.load()
TRIPLES = [quad.triple for quad in ox.parse((ONTOLOGY / "plan.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)]
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")

Table = dict[str, tuple[list[str], list[str]]]


@pytest.fixture(scope="module")
def table(shared: Path) -> Table:
    """The table of relations with the core types that are their heads and tails."""
    read: Table = json.loads((shared / "annotation" / "schema.json").read_text(encoding="utf-8"))
    return read


def core_types(table: Table) -> set[str]:
    return {name for heads_and_tails in table.values() for names in heads_and_tails for name in names}


def values(subject: str, predicate: str) -> list[ox.Literal | ox.NamedNode]:
    found = [t.object for t in TRIPLES if t.predicate.value == predicate and t.subject == ox.NamedNode(subject)]
    return [node for node in found if isinstance(node, ox.Literal | ox.NamedNode)]


def declared() -> set[str]:
    return {
        t.subject.value for t in TRIPLES if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(PLAN)
    }


def turtle_terms(path: Path) -> Iterator[str]:
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        for node in (quad.subject, quad.predicate, quad.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith(PLAN):
                yield node.value


def query_terms(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from (PLAN + name for name in re.findall(r"(?<![\w:-])plan:(\w+)", line))


def plan_file_terms(path: Path) -> Iterator[str]:
    """Yield the types of a plan file, and the keys that are neither the schema's own nor taken from outside.

    Settings in YAML, which have no `schema` at their top, are no plan files and yield nothing.
    """
    schema = json.loads((ONTOLOGY / "plan-file.schema.json").read_text(encoding="utf-8"))
    outside = set(schema["$defs"]["entity"]["properties"]) - set(VOCABULARY.relations) - set(VOCABULARY.attributes)
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for entity in tree.get("entities", {}).values() if isinstance(tree, dict) and "schema" in tree else ():
        yield PLAN + entity["type"]
        yield from (PLAN + key for key in entity if key not in outside)


READERS = {".ttl": turtle_terms, ".rq": query_terms, ".yaml": plan_file_terms}


def files() -> list[Path]:
    return [p for room in ROOMS for p in sorted((CHECKOUT / room).rglob("*")) if p.suffix in READERS]


def used_in_examples() -> set[str]:
    paths = [path for path in EXAMPLES.glob("*.ttl") if ".spoiled" not in path.name]
    return {term for path in paths for term in turtle_terms(path)}


def test_every_term_that_is_used_is_declared() -> None:
    known, read = declared(), files()
    unknown = {(path.name, term) for path in read for term in READERS[path.suffix](path) if term not in known}
    assert {path.suffix for path in read} >= {".ttl", ".yaml"}
    assert not unknown


def test_every_term_is_used_in_an_example() -> None:
    """Exempt are inverses (no graph holds them), superclasses of core types, and Grade (its instances are four)."""
    core = set(core_classes(VOCABULARY))
    superclasses = {ancestor for name in core for ancestor in VOCABULARY.ancestors(name)} - core
    relations = {name for name, relation in VOCABULARY.relations.items() if relation.inverse_of is None}
    wanted = (set(VOCABULARY.classes) - superclasses - {"Grade"}) | relations | set(VOCABULARY.attributes)
    assert len(wanted) > 200
    assert not {PLAN + name for name in wanted} - used_in_examples()


@pytest.mark.parametrize("term", sorted(declared()))
def test_a_term_is_described_in_both_languages(term: str) -> None:
    for predicate in (RDFS + "label", SKOS + "definition"):
        words = [value for value in values(term, predicate) if isinstance(value, ox.Literal)]
        assert sorted(word.language or "" for word in words) == ["en", "zh"]
        assert all(word.value.strip() for word in words)
    assert values(term, SKOS + "example")
    assert values(term, RDFS + "isDefinedBy") == [ox.NamedNode(PLAN.removesuffix("#"))]


def test_no_two_terms_share_a_label() -> None:
    for language in ("zh", "en"):
        for terms in (VOCABULARY.classes, VOCABULARY.relations, VOCABULARY.attributes):
            labels = [term.label[language] for term in terms.values()]
            assert labels
            assert sorted(labels) == sorted(set(labels))


def test_subclasses_have_no_cycle() -> None:
    order = list(TopologicalSorter({n: c.supers for n, c in VOCABULARY.classes.items()}).static_order())
    assert len(order) == len(VOCABULARY.classes)


def test_superclasses_heads_and_tails_are_declared_classes() -> None:
    names = [s for c in VOCABULARY.classes.values() for s in (*c.supers, *c.disjoint)]
    names += [n for r in VOCABULARY.relations.values() for n in (*r.heads, *r.tails) if "/" not in n]
    names += [n for a in VOCABULARY.attributes.values() for n in a.heads]
    assert names
    assert not set(names) - set(VOCABULARY.classes)


def test_heads_and_tails_are_those_of_the_table(table: Table) -> None:
    types = core_types(table)
    assert (len(table), len(types)) == (68, 38)
    assert types == set(core_classes(VOCABULARY))

    def covered(classes: tuple[str, ...]) -> set[str]:
        return {name for name in types for c in classes if VOCABULARY.is_a(name, c)}

    for name, (heads, tails) in table.items():
        relation = VOCABULARY.relations[name]
        assert (name, covered(relation.heads), covered(relation.tails)) == (name, set(heads), set(tails))


def test_domain_and_range_stand_only_where_one_class_covers_the_list(table: Table) -> None:
    types = core_types(table)
    below = {c: {t for t in types if VOCABULARY.is_a(t, c)} for c in VOCABULARY.classes}
    for name, sides in table.items():
        for listed, one, many in zip(sides, ("domain", "range"), ("domainIncludes", "rangeIncludes"), strict=True):
            covering = [PLAN + c for c in below if below[c] == set(listed)]
            single = [node.value for node in values(PLAN + name, RDFS + one)]
            several = [node.value for node in values(PLAN + name, SCHEMA + many)]
            assert (name, len(single)) == (name, 1 if covering else 0)
            assert set(single) <= set(covering)
            assert (name, bool(several)) == (name, not covering)


def test_every_core_type_is_a_class_with_a_conforming_and_a_spoiled_example(table: Table) -> None:
    for name in core_types(table) | {"Plan", "Statement", "Finding", "Cooperation"}:
        assert name in VOCABULARY.classes
        assert (EXAMPLES / f"{name}.ttl").is_file()
        assert (EXAMPLES / f"{name}.spoiled.ttl").is_file()


def test_an_inverse_turns_a_relation_that_is_none_itself() -> None:
    inverses = {r.name: r.inverse_of for r in VOCABULARY.relations.values() if r.inverse_of}
    assert inverses
    assert all(VOCABULARY.relations[relation].inverse_of is None for relation in inverses.values() if relation)


def closure(*turtle: str) -> rdflib.Graph:
    graph = rdflib.Graph().parse(data=(ONTOLOGY / "plan.ttl").read_text(encoding="utf-8"), format="turtle")
    for text in turtle:
        graph.parse(data=text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def test_the_ontology_with_all_examples_is_consistent() -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted(EXAMPLES.glob("*.ttl")) if ".spoiled" not in p.name]
    assert texts
    assert not list(closure(*texts).objects(None, ERROR))


def test_a_thing_of_two_disjoint_classes_is_inconsistent() -> None:
    pairs = [("Goal", "Task"), ("Measure", "Indicator"), ("Agent", "Place"), ("County", "Person")]
    things = (f"<https://example.org/{one}> a <{PLAN}{one}>, <{PLAN}{other}> ." for one, other in pairs)
    errors = [str(message) for message in closure("\n".join(things)).objects(None, ERROR)]
    for one, _ in pairs:
        assert any(f"https://example.org/{one}" in message for message in errors)


def test_the_ontology_keeps_to_named_classes_and_properties() -> None:
    """OWL 2 RL in its simplest part: no class expressions, so nothing that a rule engine would not follow."""
    assert not [t for t in TRIPLES if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    allowed = ("versionIRI", "versionInfo", "disjointWith", "inverseOf")
    predicates = {t.predicate.value for t in TRIPLES if t.predicate.value.startswith(OWL)}
    assert predicates <= {OWL + name for name in allowed}
    kinds = {
        t.object.value for t in TRIPLES if t.predicate.value == RDF + "type" and isinstance(t.object, ox.NamedNode)
    }
    names = ("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
    assert kinds == {OWL + name for name in names} | {PLAN + "Grade"}


def test_datatypes_are_the_five_that_are_written_in_canonical_form() -> None:
    ranges = {node.value for name in VOCABULARY.attributes for node in values(PLAN + name, RDFS + "range")}
    assert ranges == {XSD + name for name in ("integer", "decimal", "string", "boolean", "date")}
