"""Hostile queries and crowds: the server lives, honest clients are served. In full it is a trial of 10 minutes each."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from tests.serving.conftest import Server, Start

ANY = "?{0}s ?{0}p ?{0}o"
HONEST = (
    "SELECT ?t ?l { ?t a plan:Task ; rdfs:label ?l }",
    "SELECT ?m { ?t plan:hasMeasure ?m } LIMIT 20",
    "ASK { ?t a plan:Goal }",
    "SELECT (COUNT(*) AS ?n) { ?s a plan:Statement }",
    "CONSTRUCT { ?t rdfs:label ?l } WHERE { ?t a plan:Task ; rdfs:label ?l }",
)


def hostile() -> Iterator[str]:
    """Fifty queries that overwhelm an engine, each in its own way."""
    for depth in (60, 65, 1_000, 20_000):
        yield "SELECT * " + "{" * depth + "}" * depth
        yield "SELECT * { FILTER(" + "(" * depth + "1" + ")" * depth + ") }"
    for many in (3, 4, 6, 10):
        patterns = " . ".join(ANY.format(f"v{i}") for i in range(many))
        yield f"SELECT * {{ {patterns} }}"
        yield f"SELECT (COUNT(*) AS ?n) {{ {patterns} }}"
        yield f"SELECT DISTINCT ?v0s ?v1o {{ {patterns} }} ORDER BY DESC(?v1o)"
        yield f"CONSTRUCT {{ {patterns} }} WHERE {{ {patterns} }}"
    values = " ".join(map(str, range(900)))
    yield "SELECT * { " + " ".join(f"VALUES ?{v} {{ {values} }}" for v in "abcd") + " } ORDER BY ?a ?d"
    yield "SELECT (GROUP_CONCAT(?a) AS ?x) { " + " ".join(f"VALUES ?{v} {{ {values} }}" for v in "abc") + " }"
    for path in ("(!<x:y>)*", "(<x:a>|!<x:a>)+", "(!(<x:y>|^<x:z>))*", "((!<x:a>)+/(!<x:b>)+)*"):
        yield f"SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b . ?c {path} ?d }}"
    for many in (50, 150, 300):
        yield "SELECT * { " + " ".join(f"?s ?p{i} ?o{i} ." for i in range(many)) + " }"
        yield f"SELECT * {{ ?s ?p ( {' '.join(f'?x{i}' for i in range(many))} ) }}"
    steps = " ".join(f'BIND(REPLACE(?{a}, "a", ?a) AS ?{b})' for a, b in itertools.pairwise("abcde"))
    yield f'SELECT (STRLEN(?e) AS ?n) {{ BIND("{"a" * 100}" AS ?a) {steps} }}'
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    yield f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('{'x' * 65536}' AS ?x0) {doubled} }}"
    for pattern in ("((((a{1,100}){1,100}){1,100}){1,100})", "(a*)*(a*)*(a*)*b", "(x+x+)+y", "a" * 9_000 + "?" * 900):
        pairs = f"{ANY.format('a')} . {ANY.format('b')}"
        yield f'SELECT * {{ {pairs} FILTER(REGEX(CONCAT(STR(?ao), STR(?bo)), "{pattern}")) }}'
    for body in ("a" * 10_000_000, "{ ?s ?p ?o } UNION " * 100_000, "# " + "x" * 9_000_000):
        yield f"SELECT * {{ {body} }}"
    yield "SELECT * { " + "OPTIONAL { ?s ?p ?o . ?o ?q ?r . ?a ?b ?c } " * 60 + " }"
    yield "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(MD5(CONCAT(STR(?a), STR(?f))) AS ?x) }"
    yield "SELECT ?a (SAMPLE(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a HAVING (COUNT(*) > 5) ORDER BY ?x"
    yield "SELECT * { ?s ?p ?o MINUS { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) } }"
    yield "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?s && ?i = 7) } }"


class Crowd:
    """Clients in threads: what they were answered, and how long each answer took."""

    def __init__(self, server: Server, seconds: float, clients: int, queries: Callable[[int], str]) -> None:
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self._end = time.monotonic() + seconds
        self._server, self._queries = server, queries
        self._count = itertools.count()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def _ask(self) -> None:
        while time.monotonic() < self._end:
            begun = time.monotonic()
            try:
                reply = self._server.query(self._queries(next(self._count)), "*/*", 120)
            except OSError as error:
                self.failures.append(repr(error))
                continue
            self.statuses[reply.status] += 1
            self.seconds.append(time.monotonic() - begun)

    def done(self) -> Crowd:
        for thread in self._threads:
            thread.join()
        return self

    def slowest(self, share: float) -> float:
        """The time that all but a share of the answers took at most."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * (1 - share)))]


