"""The inside of a worker: `work` answers requests until its stdin ends.

A task is a function of the open graph and of named arguments that gives an `Answer`. Before every request the worker
looks which build is current, so that a new one is taken up between two requests.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from plankg.errors import PlankgError, QueryLimit, StoreError, UsageError
from plankg.graph.builds import CURRENT
from plankg.graph.table import Table
from plankg.graph.worker import REQUEST_HEAD, Answer

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_STACK: Final = 512 * 1024**2
_RESIDENT: Final = 768 * 1024**2


def ask(
    graph: PlanGraph,
    sparql: str | None,
    name: str | None,
    parameters: dict[str, Any],
    quotes: bool = False,
    **common: Any,
) -> Answer:
    """Answer SPARQL or a named question, as JSON from which the caller makes the table again."""
    found: Any = (
        graph.query(sparql, **common)
        if sparql is not None
        else graph.ask(str(name), quotes=quotes, **common, **parameters)
    )
    content = {"table": found.to_json()} if isinstance(found, Table) else {"value": found}
    return Answer(json.dumps(content, ensure_ascii=False).encode(), "application/json")


TASKS: Final[dict[str, str]] = {
    "ask": "plankg.graph.tasks:ask",
    "sparql": "plankg.graph.serving.answers:sparql",
    "graph-store": "plankg.graph.serving.answers:graph_store",
    "describe-service": "plankg.graph.serving.answers:describe_service",
    "explorer": "plankg.graph.serving.answers:explorer",
    "editor": "plankg.graph.serving.answers:editor",
    "page": "plankg.graph.serving.answers:page",
}
"""Name → module and function; a module is imported when its task is first asked for."""


class Builds:
    """The graph of the current build, opened anew when another build has become current."""

    def __init__(self, folder: Path, *, plan: str | None = None, drafts: bool = False) -> None:
        self._folder = folder
        self._options: dict[str, Any] = {"plan": plan, "drafts": drafts}
        self._open: tuple[tuple[int, int], PlanGraph] | None = None

    def graph(self) -> PlanGraph:
        """Return the graph; where the new build cannot be opened, the earlier one.

        Raises StoreError where no build was ever open, UsageError where it does not hold the plan.
        """
        from plankg.graph.plan_graph import PlanGraph

        name = self._current()
        if self._open is None:
            self._open = (name, PlanGraph.open(self._folder, **self._options))
        elif self._open[0] != name:
            try:
                self._open = (name, PlanGraph.open(self._folder, **self._options))
            except (StoreError, UsageError) as error:
                sys.stderr.write(f"plankg: the earlier build stays in use: {error}\n")
                self._open = (name, self._open[1])  # said once: the next look is at the next build
        return self._open[1]

    def _current(self) -> tuple[int, int]:
        """Return what tells the file that names the current build from its next version."""
        try:
            found = os.stat(self._folder / CURRENT)
        except OSError:
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)


def answer(builds: Builds, task: str, arguments: dict[str, Any]) -> Answer:
    """Do a task; whatever goes wrong becomes an answer too."""
    try:
        return _function(task)(builds.graph(), **arguments)
    except PlankgError as error:
        return Answer.of_error(error)
    except MemoryError:
        return Answer.of_error(QueryLimit("the query needed more memory than allowed; narrow it"))
    except Exception:  # noqa: BLE001  # a fault of ours must not leave the asker without an answer
        traceback.print_exc()
        return Answer.of_error(PlankgError("this could not be answered; the server's log says why"))


def _function(task: str) -> Callable[..., Answer]:
    module, _, name = TASKS[task].partition(":")
    found: Callable[..., Answer] = getattr(import_module(module), name)
    return found


def _work(builds: Builds, requests: SimpleQueue[bytes], out: IO[bytes]) -> None:
    with suppress(PlankgError):  # each request says so
        builds.graph()  # opened before the first request comes
    _send(out, Answer(str(threading.get_native_id()).encode(), cpu=time.process_time()))
    while True:
        task, arguments = json.loads(requests.get())
        given = answer(builds, task, arguments)
        last = _resident() > _RESIDENT
        _send(out, replace(given, last=last, cpu=time.process_time()))
        if last:
            return


def _send(out: IO[bytes], given: Answer) -> None:
    out.write(given.encoded())
    out.flush()


def _working(builds: Builds, requests: SimpleQueue[bytes], out: IO[bytes]) -> None:
    try:
        _work(builds, requests, out)
    finally:
        os._exit(0)


def _resident() -> int:
    """Return the most memory that this process ever held, in bytes (0 where the system does not tell)."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _limit(memory: int) -> None:
    """Bound what the process may take beyond what it holds now (where the system can)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most, hard = _address_space() + _STACK + memory, resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def main() -> None:
    """Be a worker on stdin and stdout."""
    work(json.loads(sys.argv[1]))


def work(options: dict[str, Any]) -> NoReturn:
    """Answer what comes on stdin; end at once when it ends, whatever is under way."""
    if options.get("warm"):
        import_module("plankg.graph.nursery").warm()
    _limit(options["memory"])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not come between the answers
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.stack_size(_STACK)
    builds = Builds(Path(options["folder"]), plan=options["plan"], drafts=options["drafts"])
    threading.Thread(target=_working, args=(builds, requests, out), daemon=True).start()
    with os.fdopen(os.dup(0), "rb") as stdin:
        while len(head := stdin.read(REQUEST_HEAD.size)) == REQUEST_HEAD.size:
            requests.put(stdin.read(REQUEST_HEAD.unpack(head)[0]))
    os._exit(0)
