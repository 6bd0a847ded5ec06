"""A pool of workers: who runs what, for how long, and who waits.

There are two lanes. Every request starts on one of a fixed number of quick workers. A query that takes longer than
`Limits.quick` takes one of a few long places, at a low priority of the processor, and a fresh worker takes its place in
the quick lane; where no long place is free it is stopped, and starts again when its turn comes. So queries that run for
ever hold up each other, and nobody else.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from plankg.errors import QueryLimit, UsageError
from plankg.graph.serving.process import Source, Worker, WorkerDied
from plankg.graph.serving.refusals import busy
from plankg.graph.serving.settings import Limits
from plankg.graph.worker import Answer, request

_GRACE: Final = 0.3
_REMEMBERED: Final = 60.0
_PAUSE: Final = 1.0
_TRIES: Final = 3
_MOMENT: Final = 0.01
_SLOWED: Final = 4
_TOO_MUCH: Final = "the query needed more memory or depth than allowed; narrow it"


class Pool:
    """The workers of a server. Use it as a context: `async with Pool(...)`.

    `counts`: what happened since the start, by name.
    """

    def __init__(self, folder: Path, limits: Limits, *, plan: str | None = None, drafts: bool = False) -> None:
        self.limits = limits
        self.counts: Counter[str] = Counter(dict.fromkeys(("started", "ended", "stopped", "moved", "busy", "left"), 0))
        self._source = Source(folder, limits.memory, plan=plan, drafts=drafts)
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._starting = 0
        self._failed = 0
        self._turns: deque[asyncio.Future[Worker]] = deque()
        self._long = asyncio.Semaphore(limits.long)
        self._faulty: dict[bytes, float] = {}
        self._chores: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Pool:
        self._fill()
        while not self._workers:
            await asyncio.sleep(_MOMENT)
            if self._failed >= self.limits.workers:
                await self.__aexit__()
                raise UsageError("no worker process could be started; give it more with --memory")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closed = True
        for worker in self._workers:
            worker.kill()
        await self._source.close()
        while self._chores:
            await asyncio.wait(self._chores)

    @property
    def workers(self) -> int:
        """How many processes there are."""
        return len(self._workers)

    @property
    def working(self) -> int:
        """How many processes are at work."""
        return len(self._workers) - len(self._idle)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return len(self._turns)

    async def ask(self, task: str, arguments: dict[str, Any]) -> Answer:
        """Have a task done, and return its answer, which may carry an error; cancelling stops the work too.

        Raises QueryLimit where it ran out of time or memory, and Refused where the pool is too busy.
        """
        asked = request(task, arguments)
        mark = sha256(asked).digest()
        if self._faulty.get(mark, 0.0) > time.monotonic():
            raise QueryLimit(_TOO_MUCH)
        for _ in range(_TRIES):
            try:
                return await self._run(asked)
            except WorkerDied as died:
                if died.fault:
                    break
        self._remember(mark)
        raise QueryLimit(_TOO_MUCH)

    def _remember(self, mark: bytes) -> None:
        """A query that ended a process is not given another for a while."""
        now = time.monotonic()
        self._faulty = {key: until for key, until in self._faulty.items() if until > now}
        self._faulty[mark] = now + _REMEMBERED

    async def _run(self, asked: bytes) -> Answer:
        async with self._asked(asked) as (worker, run):
            if await self._is_quick(worker, run):
                return run.result()
            if not self._long.locked():
                async with self._long:
                    return await self._at_length(worker, run, self.limits.time - self.limits.quick)
            worker.kill()
        self.counts["moved"] += 1
        async with self._long_place(), self._asked(asked) as (worker, run):
            return await self._at_length(worker, run, self.limits.time)

    async def _is_quick(self, worker: Worker, run: asyncio.Future[Answer]) -> bool:
        """Wait for the answer until the query has had its share of the processor, on a busy machine a while longer."""
        left, end = self.limits.quick, time.monotonic() + self.limits.quick * _SLOWED
        while left > _MOMENT and time.monotonic() < end:
            if await _done(run, left):
                return True
            used = worker.used()
            left = 0.0 if used is None else self.limits.quick - used
        return False

    async def _at_length(self, worker: Worker, run: asyncio.Future[Answer], seconds: float) -> Answer:
        worker.step_back()
        self._fill()
        if await _done(run, seconds):
            return run.result()
        worker.kill()
        self.counts["stopped"] += 1
        raise QueryLimit(f"no answer within {self.limits.time:g} s; narrow the query")

    @asynccontextmanager
    async def _long_place(self) -> AsyncGenerator[None, None]:
        try:
            async with asyncio.timeout(self.limits.patience):
                await self._long.acquire()
        except TimeoutError:
            self.counts["busy"] += 1
            raise busy(self.limits.time) from None
        try:
            yield
        finally:
            self._long.release()

    @asynccontextmanager
    async def _asked(self, asked: bytes) -> AsyncGenerator[tuple[Worker, asyncio.Future[Answer]], None]:
        worker = await self._take()
        run = asyncio.ensure_future(worker.ask(asked))
        grace = 0.0
        try:
            yield worker, run
        except asyncio.CancelledError:
            self.counts["left"] += 1
            grace = _GRACE
            raise
        finally:
            if run.done() and not worker.spent:
                self._offer(worker)
            else:
                self._chore(self._end(worker, run, grace))

    async def _take(self) -> Worker:
        """Return a worker of the quick lane; who has waited longest is served first."""
        if self._idle:
            return self._idle.pop()
        if len(self._turns) >= self.limits.waiting:
            self.counts["busy"] += 1
            raise busy(self.limits.quick)
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            async with asyncio.timeout(self.limits.patience):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._offer(turn.result())  # it was handed over at the same moment
            elif turn in self._turns:
                self._turns.remove(turn)
            if isinstance(error, TimeoutError):
                self.counts["busy"] += 1
                raise busy(self.limits.patience) from None
            raise

    def _offer(self, worker: Worker) -> None:
        while self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    async def _end(self, worker: Worker, run: asyncio.Future[Answer], grace: float) -> None:
        """End a worker, unless it is done with a request that nobody waits for any more within a moment of grace."""
        if grace and await _done(run, grace) and not worker.spent:
            self._offer(worker)
            return
        worker.kill()
        await asyncio.gather(run, return_exceptions=True)

    async def _watch(self, worker: Worker) -> None:
        """Replace a worker as soon as it has ended, whoever ended it."""
        await worker.ended
        self.counts["ended"] += 1
        worker.spent = True
        worker.close()
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._fill()

    def _fill(self) -> None:
        """Start as many workers as the quick lane lacks."""
        quick = sum(not worker.long for worker in self._workers)
        for _ in range(0 if self._closed else self.limits.workers - quick - self._starting):
            self._starting += 1
            self._chore(self._start())

    async def _start(self) -> None:
        try:
            worker = await self._source.worker()
        except (WorkerDied, OSError):
            self._failed += 1
            await asyncio.sleep(_PAUSE)
        else:
            self.counts["started"] += 1
            self._workers.add(worker)
            self._chore(self._watch(worker))
            if self._closed:
                worker.kill()
            else:
                self._offer(worker)
        self._starting -= 1
        self._fill()

    def _chore(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


async def _done(run: asyncio.Future[Answer], seconds: float) -> bool:
    return bool((await asyncio.wait({run}, timeout=max(0.0, seconds)))[0])
