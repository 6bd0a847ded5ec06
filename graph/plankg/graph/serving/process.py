"""Worker processes as the server's event loop sees them, and where they come from."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from plankg.graph.worker import ANSWER_HEAD, Answer, command

_FAULTS: Final = frozenset(-getattr(signal, name, 0) for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"))
_CHUNK: Final = 1024 * 1024
_LOW: Final = 15
_FORKS: Final = sys.platform not in {"win32", "darwin"}  # a fork without exec is not safe on macOS


class WorkerDied(Exception):
    """A worker ended while it was asked; `fault`: the engine's own doing, which a second try would only repeat."""

    def __init__(self, code: int) -> None:
        super().__init__(f"a worker ended with {code}")
        self.fault = code in _FAULTS


class Worker:
    """One process that answers one request at a time.

    `ended`: its exit code, when it has ended; `spent`: it takes no further request; `long`: it has left the quick lane.
    """

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        number: int,
        ended: asyncio.Future[int],
        kill: Callable[[], None],
    ) -> None:
        self._number = number
        self.ended = ended
        self.spent = False
        self.long = False
        self._reader, self._writer = streams
        self._kill = kill
        self._thread = 0
        self._cpu = 0.0

    async def ready(self) -> Worker:
        """Return the worker itself when it has opened the graph; raises WorkerDied where it ends before."""
        try:
            self._thread = int((await self._answer()).body)
        except BaseException:
            self.kill()
            raise
        return self

    async def ask(self, asked: bytes) -> Answer:
        """Send a request and return its answer; raises WorkerDied where the process ends."""
        with suppress(OSError):
            self._writer.write(asked)
            await self._writer.drain()
        answer = await self._answer()
        self.spent = self.spent or answer.last
        return answer

    async def _answer(self) -> Answer:
        try:
            head, body = ANSWER_HEAD.unpack(await self._reader.readexactly(ANSWER_HEAD.size))
            content = await self._reader.readexactly(head + body)
        except (asyncio.IncompleteReadError, OSError):
            self.spent = True
            raise WorkerDied(await asyncio.shield(self.ended)) from None
        answer = Answer.decoded(content[:head], content[head:])
        self._cpu = answer.cpu
        return answer

    def used(self) -> float | None:
        """Return the seconds of the processor that the request under way has taken, where the system tells."""
        try:
            fields = Path(f"/proc/{self._number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") - self._cpu

    def step_back(self) -> None:
        """Give way to the others on the processor, for good: a process may not take its priority back."""
        self.spent = self.long = True
        if sys.platform == "linux":
            with suppress(OSError):  # on Linux a priority belongs to a thread
                os.setpriority(os.PRIO_PROCESS, self._thread, _LOW)

    def kill(self) -> None:
        """End the process at once."""
        self.spent = True
        if not self.ended.done():
            self._kill()

    def close(self) -> None:
        """Let go of the streams of a process that has ended."""
        self._writer.close()


class Source:
    """Where workers come from: a nursery that forks them, or, where the system cannot fork, fresh processes."""

    def __init__(self, folder: Path, memory: int, *, plan: str | None, drafts: bool) -> None:
        self._command = partial(command, folder, memory=memory, plan=plan, drafts=drafts)
        self._nursery: Nursery | None = None
        self._lock = asyncio.Lock()

    async def worker(self) -> Worker:
        """Return a new worker that is ready; raises WorkerDied or OSError where none could be had."""
        if not _FORKS:
            return await (await _fresh(self._command(kind="warm"))).ready()
        async with self._lock:
            if self._nursery is None or self._nursery.ended:
                self._nursery = await Nursery.start(self._command(kind="nursery"))
        return await (await self._nursery.worker()).ready()

    async def close(self) -> None:
        """End the nursery."""
        if self._nursery:
            await self._nursery.close()


async def _fresh(arguments: list[str]) -> Worker:
    process = await asyncio.create_subprocess_exec(
        *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=_CHUNK
    )
    assert process.stdout
    assert process.stdin
    return Worker((process.stdout, process.stdin), process.pid, asyncio.ensure_future(process.wait()), process.kill)


class Nursery:
    """The process of `plankg.graph.nursery`, with its children. When it ends, they end."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self.ended = False
        self._process = process
        self._control = control
        self._births: deque[asyncio.Future[tuple[int, asyncio.Future[int]]]] = deque()
        self._living: dict[int, asyncio.Future[int]] = {}
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def start(cls, arguments: list[str]) -> Nursery:
        """Start the process."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(*arguments, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
        ours.setblocking(False)
        return cls(process, ours)

    async def worker(self) -> Worker:
        """Return a worker just born; raises OSError where the nursery has ended."""
        ours, theirs = socket.socketpair()
        birth: asyncio.Future[tuple[int, asyncio.Future[int]]] = asyncio.get_running_loop().create_future()
        with theirs:
            socket.send_fds(self._control, [b"w"], [theirs.fileno()])
        self._births.append(birth)
        number, ended = await birth
        streams = await asyncio.open_connection(sock=ours, limit=_CHUNK)
        return Worker(streams, number, ended, partial(os.kill, number, signal.SIGKILL))

    async def close(self) -> None:
        """End the process, and with it its children."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._listening

    async def _listen(self) -> None:
        from plankg.graph.nursery import BORN, NOTE

        loop = asyncio.get_running_loop()
        data = b""
        while more := await _received(loop, self._control):
            data += more
            while len(data) >= NOTE.size:
                number, code = NOTE.unpack(data[: NOTE.size])
                data = data[NOTE.size :]
                if code == BORN:
                    self._living[number] = loop.create_future()
                    self._births.popleft().set_result((number, self._living[number]))
                else:
                    self._living.pop(number).set_result(code)
        self.ended = True
        self._control.close()
        for birth in self._births:
            birth.set_exception(ConnectionResetError("the nursery ended"))
        for number, ended in self._living.items():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            ended.set_result(-signal.SIGKILL)
        await self._process.wait()


async def _received(loop: asyncio.AbstractEventLoop, control: socket.socket) -> bytes:
    try:
        return await loop.sock_recv(control, 4096)
    except OSError:
        return b""
