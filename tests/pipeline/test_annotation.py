"""The packaged plan holds all that two people marked in its document by hand, and little, listed here, beyond it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from plankg.graph import PlanGraph
from plankg.ontology.names import DCTERMS, ID, PLAN, SKOS, plan_graph
from plankg.ontology.vocabulary import Vocabulary

Ask = Callable[[ox.Store, str], list[tuple[str, ...]]]
Span = tuple[int, int]
Edge = tuple[str, str, str]
PLAN_ID = "jinpu-14fyp"

ADDED_THINGS: dict[str, str] = {
    "plan": "the plan itself, the work, is kept apart from the documents that express it",
    "cooperation-pudong": "a cooperation of two regions through a mechanism is a thing of its own",
    "cooperation-northeast": "the same for the cooperation with the other regions of the Northeast",
    "chapter-2": "one of the chapters that the document names only as a range, the second to the ninth",
    "chapter-3": "as chapter-2",
    "chapter-4": "as chapter-2",
    "chapter-5": "as chapter-2",
    "chapter-6": "as chapter-2",
    "chapter-7": "as chapter-2",
    "chapter-8": "as chapter-2",
    "chapter-9": "as chapter-2",
}
_TASKS = (
    "task-1-innovation-engine",
    "task-2-modern-industrial-system",
    "task-3-reform-momentum",
    "task-4-opening-up-fulcrum",
    "task-5-coordinated-development",
    "task-6-ecological-urban-area",
    "task-7-modern-infrastructure",
    "task-8-peaceful-happy",
)
ADDED_STATEMENTS: dict[str, list[Edge]] = {
    "the outline is the document of the plan": [("doc-outline", "expresses", "plan")],
    "the parties of a cooperation and its mechanism, where the annotation has them as an attribute": [
        ("cooperation-pudong", "partner", "region-jinpu"),
        ("cooperation-pudong", "partner", "region-pudong"),
        ("cooperation-pudong", "throughMechanism", "mechanism-paired-cooperation"),
        ("cooperation-northeast", "partner", "region-jinpu"),
        ("cooperation-northeast", "partner", "region-other-northeast-china"),
        ("cooperation-northeast", "throughMechanism", "mechanism-strategic-collaboration"),
    ],
    "the single chapters of the range, which the annotation has as its attributes from and to": [
        (whole, "hasPart", f"chapter-{n}") for whole in ("doc-outline", "chapters-2-9") for n in range(2, 10)
    ],
    "the chapter of each task by its number, which the annotation has as an attribute": [
        (task, "elaboratedIn", f"chapter-{n}") for n, task in enumerate(_TASKS, start=2)
    ],
}

ADDED_VALUES: dict[tuple[str, str], str] = {
    ("chapter-1", "order"): "the number that stands in its name, so that chapters sort",
    ("chapter-10", "order"): "the same",
}

CLASS_OF_SUBTYPE: dict[tuple[str, str], str] = {
    ("Document", "interpretation"): "PolicyInterpretation",
    ("Document", "notice"): "Notice",
    ("Document", "plan"): "PlanningDocument",
    ("Document", "proposal"): "PlanProposal",
    ("Document", "workplan"): "WorkPlan",
    ("Document", "draft"): "PlanDraft",
    ("DocumentPart", "section"): "Section",
    ("DocumentPart", "subsection"): "Section",
    ("DocumentPart", "chapter"): "Chapter",
    ("DocumentPart", "chapterRange"): "DocumentPart",
    ("DraftingStep", "step"): "DraftingStep",
    ("DraftingStep", "action"): "DraftingStep",
    ("PlanFeature", "feature"): "PlanFeature",
    ("PlanFeature", "statement"): "PlanFeature",
    ("Organization", "party"): "PartyBody",
    ("Organization", "government"): "GovernmentBody",
    ("Organization", "leadingGroup"): "LeadingGroup",
    ("Organization", "research"): "ResearchBody",
    ("Person", "role"): "Post",
    ("Event", "meeting"): "Meeting",
    ("Period", "planPeriod"): "PlanPeriod",
    ("Period", "horizonYear"): "HorizonYear",
    ("Period", "date"): "Date",
    ("Period", "relative"): "RelativePeriod",
    ("Region", "nationalNewArea"): "NationalNewArea",
    ("Region", "city"): "Prefecture",
    ("Region", "province"): "Province",
    ("Region", "country"): "Country",
    ("Region", "macroRegion"): "MacroRegion",
    ("Region", "economicCircle"): "EconomicCircle",
    ("Region", "regionClass"): "RegionClass",
    ("FunctionalZone", "ecological"): "EcologicalZone",
    ("SpatialElement", "element"): "SpatialElement",
    ("SpatialElement", "bay"): "Bay",
    ("Doctrine", "instruction"): "Doctrine",
    ("Strategy", "upperRequirement"): "Strategy",
    ("GuidingElement", "统领"): "OverarchingPrinciple",
    ("GuidingElement", "目的"): "Purpose",
    ("GuidingElement", "主题"): "Theme",
    ("GuidingElement", "主线"): "MainLine",
    ("GuidingElement", "基本点"): "BasePoint",
    ("GuidingElement", "总目标"): "OverallGoalSlot",
    ("GuidingStatement", "orientation"): "GuidingStatement",
    ("Goal", "overall"): "OverallGoal",
    ("Goal", "stage"): "StageGoal",
    ("Goal", "longTerm"): "LongRangeGoal",
    ("Indicator", "system"): "IndicatorSystem",
    ("Indicator", "reference"): "Indicator",
    ("IndicatorTarget", "qualitative"): "QualitativeTarget",
    ("Positioning", "national"): "NationalPositioning",
    ("DevelopmentSystem", "pattern"): "Pattern",
    ("DevelopmentSystem", "institution"): "InstitutionalSystem",
    ("DevelopmentSystem", "system"): "DevelopmentSystem",
    ("PolicyField", "economy"): "Economy",
    ("PolicyField", "technology"): "Technology",
    ("PolicyField", "group"): "SpaceKind",
    ("PolicyField", "space"): "SpaceKind",
    ("PolicyField", "infrastructure"): "Infrastructure",
    ("PolicyField", "publicService"): "PublicService",
    ("CooperationMechanism", "agreement"): "CooperationMechanism",
    ("CooperationMechanism", "pairing"): "CooperationMechanism",
    ("Project", "programme"): "Programme",
}
ATTRIBUTE_OF: dict[str, tuple[str, ...]] = {
    "order": ("order",),
    "value": ("value",),
    "unit": ("unit",),
    "comparator": ("comparator",),
    "count": ("declaredCount",),
    "formula": ("formula",),
    "start": ("startYear",),
    "end": ("endYear",),
    "year": ("startYear", "endYear"),
    "date": ("date",),
    "generic": ("generic",),
    "basis": ("verbatim",),
    "expansionInText": ("expansionStated",),
}
AS_PARTS = ("of", "from", "to")
"""Attributes of the annotation that are relations in the plan."""
ONLY_AS_ANNOTATED = ("order", "value", "unit", "comparator", "formula", "generic", "expansionStated", "date")
GRADE_OF = {"explicit": "Explicit", "inferred": "Structural"}


@dataclass
class Marked:
    """Things and relations as one side has them; a thing of the annotation goes by its id in the plan."""

    cores: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    spans: defaultdict[str, set[Span]] = field(default_factory=lambda: defaultdict(set))
    values: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    grades: defaultdict[Edge, set[str]] = field(default_factory=lambda: defaultdict(set))
    cited: defaultdict[Edge, set[Span]] = field(default_factory=lambda: defaultdict(set))
    said: defaultdict[Edge, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def pair(row: tuple[str, ...]) -> tuple[str, str]:
    one, other = row
    return one, other


@pytest.fixture(scope="module")
def annotation(shared: Path) -> dict[str, Any]:
    """The annotation made by hand: `entities` with their mentions, `relations` with their evidence."""
    content: dict[str, Any] = json.loads((shared / "annotation/gold/seed.gold.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def plan(packaged_graph: PlanGraph, ask: Ask) -> Marked:
    """The plan's graph as it was built, read back from the store."""
    store, graph = packaged_graph.store, plan_graph(PLAN_ID)
    vocabulary = Vocabulary.load()
    where = f"GRAPH <{graph}>"
    named = ask(store, f"SELECT ?s ?n WHERE {{ {where} {{ ?s dcterms:identifier ?n }} }}")
    known = dict(map(pair, named))
    made = Marked()

    def name(iri: str) -> str:
        return known.get(iri) or iri.removeprefix(f"{ID}{PLAN_ID}/")

    types = ask(store, f"SELECT ?s ?c WHERE {{ {where} {{ ?s a ?c FILTER(STRSTARTS(STR(?c), '{PLAN}')) }} }}")
    for iri, kind in types:
        kind = kind.removeprefix(PLAN)
        if kind != "Statement":
            made.classes[name(iri)], made.cores[name(iri)] = kind, vocabulary.core(kind)
    position = (
        "plan:evidence ?ev . ?ev oa:hasSelector ?p . ?p oa:start ?a ; oa:end ?b . FILTER NOT EXISTS {?p oa:exact ?x}"
    )
    for iri, start, end in ask(store, f"SELECT ?s ?a ?b WHERE {{ {where} {{ ?s {position} }} }}"):
        made.spans[name(iri)].add((int(start), int(end)))
    for iri, attribute, value in ask(
        store, f"SELECT ?s ?p ?v WHERE {{ {where} {{ ?s ?p ?v FILTER(ISLITERAL(?v) && LANG(?v) = '') }} }}"
    ):
        made.values[name(iri)][attribute.removeprefix(PLAN).removeprefix(SKOS)] = value
    ends = "?st rdf:subject ?s ; rdf:predicate ?r ; rdf:object ?o ; plan:grade ?g"
    for st, subject, relation, target, grade in ask(store, f"SELECT ?st ?s ?r ?o ?g WHERE {{ {where} {{ {ends} }} }}"):
        edge = (name(subject), relation.removeprefix(PLAN), name(target))
        made.grades[edge].add(grade.removeprefix(PLAN))
        made.cited[edge], made.said[edge] = made.spans.pop(name(st), set()), made.values.pop(name(st), {})
    return made


