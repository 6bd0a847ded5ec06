"""Lenses: what is seen, kept by name in the browser and carried as an address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from plankg.graph import PlanGraph

Visit = Callable[..., Any]


def keep(page: Any, name: str) -> None:
    """Keep what is seen under a name."""
    page.locator("#lenses").click()
    page.locator(".lens-name").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".lens")


def test_a_lens_shows_again_what_was_seen_in_a_page_opened_later(visit: Visit) -> None:
    opened = visit("v=matrix&rows=Task&cols=Project&through=two&grade=Inferred")
    opened.page.locator(".matrix td.filled").first.click()
    wanted = opened.state()
    keep(opened.page, "有没有工程")
    later = visit("lang=en&theme=dark")
    later.page.locator("#lenses").click()
    later.page.locator(".lens .go", has_text="有没有工程").click()
    later.settle()
    assert later.state() == wanted | {"language": "en", "theme": "dark"}
    assert later.page.locator("#panel section.statements").count() > 0
    later.page.locator("#lenses").click()
    later.page.locator(".lens .close").click()
    assert later.page.locator(".lens").count() == 0
    assert "No lens" in later.page.locator("#lenses-menu").inner_text()


def test_the_address_is_there_to_be_copied_and_leads_back(visit: Visit) -> None:
    opened = visit("v=table&sort=-relations&words=%E4%BA%A7%E4%B8%9A")
    opened.page.locator("#lenses").click()
    address = opened.page.locator(".lens-form .address").input_value()
    assert address == opened.page.url
    opened.page.locator(".copy").click()
    opened.page.wait_for_function("() => document.getElementById('live').textContent === '已复制'")
    assert visit(address.partition("#")[2]).state() == opened.state()


def test_a_lens_with_a_hostile_name_or_broken_storage_does_no_harm(visit: Visit, hostile: Path) -> None:
    opened = visit("", hostile)
    keep(opened.page, "<img src=x onerror=window.hit=1>")
    assert opened.page.locator(".lens .go").inner_text() == "<img src=x onerror=window.hit=1>"
    for broken in ("[1", "[]", '{"a": 1}', "null"):
        opened.page.evaluate(
            "(text) => { for (const key of Object.keys(localStorage)) localStorage.setItem(key, text); }", broken
        )
        opened.page.keyboard.press("Escape")
        keep(opened.page, "甲")
        assert opened.page.locator(".lens .go", has_text="甲").count() == 1
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img')")
    opened.page.evaluate("() => localStorage.clear()")


def test_where_the_browser_keeps_nothing_it_is_said_and_lenses_live_as_long_as_the_page(
    browser: Any, packaged_graph: PlanGraph, tmp_path: Path
) -> None:
    html = packaged_graph.draw(types=["Task"])._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><meta charset=utf-8>{html}", encoding="utf-8")
    page, said = browser.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_function("() => window.plankg && window.plankg.ready", timeout=15_000)
    frame.locator("#lenses").click()
    assert "不能保存" in frame.locator("#lenses-menu").inner_text()
    frame.locator(".lens-name").fill("甲")
    frame.locator(".keep").click()
    frame.evaluate("() => window.plankg.set({ view: 'table' })")
    frame.locator("#lenses").click()
    frame.locator(".lens .go").click()
    assert frame.evaluate("() => window.plankg.state.view") == "layered"
    frame.locator("#save").click()
    with page.expect_download() as download:
        frame.locator('[data-save="savePng"]').click()
    assert Path(download.value.path()).read_bytes()[:4] == b"\x89PNG"
    assert said == []
    page.close()
