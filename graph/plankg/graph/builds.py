"""Where a build lies: `current` names it, `builds/<hash>/` holds it. Reading commands begin here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from plankg.errors import StoreError

BUILDS: Final = "builds"
CURRENT: Final = "current"
MANIFEST: Final = "manifest.json"
STORE: Final = "store"
SEAL: Final = "checksums.json"
_LASTING: Final = re.compile(r"CURRENT\Z|MANIFEST-[0-9]+\Z|[0-9]+\.(sst|log|blob)\Z")
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
    found = damage(folder / STORE)
    if found:
        raise StoreError(f"the store in {folder} is damaged: {found}; run 'plankg build -o {out}' again")
    return folder


def seal(store: Path) -> None:
    """Note size and CRC-32 of the files of a closed store, so that `damage` can tell whether they are whole."""
    content = {name: [path.stat().st_size, _crc(path)] for name, path in _lasting(store)}
    (store / SEAL).write_text(json.dumps(content, sort_keys=True) + "\n", encoding="utf-8")


def damage(store: Path) -> str | None:
    """Return what is wrong with the files of a store, or None.

    The engine itself may read a damaged block for ever, so that a store is looked over before it is opened.
    """
    try:
        content = json.loads((store / SEAL).read_text(encoding="utf-8"))
        expected = {str(name): (int(size), int(crc)) for name, (size, crc) in content.items()}
        present = dict(_lasting(store))
        for name, (size, crc) in sorted(expected.items()):
            if name not in present:
                return f"{name} is missing"
            if present[name].stat().st_size != size or _crc(present[name]) != crc:
                return f"{name} has changed"
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return f"{SEAL} is missing or cannot be read (another plankg may have made it)"
    more = sorted(set(present) - set(expected))
    return f"{more[0]} does not belong to it" if more else None


def _lasting(store: Path) -> list[tuple[str, Path]]:
    return sorted((path.name, path) for path in store.iterdir() if _LASTING.match(path.name))


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            value = crc32(chunk, value)
    return value


def manifest(build: Path) -> dict[str, Any]:
    """Return the manifest of a build folder."""
    try:
        content = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{build / MANIFEST} cannot be read ({error}): build again") from None
    if not isinstance(content, dict):
        raise StoreError(f"{build / MANIFEST} is not a manifest: build again")
    return content
