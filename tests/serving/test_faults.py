"""Workers that are killed, builds that change and clients that leave: nobody else notices."""

from __future__ import annotations

import shutil
import signal
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psutil
import pytest

from plankg.build import build

if TYPE_CHECKING:
    from tests.serving.conftest import Server, Start

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PLANS = "SELECT (COUNT(?p) AS ?n) { ?p a plan:Plan }"
PLAN = f"""\
schema: 1
plan: {{id: yunwan, title: {{zh: 云湾市规划, en: Plan of Yunwan}}}}
document: {{id: doc, type: PolicyInterpretation, label: {{zh: 解读}}, sha256: "{"0" * 64}", length: 100, language: zh}}
entities:
  task-1: {{type: Task, label: {{zh: 建设港口, en: Build the port}}, order: 1, mentions: [{{at: [0, 4]}}]}}
"""


class Clients:
    """Some clients that ask one thing after the other until they are stopped."""

    def __init__(self, server: Server, number: int, query: str) -> None:
        self.statuses: list[int] = []
        self.bodies: set[bytes] = set()
        self.failures: list[str] = []
        self._server, self._query = server, query
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(number)]

    def _ask(self) -> None:
        while not self._stop.is_set():
            try:
                reply = self._server.query(self._query)
            except OSError as error:
                self.failures.append(repr(error))
                continue
            self.statuses.append(reply.status)
            self.bodies.add(reply.body)

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def own_out(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    build([tmp_path / "plan.yaml"], tmp_path / "out")
    return tmp_path / "out"


def wait_for_workers(server: Server, number: int) -> None:
    deadline = time.monotonic() + 20
    while len(server.workers()) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_workers_are_not_noticed(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet", "--workers", "3")
    wait_for_workers(server, 3)
    killed = 0
    with Clients(server, 8, PLANS) as clients:
        for _ in range(12):
            time.sleep(0.15)
            for worker in server.workers()[:1]:
                worker.send_signal(signal.SIGKILL)
                killed += 1
    assert killed >= 10
    assert len(clients.statuses) > 50
    assert set(clients.statuses) == {200}
    assert clients.failures == []


def test_all_workers_killed_at_once_are_not_noticed(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet", "--workers", "2")
    wait_for_workers(server, 2)
    for nursery_too in (False, True):
        for process in psutil.Process(server.process.pid).children(recursive=True):
            if nursery_too or process.ppid() != server.process.pid:
                process.send_signal(signal.SIGKILL)
        assert server.query(PLANS).status == 200


def test_a_new_build_is_taken_up_without_a_lost_request(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet", "--workers", "2")
    plan = own_out.parent / "plan.yaml"
    with Clients(server, 6, "SELECT ?l { ?t a plan:Task ; rdfs:label ?l FILTER(LANG(?l) = 'en') }") as clients:
        for number in range(5):
            time.sleep(0.3)
            plan.write_text(PLAN.replace("Build the port", f"Build port {number}"), encoding="utf-8")
            build([plan], own_out)
        time.sleep(0.3)
    assert clients.failures == []
    assert set(clients.statuses) == {200}
    assert len(clients.bodies) > 1, "several builds were seen"
    assert b"Build port 4" in server.query("SELECT ?l { ?t a plan:Task ; rdfs:label ?l }").body


def test_a_damaged_new_build_leaves_the_earlier_one_in_use(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet", "--workers", "2")
    assert server.query(PLANS).status == 200
    broken = own_out / "builds" / ("f" * 32)
    shutil.copytree(next((own_out / "builds").iterdir()), broken)
    next((broken / "store").glob("*.sst")).write_bytes(b"nonsense")
    (own_out / "current").write_text("f" * 32 + "\n", encoding="utf-8")
    for _ in range(4):
        assert server.query(PLANS).status == 200


def test_a_client_that_leaves_takes_its_query_with_it(server: Server) -> None:
    host = f"Host: 127.0.0.1:{server.port}"
    lines = [socket.create_connection(("127.0.0.1", server.port), 20) for _ in range(3)]
    for line in lines:
        line.sendall(f"GET /sparql?query={quote(FOREVER)} HTTP/1.1\r\n{host}\r\n\r\n".encode())
    time.sleep(1.0)
    for line in lines:
        line.close()
    time.sleep(1.5)
    used = [sum(w.cpu_times()[:2]) for w in server.workers()]
    time.sleep(0.4)
    assert sum(sum(w.cpu_times()[:2]) for w in server.workers()) - sum(used) < 0.2
    assert server.query("ASK {}").status == 200


def test_the_server_ends_with_all_its_processes(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet")
    wait_for_workers(server, 2)
    line = socket.create_connection(("127.0.0.1", server.port), 20)
    line.sendall(f"GET /sparql?query={quote(FOREVER)} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
    time.sleep(0.5)
    children = psutil.Process(server.process.pid).children(recursive=True)
    begun = time.monotonic()
    assert server.stop() in {0, 143}
    assert time.monotonic() - begun < 10
    line.close()
    assert psutil.wait_procs(children, timeout=5)[1] == []


def test_a_killed_server_leaves_no_process(own_out: Path, start: Start) -> None:
    server = start(own_out, "--quiet")
    wait_for_workers(server, 2)
    children = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_bad_starts_are_said_in_a_line(own_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from plankg.cli import main

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, said in (
            (["--from", str(tmp_path / "nowhere")], "run 'plankg build"),
            (["--from", str(own_out), "--port", port], "cannot listen on 127.0.0.1"),
            (["--from", str(own_out), "--host", "no such host"], "cannot listen on no such host"),
        ):
            assert main(["serve", *arguments]) == 2
            assert said in capsys.readouterr().err


def test_a_missing_extra_is_named(
    own_out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from plankg.cli import main

    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve", "--from", str(own_out)]) == 2
    assert "pip install 'plankg[serve]'" in capsys.readouterr().err
