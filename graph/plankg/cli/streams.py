"""Where words go: data to stdout, talk to stderr."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Write a line of talk."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")


def emit(text: str) -> None:
    """Write data, ended by a line break."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
