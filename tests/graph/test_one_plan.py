"""One plan among several, seen as if it were alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from plankg.bench.plans import write_plans
from plankg.build import build
from plankg.errors import UsageError
from plankg.graph import PlanGraph, Table


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    build([str(path) for path in write_plans(folder / "plans", 2)], folder / "out")
    return folder / "out"


def test_one_plan_answers_as_if_it_were_alone(out: Path, tmp_path: Path) -> None:
    build([str(out.parent / "plans" / "generated-0001.yaml")], tmp_path / "alone")
    alone, among = PlanGraph.open(tmp_path / "alone"), PlanGraph.open(out, plan="generated-0001")
    asked = [name for name, question in alone.questions().items() if not question.parameters]
    assert len(asked) > 30
    for name in asked:
        assert (name, among.ask(name).to_json()) == (name, alone.ask(name).to_json())


def test_all_plans_are_seen_together_where_none_is_named(out: Path) -> None:
    both = PlanGraph.open(out)
    assert len(both.ask("tasks-in-order")) == 2 * len(PlanGraph.open(out, plan="generated-0000").ask("tasks-in-order"))


def test_graphs_of_other_plans_are_out_of_reach(out: Path) -> None:
    found = PlanGraph.open(out, plan="generated-0000").query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(found, Table)
    names = sorted(str(row[0]).rpartition("/graph/")[2] for row in found)
    assert names == ["generated-0000", "generated-0000/findings", "generated-0000/inferred", "ontology"]


def test_the_rdflib_copy_and_the_network_hold_that_plan_alone(out: Path) -> None:
    graph = PlanGraph.open(out, plan="generated-0001")
    names = {str(part.identifier) for part in graph.rdflib().graphs()}
    assert not [name for name in names if "generated-0000" in name]
    nodes = list(graph.network())
    assert nodes
    assert not [node for node in nodes if "/generated-0000/" in node]


def test_an_unknown_plan_is_said_with_the_nearest(out: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown plan 'generated-000'; did you mean 'generated-000[01]'"):
        PlanGraph.open(out, plan="generated-000")
