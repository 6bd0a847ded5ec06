"""The process as the system sees it: its three streams, and the signals that stop it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from functools import cache
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    import socket

_PATIENCE: Final = 3
_REAPING: Final = 0.3
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """A signal to stop arrived; a BaseException, so that no handler on the way takes it for an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind what is under way; where that is swallowed or lasts, the watcher ends it all the same."""
    raise Stopped(128 + number)


@cache
def _watch() -> None:
    """Start a thread that hears of signals even while the engine keeps the main thread from running any Python."""
    import socket

    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(ear, mouth), daemon=True).start()


def _wait(ear: socket.socket, mouth: socket.socket) -> None:
    """Wait for a signal to stop, give the main thread some seconds to unwind, and end the process."""
    while (number := ear.recv(1)[0]) not in _STOPS:
        pass
    time.sleep(_PATIENCE)
    leave(128 + number)


def leave(code: int) -> NoReturn:
    """End at once: the threads of a pool of killed processes would be waited for at an ordinary end."""
    multiprocessing = sys.modules.get("multiprocessing")  # no children where nothing imported it
    for process in multiprocessing.active_children() if multiprocessing else ():
        process.kill()
    if multiprocessing:
        time.sleep(_REAPING)  # the pool's own thread takes in the processes that were killed
    sys.stderr.write("plankg: stopped\n")
    sys.stderr.flush()
    os._exit(code)


def mind_signals() -> None:
    """Let SIGINT and SIGTERM unwind what is under way."""
    for number in _STOPS:
        signal.signal(number, _stop)
    _watch()


def open_streams() -> None:
    """Give a stream that the caller closed a place to go to, so that no file of ours takes its number; write UTF-8."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
