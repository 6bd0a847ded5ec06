"""Files and folders that are replaced whole: readers see the old content or the new one, never a part."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


@contextmanager
def replaced(path: Path) -> Generator[Path, None, None]:
    """Give a new path beside `path` to write to; what was written takes its place when the block ends well.

    Where the block raises, `path` is unchanged and the new file is gone. Raises OSError where it cannot be written.
    """
    aside = path.with_name(f".new-{token_hex(8)}")
    try:
        yield aside
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def replaced_folder(path: Path) -> Generator[Path, None, None]:
    """Give a new folder beside `path` to write into; it takes the place of `path` when the block ends well.

    Where the block raises, `path` is unchanged and the new folder is gone. Raises OSError where it cannot be written.
    """
    aside, old = (path.with_name(f".{kind}-{token_hex(8)}") for kind in ("new", "old"))
    aside.mkdir(parents=True)
    try:
        yield aside
        if path.exists():
            path.replace(old)
        try:
            aside.replace(path)
        except OSError:
            if old.exists():
                old.replace(path)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
