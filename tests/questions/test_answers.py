"""Each named question answers the packaged plan as a reader of its document would, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from plankg.graph import PlanGraph, Thing
from plankg.graph.terms import Cell
from plankg.ontology.names import LOCAL_ID, PLAN, SCHEME

FOLDER = Path(__file__).parent / "expected"


def load() -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob("*.yaml"))
    return [case for path in files for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


CASES = load()


def as_expected(cell: Cell, graph: PlanGraph) -> object:
    if not isinstance(cell, Thing):
        return cell
    if cell.startswith(PLAN):
        return f"plan:{cell.id}"
    if cell.startswith(SCHEME):
        return f"kind:{cell.id}"
    return str(cell)


def wanted(value: object, graph: PlanGraph) -> object:
    if not isinstance(value, str) or not LOCAL_ID.match(value):
        return value
    known = graph.lookup.find(value)
    return str(known[0]) if len(known) == 1 else value


def test_every_question_has_an_expected_answer() -> None:
    assert {case["question"] for case in CASES} == set(PlanGraph.questions())
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", [c for c in CASES if "rows" in c], ids=lambda c: c["question"])
def test_answer_equals_what_the_text_says(case: dict[str, Any], packaged_graph: PlanGraph) -> None:
    table = packaged_graph.ask(case["question"], **case.get("with", {}))
    got = Counter(tuple(as_expected(cell, packaged_graph) for cell in row) for row in table)
    expected = Counter(tuple(wanted(value, packaged_graph) for value in row["values"]) for row in case["rows"])
    assert got == expected
    assert case["rows"] or table.empty


@pytest.mark.parametrize("case", [c for c in CASES if c.get("rows")], ids=lambda c: c["question"])
def test_quotes_come_from_the_words_that_prove_the_row(case: dict[str, Any], packaged_graph: PlanGraph) -> None:
    table = packaged_graph.ask(case["question"], quotes=True, **case.get("with", {}))
    assert table.quotes is not None
    assert all(table.quotes)


@pytest.mark.parametrize("case", [c for c in CASES if "spot" in c], ids=lambda c: c["question"])
def test_totals_hold_at_the_spots_counted_by_hand(case: dict[str, Any], packaged_graph: PlanGraph) -> None:
    rows = [tuple(as_expected(cell, packaged_graph) for cell in row) for row in packaged_graph.ask(case["question"])]
    assert case["spot"]
    assert [row for row in case["spot"] if tuple(wanted(v, packaged_graph) for v in row["values"]) not in rows] == []
