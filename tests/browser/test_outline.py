"""The outline: a tree that holds everything once reached, walked with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Visit = Callable[..., Any]
FOCUSED = "() => document.activeElement.querySelector('.words').textContent"
REACHED = """() => { const seen = new Set(), walk = (nodes, way) => nodes.forEach((node) => {
  if (node.thing && seen.has(node.thing)) return;
  if (node.thing) seen.add(node.thing);
  walk(node.children()); });
  walk(window.plankg.outline());
  return [[...window.plankg.visible().things].filter((thing) => !seen.has(thing)).length, seen.size]; }"""


def labels(opened: Any) -> list[str]:
    return list(opened.page.locator(".branch .words").all_text_contents())


def test_the_plan_stands_above_its_layers_and_these_above_what_it_holds(visit: Visit) -> None:
    opened = visit("v=outline")
    levels = opened.page.evaluate(
        "() => [...document.querySelectorAll('.branch')].map((b) => "
        "[b.ariaLevel, b.querySelector('.words').textContent])"
    )
    first, second, third = levels[0], levels[1], levels[2]
    assert first == ["1", "大连金普新区国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"]
    assert second == ["2", "指导思想"]
    assert third[0] == "3"
    heads = [text for level, text in levels if level == "2"]
    assert heads.index("指导思想") < heads.index("目标与指标") < heads.index("重点任务")
    assert opened.page.locator('[aria-level="3"][aria-expanded="false"]').count() > 10


@pytest.mark.parametrize("plan", ["explorer", "thousand", "hostile"])
def test_every_thing_that_is_shown_has_a_place(plan: str, visit: Visit, request: pytest.FixtureRequest) -> None:
    opened = visit("v=outline", request.getfixturevalue(plan))
    missing, reached = opened.page.evaluate(REACHED)
    assert missing == 0
    assert reached >= 17


def test_arrows_open_fold_and_walk(visit: Visit) -> None:
    opened = visit("v=outline")
    keyboard = opened.page.keyboard
    opened.page.locator('.branch[tabindex="0"]').focus()
    before = labels(opened)
    keyboard.press("ArrowLeft")
    assert len(labels(opened)) < len(before)
    keyboard.press("ArrowRight")
    assert labels(opened) == before
    keyboard.press("ArrowRight")
    assert opened.page.evaluate(FOCUSED) == before[1]
    keyboard.press("End")
    assert opened.page.evaluate(FOCUSED) == before[-1]
    keyboard.press("Home")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    assert opened.page.evaluate(FOCUSED) == before[1]
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    assert opened.page.evaluate(FOCUSED) == before[0]
    assert opened.page.locator('.branch[tabindex="0"]').count() == 1


def test_letters_find_a_row_by_pinyin_or_as_written(visit: Visit) -> None:
    opened = visit("v=outline")
    opened.page.locator('.branch[tabindex="0"]').focus()
    opened.page.keyboard.type("gjzzyl", delay=5)
    assert opened.page.evaluate(FOCUSED) == "构建智造引领的现代产业新体系"
    opened.set(language="en")
    opened.page.wait_for_timeout(750)
    opened.page.locator('.branch[tabindex="0"]').focus()
    opened.page.keyboard.type("One th", delay=5)
    assert opened.page.evaluate(FOCUSED) == "One theme"


def test_a_star_opens_all_siblings_and_the_address_keeps_it(visit: Visit) -> None:
    opened = visit("v=outline")
    opened.page.locator(".branch", has_text="构建智造引领的现代产业新体系").first.click()
    before = len(labels(opened))
    opened.page.keyboard.press("*")
    after = labels(opened)
    assert len(after) > before + 60
    again = visit(opened.page.url.partition("#")[2])
    assert labels(again) == after


def test_enter_selects_and_a_selection_from_elsewhere_is_brought_into_view(visit: Visit) -> None:
    opened = visit("v=outline")
    opened.page.locator('.branch[tabindex="0"]').focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel h2").inner_text() == labels(opened)[0]
    opened.find("绿色石化")
    opened.page.keyboard.press("Enter")
    opened.settle()
    row = opened.page.locator('.branch[aria-selected="true"]')
    assert row.first.locator(".words").inner_text() == "绿色石化"
    area, box = opened.page.locator(".outline").bounding_box(), row.first.bounding_box()
    assert area["y"] <= box["y"] <= area["y"] + area["height"]


def test_what_is_only_inferred_is_marked_and_goes_with_the_filter(visit: Visit) -> None:
    opened = visit("v=outline")
    inferred = opened.page.locator(".branch.inferred .grade")
    assert inferred.count() > 3
    opened.page.evaluate("() => window.plankg.toggle('grade', 'Inferred')")
    assert inferred.count() == 0


def test_what_hangs_nowhere_is_listed_at_the_end_by_type(visit: Visit) -> None:
    opened = visit("v=outline")
    tops = opened.page.locator('.branch[aria-level="1"] .words').all_inner_texts()
    assert tops[-1] == "没有挂在任何事物之下"
    loose = opened.page.evaluate("() => window.plankg.outline().at(-1).children().map((node) => node.named.zh)")
    assert loose
    assert labels(opened)[-len(loose) :] == loose


def test_the_marks_of_a_tree_are_there_for_screen_readers(visit: Visit, hostile: Path) -> None:
    opened = visit("v=outline", hostile)
    rows = opened.page.locator('[role="tree"] > [role="treeitem"][aria-level][aria-posinset][aria-setsize]')
    assert rows.count() == opened.page.locator(".branch").count() > 0
    opened.page.locator('.branch[tabindex="0"]').focus()
    opened.page.keyboard.press("*")
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img, svg')")
