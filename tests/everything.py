"""Everything that `make test` runs, one step after the other, each saying how many things it checked.

A step that checked nothing fails. `python tests/everything.py lint` runs the static checks alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ["ontology", "build", "graph", "tests"]
PIP = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-c", "constraints.txt"]


@dataclass(frozen=True)
class Step:
    """A step: its name, its command, and how many things its output says it checked."""

    name: str
    command: list[str]
    count: Callable[[str], int]


def number(pattern: str) -> Callable[[str], int]:
    """Return a counter that reads the last match of a pattern with one group."""

    def read(output: str) -> int:
        found = re.findall(pattern, output)
        return int(found[-1]) if found else 0

    return read


def python_files(output: str) -> int:
    """Count the Python files that the static checks go over."""
    return sum(1 for folder in CODE for _ in (ROOT / folder).rglob("*.py"))


def tool(name: str) -> str:
    """Return the path of a tool that stands beside this Python."""
    return str(Path(sys.executable).parent / name)


def lint_steps() -> list[Step]:
    """Return the static checks."""
    return [
        Step("ruff check", [tool("ruff"), "check", *CODE], python_files),
        Step("ruff format", [tool("ruff"), "format", "--check", *CODE], number(r"(\d+) files? already formatted")),
        Step("mypy --strict", [tool("mypy")], number(r"no issues found in (\d+) source files")),
        Step("pyright strict", [tool("basedpyright"), "--stats"], number(r"Total files checked: *(\d+)")),
        Step("import layers", [tool("lint-imports")], number(r"Analyzed (\d+) files")),
    ]


def run(step: Step) -> bool:
    """Run a step; print its outcome, its count and its seconds; print its output where it fails."""
    begun = time.monotonic()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["ontology", "build", "graph"]), "COLUMNS": "200"}
    done = subprocess.run(
        step.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    output = done.stdout.decode("utf-8", errors="replace")
    checked = step.count(output)
    good = done.returncode == 0 and checked > 0
    if not good:
        print(output)
    print(f"{'ok  ' if good else 'FAIL'} {step.name}: {checked} checked, {time.monotonic() - begun:.1f} s", flush=True)
    return good


def pytest_step() -> bool:
    """Run the tests from the checkout; their own summary gives counts and seconds a folder."""
    print("---- tests, from the checkout", flush=True)
    return (
        subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "not soak"], cwd=ROOT, check=False).returncode == 0
    )


def wheel_step() -> bool:
    """Build the wheel from the source distribution, install it into a clean environment, run the smoke tests there."""
    print("---- the wheel, in a clean environment", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = subprocess.run(
            [sys.executable, "-m", "build", "--outdir", name, "."], cwd=ROOT, capture_output=True, check=False
        )
        if built.returncode:
            print(built.stdout.decode(errors="replace"), built.stderr.decode(errors="replace"))
            return False
        wheel = next(folder.glob("*.whl"))
        venv.create(folder / "venv", with_pip=True)
        scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        python = str(scripts / "python")
        subprocess.run([python, *PIP, str(wheel), "pytest"], cwd=ROOT, check=True)
        command = [
            python,
            "-m",
            "pytest",
            "-q",
            "-o",
            "pythonpath=",
            "-p",
            "no:cacheprovider",
            str(ROOT / "tests" / "smoke"),
        ]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(command, cwd=ROOT, env=environment | {"PLANKG_WHEEL": "1"}, check=False).returncode == 0


def main() -> int:
    """Run all steps, or the static checks alone, and return the exit code."""
    begun = time.monotonic()
    outcomes = [run(step) for step in lint_steps()]
    if sys.argv[1:] != ["lint"]:
        outcomes += [pytest_step(), wheel_step()]
    print(f"{sum(outcomes)} of {len(outcomes)} steps passed in {time.monotonic() - begun:.0f} s")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
