"""The whole way with what is installed: plan file, graph, question, picture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import plankg.graph


def run_plankg(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "plankg.cli", *arguments], cwd=cwd, capture_output=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole-way")
    done = run_plankg("build", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def test_the_installed_package_is_the_one_under_test() -> None:
    where = Path(plankg.graph.__file__)
    assert ("site-packages" in where.parts) == bool(os.environ.get("PLANKG_WHEEL"))


def test_build_leaves_a_graph_and_findings(built: Path) -> None:
    assert (built / "out" / "graph.ttl").stat().st_size > 10_000
    assert "#" in (built / "out" / "findings.md").read_text(encoding="utf-8")


def test_question_is_answered_with_its_words(built: Path) -> None:
    done = run_plankg("query", "tasks-in-order", "--quotes", "--format", "json", cwd=built)
    rows = json.loads(done.stdout)
    assert len(rows) == 8
    assert all(row["quotes"] for row in rows)


def test_sparql_from_a_file_is_answered(built: Path) -> None:
    (built / "ask.rq").write_text("SELECT (COUNT(?t) AS ?n) WHERE { ?t a plan:Task }", encoding="utf-8")
    done = run_plankg("query", "ask.rq", "--format", "csv", cwd=built)
    assert done.stdout.decode().split() == ["n", "8"]


def test_picture_is_one_offline_file(built: Path) -> None:
    done = run_plankg("draw", cwd=built)
    assert done.returncode == 0, done.stderr.decode()
    page = (built / "out" / "explorer.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script src" not in page
    assert "<link" not in page
