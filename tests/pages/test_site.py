"""The published site: every link on every page leads somewhere inside, the pages are valid, the bytes are the same."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from posixpath import dirname, normpath
from typing import NoReturn
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from plankg.errors import OutputError
from plankg.graph import PlanGraph
from plankg.graph.export import FORMATS
from plankg.graph.publishing import MARK, file_name, publish

from .conftest import PAYLOADS, Page

VALIDATOR = Path(__file__).parents[1] / "browser" / "node_modules" / ".bin" / "html-validate"
EXPLORERS = {"explorer.html", "en/explorer.html"}


@pytest.fixture(scope="module")
def packaged_site(packaged_graph: PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(packaged_graph, tmp_path_factory.mktemp("jinpu") / "site").folder


@pytest.fixture(scope="module")
def site(hostile: PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(hostile, tmp_path_factory.mktemp("harbour") / "site").folder


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@cache
def pages(folder: Path) -> dict[str, Page]:
    """Every page but the explorer, which has tests of its own."""
    return {
        name: Page(body) for name, body in files(folder).items() if name.endswith(".html") and name not in EXPLORERS
    }


@pytest.mark.parametrize("which", ["packaged_site", "site"])
def test_every_link_on_every_page_is_relative_and_leads_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(which)
    read = pages(folder)
    names = set(files(folder))
    ids = {name: set(page.ids) for name, page in read.items()}
    checked, wrong = 0, []
    for name, page in read.items():
        for link in page.links():
            parts = urlsplit(link)
            if parts.scheme in {"http", "https"}:
                continue
            found = normpath(f"{dirname(name)}/./{unquote(parts.path)}").lstrip("/") if parts.path else name
            lands = found in names and (not parts.fragment or found not in ids or parts.fragment in ids[found])
            wrong += [] if lands and not parts.scheme and not link.startswith("/") else [(name, link)]
            checked += 1
    assert wrong == []
    assert checked > 2_000


@pytest.mark.parametrize("which", ["packaged_site", "site"])
def test_no_page_asks_for_anything_outside(which: str, request: pytest.FixtureRequest) -> None:
    read = pages(request.getfixturevalue(which))
    assert len(read) > 150
    for name, page in read.items():
        assert {tag for tag, _ in page.tags}.isdisjoint(
            {"img", "iframe", "object", "embed", "base", "form", "audio"}
        ), name
        loaded = [str(a["href"]) for tag, a in page.tags if tag == "link" and a.get("rel") == "stylesheet"]
        assert [address for address in loaded if ":" in address] == []
        assert len(loaded) == 1
        policy = [str(a["content"]) for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
        assert len(policy) == 1
        assert re.fullmatch(
            r"default-src 'none'; style-src 'nonce-[0-9a-f]{22}'; form-action 'none'; base-uri 'none'", policy[0]
        )


def test_the_style_sheet_loads_nothing(site: Path) -> None:
    style = (site / "style.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert "url(" not in style
    assert "@import" not in style


def test_every_page_is_valid_html(site: Path) -> None:
    checked = 0
    for name, page in pages(site).items():
        assert (page.misnested, page.open) == ([], []), name
        assert len(page.ids) == len(set(page.ids)), name
        parser = import_module("html5rdf").HTMLParser()
        parser.parse((site / name).read_bytes(), transport_encoding="utf-8")
        assert parser.errors == [], name
        checked += 1
    assert checked > 150


def test_every_kind_of_page_passes_the_validator(packaged_site: Path, lacking: Callable[[str], NoReturn]) -> None:
    if not VALIDATOR.exists():
        lacking("html-validate is not installed: npm ci --prefix tests/browser")
    read = pages(packaged_site)
    chosen = [name for name in read if "/" not in name.removeprefix("en/")] + [n for n in read if "task" in n]
    assert len(chosen) > 20
    command = [str(VALIDATOR), "--preset", "standard", *(str(packaged_site / name) for name in chosen)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_every_thing_has_a_page_in_both_languages_and_as_rdf(packaged_graph: PlanGraph, packaged_site: Path) -> None:
    names = set(files(packaged_site))
    things = [iri.removeprefix("https://w3id.org/plankg/") for iri in packaged_graph.lookup.names]
    assert len(things) > 300
    for thing in things:
        wanted = {f"{thing}/index.html", f"en/{thing}/index.html", f"{thing}/index.ttl", f"{thing}/index.jsonld"}
        assert wanted <= names


def test_every_question_has_its_answer_or_says_which_command_gives_it(
    packaged_graph: PlanGraph, packaged_site: Path
) -> None:
    checked = 0
    for name, question in packaged_graph.questions().items():
        for language in ("", "en/"):
            page = Page((packaged_site / language / "question" / f"{name}.html").read_bytes())
            own = list(packaged_site.glob(f"{language}question/{name}~*.html"))
            answered = any(tag == "table" or a.get("class") == "empty" for tag, a in page.tags)
            told = f"plankg query {name}" in page.text
            assert answered or own or told, name
            assert not question.parameters or own or told
            checked += 1
    assert checked > 130
    assert len(list(packaged_site.glob("question/measures-of-a-task~*.html"))) == 8


def test_downloads_are_there_in_every_format_with_what_they_lose(
    packaged_graph: PlanGraph, packaged_site: Path
) -> None:
    text = Page((packaged_site / "void.html").read_bytes()).text
    for name, kind in FORMATS.items():
        assert (packaged_site / "downloads" / f"plankg.{name}").stat().st_size > 10_000
        assert kind.lost.get("zh", "无") in text
    quads = list(ox.parse((packaged_site / "downloads" / "plankg.trig").read_bytes(), format=ox.RdfFormat.TRIG))
    assert len(quads) == packaged_graph.manifest["quads"]


def test_the_description_names_the_downloads_beside_it(site: Path) -> None:
    body = (site / "void.ttl").read_bytes()
    triples = ox.parse(body, format=ox.RdfFormat.TURTLE, base_iri="https://city.example/plans/void.ttl")
    downloads = {t.object.value for t in triples if t.predicate.value.endswith("downloadURL")}
    assert downloads == {f"https://city.example/plans/downloads/plankg.{name}" for name in FORMATS}
    assert b"sparqlEndpoint" not in body


def test_the_sitemap_names_every_page_where_its_iri_stands(site: Path) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {e.text for e in ElementTree.parse(site / "sitemap.xml").iterfind(".//s:loc", names)}
    every = [name for name in files(site) if name.endswith(".html")]
    assert len(found) == len(every) > 150
    assert {"https://w3id.org/plankg/", "https://w3id.org/plankg/id/harbour/task-1/"} < found


def test_the_same_build_gives_the_same_bytes(hostile: PlanGraph, site: Path, tmp_path: Path) -> None:
    again = publish(PlanGraph(hostile.store, hostile.manifest), tmp_path / "again", force=True)
    first, second = files(site), files(again.folder)
    assert first == second
    assert again.files == len(first) > 300
    assert again.pages == sum(name.endswith(".html") for name in first)


def test_bytes_do_not_depend_on_the_seed_of_hashes(hostile_out: Path, site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "plankg.cli", "site", "--from", str(hostile_out), "-o", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONHASHSEED": "7", "PATH": ""})
    assert done.returncode == 0, done.stderr.decode()
    assert re.fullmatch(r".*site: \d+ pages, \d+ files\n", done.stderr.decode())
    assert files(tmp_path / "site") == files(site)


@pytest.mark.parametrize(
    ("path", "query", "language", "name"),
    [
        ("/", {}, "zh", "index.html"),
        ("/", {}, "en", "en/index.html"),
        ("/id/p/nul", {}, "zh", "id/p/nul_/index.html"),
        ("/id/p/t", {"format": "ttl"}, "en", "id/p/t/index.ttl"),
        ("/question/q", {"task": "p/t", "a": "b"}, "en", "en/question/q~b~p.t.html"),
        ("/style.css", {}, "en", "style.css"),
        ("/downloads/plankg.csv", {}, "en", "downloads/plankg.csv"),
    ],
)
def test_names_of_files(path: str, query: dict[str, str], language: str, name: str) -> None:
    assert file_name(path, query, language) == name


def test_no_value_makes_a_name_that_leaves_the_folder() -> None:
    values = [*PAYLOADS, "..", "/", "a/../../b", "con", "A", "é"]
    names = {file_name("/question/q", {"x": value}, "zh") for value in values}
    assert len(names) == len(set(values))
    assert [n for n in names if not re.fullmatch(r"question/q~[a-z0-9.-]+\.html", n) or len(n) > 150] == []
    things = {file_name("/id", {"iri": value}, "zh") for value in values}
    assert [n for n in things if not re.fullmatch(r"id/[0-9a-f]{16}/index\.html", n)] == []


def test_a_folder_of_someone_else_is_left_alone(hostile: PlanGraph, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(OutputError, match=r"not empty and no site of plankg.*--force"):
        publish(hostile, theirs)
    with pytest.raises(OutputError, match="is a file"):
        publish(hostile, theirs / "thesis.txt")
    assert files(tmp_path) == {"theirs/thesis.txt": b"years of work"}


def test_the_folder_one_stands_in_is_not_pulled_away(
    hostile: PlanGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="holds the folder that you are in"):
        publish(hostile, tmp_path, force=True)


def test_a_site_is_replaced_whole_or_not_at_all(
    hostile: PlanGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / MARK).write_text("{}", encoding="utf-8")
    (site / "old.html").write_text("old", encoding="utf-8")
    before = files(tmp_path)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="No space left on device"):
            publish(hostile, site)
    assert files(tmp_path) == before
    publish(hostile, site)
    assert not (site / "old.html").exists()
    assert (site / MARK).is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]
