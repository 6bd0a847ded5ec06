"""Search puts first what a reader means, whatever they call it by."""

from __future__ import annotations

import pytest

from plankg.graph import PlanGraph
from plankg.graph.search import search


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("绿色石化", "label"),
        ("Green petrochemicals", "label"),
        ("green PETROCHEMICALS", "label"),
        ("ｇｒｅｅｎ petrochem", "label"),
        ("green-petrochemicals", "id"),
        ("lvseshihua", "pinyin"),
        ("lv se shi hua", "pinyin"),
        ("lssh", "pinyin"),
    ],
)
def test_one_thing_comes_first_by_each_of_its_names(words: str, field: str, packaged_graph: PlanGraph) -> None:
    first = search(packaged_graph, words)[0]
    assert (first.thing.id, first.field, [kind.id for kind in first.classes]) == (
        "green-petrochemicals",
        field,
        ["Industry"],
    )


def test_an_alias_and_the_words_of_the_text_are_found(harbour: PlanGraph) -> None:
    alias, quote = search(harbour, "筑港")[0], search(harbour, "看护")[0]
    assert (alias.thing.id, alias.field) == ("task-1", "alias")
    assert (quote.thing.id, quote.field) == ("measure-3", "quote")


def test_whole_names_stand_before_beginnings_and_parts(packaged_graph: PlanGraph) -> None:
    hits = search(packaged_graph, "Dalian", limit=50)
    assert hits[0].thing.id == "210200"
    assert len(hits) > 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 100 for hit in hits)


def test_a_latin_word_counts_less_inside_another(packaged_graph: PlanGraph) -> None:
    scores = {hit.text: hit.score for hit in search(packaged_graph, "art", limit=200) if hit.field == "label"}
    assert scores
    inside = [score for text, score in scores.items() if "smart" in text.casefold() and " art" not in text.casefold()]
    assert inside
    assert max(inside) < 40


def test_of_several_words_each_must_fit(packaged_graph: PlanGraph) -> None:
    hits = search(packaged_graph, "开放 合作")
    assert hits
    assert all("开放" in hit.text or "合作" in hit.text for hit in hits)
    assert search(packaged_graph, "开放 qqqq") == []


@pytest.mark.parametrize(
    "words", ["", "   ", "\n", "zzzzzz", "?s ?p ?o", '"', "%", ".*", "((", "\\", "\ud800", "x" * 10_000]
)
def test_what_names_nothing_finds_nothing(words: str, packaged_graph: PlanGraph) -> None:
    assert [hit for hit in search(packaged_graph, words) if hit.score > 70] == []


def test_hostile_names_are_found_as_text(harbour: PlanGraph, hostile: str, quoted: str) -> None:
    assert {search(harbour, word)[0].thing.id for word in (hostile, quoted)} == {"measure-3", "measure-4"}


def test_at_most_so_many_in_an_order_that_stays(packaged_graph: PlanGraph) -> None:
    hits = search(packaged_graph, "的", limit=5)
    assert len(hits) == 5
    again = PlanGraph(packaged_graph.store, packaged_graph.manifest)
    assert [hit.to_json() for hit in search(again, "的", limit=5)] == [hit.to_json() for hit in hits]


def test_drafts_are_found_only_where_they_are_seen(harbour: PlanGraph, harbour_drafts: PlanGraph) -> None:
    assert "measure-2" not in {hit.thing.id for hit in search(harbour, "扩建码头")}
    assert search(harbour_drafts, "扩建码头")[0].thing.id == "measure-2"
