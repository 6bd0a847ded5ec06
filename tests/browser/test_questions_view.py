"""The named questions in the page: what it answers is what the graph answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plankg.graph import PlanGraph
from plankg.graph.terms import cell_text

Visit = Callable[..., Any]
ROWS = "#view-questions tbody tr"


def test_the_whole_library_is_there_and_all_but_few_are_answered(visit: Visit, packaged_graph: PlanGraph) -> None:
    opened = visit("v=questions")
    assert opened.page.locator(".question").count() == len(packaged_graph.questions()) > 60
    unasked = "() => window.plankg.content.answers.questions.filter((q) => !q.asked).map((q) => q.name)"
    assert opened.page.evaluate(unasked) == ["paths-between-two-entities"]


@pytest.mark.parametrize("name", ["tasks-in-order", "goals-without-a-measure", "guiding-elements-spelled-out"])
def test_an_answer_is_that_of_the_graph(name: str, visit: Visit, packaged_graph: PlanGraph) -> None:
    table = packaged_graph.ask(name)
    opened = visit(f"v=questions&q={name}")
    shown = [
        [cell.inner_text() for cell in row.locator("td:not(.words)").all()] for row in opened.page.locator(ROWS).all()
    ]
    expected = [[cell_text(cell, "zh") for cell in row] for row in table.rows]
    assert shown == expected
    assert shown


def test_values_are_chosen_in_a_form_and_each_has_its_answer(visit: Visit, packaged_graph: PlanGraph) -> None:
    opened = visit("v=questions&q=measures-of-a-task")
    select = opened.page.locator("#view-questions select")
    options = select.locator("option").all()
    assert len(options) == 8
    for option in options[:3]:
        select.select_option(option.get_attribute("value"))
        label = opened.page.locator("#view-questions option:checked").inner_text().rpartition(" (")[0]
        assert opened.page.locator(ROWS).count() == len(packaged_graph.ask("measures-of-a-task", task=label).rows)
    assert opened.state()["with"]


def test_a_row_selects_its_thing_and_carries_its_words(visit: Visit) -> None:
    opened = visit("v=questions&q=measures-of-a-task")
    row = opened.page.locator(ROWS).first
    assert row.locator(".words blockquote q").count() >= 1
    label = row.locator(".link").first.inner_text()
    row.locator(".link").first.click()
    assert opened.page.locator("#panel h2").inner_text() == label


def test_an_answer_that_is_empty_says_so(visit: Visit) -> None:
    opened = visit("v=questions")
    empty = """() => window.plankg.content.answers.questions
      .find((q) => q.asked && !q.parameters.length && !q.answers['']).name"""
    opened.set(question=opened.page.evaluate(empty))
    assert opened.page.locator(ROWS).count() == 0
    assert len(opened.page.locator("#view-questions .reading").inner_text()) > 20


def test_what_the_page_cannot_answer_leads_to_the_command(visit: Visit) -> None:
    opened = visit("v=questions&q=paths-between-two-entities")
    assert "plankg query paths-between-two-entities" in opened.page.locator("#view-questions code").inner_text()
    opened.page.locator("#view-questions .reading button").click()
    assert opened.state()["view"] == "paths"


def test_the_list_is_filtered_by_words_of_either_language(visit: Visit) -> None:
    opened = visit("v=questions")
    opened.page.locator(".library input").fill("industr")
    assert 0 < opened.page.locator(".question").count() < 30
    opened.page.locator(".library input").fill("没有这样的问题")
    assert opened.page.locator(".question").count() == 0


@pytest.mark.parametrize("size", [(1600, 1000), (900, 700)])
def test_list_and_answer_fit_the_window(size: tuple[int, int], visit: Visit) -> None:
    opened = visit("v=questions&q=measures-of-a-task&lang=en&theme=dark")
    opened.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened.settle()
    wide = "() => document.querySelector('#view-questions').scrollWidth"
    assert opened.page.evaluate(wide) <= size[0]
    assert opened.page.locator(ROWS).first.is_visible()
    opened.page.set_viewport_size({"width": 1600, "height": 1000})


def test_a_picture_of_a_part_has_no_questions(packaged_graph: PlanGraph) -> None:
    assert packaged_graph.draw(types=["Task"]).view.answers == ()
