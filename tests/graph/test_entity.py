"""One thing shown whole: attributes, relations in both directions, the words behind each."""

from __future__ import annotations

import json

from plankg.graph import PlanGraph, Thing
from plankg.graph.entity import describe


def test_attributes_relations_and_words_of_a_thing(harbour: PlanGraph) -> None:
    found = describe(harbour, harbour.thing("task-1"))
    assert [kind.id for kind in found.types] == ["Task"]
    assert ("order", 1) in [(name.id, value) for name, value in found.attributes]
    assert found.words == ["建设港口 (0–4)"]
    lines = [(row[0], *(cell.id for cell in row[1:4] if isinstance(cell, Thing)), row[4]) for row in found.statements]
    assert ("→", "hasMeasure", "measure-1", "Explicit", "疏浚航道 (6–10)") in lines
    assert ("←", "hasTask", "doc", "Explicit", "建设港口 (0–4)") in lines
    assert "".join(str(line[0]) for line in lines).strip("→").strip("←") == ""


def test_paperwork_is_not_shown(harbour: PlanGraph) -> None:
    found = describe(harbour, harbour.thing("task-1"))
    named = {name.id for name, _ in found.attributes} | {
        row[1].id for row in found.statements if isinstance(row[1], Thing)
    }
    assert named.isdisjoint({"type", "label", "evidence", "subject", "predicate", "object", "about"})


def test_drafts_are_shown_only_where_asked_for(harbour: PlanGraph, harbour_drafts: PlanGraph) -> None:
    def measures(graph: PlanGraph) -> list[str]:
        rows = describe(graph, graph.thing("task-1")).statements
        return sorted({row[2].id for row in rows if isinstance(row[2], Thing) and row[0] == "→"})

    assert measures(harbour) == ["measure-1", "measure-3"]
    assert measures(harbour_drafts) == ["measure-1", "measure-2", "measure-3"]


def test_a_limit_cuts_statements_and_says_so(harbour: PlanGraph) -> None:
    found = describe(harbour, harbour.thing("task-1"), limit=1)
    assert len(found.statements) == 1
    assert found.statements.truncated


def test_the_text_names_it_in_both_languages(harbour: PlanGraph) -> None:
    text = describe(harbour, harbour.thing("task-1"), "en").text()
    first, second, third = text.splitlines()[:3]
    assert first.startswith("Build the harbour  (key task)")
    assert second == "建设港口"
    assert third == "<https://w3id.org/plankg/id/harbour/task-1>"
    assert "“建设港口 (0–4)”" in text


def test_json_holds_the_same(harbour: PlanGraph) -> None:
    found = describe(harbour, harbour.thing("task-1"))
    content = json.loads(json.dumps(found.to_json()))
    assert content["iri"] == "https://w3id.org/plankg/id/harbour/task-1"
    assert content["label"] == {"zh": "建设港口", "en": "Build the harbour"}
    assert len(content["statements"]) == len(found.statements)
    assert content["words"] == found.words


def test_every_thing_of_the_packaged_plan_can_be_shown(packaged_graph: PlanGraph) -> None:
    things = sorted(packaged_graph.network())
    assert len(things) > 300
    for iri in things:
        assert len(describe(packaged_graph, packaged_graph.thing(iri)).statements) > 0, iri
