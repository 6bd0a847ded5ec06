"""Queries in a process of their own end in time, whatever they do, and their errors come back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from plankg.errors import PlankgError, QueryLimit, QueryRefused, StoreError, UsageError
from plankg.graph import Table
from plankg.graph.worker import ask_apart

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
START = "0123456789abcdef" * 4096
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
GROWING = f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('{START}' AS ?x0) {DOUBLED} }}"


def test_a_question_and_a_query_are_answered(harbour_out: Path) -> None:
    answer = ask_apart(harbour_out, sparql="SELECT (COUNT(?t) AS ?n) { ?t a plan:Task }")
    assert isinstance(answer, Table)
    assert answer.rows == [(2,)]
    named = ask_apart(harbour_out, name="measures-of-a-task", parameters={"task": "task-1"}, quotes=True, language="en")
    assert isinstance(named, Table)
    assert named.quotes
    assert named.language == "en"
    assert ask_apart(harbour_out, sparql="ASK {}") is True
    assert "plan:Task" in str(ask_apart(harbour_out, sparql="CONSTRUCT WHERE { ?t a plan:Task }"))


def test_drafts_and_limits_are_passed_on(harbour_out: Path) -> None:
    query = "SELECT DISTINCT ?m { ?m a plan:Measure }"
    plain = ask_apart(harbour_out, sparql=query)
    drafts = ask_apart(harbour_out, sparql=query, drafts=True)
    cut = ask_apart(harbour_out, sparql=query, limit=1)
    assert isinstance(plain, Table)
    assert isinstance(drafts, Table)
    assert isinstance(cut, Table)
    assert (len(plain), len(drafts), len(cut), cut.truncated) == (3, 4, 1, True)


def test_a_query_that_runs_away_is_killed_in_time(harbour_out: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryLimit, match=r"no answer within 1\.5 s.*--timeout"):
        ask_apart(harbour_out, sparql=FOREVER, timeout=1.5)
    assert time.monotonic() - begun < 10


def test_a_query_that_eats_memory_is_stopped(harbour_out: Path) -> None:
    with pytest.raises(QueryLimit, match="memory"):
        ask_apart(harbour_out, sparql=GROWING, timeout=60)


def test_a_process_that_dies_is_a_limit_not_a_crash(harbour_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plankg.graph.worker.sys.executable", "false")
    with pytest.raises(QueryLimit):
        ask_apart(harbour_out, sparql="ASK {}")


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (UsageError, {"name": "no-such-question"}),
        (UsageError, {"name": "measures-of-a-task", "parameters": {"task": "no such task"}}),
        (QueryRefused, {"sparql": "SELECT WHERE"}),
        (QueryRefused, {"sparql": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}),
    ],
)
def test_errors_travel(error: type[PlankgError], asked: dict[str, object], harbour_out: Path) -> None:
    with pytest.raises(error) as caught:
        ask_apart(harbour_out, **asked)  # type: ignore[arg-type]
    assert str(caught.value)


def test_no_build_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run 'plankg build"):
        ask_apart(tmp_path, sparql="ASK {}")
