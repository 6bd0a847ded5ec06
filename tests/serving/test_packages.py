"""What the pages load travels in wheel and source distribution, with its licences; what is missing is said."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from plankg.errors import UsageError
from plankg.graph.serving import assets

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "graph" / "plankg" / "graph" / "vendor"
LISTED = json.loads((ROOT / "graph" / "package.json").read_text(encoding="utf-8"))["vendored"]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory, lacking: Callable[[str], NoReturn]) -> Path:
    if not (VENDOR / "lock.sha256").is_file():
        lacking("graph/plankg/graph/vendor is empty: 'python graph/hatch_build.py' fills it (it needs npm)")
    folder = tmp_path_factory.mktemp("packages")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return folder


def test_wheel_and_source_distribution_bring_the_files_and_their_licences(packages: Path) -> None:
    wheel = next(packages.glob("*.whl"))
    inside = set(zipfile.ZipFile(wheel).namelist())
    for name in (*LISTED, "licences.txt"):
        assert f"plankg/graph/vendor/{name}" in inside
    assert {"plankg/graph/serving/browser/editor.js", "plankg/graph/pages/templates/editor.html"} <= inside
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        sent = {name.partition("/")[2] for name in archive.getnames()}
    for name in (*LISTED, "licences.txt", "lock.sha256"):
        assert f"graph/plankg/graph/vendor/{name}" in sent
    assert {"graph/hatch_build.py", "graph/package.json", "graph/package-lock.json"} <= sent
    licences = zipfile.ZipFile(wheel).read("plankg/graph/vendor/licences.txt").decode()
    named = re.findall(r"^==== \S+ \S+ \((.+)\)$", licences, re.MULTILINE)
    assert len(named) > 40
    assert [name for name in named if "GPL" in name] == []


def test_the_lock_file_names_no_address_and_every_sum() -> None:
    lock = json.loads((ROOT / "graph" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: entry for name, entry in lock.items() if name}
    assert len(fetched) > 40
    assert [name for name, entry in fetched.items() if "resolved" in entry or "integrity" not in entry] == []


def test_a_missing_file_is_named_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(assets.ASSETS, "gone.js", ("vendor", "text/javascript"))
    with pytest.raises(UsageError, match=r"lacks 'gone\.js'.*python graph/hatch_build\.py"):
        assets.asset("gone.js")
