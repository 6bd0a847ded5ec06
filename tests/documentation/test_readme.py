"""What the READMEs show is what happens: commands, Python, links, and nothing that only one of them says."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = ["README.md", "README.zh-CN.md"]
DOCUMENTS = [*PAGES, "CONTRIBUTING.md", "docs/commands.md"]


def beside(name: str) -> ModuleType:
    import sys

    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


console = beside("console")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=PAGES)
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[str]]:
    """A page, the folder in which all its commands were run, and what went another way."""
    folder, tools = tmp_path_factory.mktemp("readme"), tmp_path_factory.mktemp("tools")
    wrong = []
    for example in console.examples(read(request.param)):
        printed = console.run(example.command, folder, tools)
        if not console.fits(example.lines, printed):
            wrong.append("\n".join([f"$ {example.command}", *printed]))
    return request.param, folder, wrong


def test_commands_print_what_is_shown(lived: tuple[str, Path, list[str]]) -> None:
    page, _, wrong = lived
    assert len(console.examples(read(page))) >= 4
    assert wrong == [], "\n\n".join(wrong)


def test_python_gives_what_is_shown(lived: tuple[str, Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    page, folder, _ = lived
    monkeypatch.chdir(folder)
    blocks = re.findall(r"^```python\n(.*?)^```$", read(page), re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        test = doctest.DocTestParser().get_doctest(block, {}, page, page, 0)
        assert test.examples
        said: list[str] = []
        result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
        assert result.failed == 0, "".join(said)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(name)) + re.findall(r'(?:src|href)="([^"#]+)"', read(name))
    relative = [link for link in links if "://" not in link]
    missing = [link for link in relative if not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []
    assert relative or not name.startswith("README")


def test_both_readmes_show_the_same_things() -> None:
    def commands(page: str) -> list[str]:
        return [re.sub(r" --lang \w+", "", example.command) for example in console.examples(read(page))]

    assert commands(PAGES[0]) == commands(PAGES[1])
    assert len(re.findall(r"^## ", read(PAGES[0]), re.MULTILINE)) == len(
        re.findall(r"^## ", read(PAGES[1]), re.MULTILINE)
    )


def test_the_first_screen_is_short() -> None:
    for page in PAGES:
        first = read(page).split("\n## ")[0]
        assert len(first.splitlines()) <= 45, page


def test_the_picture_is_small() -> None:
    picture = ROOT / "docs" / "picture.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert 20_000 < picture.stat().st_size < 300_000
