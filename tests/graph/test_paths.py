"""Paths are short, cited step by step, and never run through a hub."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from plankg.errors import UsageError
from plankg.graph import PlanGraph
from plankg.graph.paths import Path, find_paths, hubs, neighbours, network_of

INDUSTRY, TASK, GOAL = "绿色石化", "task-2-modern-industrial-system", "goal-2035-node-city"
FIRM = ("Explicit", "Structural")


def ends(path: Path) -> list[str]:
    return [str(path.steps[0].source), *(str(step.target) for step in path.steps)]


def test_an_industry_hangs_together_with_a_task_with_the_words_on_each_step(packaged_graph: PlanGraph) -> None:
    paths = find_paths(packaged_graph, INDUSTRY, TASK)
    assert len(paths) == 10
    assert {ends(path)[0] for path in paths} == {str(packaged_graph.thing(INDUSTRY))}
    assert {ends(path)[-1] for path in paths} == {str(packaged_graph.thing(TASK))}
    assert [step for path in paths for step in path.steps if not step.words] == []
    net = network_of(packaged_graph)
    for step in (step for path in paths for step in path.steps):
        head, tail = (step.source, step.target) if step.forward else (step.target, step.source)
        assert net.edges[str(head), str(tail), step.relation.id]["grade"] == step.grade


def test_short_paths_come_first_and_firm_ones_before_inferred_ones(packaged_graph: PlanGraph) -> None:
    paths = find_paths(packaged_graph, INDUSTRY, TASK, limit=50)
    ranks = [(len(path.steps), sum(step.grade == "Inferred" for step in path.steps)) for path in paths]
    assert ranks == sorted(ranks)
    assert {path.inferred for path in paths} == {True, False}


def test_paths_are_simple_different_and_not_too_long(packaged_graph: PlanGraph) -> None:
    for longest in (1, 2, 3, 4):
        paths = find_paths(packaged_graph, INDUSTRY, TASK, longest=longest, limit=100)
        assert all(1 <= len(path.steps) <= longest for path in paths)
        assert all(len(set(ends(path))) == len(path.steps) + 1 for path in paths)
        assert len({str(path.to_json()) for path in paths}) == len(paths)
    assert find_paths(packaged_graph, INDUSTRY, TASK, longest=1) == []


def test_only_inference_leads_from_the_industry_to_the_goal(packaged_graph: PlanGraph) -> None:
    assert find_paths(packaged_graph, INDUSTRY, GOAL, longest=8, grades=FIRM) == []
    paths = find_paths(packaged_graph, INDUSTRY, GOAL, longest=6)
    assert paths
    assert all(path.inferred for path in paths)
    rules = {rule for path in paths for step in path.steps if step.inferred for rule in step.rules}
    assert rules


def test_no_path_passes_a_hub_though_one_may_end_there(packaged_graph: PlanGraph) -> None:
    closed = hubs(packaged_graph)
    assert len(closed) > 20
    things = sorted(iri for iri in network_of(packaged_graph) if "/goal-" in iri or "/task-" in iri)
    checked = 0
    for one, other in combinations(things, 2):
        for path in find_paths(packaged_graph, one, other):
            assert closed.isdisjoint(ends(path)[1:-1])
            checked += 1
    assert checked > 10
    document = find_paths(packaged_graph, "doc-outline", TASK, longest=1)
    assert [step.relation.id for path in document for step in path.steps] == ["hasTask"]


def test_a_question_of_the_library_finds_the_same_short_paths(packaged_graph: PlanGraph) -> None:
    given: dict[str, Any] = {"from": INDUSTRY, "to": TASK}
    table = packaged_graph.ask("paths-between-two-entities", **given)
    paths = find_paths(packaged_graph, INDUSTRY, TASK, longest=3, limit=1000)
    mine = {tuple(part for s in path.steps for part in (s.relation.id, s.target.id))[:-1] for path in paths}
    theirs = {tuple(cell.id for cell in row if cell is not None) for row in table}  # type: ignore[union-attr]
    assert mine == theirs
    assert len(mine) > 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"source": "nothing such", "target": TASK}, "nothing in the graph is called"),
        ({"source": INDUSTRY, "target": TASK, "grades": ["Explict"]}, "did you mean 'Explicit'"),
    ],
)
def test_unknown_names_are_said(call: dict[str, str], message: str, packaged_graph: PlanGraph) -> None:
    with pytest.raises(UsageError, match=message):
        find_paths(packaged_graph, **call)  # type: ignore[arg-type]


def test_a_thing_has_no_path_to_itself(packaged_graph: PlanGraph) -> None:
    assert find_paths(packaged_graph, TASK, TASK) == []
    assert find_paths(packaged_graph, "doc-interpretation", "doc-interpretation") == []


def test_what_lies_around_is_counted_by_distance_and_stops_at_hubs(packaged_graph: PlanGraph) -> None:
    one, two = (neighbours(packaged_graph, TASK, hops) for hops in (1, 2))
    centre = str(packaged_graph.thing(TASK))
    assert one.nodes[centre]["distance"] == 0
    whole = network_of(packaged_graph)
    assert set(one) == {centre, *whole.succ[centre], *whole.pred[centre]}
    assert set(one) < set(two)
    beyond = [node for node, data in two.nodes(data=True) if data["distance"] == 2]
    closed = hubs(packaged_graph)
    assert beyond
    for node in beyond:
        around = {*whole.succ[node], *whole.pred[node]} & set(one)
        assert around - closed, "reached through something that is no hub"
    assert neighbours(packaged_graph, "doc-outline").number_of_nodes() > 10


def test_neighbours_beyond_the_limit_are_counted(packaged_graph: PlanGraph) -> None:
    cut = neighbours(packaged_graph, TASK, 2, limit=5)
    assert cut.number_of_nodes() == 5
    assert cut.graph["hidden"] == neighbours(packaged_graph, TASK, 2).number_of_nodes() - 5