@pytest.fixture(scope="module")
def ids(annotation: dict[str, Any], plan: Marked) -> dict[str, str]:
    """The id in the plan of each thing of the annotation, found by its class and the spans of its mentions."""
    found: dict[str, str] = {}
    by_spans = defaultdict(list)
    for name, core in plan.cores.items():
        by_spans[core, frozenset(plan.spans[name])].append(name)
    for thing in annotation["entities"]:
        spans = frozenset((mention["start"], mention["end"]) for mention in thing["mentions"])
        candidates = by_spans[thing["type"], spans]
        assert len(candidates) == 1, (thing["name"], candidates)
        found[thing["id"]] = candidates[0]
    return found


@pytest.fixture(scope="module")
def by_hand(annotation: dict[str, Any], ids: dict[str, str]) -> Marked:
    made = Marked()
    for relation in annotation["relations"]:
        edge = (ids[relation["head"]], relation["type"], ids[relation["tail"]])
        made.grades[edge].add(GRADE_OF[relation["status"]])
        made.cited[edge].add((relation["evidence"]["start"], relation["evidence"]["end"]))
        made.said[edge].update(relation["attrs"])
    return made


def test_every_thing_stands_in_the_plan_with_its_class_and_its_mentions(
    annotation: dict[str, Any], ids: dict[str, str]
) -> None:
    assert len(annotation["entities"]) == 323
    assert sum(len(thing["mentions"]) for thing in annotation["entities"]) == 396
    assert len(set(ids.values())) == 323


