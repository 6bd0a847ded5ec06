"""Clients that know nothing of plankg work unchanged."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

if TYPE_CHECKING:
    from tests.serving.conftest import Server

TASKS = "SELECT ?t ?l WHERE { ?t a plan:Task ; rdfs:label ?l FILTER(LANG(?l) = 'zh') } ORDER BY ?l"
PLAN = rdflib.Namespace("https://w3id.org/plankg/ontology#")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("kind", ["xml", "json", "csv", "tsv"])
def test_rdflib_sparql_store(server: Server, method: str, kind: str) -> None:
    store = SPARQLStore(f"{server.address}/sparql", method=method, returnFormat=kind)
    graph = rdflib.Graph(store)
    rows: list[Any] = list(graph.query(TASKS))
    assert len(rows) == 8
    if kind in {"xml", "json"}:
        assert all(isinstance(row[0], rdflib.URIRef) and row[1].language == "zh" for row in rows)


def test_rdflib_graph_over_the_store(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.address}/sparql"))
    tasks = list(graph.subjects(rdflib.RDF.type, PLAN.Task))
    assert len(tasks) == 8
    assert (tasks[0], rdflib.RDF.type, PLAN.Task) in graph
    assert len(graph) > 1000
    assert graph.query("ASK { ?t a plan:Task }").askAnswer
    built = graph.query("CONSTRUCT { ?t a plan:Task } WHERE { ?t a plan:Task }").graph
    assert built is not None
    assert len(built) == 8


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_tables(server: Server, kind: str, method: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    asked = SPARQLWrapper(f"{server.address}/sparql", returnFormat=kind)
    asked.setMethod(method)
    asked.setQuery(TASKS)
    found: Any = asked.query().convert()
    if kind == "json":
        assert len(found["results"]["bindings"]) == 8
    elif kind == "xml":
        assert len(found.getElementsByTagName("result")) == 8
    else:
        assert len(found.decode().strip().splitlines()) == 9


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("kind", ["turtle", "n3", "xml", "json-ld", "rdf+xml"])
def test_sparqlwrapper_graphs(server: Server, kind: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    asked = SPARQLWrapper(f"{server.address}/sparql", returnFormat=kind)
    asked.setQuery("CONSTRUCT { ?t a plan:Task } WHERE { ?t a plan:Task }")
    found: Any = asked.query().convert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert len(graph) == 8


def test_curl(server: Server) -> None:
    command = ["curl", "-sS", f"{server.address}/sparql", "--data-urlencode", "query=ASK { ?t a plan:Task }"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("no curl on this machine")
    assert b'"boolean":true' in done.stdout


def test_a_graph_is_parsed_from_its_address(server: Server) -> None:
    graph = rdflib.Graph().parse(f"{server.address}/graph-store?graph=https://w3id.org/plankg/graph/jinpu-14fyp")
    assert len(graph) > 1000
