"""Fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from plankg.graph import PlanGraph

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def lacking() -> Callable[[str], NoReturn]:
    """What to call where this machine lacks something: the test skips with the reason; on a build server it fails."""

    def lack(reason: str) -> NoReturn:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return lack


@pytest.fixture(scope="session")
def shared(lacking: Callable[[str], NoReturn]) -> Path:
    """The folder of reference material beside the checkout."""
    folder = Path(os.environ.get("PLANKG_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        lacking(f"no reference material in {folder}; name its folder in the environment variable PLANKG_SHARED")
    return folder


@pytest.fixture(scope="session")
def packaged_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of the packaged plan, made once for all tests that only read it."""
    from plankg.build import build

    out: Path = tmp_path_factory.mktemp("packaged") / "out"
    build(out=out)
    return out


@pytest.fixture(scope="session")
def packaged_graph(packaged_out: Path) -> PlanGraph:
    """The packaged plan, open."""
    from plankg.graph import PlanGraph

    return PlanGraph.open(packaged_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran in each folder, and how long they took."""
    counts: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            folder = "/".join(report.nodeid.partition("::")[0].split("/")[:2])
            counts[folder] = counts.get(folder, 0) + 1
            seconds[folder] = seconds.get(folder, 0.0) + report.duration
    for folder in sorted(counts):
        terminalreporter.write_line(f"{folder}: {counts[folder]} tests, {seconds[folder]:.1f} s")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a run over nothing."""
    if not items:
        pytest.exit("no test was collected", returncode=5)
