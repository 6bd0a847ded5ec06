"""The notebooks run from the top and give what they show."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NOTEBOOKS = sorted((HERE.parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def pair(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """A notebook as it is stored, and as it comes out of a run."""
    nbformat = pytest.importorskip("nbformat", reason="the extra 'notebooks' is not installed")
    spec = importlib.util.spec_from_file_location("rerun", HERE / "rerun.py")
    assert spec
    assert spec.loader
    rerun = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rerun)
    return nbformat.read(request.param, as_version=4), rerun.executed(request.param)


def texts(cell: Any) -> list[str]:
    outputs = [output for output in cell.get("outputs", []) if output.get("name") != "stderr"]
    return [str(output.get("text") or output["data"]["text/plain"]) for output in outputs]


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 1


def test_a_run_gives_what_is_shown(pair: tuple[Any, Any]) -> None:
    stored, run = pair
    code = [(a, b) for a, b in zip(stored.cells, run.cells, strict=True) if a.cell_type == "code"]
    assert len(code) >= 6
    for before, after in code:
        assert not [output for output in after.outputs if output.output_type == "error"]
        if "picture" not in before.metadata.get("tags", []):
            assert texts(before) == texts(after), "run 'make generate'"


def test_a_picture_shows_itself_and_is_not_stored(pair: tuple[Any, Any]) -> None:
    stored, run = pair
    tagged = [(a, b) for a, b in zip(stored.cells, run.cells, strict=True) if "picture" in a.metadata.get("tags", [])]
    assert tagged
    for before, after in tagged:
        assert before.outputs == []
        assert after.outputs[0]["data"]["text/html"].startswith('<iframe sandbox="allow-scripts allow-downloads"')


def test_narration_is_in_both_languages_and_outputs_are_small(pair: tuple[Any, Any]) -> None:
    stored, _ = pair
    for cell in stored.cells:
        if cell.cell_type == "markdown":
            assert any("一" <= c <= "鿿" for c in cell.source)
            assert sum(c.isascii() and c.isalpha() for c in cell.source) > 20
        assert sum(len(text) for text in texts(cell)) < 5_000
