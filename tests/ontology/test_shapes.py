"""Shapes: examples conform, spoiled ones do not, two engines agree, and every constraint can fire."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import shacl

from plankg.ontology.generate import artefacts
from plankg.ontology.graphs import shapes_text, validation_context
from plankg.ontology.names import PLAN, SH, SHAPES
from plankg.ontology.vocabulary import ROOT, Vocabulary

EXAMPLES = Path(__file__).parent / "examples"
CONFORMING = sorted(path for path in EXAMPLES.glob("*.ttl") if ".spoiled" not in path.name)
SPOILED = sorted(EXAMPLES.glob("*.spoiled.ttl"))
CONSTRAINTS = [q.triple for q in ox.parse((ROOT / "constraints.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)]

Results = set[tuple[str, str, str]]
"""Focus node, path (empty for a node shape) and severity of each result."""


@cache
def compiled() -> shacl.Shapes:
    return shacl.Shapes.from_turtle(shapes_text())


@cache
def shapes_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes_text(), format="turtle")


def as_triples(turtle: str) -> str:
    lines = (f"{quad.triple} ." for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    return "\n".join(lines) + "\n" + validation_context()


def report(turtle: str) -> list[shacl.Result]:
    return list(compiled().validate_text(as_triples(turtle), format="ntriples").results)


def by_rust(turtle: str) -> Results:
    return {(r.focus_node.strip("<>"), (r.path or "").strip("<>"), r.severity) for r in report(turtle)}


def by_pyshacl(turtle: str) -> Results:
    data = rdflib.Graph().parse(data=as_triples(turtle), format="nt")
    _, graph, _ = pyshacl.validate(data, shacl_graph=shapes_graph(), inplace=True)
    assert isinstance(graph, rdflib.Graph)
    sh = rdflib.Namespace(SH)
    return {
        (
            str(graph.value(node, sh.focusNode)),
            str(graph.value(node, sh.resultPath) or ""),
            str(graph.value(node, sh.resultSeverity)).removeprefix(SH),
        )
        for node in graph.subjects(rdflib.RDF.type, sh.ValidationResult)
    }


def violations(results: Results) -> Results:
    return {result for result in results if result[2] == "Violation"}


def test_there_are_examples_of_both_kinds() -> None:
    assert len(CONFORMING) > 42
    assert len(SPOILED) >= 42


@pytest.mark.parametrize("path", CONFORMING, ids=lambda path: path.stem)
def test_an_example_conforms_under_both_engines(path: Path) -> None:
    turtle = path.read_text(encoding="utf-8")
    assert violations(by_rust(turtle)) == set()
    assert by_rust(turtle) == by_pyshacl(turtle)


@pytest.mark.parametrize("path", SPOILED, ids=lambda path: path.stem)
def test_the_one_fault_of_a_spoiled_example_is_found_by_both_engines(path: Path) -> None:
    turtle = path.read_text(encoding="utf-8")
    assert turtle.startswith("# ")
    assert len(violations(by_rust(turtle))) == 1
    assert by_rust(turtle) == by_pyshacl(turtle)


def said(predicate: str) -> dict[str, list[ox.Literal | ox.NamedNode]]:
    """What the constraints have as values of a property of SHACL, by the shape's IRI."""
    found: dict[str, list[ox.Literal | ox.NamedNode]] = {}
    for subject, verb, value in CONSTRAINTS:
        if verb.value == SH + predicate and isinstance(subject, ox.NamedNode):
            assert isinstance(value, ox.Literal | ox.NamedNode)
            found.setdefault(subject.value, []).append(value)
    return found


def names_of_constraints() -> set[str]:
    """The shapes that hold a constraint of their own: all but those that only gather others."""
    subjects = {t.subject.value for t in CONSTRAINTS if isinstance(t.subject, ox.NamedNode)}
    return subjects - set(said("property"))


def bare_instances() -> dict[str, str]:
    """One thing of each class, of which nothing else is said: the class by its IRI."""
    return {f"https://w3id.org/plankg/id/bare/{name}": name for name in Vocabulary.load().classes}


def typed(things: dict[str, str]) -> str:
    return "\n".join(f"<{iri}> a <{PLAN}{name}> ." for iri, name in things.items())


def source(result: shacl.Result) -> str:
    return (result.source_shape or "").strip("<>")


