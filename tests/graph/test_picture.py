"""The page as a file: whole, offline, inert whatever the labels say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from plankg.errors import OutputError
from plankg.graph import PlanGraph


class Page(HTMLParser):
    """The tags of a page, and what stands inside its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def text(harbour: PlanGraph) -> str:
    return harbour.draw(types=["Task", "Measure"]).generate_html()


def test_nothing_on_the_page_loads_anything(text: str) -> None:
    page = Page(text)
    loading = {"src", "href", "srcset", "data", "action", "poster", "background"}
    assert [tag for tag in page.tags if loading & set(tag[1])] == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "img", "iframe", "object", "embed", "base", "form", "svg"})
    style = text[text.index("<style") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_a_policy_forbids_what_is_not_ours(text: str) -> None:
    page = Page(text)
    policies = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    assert len(policies) == 1
    policy = policies[0] or ""
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    scripts = [a for tag, a in page.tags if tag == "script"]
    assert len(scripts) == 3
    assert {a.get("nonce") for tag, a in page.tags if tag in {"script", "style"}} == {nonce.group(1)}
    assert "unsafe" not in policy
    assert not any("style" in attributes for _, attributes in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_hostile_labels_stay_inert_and_whole(text: str, hostile: str, quoted: str) -> None:
    assert hostile not in text
    assert "<img" not in text
    content = json.loads(Page(text).scripts[0])
    labels = {label[0] for label in content["things"]["label"]}
    assert {hostile, quoted.strip(), "建设港口"} <= labels


def test_the_content_has_things_relations_quotes_and_their_wording(text: str) -> None:
    content = json.loads(Page(text).scripts[0])
    kinds = [content["vocabulary"]["kinds"][number]["name"] for number in content["things"]["kind"]]
    assert sorted(kinds) == ["Measure", "Measure", "Measure", "Task", "Task"]
    quotes = [[content["quotes"]["exact"][n] for n in numbers] for numbers in content["relations"]["quotes"]]
    assert ["疏浚航道"] in quotes
    assert {relation["zh"] for relation in content["vocabulary"]["relations"]} >= {"采取举措"}
    assert content["about"]["title"] == ["港口规划", "Harbour plan"]
    lengths = {name: {len(column) for column in content[name].values()} for name in ("relations", "quotes")}
    assert all(len(sizes) == 1 for sizes in lengths.values())


def test_every_character_of_a_name_can_be_spelled(packaged_graph: PlanGraph) -> None:
    from plankg.graph.drawing.content import content
    from plankg.graph.drawing.view import view

    given = content(view(packaged_graph))
    characters = {c for label, _ in given["things"]["label"] for c in label if "\u4e00" <= c <= "\u9fff"}
    assert len(characters) > 300
    assert characters <= set(given["pinyin"])


def test_a_rule_is_named_in_words(packaged_graph: PlanGraph) -> None:
    from plankg.graph.drawing.content import content
    from plankg.graph.drawing.view import view

    rules = content(view(packaged_graph))["vocabulary"]["rules"]
    assert len(rules) > 3
    assert all(rule["zh"] != rule["name"] and rule["en"] != rule["zh"] and rule["reason"]["zh"] for rule in rules)


def test_the_page_is_small(packaged_graph: PlanGraph) -> None:
    assert len(packaged_graph.draw().generate_html().encode()) < 2_500_000


def test_the_scripts_of_the_page_are_small() -> None:
    from importlib.resources import files

    explorer = Path(str(files("plankg.graph.drawing"))) / "explorer"
    sizes = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in explorer.rglob("*.js")}
    assert len(sizes) > 12
    assert {name: size for name, size in sizes.items() if size > 300} == {}


def test_the_page_is_the_same_every_time(harbour: PlanGraph, text: str) -> None:
    assert harbour.draw(types=["Task", "Measure"]).generate_html() == text


@pytest.mark.parametrize(("language", "title"), [("zh", "港口规划"), ("en", "Harbour plan")])
def test_the_page_speaks_one_language(language: str, title: str, harbour: PlanGraph) -> None:
    text = harbour.draw(language=language).generate_html()
    assert f'<html lang="{language}">' in text
    assert f"<title>{title}</title>" in text


def test_a_picture_is_a_pyvis_network(harbour: PlanGraph) -> None:
    from pyvis.network import Network

    picture = harbour.draw(types=["Task", "Measure"])
    assert isinstance(picture, Network)
    assert (picture.num_nodes(), picture.num_edges()) == (5, 3)


def test_a_page_is_written_whole_or_not_at_all(
    harbour: PlanGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = harbour.draw()
    path = tmp_path / "explorer.html"
    picture.write(path)
    before = path.read_bytes()
    assert before.startswith(b"<!DOCTYPE html>")

    def full(self: Path, *arguments: object, **options: object) -> int:
        self.write_bytes(b"<!DOC")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match=r"cannot write .*explorer\.html: No space left on device"):
        picture.write(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["explorer.html"]


def test_a_folder_that_is_not_there_is_said(harbour: PlanGraph, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        harbour.draw().write(tmp_path / "nowhere" / "explorer.html")


def test_in_a_notebook_the_picture_stands_in_a_sandbox(harbour: PlanGraph, hostile: str) -> None:
    frame = Page(harbour.draw(types=["Task", "Measure"])._repr_html_())
    assert [tag for tag, _ in frame.tags] == ["iframe"]
    attributes = frame.tags[0][1]
    assert attributes["sandbox"] == "allow-scripts allow-downloads"
    assert attributes["srcdoc"] == harbour.draw(types=["Task", "Measure"]).generate_html()
    assert "src" not in attributes
