"""A process that has loaded everything and only splits into workers, where the system can fork.

Loading takes a second or two, forking a few milliseconds: so a worker that was stopped is soon replaced, and what is
loaded lies in memory once. The nursery opens no store, because the engine's threads do not survive a fork.

On its stdin, a socket, it is sent one byte with a socket for each worker that is wanted; it says there who was born
(a process number and `BORN`) and who died (a process number and the exit code).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

from plankg.errors import PlankgError

NOTE: Final = struct.Struct(">ii")
BORN: Final = 1 << 30
PATHS: Final = ("/", "/things", "/search", "/findings", "/void", "/path")


def warm() -> None:
    """Load what tasks need, by doing some on a graph that holds nothing."""
    import pyoxigraph as ox

    from plankg.graph import PlanGraph
    from plankg.graph.pages import render
    from plankg.graph.serving.answers import editor, sparql

    empty = PlanGraph(ox.Store())
    with suppress(PlankgError):
        sparql(empty, "SELECT * { ?s ?p ?o }", (), (), "", None, 1, 1000)
        for path in PATHS:
            render(empty, path, {"q": "a"})
        editor(empty, "zh", "zh", "")
        empty.draw().generate_html()


def main() -> None:
    """Load, then fork whenever a worker is wanted, until stdin ends."""
    control = socket.socket(fileno=os.dup(0))
    warm()
    signal.signal(signal.SIGCHLD, lambda *_: _bury(control))
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            os._exit(0)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # nobody is buried before the birth is told
        number = os.fork()
        if number == 0:
            _become_worker(control, descriptors[0])
        os.close(descriptors[0])
        control.sendall(NOTE.pack(number, BORN))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _bury(control: socket.socket) -> None:
    with suppress(ChildProcessError, OSError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            control.sendall(NOTE.pack(ended[0], os.waitstatus_to_exitcode(ended[1])))


def _become_worker(control: socket.socket, descriptor: int) -> None:
    from plankg.graph.tasks import work

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    control.close()
    os.dup2(descriptor, 0)
    os.dup2(descriptor, 1)
    os.close(descriptor)
    work(json.loads(sys.argv[1]))
