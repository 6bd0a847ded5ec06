"""What a server may spend: answers are cut and say so, queries end, who waits too long hears when to come again."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from plankg.errors import QueryLimit
from plankg.graph.serving.results import TABLES, graph, table

if TYPE_CHECKING:
    from tests.serving.conftest import Server, Start

JSON = "application/sparql-results+json"
CUT = "x-plankg-truncated"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
AWKWARD = (
    'VALUES (?a ?b) { ("}},{" "x\\r\\ny") (UNDEF UNDEF) ("a,\\"b\\"" 1) ("</result>" UNDEF) ("\\t" <x:y>) ("]}" 2) }'
)


def rows_of(body: bytes, media: str) -> int:
    if media == "text/csv":
        return len(list(csv.reader(io.StringIO(body.decode(), newline="")))) - 1
    form = ox.QueryResultsFormat.from_media_type(media)
    assert form
    found = ox.parse_query_results(body, format=form)
    assert isinstance(found, ox.QuerySolutions)
    return len(list(found))


@pytest.mark.parametrize("media", TABLES)
@pytest.mark.parametrize("rows", range(8))
def test_a_table_is_cut_between_rows_whatever_stands_in_them(media: str, rows: int) -> None:
    body, cut = table(ox.Store().query(f"SELECT ?a ?b {{ {AWKWARD} }}"), media, rows, 100_000)
    assert rows_of(body, media) == min(rows, 6)
    assert cut == (f"cut off after {rows} rows" if rows < 6 else "")
    assert (b"urn:plankg:cut-off-after-%d-rows" % rows in body) == bool(cut and "+" in media)


@pytest.mark.parametrize("media", TABLES)
@pytest.mark.parametrize("size", [15, 60, 120, 150, 170, 180, 200, 220, 260, 300, 400])
def test_a_table_of_too_many_bytes_ends_after_a_whole_row(media: str, size: int) -> None:
    try:
        body, cut = table(ox.Store().query(f"SELECT ?a ?b {{ {AWKWARD} }}"), media, 100, size)
    except QueryLimit:
        assert size < 170
        return
    whole, _ = table(ox.Store().query(f"SELECT ?a ?b {{ {AWKWARD} }}"), media, 100, 100_000)
    assert bool(cut) == (len(whole) > size)
    assert rows_of(body, media) < 6 if cut else body == whole


def test_a_graph_is_cut_after_a_triple_or_refused() -> None:
    triples = [ox.Triple(ox.NamedNode(f"x:{i}"), ox.NamedNode("x:p"), ox.Literal("y" * 50)) for i in range(20)]
    body, cut = graph(iter(triples), "text/turtle", 7, 100_000)
    assert len(list(ox.parse(body, format=ox.RdfFormat.TURTLE))) == 7
    assert cut.encode() in body
    assert graph(iter(triples), "application/ld+json", 20, 100_000)[1] == ""
    with pytest.raises(QueryLimit, match="narrow"):
        graph(iter(triples * 1000), "application/n-triples", 100_000, 10_000)


@pytest.fixture(scope="module")
def small(packaged_out: Path, module_server: Callable[..., Server]) -> Server:
    return module_server(packaged_out, "--quiet", "--rows", "5", "--timeout", "2", "--workers", "2")


def test_a_cut_answer_says_so_in_a_header_and_in_the_body(small: Server) -> None:
    query = "SELECT * { ?s ?p ?o }"
    for media in TABLES:
        reply = small.query(query, media)
        assert (reply.status, reply.headers[CUT]) == (200, "cut off after 5 rows")
        assert rows_of(reply.body, media) == 5
    assert json.loads(small.query(query).body)["head"]["link"] == ["urn:plankg:cut-off-after-5-rows"]
    turtle = small.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")
    assert turtle.headers[CUT] == "cut off after 5 triples"
    assert "# cut off after 5 triples" in turtle.text
    for whole in ("SELECT * { ?s ?p ?o } LIMIT 5", "ASK {}"):
        assert CUT not in small.query(whole).headers


def test_a_query_that_runs_for_ever_is_stopped(small: Server) -> None:
    begun = time.monotonic()
    reply = small.query(FOREVER)
    assert time.monotonic() - begun < 8
    assert (reply.status, "no answer within 2 s" in reply.text) == (503, True)
    assert int(reply.headers["retry-after"]) > 0


def test_queries_that_run_for_ever_hold_up_each_other_and_nobody_else(small: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        slow = [pool.submit(small.query, f"{FOREVER} # {n}") for n in range(8)]
        time.sleep(1)
        waits: list[float] = []
        while not all(one.done() for one in slow) and len(waits) < 200:
            begun = time.monotonic()
            assert small.query("SELECT * { ?t a plan:Task } LIMIT 3").status == 200
            waits.append(time.monotonic() - begun)
        assert {one.result().status for one in slow} == {503}
    assert len(waits) > 10
    assert sorted(waits)[int(len(waits) * 0.9)] < 2.0


def test_memory_of_a_query_is_bounded_and_its_process_replaced(small: Server) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    reply = small.query(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('{'0123456789abcdef' * 4096}' AS ?x0) {doubled} }}")
    assert reply.status == 503
    assert "narrow" in reply.text
    assert small.query("ASK {}").status == 200


def test_metrics_count_what_happened(small: Server) -> None:
    small.query("ASK {}")
    lines = dict(line.rsplit(" ", 1) for line in small.get("/metrics").text.splitlines() if not line.startswith("#"))
    assert int(lines['plankg_requests_total{route="/sparql",status="200"}']) > 0
    assert int(lines["plankg_workers"]) >= 2
    assert float(lines["plankg_request_seconds_sum"]) > 0
    assert lines['plankg_request_seconds_bucket{le="+Inf"}'] == lines["plankg_request_seconds_count"]


def test_cross_origin_scripts_read_answers_only_where_allowed(packaged_out: Path, start: Start) -> None:
    server = start(packaged_out, "--quiet", "--cors", "https://good.example")
    good = {"Origin": "https://good.example"}
    assert server.get("/sparql?query=ASK%7B%7D", good).headers["access-control-allow-origin"] == "https://good.example"
    preflight = server.ask("OPTIONS", "/sparql", None, {**good, "Access-Control-Request-Method": "POST",
                                                         "Access-Control-Request-Headers": "content-type"})  # fmt: skip
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (200, "https://good.example")
    evil = server.get("/sparql?query=ASK%7B%7D", {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in evil.headers


def test_the_log_holds_no_query(packaged_out: Path, start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    server = start(packaged_out, log=log)
    server.get("/sparql?query=ASK%7B%7D%20%23secret-in-query", {"Authorization": "secret-in-header"})
    server.query("ASK {} # secret-in-body")
    assert server.stop() in {0, 143}
    said = log.read_text(encoding="utf-8")
    assert said.count(" /sparql 200 ") == 2
    assert "secret" not in said


def test_what_hangs_silently_is_let_go(packaged_out: Path) -> None:
    import asyncio

    from plankg.graph.serving.connection import limited

    closed: list[bool] = []

    class Line(asyncio.Transport):
        def close(self) -> None:
            closed.append(True)

        def get_extra_info(self, name: str, default: object = None) -> object:
            return default

    async def wait() -> None:
        import uvicorn
        from uvicorn.server import ServerState

        config = uvicorn.Config(lambda: None, lifespan="off", log_config=None)
        config.load()
        protocol = limited(0.05)(config, ServerState(), {}, asyncio.get_running_loop())
        protocol.connection_made(Line())
        await asyncio.sleep(0.2)

    # in a thread of its own: a browser that other tests keep open has a loop running in this one
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(wait())).result()
    assert closed
