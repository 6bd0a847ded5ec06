"""The text of a document in the page: quotes in their passage, and what the graph says of words that are selected."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from plankg.errors import InputError
from plankg.graph import PlanGraph

Visit = Callable[..., Any]
TEXT = "𠮷县规划。\n一是建设<b>大港口</b>，发展海运业。\n二是什么也没有说。\n"
PORT, SHIPPING = "大港口", "海运业"


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlanGraph, Path]:
    """A plan whose text begins with a character beyond the basic plane and holds markup; its text, a file."""
    from plankg.build import build

    folder: Path = tmp_path_factory.mktemp("written")
    text = folder / "text.txt"
    text.write_bytes(TEXT.encode())
    built = {"to": "shipping", "at": [at(PORT)[0], at(SHIPPING)[1]], "quote": TEXT[at(PORT)[0] : at(SHIPPING)[1]]}
    plan: dict[str, Any] = {
        "schema": 1,
        "plan": {"id": "port", "title": {"zh": "𠮷县"}, "period": [2026, 2030]},
        "document": {"id": "doc", "kind": "interpretation", "label": {"zh": "𠮷县规划"}, "language": "zh"}
        | {"length": len(TEXT), "sha256": sha256(TEXT.encode()).hexdigest()},
        "entities": {
            "task-1": {"type": "Task", "label": {"zh": PORT}, "mentions": [{"at": at(PORT)}], "concerns": [built]},
            "shipping": {"type": "PolicyField", "label": {"zh": SHIPPING}, "mentions": [{"at": at(SHIPPING)}]},
        },
    }
    (folder / "plan.yaml").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    build([folder / "plan.yaml"], folder / "out", text=text)
    return PlanGraph.open(folder / "out"), text


@pytest.fixture
def opened(written: tuple[PlanGraph, Path], visit: Visit, tmp_path: Path) -> Any:
    graph, text = written
    graph.draw(text=[text]).write(tmp_path / "explorer.html")
    return visit("v=text", tmp_path / "explorer.html")


def test_the_whole_text_is_shown_as_it_is(opened: Any) -> None:
    shown = "\n".join(opened.page.locator("article p").all_inner_texts())
    assert shown.strip() == TEXT.strip()
    assert opened.page.locator("article b").count() == 0


def test_mentions_are_marked_where_they_stand(opened: Any) -> None:
    marked = "".join(opened.page.locator(".run.cited").all_inner_texts())
    assert marked == TEXT[at(PORT)[0] : at(SHIPPING)[1]]


def test_a_click_on_marked_words_says_what_the_graph_makes_of_them(opened: Any) -> None:
    opened.page.locator(".run.cited", has_text=PORT).click()
    said = opened.page.locator(".sayings")
    assert said.locator(".thing .link").all_inner_texts() == [PORT]
    assert said.locator(".sentence").count() >= 1
    said.locator(".thing .link").click()
    assert opened.page.locator("#panel h2").inner_text() == PORT
    assert opened.page.locator(".run.own").count() >= 1


def select(opened: Any, words: str) -> None:
    script = """([from, to]) => {
      const point = (at) => { const run = [...document.querySelectorAll(".run")]
        .find(({ dataset: d }) => Number(d.from) <= at && at <= Number(d.to));
        return [run.firstChild, [...run.textContent].slice(0, at - Number(run.dataset.from)).join("").length]; };
      getSelection().setBaseAndExtent(...point(from), ...point(to));
      document.querySelector(".pages").dispatchEvent(new MouseEvent("mouseup", { bubbles: true })); }"""
    opened.page.evaluate(script, at(words))
    opened.settle()


def test_selected_words_are_answered_and_kept_in_the_address(opened: Any) -> None:
    select(opened, SHIPPING)
    assert opened.state()["passage"] == f"0.{at(SHIPPING)[0]}-{at(SHIPPING)[1]}"
    assert SHIPPING in opened.page.locator(".sayings .thing").inner_text()
    assert opened.page.locator(".sayings q").inner_text() == SHIPPING


def test_words_of_which_the_graph_says_nothing(opened: Any) -> None:
    select(opened, "什么也没有")
    assert opened.page.locator(".sayings .link").count() == 0
    assert "没有用到" in opened.page.locator(".sayings").inner_text()


def test_the_panel_shows_a_quote_in_its_passage_and_leads_to_it(opened: Any) -> None:
    opened.set(view="layered", selection=opened.id(SHIPPING))
    passage = opened.page.locator("#panel .context").first
    assert passage.locator("mark").inner_text() == SHIPPING
    assert passage.inner_text().startswith("…") or TEXT[:4] in passage.inner_text()
    opened.page.locator("#panel blockquote .place").first.click()
    assert opened.state()["view"] == "text"
    assert "".join(opened.page.locator(".run.picked").all_inner_texts()) == SHIPPING


def test_without_a_text_there_is_no_view(visit: Visit) -> None:
    opened = visit()
    assert "text" not in opened.page.evaluate("() => window.plankg.views.list().map((view) => view.name)")


def test_a_text_of_another_document_is_refused(written: tuple[PlanGraph, Path], tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(TEXT + "。", encoding="utf-8")
    with pytest.raises(InputError, match="SHA-256"):
        written[0].draw(text=[tmp_path / "other.txt"])
    with pytest.raises(InputError, match="cannot be read"):
        written[0].draw(text=[tmp_path / "nowhere.txt"])
