"""Files that are replaced whole: readers see the old content or the new one, never a part."""

from __future__ import annotations

import os
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
