"""An open build: asked, queried, walked and copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from plankg.errors import QueryRefused, StoreError, UsageError
from plankg.graph import PlanGraph, Table, Thing
from plankg.ontology.names import GRAPH, plan_namespace

HARBOUR = plan_namespace("harbour")


def rows(graph: PlanGraph, sparql: str) -> list[tuple[object, ...]]:
    answer = graph.query(sparql)
    assert isinstance(answer, Table)
    return list(answer)


def test_a_named_question_is_answered_with_its_words(harbour: PlanGraph) -> None:
    table = harbour.ask("measures-of-a-task", task="建设港口", quotes=True)
    assert {cell.id for row in table for cell in row if isinstance(cell, Thing)} >= {"measure-1", "measure-3"}
    assert table.quotes is not None
    assert any("疏浚航道 (6–10)" in quotes for quotes in table.quotes)


def test_a_limit_cuts_and_says_so(harbour: PlanGraph) -> None:
    whole = harbour.ask("tasks-in-order")
    cut = harbour.ask("tasks-in-order", limit=1)
    assert (len(whole), whole.truncated) == (2, False)
    assert (len(cut), cut.truncated) == (1, True)
    assert harbour.ask("tasks-in-order", limit=2).truncated is False


def test_select_ask_construct_and_describe(harbour: PlanGraph) -> None:
    assert rows(harbour, "SELECT (COUNT(*) AS ?n) { ?t a plan:Task }") == [(2,)]
    assert harbour.query("ASK { ?t a plan:Task }") is True
    assert harbour.query("ASK { ?t a plan:Region }") is False
    turtle = harbour.query("CONSTRUCT WHERE { ?t a plan:Task }")
    assert isinstance(turtle, str)
    assert "plan:Task" in turtle
    assert "建设港口" in str(harbour.query(f"DESCRIBE <{HARBOUR}task-1>"))


def test_values_become_python_values(harbour: PlanGraph) -> None:
    answer = rows(harbour, "SELECT (1+1 AS ?i) (0.5 AS ?d) (1=1 AS ?b) ('x'@en AS ?s) ?unbound {}")
    assert answer == [(2, 0.5, True, "x", None)]
    assert isinstance(answer[0][2], bool)


def test_a_query_may_be_cut(harbour: PlanGraph) -> None:
    answer = harbour.query("SELECT * { ?s ?p ?o }", limit=3)
    assert isinstance(answer, Table)
    assert (len(answer), answer.truncated) == (3, True)


def test_what_is_no_sparql_is_refused_with_the_reason(harbour: PlanGraph) -> None:
    with pytest.raises(QueryRefused, match="not a SPARQL query"):
        harbour.query("SELECT WHERE {")


def test_a_plain_query_does_not_see_findings(harbour: PlanGraph) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?f a plan:Finding }"
    assert rows(harbour, count) == [(0,)]
    asked = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}harbour/findings> {{ ?f a plan:Finding }} }}"
    assert rows(harbour, asked)[0][0] != 0


def test_from_and_graph_choose_what_is_seen(harbour: PlanGraph) -> None:
    plan, findings = f"<{GRAPH}harbour>", f"<{GRAPH}harbour/findings>"
    assert rows(harbour, f"SELECT (COUNT(*) AS ?n) FROM {plan} {{ ?t a plan:Task }}") == [(2,)]
    assert rows(harbour, f"SELECT (COUNT(*) AS ?n) FROM {findings} {{ ?t a plan:Task }}") == [(0,)]
    named = f"SELECT DISTINCT ?g FROM NAMED {plan} {{ GRAPH ?g {{ ?t a plan:Task }} }}"
    assert rows(harbour, named) == [(f"{GRAPH}harbour",)]
    everywhere = {str(row[0]) for row in rows(harbour, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert {f"{GRAPH}harbour", f"{GRAPH}harbour/findings", f"{GRAPH}harbour/draft", f"{GRAPH}ontology"} <= everywhere


def test_drafts_are_seen_only_where_they_are_asked_for(harbour: PlanGraph, harbour_drafts: PlanGraph) -> None:
    count = "SELECT (COUNT(DISTINCT ?m) AS ?n) { ?m a plan:Measure }"
    assert rows(harbour, count) == [(3,)]
    assert rows(harbour_drafts, count) == [(4,)]
    assert HARBOUR + "measure-2" not in harbour.network()
    assert HARBOUR + "measure-2" in harbour_drafts.network()
    with pytest.raises(UsageError):
        harbour.thing("扩建码头")
    assert harbour_drafts.thing("扩建码头").id == "measure-2"
    assert harbour_drafts.query("ASK { ?f a plan:Finding }") is False


def test_from_holds_with_drafts_too(harbour_drafts: PlanGraph) -> None:
    asked = f"SELECT (COUNT(?m) AS ?n) FROM <{GRAPH}harbour> {{ ?m a plan:Measure }}"
    assert rows(harbour_drafts, asked) == [(3,)]


def test_a_network_has_things_as_nodes_and_relations_as_keys(harbour: PlanGraph) -> None:
    network = harbour.network()
    task = HARBOUR + "task-1"
    assert network.nodes[task] == {"label": "建设港口", "label_en": "Build the harbour", "type": "Task"}
    assert network.edges[task, HARBOUR + "measure-1", "hasMeasure"] == {
        "relation": "hasMeasure",
        "grade": "Explicit",
        "weight": 1,
    }
    only = harbour.network(["hasTask"])
    assert {key for _, _, key in only.edges(keys=True)} == {"hasTask"}
    assert only.number_of_edges() == 2


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib warns of its own parser
def test_rdflib_gets_every_graph(harbour: PlanGraph) -> None:
    dataset = harbour.rdflib()
    assert sum(1 for _ in dataset.quads((None, None, None, None))) >= len(list(harbour.store)) // 2
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert {f"{GRAPH}harbour", f"{GRAPH}harbour/findings"} <= names
    found = dataset.graph(f"{GRAPH}harbour").query(
        "SELECT (COUNT(?t) AS ?n) { ?t a <https://w3id.org/plankg/ontology#Task> }"
    )
    assert [int(row[0]) for row in found] == [2]  # type: ignore[index, arg-type]


def test_a_table_shows_itself_in_a_notebook(harbour: PlanGraph) -> None:
    page = harbour.ask("tasks-in-order", language="en")._repr_html_()
    assert page.startswith("<table>")
    assert "<td>Build the harbour</td>" in page


def test_titles_and_labels(harbour: PlanGraph) -> None:
    assert harbour.title() == {"zh": "港口规划", "en": "Harbour plan"}
    assert harbour.relation_labels("hasMeasure")["zh"]
    assert "tasks-in-order" in harbour.questions()


def test_what_is_no_build_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run 'plankg build -o"):
        PlanGraph.open(tmp_path)
    (tmp_path / "current").write_text("../../etc", encoding="utf-8")
    with pytest.raises(StoreError, match="does not name a build"):
        PlanGraph.open(tmp_path)
    (tmp_path / "current").write_text("0" * 32, encoding="utf-8")
    with pytest.raises(StoreError, match=r"lacks 'manifest\.json'"):
        PlanGraph.open(tmp_path)


def test_a_build_is_opened_read_only(harbour: PlanGraph) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        harbour.store.clear()
