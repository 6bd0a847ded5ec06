"""The picture in a real browser: it asks nothing of any network, and a reader can click, hide and find."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plankg.graph import PlanGraph

playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAINTED = """() => {
  const canvas = document.querySelector("#picture canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 3; i < pixels.length; i += 4) painted += pixels[i] > 0;
  return painted;
}"""
PLACE = """(label) => {
  const { network, nodes } = window.plankg;
  const node = nodes.find((n) => Object.values(n.labels).includes(label));
  network.moveTo({ position: { x: node.x, y: node.y }, scale: 1 });
  const at = network.canvasToDOM({ x: node.x, y: node.y });
  const area = document.getElementById("picture").getBoundingClientRect();
  return { x: area.left + at.x, y: area.top + at.y };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: neither 'chromium' on the path nor /usr/bin/chromium")
    with playwright.sync_playwright() as driver, tempfile.TemporaryDirectory() as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, headless=True, viewport={"width": 1600, "height": 900}
        )
        yield context
        context.close()


class Opened:
    """A page with everything it said and asked for."""

    def __init__(self, context: Any, path: Path) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page: Any = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("window.plankg && window.plankg.ready", timeout=15_000)
        self.own = path.as_uri()

    def _dialog(self, dialog: Any) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def click(self, label: str) -> None:
        place = self.page.evaluate(PLACE, label)
        self.page.mouse.click(place["x"], place["y"])

    def shown(self) -> int:
        return int(
            self.page.evaluate("() => window.plankg.network.body.data.nodes.get().filter(n => !n.hidden).length")
        )


@pytest.fixture
def packaged(browser: Any, packaged_graph: PlanGraph, tmp_path: Path) -> Iterator[Opened]:
    packaged_graph.draw().write(tmp_path / "explorer.html")
    opened = Opened(browser, tmp_path / "explorer.html")
    yield opened
    assert opened.said == []
    assert opened.asked == [opened.own]
    opened.page.close()


def test_the_picture_is_painted_and_asks_for_nothing(packaged: Opened) -> None:
    assert packaged.page.evaluate(PAINTED) > 20_000
    assert packaged.page.title().startswith("大连金普新区")
    assert packaged.page.locator("#panel").is_hidden()


def test_a_click_on_a_card_opens_its_words_and_relations(packaged: Opened) -> None:
    packaged.click("构建智造引领的现代产业新体系")
    panel = packaged.page.locator("#panel")
    panel.wait_for(state="visible", timeout=3000)
    assert panel.locator("h2").inner_text() == "构建智造引领的现代产业新体系"
    quotes = panel.locator("blockquote").all_inner_texts()
    assert "构建智造引领的现代产业新体系" in quotes
    assert "推进优势制造业提质增效" in quotes
    assert panel.locator("li").count() > 10


def test_a_relation_in_the_panel_leads_to_its_other_end(packaged: Opened) -> None:
    packaged.click("构建智造引领的现代产业新体系")
    packaged.page.locator("#panel li button", has_text="推进优势制造业提质增效").click()
    assert packaged.page.locator("#panel h2").inner_text() == "推进优势制造业提质增效"


def test_a_click_beside_the_cards_closes_the_panel(packaged: Opened) -> None:
    packaged.click("构建智造引领的现代产业新体系")
    packaged.page.locator("#all").click()
    assert packaged.page.locator("#panel").is_hidden()


def test_the_legend_hides_a_class_and_shows_it_again(packaged: Opened) -> None:
    before = packaged.shown()
    toggle = packaged.page.locator("#legend button", has_text="举措").first
    count = int(toggle.locator(".count").inner_text())
    toggle.click()
    assert (packaged.shown(), toggle.get_attribute("aria-pressed")) == (before - count, "false")
    toggle.click()
    assert (packaged.shown(), toggle.get_attribute("aria-pressed")) == (before, "true")


def test_find_goes_to_the_first_hit_in_either_language(packaged: Opened) -> None:
    heading = packaged.page.locator("#panel h2")
    packaged.page.fill("#find", "四张优势牌")
    assert "四张优势牌" in heading.inner_text()
    packaged.page.fill("#find", "smart manufacturing")
    assert "智造" in heading.inner_text()
    packaged.page.fill("#find", "no such thing")
    assert packaged.page.locator("#panel").is_hidden()


def test_hostile_labels_run_no_script(browser: Any, tmp_path: Path) -> None:
    from plankg.build import build

    label = "</script><img src=x onerror=window.hit=1><svg onload=window.hit=1>"
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "schema: 1\n"
        f"plan: {{id: hostile, title: {{zh: '{label}'}}, period: [2026, 2030]}}\n"
        "document: {id: doc, kind: interpretation, label: {zh: 甲}, length: 90, language: zh,\n"
        f"  sha256: {'0' * 64}}}\n"
        "entities:\n"
        f"  task-1: {{type: Task, label: {{zh: '{label}', en: '{label}'}}, mentions: [{{at: [0, 2], quote: '<b'}}],\n"
        "    hasMeasure: [{to: measure-1, at: [3, 7], quote: '<img'}]}\n"
        f'  measure-1: {{type: Measure, label: {{zh: "javascript:window.hit=1 \'"}}, mentions: [{{at: [3, 7],\n'
        "    quote: '<img'}]}\n",
        encoding="utf-8",
    )
    build([plan], tmp_path / "out")
    PlanGraph.open(tmp_path / "out").draw().write(tmp_path / "explorer.html")
    opened = Opened(browser, tmp_path / "explorer.html")
    opened.click(label)
    opened.page.wait_for_timeout(400)  # the tooltip too
    assert opened.page.locator("#panel h2").inner_text() == label
    assert opened.page.locator("h1").inner_text() == label
    assert opened.page.locator("#panel blockquote").first.inner_text() == "<b"
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img, svg, iframe')")
    assert (opened.said, opened.asked) == ([], [opened.own])
    opened.page.close()
