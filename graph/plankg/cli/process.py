"""The process as the system sees it: its three streams, and the signals that stop it."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType
from typing import Final, NoReturn

_PATIENCE: Final = 3
_REAPING: Final = 0.3


class Stopped(BaseException):
    """A signal to stop arrived; a BaseException, so that no handler on the way takes it for an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind what is under way; where that is swallowed or lasts, an alarm ends it all the same."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, lambda *_: leave(128 + number))
        signal.alarm(_PATIENCE)
    raise Stopped(128 + number)


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
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


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
