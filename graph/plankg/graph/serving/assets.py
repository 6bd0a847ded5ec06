"""The files that the query editor loads."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from plankg.errors import UsageError

ASSETS: Final[Mapping[str, tuple[str, str]]] = {
    "yasgui.min.js": ("vendor", "text/javascript; charset=utf-8"),
    "yasgui.min.css": ("vendor", "text/css; charset=utf-8"),
    "licences.txt": ("vendor", "text/plain; charset=utf-8"),
    "editor.js": ("serving/browser", "text/javascript; charset=utf-8"),
    "editor.css": ("serving/browser", "text/css; charset=utf-8"),
}
"""File of the editor → the folder where it lies, and its media type."""


def asset(name: str) -> bytes:
    """Return a file of the editor.

    Raises UsageError where this installation lacks it, with what to do.
    """
    found = files("plankg.graph") / ASSETS[name][0] / name
    if not found.is_file():
        raise UsageError(
            f"this installation lacks '{name}', so there is no query editor here; a checkout gets it with "
            "'python graph/hatch_build.py' (which needs npm), an installed plankg brings it"
        )
    return found.read_bytes()
