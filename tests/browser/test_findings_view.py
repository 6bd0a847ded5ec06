"""The findings of the checks in the page, by severity and check, with what they are about and the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plankg.graph import PlanGraph
from plankg.graph.findings import findings

Visit = Callable[..., Any]


def test_every_finding_is_counted_under_its_severity_and_check(visit: Visit, packaged_graph: PlanGraph) -> None:
    opened = visit("v=findings")
    found = findings(packaged_graph)
    assert str(len(found)) in opened.page.locator(".found > p").inner_text()
    assert opened.page.locator("details[data-check]").count() == len({(f.check, f.severity) for f in found}) > 10


def test_a_check_opens_its_things_and_both_quotes(visit: Visit, packaged_graph: PlanGraph) -> None:
    several = next(f for f in findings(packaged_graph) if len(f.words) > 1 and len(f.about) > 1)
    opened = visit(f"v=findings&checks={several.check.id}")
    details = opened.page.locator(f'details[data-check="{several.check.id}"]')
    members = [f for f in findings(packaged_graph) if f.check == several.check]
    assert details.locator("li.finding").count() == len(members)
    item = details.locator("li.finding", has_text=several.message["zh"]).first
    assert item.locator("blockquote").count() >= 2
    assert item.locator(".about .link").count() == len(several.about)
    label = item.locator(".about .link").first.inner_text()
    item.locator(".about .link").first.click()
    assert opened.page.locator("#panel h2").inner_text() == label


def test_only_those_about_what_is_selected(visit: Visit, packaged_graph: PlanGraph) -> None:
    opened = visit("v=findings&checks=")
    about = opened.page.evaluate("() => window.plankg.findings.find((f) => f.about.length).about[0].id")
    opened.set(selection=about)
    before = opened.page.locator("details[data-check]").count()
    opened.page.locator(".found > button").click()
    assert 0 < opened.page.locator("details[data-check]").count() < before
    opened.page.locator(".found > button").click()
    assert opened.page.locator("details[data-check]").count() == before


def test_opening_and_closing_is_kept_in_the_address(visit: Visit) -> None:
    opened = visit("v=findings&checks=")
    opened.page.locator(".found summary").nth(2).click()
    opened.page.wait_for_function("() => window.plankg.state.checks.length === 1", timeout=3000)
    again = visit(opened.page.url.partition("#")[2])
    assert again.page.locator(".found details[open]").count() == 1
    assert again.page.locator("details[open] li.finding").count() >= 1


def test_wordings_of_both_languages(visit: Visit) -> None:
    opened = visit("v=findings&lang=en")
    assert "findings" in opened.page.locator(".found > p").inner_text()
    assert all(len(text) > 8 for text in opened.page.locator(".found summary").all_inner_texts())
