"""Work in processes of its own: the engine cannot be stopped from inside, so the whole process is.

A worker is a Python that runs `plankg.graph.tasks`. It answers one request after another: what to do (the name of a
task) and with what, as JSON on its stdin; an `Answer` on its stdout. When time or memory runs out, or the engine ends
by itself (its stack, its memory), the process is gone and the caller has a QueryLimit; nothing else is touched.
`ask_apart` uses a worker for one request; `plankg serve` keeps a pool of them.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from plankg.errors import PlankgError, QueryLimit, QueryRefused, StoreError, UsageError
from plankg.graph.table import Table

MEMORY: Final = 4 * 1024**3
"""Bytes of address space of a worker, where nothing else is said (and the system can limit it)."""

ANSWER_HEAD: Final = struct.Struct(">II")
REQUEST_HEAD: Final = struct.Struct(">I")
_ERRORS: Final[dict[str, type[PlankgError]]] = {
    error.__name__: error for error in (PlankgError, QueryLimit, QueryRefused, StoreError, UsageError)
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gives back: a body with its media type, as whole as it will ever be.

    `status`: as HTTP counts it. `cut`: what was left off and why; empty where the answer is whole. `error`: the name of
    an error of plankg, whose message is the body; empty where there was none. `last`: the worker ends after this.
    `headers`: further ones, as HTTP has them. `cpu`: seconds of the processor that the worker has used in its life.
    """

    body: bytes = b""
    media: str = "text/plain; charset=utf-8"
    status: int = 200
    cut: str = ""
    error: str = ""
    last: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    cpu: float = 0.0

    @classmethod
    def of_error(cls, error: PlankgError) -> Answer:
        """Make the answer that carries an error."""
        return cls(str(error).encode(), error=type(error).__name__)

    def encoded(self) -> bytes:
        """Return the answer as a worker writes it."""
        head = json.dumps(
            [self.media, self.status, self.cut, self.error, self.last, dict(self.headers), self.cpu]
        ).encode()
        return ANSWER_HEAD.pack(len(head), len(self.body)) + head + self.body

    @classmethod
    def decoded(cls, head: bytes, body: bytes) -> Answer:
        """Make the answer from the two parts that follow ANSWER_HEAD."""
        return cls(body, *json.loads(head))

    def whole(self) -> Answer:
        """Return the answer itself, or raise the error that it carries."""
        if self.error:
            raise _ERRORS.get(self.error, PlankgError)(self.body.decode())
        return self


def command(
    folder: Path, *, plan: str | None = None, drafts: bool = False, memory: int = MEMORY, kind: str = "tasks"
) -> list[str]:
    """Return the command of a worker over the builds of an output folder.

    `plan`: the id of the one plan that is seen (None: all). `kind`: "tasks" is a worker, "warm" one that loads
    everything first, "nursery" a process that forks workers.
    """
    options = json.dumps(
        {"folder": str(folder), "plan": plan, "drafts": drafts, "memory": memory, "warm": kind == "warm"}
    )
    module = "nursery" if kind == "nursery" else "tasks"
    return [sys.executable, "-X", "utf8", "-c", f"from plankg.graph.{module} import main; main()", options]


def request(task: str, arguments: dict[str, Any]) -> bytes:
    """Return a request as a worker reads it."""
    body = json.dumps([task, arguments], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return REQUEST_HEAD.pack(len(body)) + body


def ask_apart(
    folder: Path,
    *,
    sparql: str | None = None,
    name: str | None = None,
    parameters: dict[str, str] | None = None,
    timeout: float = 60.0,
    plan: str | None = None,
    drafts: bool = False,
    **options: Any,
) -> Table | bool | str:
    """Answer SPARQL, or a named question, in a process that is killed after `timeout` seconds.

    Raises what PlanGraph raises, and QueryLimit where time or memory ran out.
    """
    asked = request("ask", {"sparql": sparql, "name": name, "parameters": parameters or {}, **options})
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command(folder, plan=plan, drafts=drafts), stdin=pipe, stdout=pipe, stderr=nothing)
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(timeout, stop)
    clock.start()
    try:
        answer = _exchange(process, asked)
    finally:
        clock.cancel()
        process.kill()
        process.communicate()
    if late.is_set():
        raise QueryLimit(f"no answer within {timeout:g} s; narrow the query, or give more time with --timeout")
    if answer is None:
        raise QueryLimit("the query needed more memory or depth than allowed; narrow it")
    content = json.loads(answer.whole().body)
    return Table.from_json(content["table"]) if "table" in content else content["value"]


def _exchange(process: subprocess.Popen[bytes], asked: bytes) -> Answer | None:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(asked)
        process.stdin.flush()
    except OSError:
        return None
    return _read(process.stdout) and _read(process.stdout)


def _read(stream: IO[bytes]) -> Answer | None:
    """Return the next answer of a worker (its first says only that it is ready), or None where it ended."""
    sizes = stream.read(ANSWER_HEAD.size)
    if len(sizes) < ANSWER_HEAD.size:
        return None
    head, body = ANSWER_HEAD.unpack(sizes)
    content = stream.read(head + body)
    return Answer.decoded(content[:head], content[head:]) if len(content) == head + body else None
