"""Throughput of SPARQL endpoints over the same graph, in the same run: ours, the Oxigraph server, rdflib-endpoint."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from plankg.bench.library import arguments
from plankg.graph import PlanGraph
from plankg.graph.inlining import inlined
from plankg.graph.questions import question
from plankg.ontology.names import PREFIXES

_CLIENTS: Final = 4
_SECONDS: Final = 6.0
_LONGEST: Final = 20.0
_BUDGET: Final = 60.0
_HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}


def measured(folder: Path, plans: int) -> dict[str, Any]:
    """The named questions over HTTP, asked of three servers by the same clients, one server after the other.

    `every`: the questions that ours and the Oxigraph server both answer; `common`: those that rdflib-endpoint answers
    too, the quickest first, in a minute. Each with the answers a second, and the median milliseconds of one alone.
    """
    out = folder.parent / f"out-{plans}"
    graph = PlanGraph.open(out)
    asked = dict(_questions(graph))
    quads, triples = folder.parent / "served.nq", folder.parent / "served.nt"
    graph.store.dump(str(quads), format=ox.RdfFormat.N_QUADS)
    graph.store.dump(str(triples), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    servers = {name: make(out, quads, triples) for name, make in SERVERS.items() if _installed(name)}
    alone: dict[str, dict[str, float]] = {}
    for name, server in servers.items():
        order = sorted(asked, key=lambda q: alone.get("plankg", {}).get(q, 0.0))
        alone[name] = _alone(*server, {q: asked[q] for q in order})
    said: dict[str, Any] = {"triples": len(graph.store)}
    for kind, names in (("every", [n for n in servers if n != "rdflib-endpoint"]), ("common", list(servers))):
        answered = [q for q in asked if all(q in alone[name] for name in names)]
        texts = [asked[q][0] for q in answered]
        said[kind] = {
            name: {
                "asked": len(answered),
                "rate": _together(*servers[name], texts),
                "ms": statistics.median(alone[name][q] for q in answered),
            }
            for name in names
        }
    return said


def _questions(graph: PlanGraph) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield name, text and number of rows of the questions about plain graphs (rdflib-endpoint serves just one)."""
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    for name in graph.questions():
        one = question(name)
        if "GRAPH" not in one.text:
            given = arguments(graph, name)
            bound = one.bind(given, graph.lookup)
            text = head + inlined(one.text, {variable.value: str(term) for variable, term in bound.items()})
            yield name, (text, len(graph.ask(name, **given)))


Launch = tuple[list[str], str, int]


def _ours(out: Path, quads: Path, triples: Path) -> Launch:
    port = _free_port()
    command = [sys.executable, "-m", "plankg.cli", "serve", "--from", str(out), "--port", str(port), "--quiet"]
    return command, "/sparql", port


def _oxigraph(out: Path, quads: Path, triples: Path) -> Launch:
    port, store = _free_port(), quads.with_suffix(".store")
    program = _beside("oxigraph")
    subprocess.run([program, "load", "-l", str(store), "-f", str(quads)], check=True, capture_output=True)
    return [program, "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{port}"], "/query", port


def _rdflib_endpoint(out: Path, quads: Path, triples: Path) -> Launch:
    port = _free_port()
    command = [_beside("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)]
    return command, "/", port


SERVERS: Final[Mapping[str, Callable[[Path, Path, Path], Launch]]] = {
    "plankg": _ours,
    "oxigraph": _oxigraph,
    "rdflib-endpoint": _rdflib_endpoint,
}
"""Name → how the server is started: its command, the path of its endpoint, its port."""


def _beside(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    return found or name


def _installed(name: str) -> bool:
    return name == "plankg" or shutil.which(_beside(name)) is not None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def _running(command: Sequence[str], path: str, port: int) -> Generator[None, None, None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, path, port)
        yield
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], path: str, port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            _post(http.client.HTTPConnection("127.0.0.1", port, timeout=60), path, "ASK {}")
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not start")


def _post(line: http.client.HTTPConnection, path: str, text: str) -> tuple[int, bytes]:
    line.request("POST", path, urlencode({"query": text}), _HEADERS)
    reply = line.getresponse()
    return reply.status, reply.read()


def _alone(command: list[str], path: str, port: int, asked: Mapping[str, tuple[str, int]]) -> dict[str, float]:
    """Return the milliseconds of each question that is answered with as many rows as the engine itself gives.

    One client asks each twice (once, if it takes a second), in the order given, and stops after a minute.
    """
    found: dict[str, float] = {}
    end = time.monotonic() + _BUDGET
    with _running(command, path, port):
        for name, (text, rows) in asked.items():
            if time.monotonic() > end:
                break
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST)
            with suppress(OSError, ValueError, http.client.HTTPException):
                for _ in range(2):
                    begun = time.perf_counter()
                    status, body = _post(line, path, text)
                    seconds = time.perf_counter() - begun
                    if status == 200 and len(json.loads(body)["results"]["bindings"]) == rows:
                        found[name] = seconds * 1000
                    if seconds > 1:
                        break
            line.close()
    return found


def _together(command: list[str], path: str, port: int, texts: Sequence[str]) -> float:
    """Return the answers a second that a few clients get, each asking as fast as it can."""
    turns, answers = count(), count()

    def ask(end: float) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10 * _LONGEST)
        while time.monotonic() < end:
            status, _ = _post(line, path, texts[next(turns) % len(texts)])
            if status == 200:
                next(answers)
        line.close()

    with _running(command, path, port):
        begun = time.monotonic()
        threads = [threading.Thread(target=ask, args=(begun + _SECONDS,)) for _ in range(_CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return next(answers) / (time.monotonic() - begun)
