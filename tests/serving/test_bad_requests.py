"""The listed bad inputs of the endpoint: each is answered as a trusted system answers, others are served meanwhile."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import psutil
import pytest

if TYPE_CHECKING:
    from tests.serving.conftest import Server

PARTS = ("endpoint", "endpoint; the query itself also for the command line")
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def refused(server: Server, query: str, *reasons: str) -> None:
    reply = server.query(query)
    assert reply.status == 400, reply.text[:300]
    assert any(reason in reply.text for reason in reasons), reply.text[:300]


def stopped(server: Server, query: str) -> None:
    """A query that runs away is stopped within the limit, and somebody else is served meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(server.query, query)
        time.sleep(0.7)
        begun = time.monotonic()
        assert server.query("ASK {}").status == 200
        assert time.monotonic() - begun < 2
        reply = slow.result()
    assert reply.status == 503, reply.text[:300]
    assert "Retry-After".lower() in reply.headers
    assert "narrow" in reply.text


def empty_query(s: Server) -> None:
    for path in ("/sparql?query=", "/sparql?query=%20", "/sparql?x=1", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"):
        assert s.get(path).status == 400
    assert s.ask("POST", "/sparql", "", {"Content-Type": FORM}).status == 400
    assert s.ask("POST", "/sparql", "", {"Content-Type": QUERY}).status == 400


def update(s: Server) -> None:
    before = s.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").body
    for text in ("INSERT DATA { <x:a> <x:b> <x:c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP ALL",
                 "LOAD <file:///etc/passwd>", "\\u0049NSERT DATA { <x:a> <x:b> <x:c> }"):  # fmt: skip
        refused(s, text, "plankg build")
    assert s.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").body == before


def media_types(s: Server) -> None:
    for kind in ("text/plain", "application/json", "application/octet-stream", "a", "/"):
        assert s.ask("POST", "/sparql", "ASK {}", {"Content-Type": kind}).status == 415
    assert s.ask("POST", "/sparql", b"ASK {}").status == 415


def no_utf8(s: Server) -> None:
    assert s.get("/sparql?query=%FF").status == 400
    assert s.get("/sparql?%FF=1&query=ASK%7B%7D").status == 400
    assert s.ask("POST", "/sparql", b"\xff\xfe", {"Content-Type": QUERY}).status == 400


def head(s: Server) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/", "/explorer", "/graph-store?default"):
        got, headed = s.get(path), s.ask("HEAD", path)
        assert (headed.status, headed.body) == (got.status, b"")
        assert headed.headers["content-type"] == got.headers["content-type"]


def no_iri(s: Server) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        for value in ("not an iri", "<http://x>", "", "x", "http://[", "a:\n"):
            assert s.ask("GET", "/sparql", parameters={"query": "ASK {}", name: value}).status == 400, value


def deep_groups(s: Server) -> None:
    for depth in (65, 1_000, 5_000, 20_000):
        refused(s, "SELECT * WHERE " + "{" * depth + "}" * depth, "nested deeper than 64")


def long_chains(s: Server) -> None:
    for text in (
        "SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 5_000) + "}",
        "SELECT * {?s ?p ?o FILTER(" + "||".join(["?s=?o"] * 20_000) + ")}",
        "SELECT * {?s ?p ?o FILTER(" + "!" * 20_000 + "?o)}",
        "SELECT * {?s " + "|".join(["a"] * 20_000) + " ?o}",
    ):
        refused(s, text, "more than 1000 operators", "tokens")


def long_collection(s: Server) -> None:
    stopped(s, f"SELECT * {{ ?s ?p ( {' '.join(f'?x{i}' for i in range(500))} ) }}")


