"""The SPARQL 1.1 Protocol and the Graph Store Protocol, request by request."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from tests.serving.conftest import Server

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
TASKS = "SELECT (COUNT(?t) AS ?n) { ?t a plan:Task }"
ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABELS = "CONSTRUCT { ?t rdfs:label ?l } WHERE { ?t a plan:Task ; rdfs:label ?l }"
PLAN_GRAPH = "https://w3id.org/plankg/graph/jinpu-14fyp"


def count(body: bytes) -> int:
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


WAYS: list[tuple[str, str, str, str | None, dict[str, str]]] = [
    ("get", "GET", f"/sparql?query={quote(TASKS)}", None, {}),
    ("get with + for spaces", "GET", f"/sparql?{urlencode({'query': TASKS})}", None, {}),
    ("get with an unknown parameter", "GET", f"/sparql?{urlencode({'query': TASKS, 'other': '1'})}", None, {}),
    ("form", "POST", "/sparql", urlencode({"query": TASKS}), {"Content-Type": FORM}),
    (
        "form that says utf-8",
        "POST",
        "/sparql",
        urlencode({"query": TASKS}),
        {"Content-Type": f"{FORM}; charset=UTF-8"},
    ),
    ("direct", "POST", "/sparql", TASKS, {"Content-Type": QUERY}),
    ("direct that says utf-8", "POST", "/sparql", TASKS, {"Content-Type": f'{QUERY};charset="utf-8"'}),
    ("direct in capitals", "POST", "/sparql", TASKS, {"Content-Type": QUERY.upper()}),
]


@pytest.mark.parametrize(("method", "path", "body", "headers"), [w[1:] for w in WAYS], ids=[w[0] for w in WAYS])
def test_a_query_comes_in_by_each_way(
    server: Server, method: str, path: str, body: str | None, headers: dict[str, str]
) -> None:
    reply = server.ask(method, path, body, headers)
    assert (reply.status, reply.headers["content-type"]) == (200, JSON)
    assert count(reply.body) == 8


KINDS = [
    (TASKS, JSON, JSON),
    (TASKS, XML, XML),
    (TASKS, "text/csv", "text/csv; charset=utf-8"),
    (TASKS, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (TASKS, "application/json", JSON),
    (TASKS, "application/xml", XML),
    (TASKS, "", JSON),
    (TASKS, "*/*", JSON),
    (TASKS, f"text/html;q=0.5, {XML}", XML),
    ("ASK {}", JSON, JSON),
    ("ASK {}", XML, XML),
    ("ASK {}", "text/csv", "text/csv; charset=utf-8"),
    (LABELS, "", "text/turtle; charset=utf-8"),
    (LABELS, "text/turtle", "text/turtle; charset=utf-8"),
    (LABELS, "application/n-triples", "application/n-triples"),
    (LABELS, "application/ld+json", "application/ld+json"),
    (LABELS, "application/rdf+xml", "application/rdf+xml"),
    (LABELS, "application/n-triples;q=0.3, text/turtle;q=0.4", "text/turtle; charset=utf-8"),
    ("DESCRIBE plan:Task", "text/turtle", "text/turtle; charset=utf-8"),
]


@pytest.mark.parametrize(("query", "accept", "media"), KINDS)
def test_the_answer_has_the_format_that_the_client_wants(server: Server, query: str, accept: str, media: str) -> None:
    reply = server.query(query, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media)
    kind = media.partition(";")[0]
    result = ox.QueryResultsFormat.from_media_type(kind)
    if result and kind not in {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"}:
        if (kind, query) != ("text/csv", "ASK {}") and kind != "text/csv":
            assert ox.parse_query_results(reply.body, format=result)
    else:
        form = ox.RdfFormat.from_media_type(kind)
        assert len(list(ox.parse(reply.body, format=form))) >= (16 if query == LABELS else 1)


@pytest.mark.parametrize(("short", "media"), [("json", JSON), ("csv", "text/csv"), ("xml", XML)])
def test_the_format_can_stand_in_the_address(server: Server, short: str, media: str) -> None:
    reply = server.get("/sparql", {"Accept": "image/png"}, query=TASKS, format=short)
    assert reply.headers["content-type"].startswith(media)


REFUSED: list[tuple[str, int, str, str, str | bytes | None, dict[str, str]]] = [
    ("no query in a form", 400, "POST", "/sparql", "", {"Content-Type": FORM}),
    ("no query in the address", 400, "GET", "/sparql?default-graph-uri=urn:x", None, {}),
    ("empty query", 400, "GET", "/sparql?query=", None, {}),
    ("two queries", 400, "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}),
    ("a query in address and body", 400, "POST", "/sparql?query=ASK%7B%7D", "ASK {}", {"Content-Type": QUERY}),
    ("a query in address and form", 400, "POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", {"Content-Type": FORM}),
    ("no SPARQL", 400, "GET", "/sparql?query=nonsense", None, {}),
    ("a graph that is no IRI", 400, "GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", None, {}),
    ("a named graph that is no IRI", 400, "GET", "/sparql?query=ASK%7B%7D&named-graph-uri=%3Cx%3E", None, {}),
    ("an unknown format", 400, "GET", "/sparql?query=ASK%7B%7D&format=pdf", None, {}),
    ("bytes that are no UTF-8", 400, "GET", "/sparql?query=%FF", None, {}),
    ("a body that is no UTF-8", 400, "POST", "/sparql", b"ASK {} #\xff", {"Content-Type": QUERY}),
    ("a form that is no UTF-8", 400, "POST", "/sparql", "query=%FF", {"Content-Type": FORM}),
    ("an update as a query", 400, "GET", "/sparql?query=CLEAR%20ALL", None, {}),
    ("SERVICE", 400, "POST", "/sparql", "ASK { SERVICE <http://127.0.0.1/> {} }", {"Content-Type": QUERY}),
    ("an update in the address", 403, "GET", "/sparql?update=CLEAR%20ALL", None, {}),
    ("an update in a form", 403, "POST", "/sparql", "update=CLEAR%20ALL", {"Content-Type": FORM}),
    ("an update as a body", 403, "POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"}),
    ("nothing that is acceptable", 406, "GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "image/png"}),
    ("a table as Turtle", 406, "POST", "/sparql", TASKS, {"Content-Type": QUERY, "Accept": "text/turtle"}),
    ("a graph as CSV", 406, "POST", "/sparql", LABELS, {"Content-Type": QUERY, "Accept": "text/csv"}),
    ("PUT", 405, "PUT", "/sparql", "ASK {}", {"Content-Type": QUERY}),
    ("DELETE", 405, "DELETE", "/sparql", None, {}),
    ("PATCH", 405, "PATCH", "/sparql", "x", {"Content-Type": QUERY}),
    ("another charset", 415, "POST", "/sparql", "ASK {}", {"Content-Type": f"{QUERY}; charset=latin-1"}),
    ("a coded body", 415, "POST", "/sparql", b"\x1f\x8b", {"Content-Type": QUERY, "Content-Encoding": "gzip"}),
    ("text", 415, "POST", "/sparql", "ASK {}", {"Content-Type": "text/plain"}),
    ("JSON", 415, "POST", "/sparql", "{}", {"Content-Type": "application/json"}),
    ("a body of no type", 415, "POST", "/sparql", b"ASK {}", {}),
    ("a form in parts", 415, "POST", "/sparql", "x", {"Content-Type": "multipart/form-data; boundary=x"}),
    ("another host name", 421, "GET", "/sparql?query=ASK%7B%7D", None, {"Host": "evil.example"}),
    ("no such asset", 404, "GET", "/assets/..%2fapp.py", None, {}),
    ("no such page", 404, "GET", "/../../etc/passwd", None, {}),
]


@pytest.mark.parametrize(
    ("status", "method", "path", "body", "headers"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_does_not_fit_is_refused_with_a_reason(
    server: Server, status: int, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
) -> None:
    reply = server.ask(method, path, body, headers)
    assert reply.status == status, reply.text
    assert len(reply.text.strip()) > 4
    assert "Traceback" not in reply.text


def test_the_cases_are_many() -> None:
    assert len(WAYS) + len(KINDS) + len(REFUSED) + len(DATASETS) + len(STORES) >= 70


DATASETS: list[tuple[str, dict[str, Any], str, bool]] = [
    ("the plan's graph alone", {"default-graph-uri": PLAN_GRAPH}, ALL, True),
    ("two graphs as one", {"default-graph-uri": [PLAN_GRAPH, f"{PLAN_GRAPH}/inferred"]}, ALL, True),
    ("a graph that is not there", {"default-graph-uri": "urn:nowhere"}, ALL, False),
    ("named graphs alone: the plain one is empty", {"named-graph-uri": PLAN_GRAPH}, ALL, False),
    (
        "a named graph is seen",
        {"named-graph-uri": PLAN_GRAPH},
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        True,
    ),
    (
        "a plain graph has no name",
        {"default-graph-uri": PLAN_GRAPH},
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        False,
    ),
    ("parameters go before FROM", {"default-graph-uri": PLAN_GRAPH}, ALL.replace("{", "FROM <urn:nowhere> {", 1), True),
    ("FROM in the query", {}, ALL.replace("{", f"FROM <{PLAN_GRAPH}> {{", 1), True),
    ("FROM what is not there", {}, ALL.replace("{", "FROM <http://127.0.0.1:9/x> {", 1), False),
    ("FROM a file", {}, ALL.replace("{", "FROM <file:///etc/passwd> {", 1), False),
]


@pytest.mark.parametrize(("named", "query", "some"), [d[1:] for d in DATASETS], ids=[d[0] for d in DATASETS])
def test_the_dataset_of_a_query_can_be_named(server: Server, named: dict[str, Any], query: str, some: bool) -> None:
    numbers = [
        count(server.ask("GET", "/sparql", None, {"Accept": JSON}, parameters={"query": query, **named}).body),
        count(
            server.ask("POST", "/sparql", urlencode({"query": query, **named}, doseq=True), {"Content-Type": FORM}).body
        ),
        count(server.ask("POST", "/sparql", query, {"Content-Type": QUERY}, parameters=named).body),
    ]
    assert len(set(numbers)) == 1
    assert (numbers[0] > 0) == some


def test_the_dataset_makes_a_difference(server: Server) -> None:
    whole = count(server.query(ALL).body)
    one = count(server.ask("GET", "/sparql", parameters={"query": ALL, "default-graph-uri": PLAN_GRAPH}).body)
    assert 0 < one < whole


STORES = [
    ("the plain graph", 200, "GET", "/graph-store?default", {}),
    ("a named graph", 200, "GET", f"/graph-store?graph={quote(PLAN_GRAPH)}", {}),
    ("as N-Triples", 200, "GET", f"/graph-store?graph={quote(PLAN_GRAPH)}", {"Accept": "application/n-triples"}),
    ("a graph that is not there", 404, "GET", "/graph-store?graph=urn:nowhere", {}),
    ("no graph", 400, "GET", "/graph-store", {}),
    ("both", 400, "GET", "/graph-store?default&graph=urn:x", {}),
    ("no IRI", 400, "GET", "/graph-store?graph=a%20b", {}),
    ("not acceptable", 406, "GET", "/graph-store?default", {"Accept": "image/png"}),
    ("PUT", 403, "PUT", "/graph-store?default", {}),
    ("POST", 403, "POST", "/graph-store?default", {}),
    ("DELETE", 403, "DELETE", f"/graph-store?graph={quote(PLAN_GRAPH)}", {}),
    ("PATCH", 403, "PATCH", "/graph-store?default", {}),
]


@pytest.mark.parametrize(("status", "method", "path", "headers"), [s[1:] for s in STORES], ids=[s[0] for s in STORES])
def test_graphs_are_read_whole_and_never_written(
    server: Server, status: int, method: str, path: str, headers: dict[str, str]
) -> None:
    reply = server.ask(method, path, "" if method in {"PUT", "POST", "PATCH"} else None, headers)
    assert reply.status == status, reply.text[:200]
    if status == 200:
        form = ox.RdfFormat.from_media_type(reply.headers["content-type"].partition(";")[0])
        assert len(list(ox.parse(reply.body, format=form))) > 1000
    elif status == 403:
        assert "plankg build" in reply.text


@pytest.mark.parametrize("accept", ["", "text/turtle", "application/n-triples", "application/ld+json"])
def test_without_a_query_the_endpoint_describes_itself(server: Server, accept: str) -> None:
    reply = server.get("/sparql", {"Accept": accept} if accept else None)
    form = ox.RdfFormat.from_media_type(reply.headers["content-type"].partition(";")[0])
    triples = list(ox.parse(reply.body, format=form))
    named = {str(t.object.value) for t in triples if str(t.predicate.value).endswith("#name")}
    assert f"{server.address}/sparql" in {str(t.object.value) for t in triples if "endpoint" in str(t.predicate)}
    assert PLAN_GRAPH in named


@pytest.mark.parametrize(
    "path", [f"/sparql?query={quote(TASKS)}", "/sparql", "/graph-store?default", "/health", "/", "/nope"]
)
def test_head_has_the_headers_of_get_and_no_body(server: Server, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 20) as line:
        host = f"Host: 127.0.0.1:{server.port}\r\n"
        line.sendall(
            f"HEAD {path} HTTP/1.1\r\n{host}\r\nGET /health HTTP/1.1\r\n{host}Connection: close\r\n\r\n".encode()
        )
        received = b""
        while more := line.recv(65536):
            received += more
    head, _, rest = received.partition(b"\r\n\r\n")
    assert rest.startswith(b"HTTP/1.1 200"), "the next answer on the line begins at once"
    own = {x.partition(b":")[0].lower(): x.partition(b":")[2].strip() for x in head.split(b"\r\n")[1:]}
    got = server.get(path)
    assert int(head.split()[1]) == got.status
    assert own[b"content-type"].decode() == got.headers["content-type"]
    if path != "/":  # pages carry a nonce of changing length
        assert own[b"content-length"].decode() == got.headers["content-length"]


def test_safe_headers_are_on_every_answer(server: Server) -> None:
    paths = ("/", "/sparql", "/health", "/metrics", "/nope", "/explorer", "/assets/editor.js", "/sparql?query=x")
    for path in paths:
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert "&#39;" not in policy
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_nonces_are_never_the_same(server: Server) -> None:
    policies = {server.get("/questions").headers["content-security-policy"] for _ in range(5)}
    assert len(policies) == 5
