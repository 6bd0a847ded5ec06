"""A server in a process of its own, as a user starts it, and the ways in which tests talk to it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
import pytest

JSON = "application/sparql-results+json"
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TASKS = "SELECT (COUNT(?t) AS ?n) { ?t a plan:Task }"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers (names in small letters), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Server:
    """`plankg serve` on a free port."""

    def __init__(self, out: Path, *options: str, log: Path | None = None) -> None:
        command = [sys.executable, "-m", "plankg.cli", "serve", "--from", str(out), "--port", "0", *options]
        self.log = log
        self._file = log.open("wb") if log else None
        self.process = subprocess.Popen(
            command, stderr=self._file or subprocess.PIPE, env=os.environ | {"PLANKG_LANG": "zh"}
        )
        self.address = self._address().rstrip("/")
        self.port = urlsplit(self.address).port or 0

    def _address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.log:
                said = self.log.read_text(encoding="utf-8").splitlines()
            else:
                assert self.process.stderr
                said = [self.process.stderr.readline().decode()]
            for line in said:
                if line.startswith("plankg: http://"):
                    return line.split()[1]
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,
        parameters: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        target = f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path
        data = body.encode() if isinstance(body, str) else body
        try:
            connection.request(method, target, data, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None, **parameters: Any) -> Reply:
        return self.ask("GET", path, None, headers, parameters=parameters)

    def query(self, text: str, accept: str = JSON, timeout: float = 60) -> Reply:
        return self.ask("POST", "/sparql", text, {"Content-Type": QUERY, "Accept": accept}, timeout)

    def workers(self) -> list[psutil.Process]:
        """The processes of the workers, without the one that forks them."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if child.ppid() != self.process.pid]

    def stop(self) -> int:
        """Stop the server as Ctrl-C does; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        if self.process.stderr:
            self.process.stderr.close()
        if self._file:
            self._file.close()
        return code


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def server(packaged_out: Path) -> Iterator[Server]:
    """A server over the packaged plan with a short time limit."""
    started = Server(packaged_out, "--quiet", "--timeout", "4")
    yield started
    assert started.stop() in {0, 143}


def _starting() -> Iterator[Start]:
    started: list[Server] = []

    def begin(out: Path, *options: str, log: Path | None = None) -> Server:
        started.append(Server(out, *options, log=log))
        return started[-1]

    yield begin
    for one in started:
        one.stop()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start servers with options; they are stopped after the test."""
    yield from _starting()


@pytest.fixture(scope="module")
def module_server() -> Iterator[Start]:
    """Start servers with options; they are stopped after the tests of the module."""
    yield from _starting()
