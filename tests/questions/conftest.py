"""The packaged plan, built once for all competency tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from plankg.build import build
from plankg.graph import PlanGraph


@pytest.fixture(scope="session")
def packaged_graph(tmp_path_factory: pytest.TempPathFactory) -> PlanGraph:
    out: Path = tmp_path_factory.mktemp("packaged") / "out"
    build(out=out)
    return PlanGraph.open(out)
