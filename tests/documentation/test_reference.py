"""The command reference says what `--help` says, and every public docstring example runs."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import plankg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def modules() -> list[str]:
    return sorted(found.name for found in pkgutil.walk_packages(plankg.__path__, "plankg."))


def test_the_reference_is_what_the_parser_says() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == beside("reference").reference(), "run 'make generate'"


def test_the_reference_has_every_command_and_option() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    commands = beside("reference").commands()
    assert len(commands) >= 6
    for name, command in commands.items():
        assert f"## plankg {name}\n" in page
        for option in command._option_string_actions:
            assert option in {"-h", "--help"} or f"`{option}" in page, (name, option)


def test_examples_in_docstrings_run() -> None:
    names = modules()
    assert len(names) > 40
    attempted, failed = 0, []
    for name in names:
        result = doctest.testmod(importlib.import_module(name))
        attempted += result.attempted
        if result.failed:
            failed.append(name)
    assert failed == []
    assert attempted > 20


@pytest.mark.parametrize("folder", ["ontology", "build", "graph"])
def test_no_module_is_missed_by_the_walk(folder: str) -> None:
    top = ROOT / folder
    files = {path for path in (top / "plankg").rglob("*.py") if path.name != "__init__.py"}
    assert files
    walked = set(modules())
    missed = [str(path) for path in files if ".".join(path.relative_to(top).with_suffix("").parts) not in walked]
    assert missed == []
