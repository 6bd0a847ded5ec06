"""What is drawn: columns by layer, no two cards overlapping, every character of a label kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.errors import UsageError
from plankg.graph import PlanGraph
from plankg.graph.drawing.view import CARD_WIDTH, Edge, Node, View, arrange, layers, view, wrap
from plankg.ontology.vocabulary import Vocabulary


def columns(nodes: Sequence[Node]) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.layer].append(node)
    return {layer: sorted(members, key=lambda n: n.y) for layer, members in sorted(found.items())}


def overlapping(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    found = []
    for members in columns(nodes).values():
        for upper, lower in pairwise(members):
            if upper.y + upper.height / 2 > lower.y - lower.height / 2:
                found.append((upper.id, lower.id))
    return found


@pytest.fixture(scope="module")
def whole(packaged_graph: PlanGraph) -> View:
    return view(packaged_graph)


def test_no_two_cards_overlap(whole: View) -> None:
    assert len(whole.nodes) > 200
    assert overlapping(whole.nodes) == []


def test_columns_stand_by_layer_and_apart(whole: View) -> None:
    places = [{node.x for node in members} for members in columns(whole.nodes).values()]
    assert all(len(place) == 1 for place in places)
    line = [place.pop() for place in places]
    assert all(right - left > CARD_WIDTH for left, right in pairwise(line))


def test_the_longest_column_keeps_the_order_of_the_text(whole: View) -> None:
    longest = max(columns(whole.nodes).values(), key=lambda members: sum(node.height for node in members))
    assert {node.kind for node in longest} == {"Measure", "Project"}
    assert [node.reading for node in longest] == sorted(node.reading for node in longest)


def test_the_picture_is_the_same_every_time(whole: View, packaged_graph: PlanGraph) -> None:
    again = view(packaged_graph)
    assert [(n.id, n.x, n.y) for n in again.nodes] == [(n.id, n.x, n.y) for n in whole.nodes]
    assert again.edges == whole.edges


def test_what_is_left_out_is_counted(whole: View, packaged_graph: PlanGraph) -> None:
    assert sum(whole.hidden.values()) + len(whole.nodes) == packaged_graph.network().number_of_nodes()
    assert {"文件", "编制"} <= set(whole.hidden)


def test_every_relation_between_two_cards_is_drawn(whole: View, packaged_graph: PlanGraph) -> None:
    drawn = {node.id for node in whole.nodes}
    between = [1 for s, t in packaged_graph.network().edges() if s in drawn and t in drawn]
    assert len(whole.edges) == len(between) > 300


def test_a_focus_is_drawn_with_what_lies_within_its_hops(packaged_graph: PlanGraph) -> None:
    network = packaged_graph.network()
    centre = str(packaged_graph.thing("四张优势牌"))
    near = {centre, *network.succ[centre], *network.pred[centre]}
    near = {iri for iri in near if network.nodes[iri]["type"] not in {"Document", "PolicyInterpretation", "Chapter"}}
    one = view(packaged_graph, focus="四张优势牌", hops=1)
    two = view(packaged_graph, focus=centre, hops=2)
    assert {node.id for node in one.nodes} == near
    assert {node.id for node in two.nodes} > near
    assert overlapping(two.nodes) == []


def test_around_a_document_everything_is_drawn(packaged_graph: PlanGraph) -> None:
    drawn = view(packaged_graph, focus="doc-interpretation", hops=1)
    assert {"Document", "DocumentPart"} <= {node.kind for node in drawn.nodes}


def test_types_choose_the_cards(packaged_graph: PlanGraph) -> None:
    chosen = view(packaged_graph, types=["Task", "WorkItem"])
    assert {node.kind for node in chosen.nodes} == {"Task", "Measure", "Project"}
    documents = view(packaged_graph, types=["DocumentPart"])
    assert {node.kind for node in documents.nodes} == {"DocumentPart"}


def test_unknown_names_are_said(packaged_graph: PlanGraph) -> None:
    with pytest.raises(UsageError, match="unknown class 'Tasks'; did you mean 'Task'"):
        view(packaged_graph, types=["Tasks"])
    with pytest.raises(UsageError, match="nothing in the graph is called"):
        view(packaged_graph, focus="no such thing")


def test_cards_speak_the_language_asked_for(packaged_graph: PlanGraph) -> None:
    english = view(packaged_graph, language="en", types=["Task"])
    assert all("".join(node.lines).isascii() or "–" in "".join(node.lines) for node in english.nodes)


def test_a_graph_of_nothing_to_draw_is_empty_not_an_error(harbour: PlanGraph) -> None:
    assert view(harbour, types=["Region"]).nodes == []


def test_every_class_that_a_relation_names_has_a_layer_and_a_colour() -> None:
    vocabulary = Vocabulary.load()
    shown = {kind for layer in layers() for kind in layer.classes}
    assert shown <= set(vocabulary.classes)
    cores = {
        vocabulary.core(name)
        for name in vocabulary.classes
        if not any(name in other.supers for other in vocabulary.classes.values())
    }
    assert {core for core in cores if core not in shown} <= {"Statement", "Finding", "Judgement", "Grade"}


@given(st.text(min_size=0, max_size=80))
def test_wrapping_keeps_every_character(label: str) -> None:
    lines = wrap(label)
    assert "".join("".join(lines).split()) == "".join(label.split())


@given(st.text(alphabet="规划纲要，。（）“” abc1", min_size=1, max_size=60), st.integers(6, 40))
def test_wrapped_lines_are_short_and_begin_with_no_closing_mark(label: str, units: int) -> None:
    lines = wrap(label, units)
    width = [sum(1 if c.isascii() else 2 for c in line) for line in lines]
    longest = max((len(word) for word in "".join(c if c.isascii() else " " for c in label).split()), default=0)
    assert max(width) <= max(units, longest) + 2 * sum(c in "，。）” " for c in label)
    assert all(line[:1] not in set("，。）”") for line in lines[1:])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(0, 50)), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60),
)
def test_cards_of_any_graph_do_not_overlap(cards: list[tuple[int, int, int]], pairs: list[tuple[int, int]]) -> None:
    nodes = [
        Node(str(i), {}, "Task", layer, "#000000", ["x"] * lines, reading=reading)
        for i, (layer, lines, reading) in enumerate(cards)
    ]
    edges = [Edge(str(a % len(nodes)), str(b % len(nodes)), "r", {}, "Explicit", ()) for a, b in pairs]
    arrange(nodes, edges)
    gaps = [
        lower.y - lower.height / 2 - upper.y - upper.height / 2
        for members in columns(nodes).values()
        for upper, lower in pairwise(members)
    ]
    assert all(gap > 0 for gap in gaps)
