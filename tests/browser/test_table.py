"""The table: rows that sort, filter and scroll by the thousand, linked with the panel."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

Visit = Callable[..., Any]
SHOWN = "() => { const v = window.plankg.visible(); return [v.things.size, v.relations.length]; }"


def column(opened: Any, number: int) -> list[str]:
    """Return the texts of a column, of the rows in the window."""
    return list(opened.page.locator(f".line-row > span:nth-child({number})").all_inner_texts())


def test_all_things_or_all_statements_are_listed_as_the_filters_let_through(visit: Visit) -> None:
    opened = visit("v=table")
    things, statements = opened.page.evaluate(SHOWN)
    lines = opened.page.locator(".lines")
    assert lines.get_attribute("aria-rowcount") == str(things + 1)
    opened.page.locator('[data-listed="statements"]').click()
    assert lines.get_attribute("aria-rowcount") == str(statements + 1)
    opened.page.evaluate("() => window.plankg.toggle('grade', 'Explicit')")
    assert lines.get_attribute("aria-rowcount") == str(opened.page.evaluate(SHOWN)[1] + 1)
    assert set(column(opened, 4)) <= {"结构推得", "规则推断"}


@pytest.mark.parametrize(("name", "number"), [("relations", 3), ("quotes", 4), ("at", 5)])
def test_a_head_sorts_one_way_then_the_other_then_not(name: str, number: int, visit: Visit) -> None:
    opened = visit("v=table")
    before = column(opened, 1)
    head = opened.page.locator(f'[data-sort="{name}"]')
    head.click()
    values = [int(text) for text in column(opened, number) if text]
    assert values == sorted(values)
    head.click()
    values = [int(text) for text in column(opened, number) if text]
    assert values == sorted(values, reverse=True)
    assert opened.page.locator('[aria-sort="descending"]').count() == 1
    head.click()
    assert column(opened, 1) == before


def test_words_in_the_table_are_found_in_every_column(visit: Visit) -> None:
    opened = visit("v=table")
    opened.page.fill(".seek", "举措 产业")
    opened.page.wait_for_function("() => window.plankg.state.words")
    rows = opened.page.locator(".line-row")
    assert 3 < rows.count() < 30
    assert all("举措" in text and "产业" in text for text in rows.all_inner_texts())
    assert "/" in opened.page.locator(".bar [role=status]").last.inner_text()
    again = visit(opened.page.url.partition("#")[2])
    assert again.page.locator(".line-row").count() == rows.count()
    opened.page.fill(".seek", "no such words")
    opened.page.wait_for_function("() => !document.querySelector('.line-row')")
    assert opened.page.locator(".none").inner_text()


def test_only_the_rows_in_the_window_exist_and_the_last_is_reached(visit: Visit, thousand: Path) -> None:
    opened = visit("v=table&listed=statements", thousand)
    rows = opened.page.locator(".line-row")
    total = int(opened.page.locator(".lines").get_attribute("aria-rowcount")) - 1
    assert total > 1000
    assert rows.count() < 60
    opened.page.locator('.line-row[tabindex="0"]').focus()
    opened.page.keyboard.press("End")
    opened.settle()
    assert opened.page.evaluate("() => document.activeElement.dataset.number") == str(total - 1)
    assert rows.count() < 60
    opened.page.keyboard.press("PageUp")
    opened.page.keyboard.press("ArrowUp")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel section.statements").count() >= 1


def test_a_selection_from_elsewhere_is_brought_into_view(visit: Visit) -> None:
    opened = visit("v=table&sort=-at")
    opened.find("四张优势牌")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector('.line-row[aria-selected="true"]')
    assert opened.page.locator('.line-row[aria-selected="true"] .words').inner_text() == "四张优势牌"
    opened.set(view="layered")
    opened.set(view="table")
    assert opened.page.locator('.line-row[aria-selected="true"]').count() == 1


def test_no_column_runs_into_the_next(visit: Visit, thousand: Path) -> None:
    opened = visit("v=table", thousand)
    lists = ("things", "statements")
    for language, (width, height), listed in product(("zh", "en"), ((1600, 1000), (900, 700)), lists):
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.set(listed=listed, language=language)
        spilled = """() => [...document.querySelectorAll(".line-row > span")].filter((cell) => {
          const { right } = cell.getBoundingClientRect();
          return [...cell.children].some((part) => part.getBoundingClientRect().right > right + 1); })"""
        assert opened.page.locator(".line-row > span").count() > 50
        assert opened.page.evaluate(f"{spilled}.length") == 0
    opened.page.set_viewport_size({"width": 1600, "height": 1000})


def test_hostile_labels_are_text(visit: Visit, hostile: Path) -> None:
    opened = visit("v=table", hostile)
    assert "=cmd|'/c calc'!A1" in column(opened, 1)
    opened.page.locator('[data-listed="statements"]').click()
    opened.page.locator(".line-row").first.click()
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img, svg')")
