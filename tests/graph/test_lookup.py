"""A thing is found by what a reader calls it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from plankg.errors import UsageError
from plankg.graph import PlanGraph

TASK = "https://w3id.org/plankg/id/harbour/task-1"


@pytest.mark.parametrize(
    "word",
    [
        TASK,
        "task-1",
        "harbour/task-1",
        "建设港口",
        " 建设港口 ",
        "Build the harbour",
        "build the HARBOUR",
        "设港口",
        "ld the harb",
        "筑港",
        "jsgk",
        "JSGK",
    ],
)
def test_one_thing_is_found_by(word: str, harbour: PlanGraph) -> None:
    assert harbour.thing(word) == TASK


def test_a_whole_label_wins_over_parts_of_others(packaged_graph: PlanGraph) -> None:
    assert packaged_graph.thing("大连市").id == "210200"
    assert len(packaged_graph.lookup.find("连市")) >= 1
    assert len(packaged_graph.lookup.find("大")) > 1


def test_a_word_for_several_things_names_them(harbour: PlanGraph) -> None:
    with pytest.raises(UsageError, match=r"'Dredge' may be: measure-1 \(疏浚航道\), task-2 \(整治河道\); give the id"):
        harbour.thing("Dredge")


def test_a_long_choice_is_cut_and_counted(packaged_graph: PlanGraph) -> None:
    with pytest.raises(UsageError, match=r" and \d+ more; give the id"):
        packaged_graph.thing("大")


@pytest.mark.parametrize(
    ("word", "guess"), [("task-11", "task-1"), ("建设港囗", "建设港口"), ("Build teh harbour", "Build the")]
)
def test_a_word_for_nothing_gets_the_nearest_name(word: str, guess: str, harbour: PlanGraph) -> None:
    with pytest.raises(UsageError, match=f"nothing in the graph is called '{word}'; did you mean '{guess}"):
        harbour.thing(word)


@pytest.mark.parametrize("word", ["", "   ", "https://example.org/nowhere", "zzzzzzzz"])
def test_nothing_is_found_by(word: str, harbour: PlanGraph) -> None:
    with pytest.raises(UsageError, match="nothing in the graph is called"):
        harbour.thing(word)


@pytest.mark.parametrize("word", ["http://a b", "x://<>", "://", "https://w3id.org/ 任务"])
def test_what_is_no_iri_is_a_name_of_nothing(word: str, harbour: PlanGraph) -> None:
    with pytest.raises(UsageError):
        harbour.thing(word)


def test_words_of_the_ontology_are_no_things_of_a_plan(harbour: PlanGraph) -> None:
    assert harbour.lookup.find("重点任务") == []


def test_labels_and_classes_of_a_thing(harbour: PlanGraph) -> None:
    thing = harbour.thing("task-1")
    assert thing.labels == {"zh": "建设港口", "en": "Build the harbour"}
    assert thing.label("en") == "Build the harbour"
    assert [kind.id for kind in harbour.lookup.types(ox.NamedNode(thing))] == ["Task"]
