"""The ```console blocks of the READMEs: what they say after each `$ ` is run, and what follows is what was printed.

`…` in a line stands for anything: a hash, or lines left out where it stands alone. Run as a program, this writes what
is printed now wherever a page shows something else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh-CN.md")


@dataclass(frozen=True)
class Example:
    """A command and the lines that are to follow it."""

    command: str
    lines: tuple[str, ...]


def examples(page: str) -> list[Example]:
    """Return the commands of a page in their order."""
    found: list[Example] = []
    for block in BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            found.append(Example(command, tuple(lines)))
    return found


def run(command: str, folder: Path, tools: Path) -> list[str]:
    """Run a command in a folder and return the lines that a terminal shows, without spaces at their ends."""
    shim = tools / "plankg"
    if not shim.exists():
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plankg.cli "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PLANKG_LANG": "zh"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return [line.rstrip() for line in done.stdout.decode("utf-8").splitlines()]


def fits(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Say whether what a page shows is what was printed."""
    pattern = "\n".join(re.escape(line.rstrip()).replace("…", ".*") for line in shown)
    pattern = re.sub(r"(^|\n)\.\*(?=\n|\Z)", r"\1(?:.*\n?)*", pattern)
    return re.fullmatch(pattern, "\n".join(printed)) is not None


def main() -> None:
    """Bring the READMEs up to date."""
    for name in PAGES:
        page = (ROOT / name).read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as tools:
            for example in examples(page):
                printed = run(example.command, Path(folder), Path(tools))
                if not fits(example.lines, printed):
                    before = "\n".join([f"$ {example.command}", *example.lines])
                    lines = [re.sub(r"builds/[0-9a-f]{32}", "builds/…", line) for line in printed]
                    page = page.replace(before, "\n".join([f"$ {example.command}", *lines]), 1)
        (ROOT / name).write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
