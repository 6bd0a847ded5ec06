"""The guard lets questions through and refuses what would leave the graph, change it or overwhelm the parser."""

from __future__ import annotations

import pytest

from plankg.errors import QueryRefused
from plankg.graph.guard import MAX_LENGTH, MAX_NESTING, MAX_OPERATORS, MAX_TOKENS, guard


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("prefix x: <urn:x#> ask {}", "ASK"),
        ("# SERVICE in a comment\nCONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <https://example.org/insert/load/service>", "DESCRIBE"),
        ("SELECT ('SERVICE <x> {} LOAD INSERT DELETE' AS ?t) {}", "SELECT"),
        ("SELECT ('''a 'quoted' INSERT''' AS ?t) {}", "SELECT"),
        ("SELECT ?service ?load ?insert { ?service ?load ?insert }", "SELECT"),
        ("PREFIX service: <urn:s#> SELECT * { ?s service:load ?o }", "SELECT"),
        ("SELECT * { ?任务 rdfs:label '创建'@zh }", "SELECT"),
    ],
)
def test_questions_pass(text: str, form: str) -> None:
    assert guard(text).form == form
    assert guard(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { S\\U00000045RVICE ?x { ?s ?p ?o } }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "SELECT * {} ; INSERT DATA { <a:a> <a:b> <a:c> }",
        "CLEAR ALL",
        "DROP ALL",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "hello",
        "",
        " \n# only a comment\n",
    ],
)
def test_what_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        guard(text)
    assert str(caught.value)


def test_sizes_at_the_limit_pass_and_beyond_it_do_not() -> None:
    def nested(depth: int) -> str:
        return "SELECT * " + "{" * depth + "}" * depth

    def united(count: int) -> str:
        return "SELECT * { {} " + "UNION {} " * count + "}"

    assert guard(nested(MAX_NESTING)).form == "SELECT"
    assert guard(united(MAX_OPERATORS)).form == "SELECT"
    for text in (
        nested(MAX_NESTING + 1),
        united(MAX_OPERATORS + 1),
        "SELECT * { VALUES ?x { " + "1 " * MAX_TOKENS + "} }",
        "SELECT * {} " + " " * MAX_LENGTH,
    ):
        with pytest.raises(QueryRefused):
            guard(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("SELECT * FROM <a:g> { ?s ?p ?o }", True),
        ("SELECT * from named <a:g> { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", False),
        ("SELECT ('FROM <a:g>' AS ?x) {}", False),
    ],
)
def test_a_dataset_of_its_own_is_noticed(text: str, own: bool) -> None:
    assert guard(text).has_dataset is own
