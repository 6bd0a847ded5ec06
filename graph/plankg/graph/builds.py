"""Where a build lies: `current` names it, `builds/<hash>/` holds it. Reading commands begin here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from plankg.errors import StoreError

BUILDS: Final = "builds"
CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
STORE: Final = "store"
_NAME: Final = re.compile(r"[0-9a-f]{32}\Z")


def current_build(out: Path) -> Path:
    """Return the folder of the build that counts.

    Raises StoreError where there is none or where it is not whole, with what to do.
    """
    try:
        name = (out / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise StoreError(f"no build in {out}: run 'plankg build -o {out}'") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{out / CURRENT} cannot be read ({error}): run 'plankg build -o {out}' again") from None
    if not _NAME.match(name):
        raise StoreError(f"{out / CURRENT} does not name a build: run 'plankg build -o {out}' again")
    folder = out / BUILDS / name
    for part in (MANIFEST, STORE):
        if not (folder / part).exists():
            raise StoreError(f"the build {name[:8]} in {out} lacks '{part}': run 'plankg build -o {out}' again")
    return folder


def manifest(build: Path) -> dict[str, Any]:
    """Return the manifest of a build folder."""
    try:
        content = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{build / MANIFEST} cannot be read ({error}): build again") from None
    if not isinstance(content, dict):
        raise StoreError(f"{build / MANIFEST} is not a manifest: build again")
    return content