FAULTS = """
@prefix plan: <https://w3id.org/plankg/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://w3id.org/plankg/id/spoiled/> .
:named a plan:Topic ; rdfs:label "一"@zh, "二"@zh, "trois"@fr ; dcterms:type :no-concept ; plan:evidence :named .
:explicit a plan:Statement ; rdf:subject "x" ; rdf:predicate plan:influences ; plan:grade plan:Explicit .
:inferred a plan:Statement ; plan:grade plan:Inferred ; plan:score 9 ; plan:confidence 2.0 .
:analyst a plan:Statement ; plan:grade plan:Analyst ; plan:reviewStatus "rejected" .
:reviewed a plan:Statement ; plan:reviewStatus "perhaps" .
:span a oa:SpecificResource ; oa:hasSource :read ; oa:hasSelector :words, :more . :more oa:exact "b", "c" .
:place a oa:TextPositionSelector ; oa:start 5 ; oa:end 5 . :endless a oa:TextPositionSelector ; oa:start -1 .
:words a oa:TextQuoteSelector ; oa:exact "" .
:read a plan:Document ; plan:sha256 "abc" .
:other-span a oa:SpecificResource ; oa:hasSource :unread .
:period a plan:Period ; plan:startYear 20 ; plan:endYear 10 ; plan:date "2026-01-01"^^xsd:date, "2026-01-02"^^xsd:date .
:value a plan:IndicatorTarget ; plan:value 1.0, 2.0 ; plan:unit "a", "b" ; plan:measureKind "x" .
:range a plan:IndicatorTarget ; plan:minValue 2.0 ; plan:maxValue 1.0, 0.5 ; plan:comparator "more" .
:binding a plan:BindingIndicator ; plan:bindingness "expected", "x" .
:expected a plan:ExpectedIndicator ; plan:bindingness "binding" .
:numeric a plan:NumericTarget ; plan:qualitative true . :wordy a plan:QualitativeTarget ; plan:qualitative false .
:counted a plan:IndustryGroup ; plan:order 0 ; plan:declaredCount 0 ; plan:formula "+" .
:region a plan:Region ; plan:adcode "1" .
:finding a plan:Finding ; plan:severity "fatal" .
"""


def test_every_constraint_can_fire() -> None:
    """A bare instance of each class lacks all that can be lacking; FAULTS holds a wrong value for the rest."""
    fired = {source(result) for result in report(FAULTS + typed(bare_instances()))}
    assert names_of_constraints()
    assert names_of_constraints() - fired == set()


def test_every_constraint_says_in_both_languages_what_to_do() -> None:
    messages = said("message")
    assert set(messages) == names_of_constraints()
    for name, values in messages.items():
        words = {value.language or "": value.value for value in values if isinstance(value, ox.Literal)}
        assert (name, sorted(words)) == (name, ["en", "zh"])
        assert "；" in words["zh"]
        assert ";" in words["en"]


def test_every_constraint_has_one_of_three_severities() -> None:
    severities = said("severity")
    assert set(severities) == names_of_constraints()
    used = sorted({value.value.removeprefix(SH) for values in severities.values() for value in values})
    assert used == ["Info", "Violation", "Warning"]


def test_constraints_reach_every_class_that_has_instances() -> None:
    bare = bare_instances()
    nameless = {bare[r.focus_node.strip("<>")] for r in report(typed(bare)) if source(r) == SHAPES + "label"}
    assert set(bare.values()) - nameless == {"Statement", "Finding", "Grade"}


def test_constraints_hold_neither_queries_nor_nested_quantifiers() -> None:
    text = (ROOT / "constraints.ttl").read_text(encoding="utf-8")
    patterns = re.findall(r'sh:pattern "([^"]*)"', text)
    assert "sh:sparql" not in text
    assert patterns
    assert not [pattern for pattern in patterns if re.search(r"[*+}]\)?[*+{]", pattern)]


def test_generated_and_handwritten_shapes_have_different_names() -> None:
    generated = {q.subject for q in ox.parse((ROOT / "shapes.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)}
    named = {node for node in generated if isinstance(node, ox.NamedNode)}
    assert named
    assert not named & {t.subject for t in CONSTRAINTS}


def test_generated_files_are_up_to_date() -> None:
    wanted = artefacts()
    assert wanted
    for path, content in wanted.items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is out of date: run make generate"
