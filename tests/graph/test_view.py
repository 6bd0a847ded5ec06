"""What is drawn: everything with its words, in columns by layer, no two cards overlapping, no label cut."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.errors import UsageError
from plankg.graph import PlanGraph
from plankg.graph.drawing.layers import CONCEPT, layers
from plankg.graph.drawing.layout import CARD_WIDTH, Card, arrange, wrap
from plankg.graph.drawing.view import Node, View, view
from plankg.graph.evidence import statements_of, words_of
from plankg.ontology.names import PLAN
from plankg.ontology.vocabulary import Vocabulary

LANGUAGES = ("zh", "en")


def columns(cards: Sequence[Card]) -> dict[int, list[Card]]:
    found: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        found[card.layer].append(card)
    return {layer: sorted(members, key=lambda c: c.y) for layer, members in sorted(found.items())}


def cards(nodes: Sequence[Node], language: str = "zh") -> list[Card]:
    """The cards of a view, where the view says that they are."""
    placed = []
    for node in nodes:
        card = Card(node.layer, len(node.lines[language]), (node.reading, node.id))
        card.x, card.y = node.places[language]
        placed.append(card)
    return placed


def overlapping(placed: Sequence[Card]) -> list[tuple[object, object]]:
    pairs = [pair for members in columns(placed).values() for pair in pairwise(members)]
    return [(a.rank, b.rank) for a, b in pairs if a.y + a.height / 2 > b.y - b.height / 2]


@pytest.fixture(scope="module")
def whole(packaged_graph: PlanGraph) -> View:
    return view(packaged_graph)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_cards_overlap(language: str, whole: View) -> None:
    placed = cards(whole.nodes, language)
    assert len(placed) > 300
    assert overlapping(placed) == []


def test_columns_stand_by_layer_and_apart(whole: View) -> None:
    places = [{card.x for card in members} for members in columns(cards(whole.nodes)).values()]
    assert all(len(place) == 1 for place in places)
    line = [place.pop() for place in places]
    assert len(line) > 5
    assert all(right - left > CARD_WIDTH for left, right in pairwise(line))


def test_the_longest_column_keeps_the_order_of_the_text(whole: View) -> None:
    longest = max(columns(cards(whole.nodes)).values(), key=lambda members: sum(card.height for card in members))
    assert {layers()[card.layer].name for card in longest} == {"measures"}
    assert [card.rank for card in longest] == sorted(card.rank for card in longest)


def test_the_view_is_the_same_every_time(whole: View, packaged_graph: PlanGraph) -> None:
    assert view(packaged_graph) == whole


def test_everything_is_in_the_whole_view_and_documents_are_closed_at_first(
    whole: View, packaged_graph: PlanGraph
) -> None:
    network = packaged_graph.network()
    assert set(network) <= {node.id for node in whole.nodes}
    assert len(whole.edges) == network.number_of_edges() > 500
    assert whole.hidden == {}
    assert set(whole.open_layers) == {layer.name for layer in layers()} - {"documents", "drafting"}


def test_what_is_left_out_is_counted(whole: View, packaged_graph: PlanGraph) -> None:
    tasks = view(packaged_graph, types=["Task"])
    assert sum(tasks.hidden.values()) + len(tasks.nodes) == len(whole.nodes)
    assert {"文件", "编制"} <= set(tasks.hidden)


def test_words_grades_rules_and_premises_are_those_of_the_store(whole: View, packaged_graph: PlanGraph) -> None:
    compared = 0
    for edge in whole.edges:
        ends = (ox.NamedNode(edge.source), ox.NamedNode(PLAN + edge.relation), ox.NamedNode(edge.target))
        (stated,) = [s for s in statements_of(packaged_graph.seen, *ends) if s.iri == edge.iri]
        assert (edge.grade, edge.rules) == (stated.grade, stated.rules)
        by_iri = {e.iri: e for e in whole.edges}
        premises = [w for iri in edge.premises for w in by_iri[iri].words]
        assert tuple(sorted({*edge.words, *premises})) == stated.words
        compared += 1
    assert compared > 500
    assert [n.id for n in whole.nodes if list(n.words) != words_of(packaged_graph.seen, ox.NamedNode(n.id))] == []


def test_parallel_statements_of_two_plans_are_both_kept(tmp_path: Path) -> None:
    from plankg.bench.plans import write_plans
    from plankg.build import build

    paths = write_plans(tmp_path / "plans", 2)
    build(paths, tmp_path / "out")
    both = view(PlanGraph.open(tmp_path / "out"))
    ends = Counter((e.source, e.relation, e.target) for e in both.edges)
    assert max(ends.values()) == 2


def test_hubs_are_documents_their_parts_periods_and_the_region_that_the_plan_is_for(whole: View) -> None:
    hubs = {node.kind for node in whole.nodes if node.hub}
    assert hubs == {"Document", "DocumentPart", "Period", "Region"}
    assert [node.kind for node in whole.nodes if node.hub].count("Region") == 1


def test_what_hangs_on_a_task_belongs_to_its_subject(whole: View, packaged_graph: PlanGraph) -> None:
    task = str(packaged_graph.thing("构建智造引领的现代产业新体系"))
    measures = set(packaged_graph.network(["hasMeasure"]).succ[task])
    assert len(measures) > 8
    assert {n.id for n in whole.nodes if task in n.subjects} >= measures | {task}


def test_what_is_not_stated_is_what_others_of_the_kind_have(whole: View, packaged_graph: PlanGraph) -> None:
    tasks = [node for node in whole.nodes if node.kind == "Task"]
    without = {node.id for node in tasks if "hasRationale" in node.unstated}
    reasons = packaged_graph.network(["hasRationale"])
    assert without == {node.id for node in tasks} - {s for s, _ in reasons.edges()}
    assert 0 < len(without) < len(tasks)


def test_findings_come_with_their_words(whole: View) -> None:
    assert len(whole.findings) > 40
    assert {f.severity for f in whole.findings} <= {"error", "warning", "info"}
    assert all(f.message["zh"] and f.message["en"] for f in whole.findings)
    assert sum(bool(f.words) for f in whole.findings) > 20


def test_a_focus_is_drawn_with_what_lies_within_its_hops(packaged_graph: PlanGraph) -> None:
    network = packaged_graph.network()
    centre = str(packaged_graph.thing("四张优势牌"))
    near = {centre, *network.succ[centre], *network.pred[centre]}
    near = {iri for iri in near if network.nodes[iri]["type"] not in {"Document", "PolicyInterpretation", "Chapter"}}
    one = view(packaged_graph, focus="四张优势牌", hops=1)
    two = view(packaged_graph, focus=centre, hops=2)
    assert {node.id for node in one.nodes} == near
    assert {node.id for node in two.nodes} > near
    assert overlapping(cards(two.nodes)) == []


def test_around_a_document_everything_is_drawn(packaged_graph: PlanGraph) -> None:
    drawn = view(packaged_graph, focus="doc-interpretation", hops=1)
    assert {"Document", "DocumentPart"} <= {node.kind for node in drawn.nodes}


def test_types_choose_the_cards(packaged_graph: PlanGraph) -> None:
    chosen = view(packaged_graph, types=["Task", "WorkItem"])
    assert {node.kind for node in chosen.nodes} == {"Task", "Measure", "Project"}
    documents = view(packaged_graph, types=["DocumentPart"])
    assert {node.kind for node in documents.nodes} == {"DocumentPart"}
    assert "documents" in documents.open_layers


def test_unknown_names_are_said(packaged_graph: PlanGraph) -> None:
    with pytest.raises(UsageError, match="unknown class 'Tasks'; did you mean 'Task'"):
        view(packaged_graph, types=["Tasks"])
    with pytest.raises(UsageError, match="nothing in the graph is called"):
        view(packaged_graph, focus="no such thing")


def test_cards_speak_both_languages(packaged_graph: PlanGraph) -> None:
    tasks = view(packaged_graph, types=["Task"]).nodes
    assert len(tasks) > 5
    assert all("".join(node.lines["en"]).isascii() or "–" in "".join(node.lines["en"]) for node in tasks)
    assert not any("".join(node.lines["zh"]).isascii() for node in tasks)


def test_a_graph_of_nothing_to_draw_is_empty_not_an_error(harbour: PlanGraph) -> None:
    assert view(harbour, types=["Region"]).nodes == []


def test_every_class_that_a_relation_names_has_a_layer_and_a_colour() -> None:
    vocabulary = Vocabulary.load()
    shown = {kind for layer in layers() for kind in layer.classes}
    assert shown - {CONCEPT} <= set(vocabulary.classes)
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
def test_cards_of_any_graph_do_not_overlap(
    given_cards: list[tuple[int, int, int]], pairs: list[tuple[int, int]]
) -> None:
    placed = [Card(layer, lines, (reading, str(i))) for i, (layer, lines, reading) in enumerate(given_cards)]
    arrange(placed, [(placed[a % len(placed)], placed[b % len(placed)]) for a, b in pairs])
    gaps = [
        lower.y - lower.height / 2 - upper.y - upper.height / 2
        for members in columns(placed).values()
        for upper, lower in pairwise(members)
    ]
    assert all(gap > 0 for gap in gaps)
