"""The words behind relations and things are read from the store in the order of the text."""

from __future__ import annotations

import pyoxigraph as ox

from plankg.graph import PlanGraph
from plankg.graph.evidence import statements_of, words_of
from plankg.ontology.names import PLAN, plan_namespace

HARBOUR = plan_namespace("harbour")
MEASURE = ox.NamedNode(PLAN + "hasMeasure")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(HARBOUR + name)


def test_a_thing_cites_the_words_that_name_it(harbour: PlanGraph) -> None:
    assert [(w.exact, w.start, w.end) for w in words_of(harbour.store, node("task-1"))] == [("建设港口", 0, 4)]
    assert harbour.words(HARBOUR + "task-1") == ["建设港口"]
    assert harbour.first_named(HARBOUR + "task-2") == 20


def test_what_the_text_never_names_is_read_last(harbour: PlanGraph) -> None:
    assert harbour.words(HARBOUR + "doc") == []
    assert harbour.first_named(HARBOUR + "doc") > 300


def test_a_relation_has_its_grade_and_its_words(harbour: PlanGraph) -> None:
    stated = statements_of(harbour.store, node("task-1"), MEASURE, node("measure-1"))
    assert [s.grade for s in stated] == ["Explicit"]
    assert [(w.exact, w.start, w.end) for s in stated for w in s.words] == [("疏浚航道", 6, 10)]
    assert harbour.edge_words(HARBOUR + "task-1", "hasMeasure", HARBOUR + "measure-1") == ["疏浚航道"]


def test_a_relation_is_not_confused_with_another_to_the_same_end(harbour: PlanGraph) -> None:
    assert statements_of(harbour.store, node("task-2"), MEASURE, node("measure-1")) == []
    assert statements_of(harbour.store, node("measure-1"), MEASURE, node("task-1")) == []


def test_a_draft_is_seen_only_with_drafts(harbour: PlanGraph, harbour_drafts: PlanGraph) -> None:
    ends = (node("task-1"), MEASURE, node("measure-2"))
    assert statements_of(harbour.seen, *ends) == []
    assert [w.exact for s in statements_of(harbour_drafts.seen, *ends) for w in s.words] == ["扩建码头"]


def test_an_inferred_relation_cites_its_rule_and_its_premises(packaged_graph: PlanGraph) -> None:
    inferred = [
        stated
        for source, target, data in packaged_graph.network().edges(data=True)
        if data["grade"] == "Inferred"
        for stated in statements_of(
            packaged_graph.store,
            ox.NamedNode(source),
            ox.NamedNode(PLAN + data["relation"]),
            ox.NamedNode(target),
        )
        if stated.grade == "Inferred"
    ]
    assert len(inferred) > 5
    assert all(stated.rules and stated.words for stated in inferred)


def test_every_stated_relation_of_the_packaged_plan_has_words(packaged_graph: PlanGraph) -> None:
    edges = list(packaged_graph.network().edges(data=True))
    assert len(edges) > 400
    wordless = [(s, d["relation"], t) for s, t, d in edges if not packaged_graph.edge_words(s, d["relation"], t)]
    assert wordless == []
