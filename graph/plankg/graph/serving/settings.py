"""What a server may spend on its clients, and whom it serves."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

MB: Final = 1024**2


def _cores() -> int:
    return max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a request may take.

    `time`: seconds of wall clock until a query is stopped; `quick`: seconds of the processor after which it counts as
    long; `patience`: seconds that a request waits for its turn. `rows`: rows (or triples) of an answer, `answer`: its
    bytes; what is more is cut off, and the answer says so. `graph`: bytes of a graph that is read whole. `memory`:
    bytes that a worker takes beyond what it has loaded; `workers`: processes for quick queries; `long`: how many long
    queries run beside them; `waiting`: how many requests wait for their turn before others are turned away. `body`:
    bytes of a request's body; `url`, `headers`: bytes of its address and of its headers; `parameters`: how many it has;
    `connections`: how many clients at once; `idle`: seconds until a silent connection is closed.
    """

    time: float = 10.0
    quick: float = 0.25
    patience: float = 10.0
    rows: int = 100_000
    answer: int = 64 * MB
    graph: int = 256 * MB
    memory: int = 2048 * MB
    workers: int = field(default_factory=_cores)
    long: int = field(default_factory=lambda: _cores() // 2)
    waiting: int = 256
    body: int = 4 * MB
    url: int = 32 * 1024
    headers: int = 64 * 1024
    parameters: int = 1_000
    connections: int = 1_000
    idle: float = 30.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a server listens and whom it answers.

    `host`: an address of this machine; 127.0.0.1 is reached from this machine alone. `port`: 0 takes a free one.
    `names`: host names that it answers to (empty: those of this machine where it listens on 127.0.0.1, else all).
    `origins`: web origins whose scripts may read the answers (CORS); none unless named. `language`: of pages, where
    the reader asks for none. `plan`: the one plan that is seen (None: all); `drafts`: whether drafts are seen.
    `log`: whether requests are logged.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    language: str = "zh"
    plan: str | None = None
    drafts: bool = False
    log: bool = True
    limits: Limits = field(default_factory=Limits)