def honest(number: int) -> str:
    return HONEST[number % len(HONEST)]


def resident(server: Server) -> int:
    processes = [psutil.Process(server.process.pid), *psutil.Process(server.process.pid).children(recursive=True)]
    return sum(p.memory_info().rss for p in processes if p.is_running())


def test_there_are_fifty_hostile_queries() -> None:
    queries = list(hostile())
    assert len(queries) == len(set(queries)) == 50


@pytest.fixture
def guarded(packaged_out: Path, start: Start) -> Server:
    return start(packaged_out, "--quiet", "--timeout", "2", "--memory", "1024")


def test_hostile_queries_are_stopped_while_others_are_served(guarded: Server) -> None:
    queries = list(hostile())
    bad = Crowd(guarded, 15, 4, lambda number: queries[number * 7 % len(queries)])
    good = Crowd(guarded, 15, 4, honest).done()
    bad.done()
    assert bad.failures == good.failures == []
    assert set(bad.statuses) <= {200, 400, 413, 503}
    assert bad.statuses[400] > 0
    assert bad.statuses[503] > 1
    assert set(good.statuses) == {200}
    assert good.statuses[200] > 100
    assert guarded.query("ASK {}").status == 200


def test_a_crowd_is_served_whole(guarded: Server) -> None:
    crowd = Crowd(guarded, 5, 32, honest).done()
    assert crowd.failures == []
    assert set(crowd.statuses) == {200}
    assert crowd.statuses[200] > 200


@pytest.mark.soak
def test_each_hostile_query_ends_while_others_wait_no_second(packaged_out: Path, start: Start) -> None:
    server = start(packaged_out, "--quiet")
    for query in hostile():
        good = Crowd(server, 3, 2, honest)
        reply = server.query(query, "*/*", 120)
        assert reply.status in {200, 400, 413, 503}, query[:200]
        good.done()
        assert (set(good.statuses), good.failures) == ({200}, [])
        assert max(good.seconds) <= 1.0, query[:200]


@pytest.mark.soak
def test_four_hostile_clients_beside_32_honest_ones(packaged_out: Path, start: Start) -> None:
    server = start(packaged_out, "--quiet")
    queries = list(hostile())
    bad = Crowd(server, 600, 4, lambda number: queries[number * 7 % len(queries)])
    good = Crowd(server, 600, 32, honest).done()
    bad.done()
    print(good.statuses, bad.statuses, good.slowest(0.5), good.slowest(0.01), max(good.seconds))
    assert (set(good.statuses), good.failures, bad.failures) == ({200}, [], [])
    assert good.slowest(0.01) <= 0.5


@pytest.mark.soak
def test_a_crowd_is_served_for_long_in_even_memory(packaged_out: Path, start: Start) -> None:
    server = start(packaged_out, "--quiet")
    crowd = Crowd(server, 600, 32, honest)
    time.sleep(120)
    before = resident(server)
    crowd.done()
    assert (set(crowd.statuses), crowd.failures) == ({200}, [])
    assert resident(server) < before * 1.05