def test_every_relation_stands_in_the_plan_with_its_ends_and_its_evidence(
    annotation: dict[str, Any], by_hand: Marked, plan: Marked
) -> None:
    assert len(annotation["relations"]) == 428
    assert len(by_hand.cited) == 427
    assert {edge: plan.cited[edge] for edge in by_hand.cited} == by_hand.cited


def test_a_relation_has_one_grade_that_follows_from_how_it_was_marked(by_hand: Marked, plan: Marked) -> None:
    assert {edge: plan.grades[edge] for edge in by_hand.grades} == by_hand.grades
    assert sum(grades == {"Structural"} for grades in by_hand.grades.values()) == 13


def test_things_beyond_the_annotation_are_those_listed(plan: Marked, ids: dict[str, str]) -> None:
    assert set(plan.cores) - set(ids.values()) == set(ADDED_THINGS)


def test_statements_beyond_the_annotation_are_those_listed(plan: Marked, by_hand: Marked) -> None:
    listed = [edge for edges in ADDED_STATEMENTS.values() for edge in edges]
    assert len(listed) == len(set(listed)) == 31
    assert set(plan.grades) - set(by_hand.grades) == set(listed)


def test_a_subtype_is_a_class_of_the_plan(annotation: dict[str, Any], plan: Marked, ids: dict[str, str]) -> None:
    vocabulary = Vocabulary.load()
    typed = [thing for thing in annotation["entities"] if thing["subtype"]]
    assert {(thing["type"], thing["subtype"]) for thing in typed} == set(CLASS_OF_SUBTYPE)
    for thing in typed:
        expected = CLASS_OF_SUBTYPE[thing["type"], thing["subtype"]]
        assert vocabulary.is_a(plan.classes[ids[thing["id"]]], expected), thing["name"]


