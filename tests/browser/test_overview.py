"""The overview of what is too much to be drawn at once, and the bounded parts that it opens."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

Visit = Callable[..., Any]
SEEN = "() => { const v = window.plankg.visible(); return v.things.size; }"


def apart(a: dict[str, Any], b: dict[str, Any]) -> bool:
    across = a["x"] + a["w"] <= b["x"] + 0.5 or b["x"] + b["w"] <= a["x"] + 0.5
    return bool(across or a["y"] + a["h"] <= b["y"] + 0.5 or b["y"] + b["h"] <= a["y"] + 0.5)


def test_many_things_begin_with_an_overview_of_all_plans(visit: Visit, thousand: Path) -> None:
    opened = visit("", thousand)
    assert opened.state()["view"] == "overview"
    groups = opened.page.locator(".groups .group").all_inner_texts()
    assert len(groups) == 6  # five plans and what they share
    assert sum(int(text.split()[-1]) for text in groups) == opened.page.evaluate(SEEN)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("by", ["plan", "kind", "community"])
def test_every_way_to_group_shows_each_thing_once_and_no_two_names_overlap(
    by: str, language: str, visit: Visit, thousand: Path
) -> None:
    opened = visit(f"by={by}&lang={language}", thousand)
    counts = [int(text) for text in opened.page.locator(".groups .count").all_inner_texts()]
    assert sum(counts) == opened.page.evaluate(SEEN)
    names = opened.boxes()
    assert len(names) > 3
    assert all(apart(a, b) for a, b in combinations(names, 2))


def test_dots_are_painted_in_the_colours_of_the_kinds(visit: Visit, thousand: Path) -> None:
    opened = visit("by=kind", thousand)
    colours = """() => { const c = document.querySelector(".dots"), { data } = c.getContext("2d")
      .getImageData(0, 0, c.width, c.height), seen = new Set();
      for (let i = 0; i < data.length; i += 4) { const [r, g, b] = data.slice(i, i + 3);
        if (Math.max(r, g, b) - Math.min(r, g, b) > 60) seen.add(`${r >> 5} ${g >> 5} ${b >> 5}`); }
      return seen.size; }"""
    assert opened.page.evaluate(colours) > 10


def test_a_click_on_a_disc_opens_a_bounded_part_and_says_what_is_hidden(visit: Visit, thousand: Path) -> None:
    opened = visit("by=plan", thousand)
    (box, *_) = opened.boxes()
    opened.page.mouse.click(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
    opened.settle()
    assert opened.state()["view"] == "layered"
    strip = opened.page.locator("#scope")
    assert 0 < opened.page.evaluate(SEEN) <= 300
    assert str(opened.page.evaluate(SEEN)) in strip.inner_text()
    assert {box["id"] for box in opened.boxes()} <= set(
        opened.page.evaluate("() => [...window.plankg.visible().things].map((t) => t.id)")
    )
    strip.locator("button").click()
    assert (opened.state()["view"], opened.state()["filters"]["scope"]) == ("overview", [])


def test_a_group_of_more_than_300_is_cut_and_the_rest_counted(visit: Visit, thousand: Path) -> None:
    opened = visit("v=layered&scope=kind%3AMeasure", thousand)
    size = opened.page.evaluate("() => window.plankg.things.filter((t) => t.kind.name === 'Measure').length")
    assert size > 300
    assert opened.page.evaluate(SEEN) == len(opened.boxes()) == 300
    assert str(size - 300) in opened.page.locator("#scope").inner_text()


def test_a_scope_holds_in_every_view_and_in_the_address(visit: Visit, thousand: Path) -> None:
    opened = visit("by=plan", thousand)
    opened.page.locator(".groups .group").first.click()
    again = visit(opened.page.url.partition("#")[2], thousand)
    assert again.state() == opened.state()
    for view in again.page.evaluate("() => window.plankg.views.list().map((view) => view.name)"):
        again.set(view=view)
        assert again.page.locator(f"#view-{view}").is_visible()


def test_what_is_found_outside_a_scope_is_brought_into_view(visit: Visit, thousand: Path) -> None:
    opened = visit("v=layered&scope=plan%3Agenerated-0001", thousand)
    opened.find("四张优势牌 2")
    opened.page.keyboard.press("Enter")
    assert opened.state()["filters"]["scope"] == []
    assert opened.page.locator("#panel h2").inner_text() == "四张优势牌 2"


def test_the_packaged_plan_needs_no_overview(visit: Visit) -> None:
    assert "overview" not in visit().page.evaluate("() => window.plankg.views.list().map((view) => view.name)")