def product(s: Server) -> None:
    stopped(s, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?i")
    values = " ".join(map(str, range(900)))
    stopped(s, "SELECT * { " + " ".join(f"VALUES ?{v} {{ {values} }}" for v in "abcd") + " } ORDER BY ?a ?d")


def replace_bomb(s: Server) -> None:
    steps = " ".join(f'BIND(REPLACE(?{a}, "a", ?a) AS ?{b})' for a, b in zip("abcd", "bcde", strict=True))
    stopped(s, f'SELECT (STRLEN(?e) AS ?n) {{ BIND("{"a" * 100}" AS ?a) {steps} }}')
    assert max(w.memory_info().rss for w in s.workers()) < 3e9


def regex_bombs(s: Server) -> None:
    regex = 'SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?o), "{}")) }}'
    reply = s.query(regex.format("a" * 10_000_000))
    assert (reply.status, "more than" in reply.text) == (413, True)
    refused(s, regex.format("a?" * 400_000), "a pattern is longer than 10000")
    refused(s, regex.format("((((a{1,100}){1,100}){1,100}){1,100})"), "or repeats over 100000")


def hang_up(s: Server) -> None:
    with socket.create_connection(("127.0.0.1", s.port), 20) as line:
        host = f"Host: 127.0.0.1:{s.port}"
        line.sendall(f"GET /sparql?query={quote(FOREVER)} HTTP/1.1\r\n{host}\r\n\r\n".encode())
        time.sleep(1)
        assert within(10, lambda: at_work(s)), "the query runs"
    assert within(5, lambda: not at_work(s)), "it runs no more"


def at_work(s: Server) -> bool:
    """Whether any worker uses the processor."""
    before = {w.pid: w.cpu_times().user for w in s.workers()}
    time.sleep(0.4)
    return any(w.cpu_times().user - before[w.pid] > 0.02 for w in s.workers() if w.pid in before)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
    return False


def too_much(s: Server) -> None:
    many = "&".join(f"p{i}=1" for i in range(10_000))
    assert s.ask("POST", "/sparql", b"x" * 64_000_000, {"Content-Type": QUERY}).status == 413
    assert s.ask("POST", "/sparql", f"query=ASK%7B%7D&{many}", {"Content-Type": FORM}).status == 413
    assert s.get(f"/sparql?query=ASK%7B%7D&{many}").status == 414
    assert s.get("/sparql?query=" + "x" * 200_000).status == 414
    assert s.ask("GET", "/sparql?query=ASK%7B%7D", None, {"X-Big": "x" * 1_000_000}).status == 431
    assert s.ask("GET", "/sparql?query=ASK%7B%7D", None, {f"X-{i}": "x" * 100 for i in range(900)}).status == 431
    with socket.create_connection(("127.0.0.1", s.port), 20) as line:
        line.sendall(f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nContent-Type: {QUERY}\r\n".encode())
        line.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(80):
            line.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def load(s: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        for text in (f"LOAD <{address}>", "LOAD <file:///etc/passwd>", f"LOAD SILENT <{address}>"):
            assert s.ask("POST", "/sparql", urlencode({"update": text}), {"Content-Type": FORM}).status == 403
            assert s.ask("POST", "/sparql", text, {"Content-Type": "application/sparql-update"}).status == 403
            assert s.get("/sparql", update=text).status == 403
            assert s.query(text).status == 400
        for text in (f"ASK {{ SERVICE <{address}> {{}} }}", f"ASK {{ SERVICE SILENT <{address}> {{}} }}",
                     f"ASK {{ \\u0053ervice <{address}> {{}} }}"):  # fmt: skip
            refused(s, text, "SERVICE is refused")
        assert s.query(f"SELECT * FROM <{address}> {{ ?s ?p ?o }}").status == 200
        with pytest.raises(TimeoutError):
            listening.accept()


def spreadsheets(s: Server) -> None:
    query = """SELECT ?x { VALUES ?x { "=1+1" "+1" "-1" "@x" "\\t1" "a,b" "a\\"b" "a\\nb" "plain" } }"""
    machines = list(csv.reader(io.StringIO(s.query(query, "text/csv").text, newline="")))
    assert [row[0] for row in machines] == ["x", "=1+1", "+1", "-1", "@x", "\t1", "a,b", 'a"b', "a\nb", "plain"]
    reply = s.get("/sparql", query=query, format="spreadsheet")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    people = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in people] == ["x", "'=1+1", "'+1", "'-1", "'@x", "'\t1", "a,b", 'a"b', "a\nb", "plain"]


def broken_answer(s: Server) -> None:
    """Nothing of an answer is sent before all of it is there: a query that fails late has the status of a failure."""
    late = f"SELECT * {{ {{ ?s ?p ?o }} UNION {{ {FOREVER} }} }}"
    reply = s.query(late)
    assert reply.status == 503
    assert b"{" not in reply.body


def origins(s: Server) -> None:
    evil = {"Origin": "https://evil.example"}
    assert "access-control-allow-origin" not in s.get("/sparql?query=ASK%7B%7D", evil).headers
    for method in ("OPTIONS", "POST"):
        reply = s.ask(method, "/sparql", "update=CLEAR%20ALL", {**evil, "Content-Type": FORM})
        assert reply.status in {403, 405}
        assert "access-control-allow-origin" not in reply.headers
    assert s.get("/sparql?query=ASK%7B%7D", {"Host": "evil.example"}).status == 421


def many_clients(s: Server) -> None:
    server = psutil.Process(s.process.pid)
    end = time.monotonic() + 3
    statuses: list[int] = []

    def client() -> None:
        while time.monotonic() < end:
            statuses.append(s.query("SELECT * { ?t a plan:Task }").status)

    threads = [threading.Thread(target=client) for _ in range(32)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    before = server.num_threads()
    for thread in threads:
        thread.join()
    assert server.num_threads() <= before + 1
    assert len(statuses) > 100
    assert set(statuses) == {200}


CASES: dict[str, Callable[[Server], None]] = {
    "B065": empty_query, "B067": update, "B069": media_types, "B071": no_utf8, "B073": head, "B075": no_iri,
    "B077": deep_groups, "B079": long_chains, "B081": long_collection, "B083": product, "B085": replace_bomb,
    "B087": regex_bombs, "B089": hang_up, "B091": too_much, "B093": load, "B097": spreadsheets,
    "B099": broken_answer, "B101": origins, "B103": many_clients,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_listed_case(case: str, server: Server) -> None:
    CASES[case](server)


def test_every_listed_case_is_tried(shared: Path) -> None:
    lines = (shared / "bad-inputs" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [case["id"] for case in map(json.loads, lines) if case["part"] in PARTS]
    assert sorted(CASES) == sorted(listed)
    assert len(CASES) == 19