def test_steps_and_features_are_those_with_a_number(
    annotation: dict[str, Any], plan: Marked, ids: dict[str, str]
) -> None:
    numbered = {"step": True, "action": False, "feature": True, "statement": False}
    things = [thing for thing in annotation["entities"] if thing["subtype"] in numbered]
    assert len(things) == 26
    for thing in things:
        assert ("order" in plan.values[ids[thing["id"]]]) == numbered[thing["subtype"]], thing["name"]


def test_every_attribute_has_its_value_in_the_plan(
    annotation: dict[str, Any], plan: Marked, ids: dict[str, str]
) -> None:
    given = [(thing, key, value) for thing in annotation["entities"] for key, value in thing["attrs"].items()]
    assert {key for _, key, _ in given} == {*ATTRIBUTE_OF, *AS_PARTS}
    compared = 0
    for thing, key, value in given:
        for attribute in ATTRIBUTE_OF.get(key, ()):
            compared += 1
            assert (thing["name"], plan.values[ids[thing["id"]]].get(attribute)) == (thing["name"], value)
    assert compared == 57


def test_such_attributes_beyond_the_annotation_are_those_listed(
    annotation: dict[str, Any], plan: Marked, ids: dict[str, str]
) -> None:
    given = {
        (ids[thing["id"]], attribute)
        for thing in annotation["entities"]
        for key in thing["attrs"]
        for attribute in ATTRIBUTE_OF.get(key, ())
    }
    found = {(name, a) for name in ids.values() for a in ONLY_AS_ANNOTATED if a in plan.values[name]}
    assert len(given & found) > 40
    assert found - given == set(ADDED_VALUES)


def test_chapters_are_parts_of_the_document_that_the_annotation_names(
    annotation: dict[str, Any], plan: Marked, ids: dict[str, str]
) -> None:
    parts = [thing for thing in annotation["entities"] if "of" in thing["attrs"]]
    assert len(parts) == 3
    for thing in parts:
        part, attrs = ids[thing["id"]], thing["attrs"]
        assert (ids[attrs["of"]], "hasPart", part) in plan.grades
        chapters = range(int(attrs["from"]), int(attrs["to"]) + 1) if "from" in attrs else ()
        assert all((part, "hasPart", f"chapter-{n}") in plan.grades for n in chapters)


def test_what_a_relation_carries_is_said_of_its_statement(
    annotation: dict[str, Any], plan: Marked, by_hand: Marked, ids: dict[str, str]
) -> None:
    compared = 0
    for (head, relation, tail), attrs in by_hand.said.items():
        for key, value in attrs.items():
            compared += 1
            said = plan.said[head, relation, tail]
            if key == "chapter":
                assert plan.said[head, relation, f"chapter-{value}"]["order"] == value
            elif key == "via":
                (joined,) = {a for a, r, b in plan.grades if (r, b) == ("throughMechanism", ids[value])}
                assert {b for a, r, b in plan.grades if (a, r) == (joined, "partner")} == {head, tail}
            else:
                assert said[{"role": "role", "note": "note", "basis": "verbatim"}[key]] == value
    assert compared == 17


def test_names_of_the_annotation_are_labels_or_other_names(
    annotation: dict[str, Any], packaged_graph: PlanGraph, ids: dict[str, str], ask: Ask
) -> None:
    """A name marked at its mention stands in the plan as a label, another name, a heading or a quote."""
    store = packaged_graph.store
    iris = {
        n: i
        for i, n in ask(
            store, f"SELECT ?s ?n WHERE {{ GRAPH <{plan_graph(PLAN_ID)}> {{ ?s <{DCTERMS}identifier> ?n }} }}"
        )
    }
    compared = 0
    for thing in annotation["entities"]:
        local = ids[thing["id"]]
        iri = iris.get(local, f"{ID}{PLAN_ID}/{local}")
        rows = ask(store, f"SELECT ?w WHERE {{ <{iri}> ?p ?w FILTER(ISLITERAL(?w)) }}")
        words = {row[0] for row in rows} | set(packaged_graph.words(iri))
        short = [m["text"] for m in thing["mentions"] if len(m["text"]) <= 40]
        compared += len(short)
        assert set(short) <= words, thing["name"]
    assert compared > 380


def test_every_statement_of_the_plan_stands_beside_its_direct_triple(packaged_graph: PlanGraph, ask: Ask) -> None:
    ends = "?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o"
    query = f"SELECT ?st WHERE {{ GRAPH <{plan_graph(PLAN_ID)}> {{ {ends} %s }} }}"
    assert len(ask(packaged_graph.store, query % "")) == 458
    assert ask(packaged_graph.store, query % "FILTER NOT EXISTS { ?s ?p ?o }") == []
