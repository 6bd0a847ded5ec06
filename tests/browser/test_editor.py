"""The query editor in a real browser: it answers examples and own queries, and asks nothing of any other host."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

VENDOR = Path(__file__).parents[2] / "graph" / "plankg" / "graph" / "vendor"


@pytest.fixture(scope="module")
def address(packaged_out: Path, lacking: Callable[[str], NoReturn]) -> Iterator[str]:
    if not (VENDOR / "yasgui.min.js").is_file():
        lacking("the query editor is not here: 'python graph/hatch_build.py' fetches it (it needs npm)")
    command = [sys.executable, "-m", "plankg.cli", "serve", "--from", str(packaged_out), "--port", "0", "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ | {"PLANKG_LANG": "zh"}) as process:
        assert process.stderr
        yield process.stderr.readline().decode().split()[1]
        process.terminate()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    opened = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    opened.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert len(asked) > 3


def rows(page: Any) -> int:
    page.wait_for_selector("#yasgui .yasr_response_chip, #yasgui table.dataTable tbody tr", timeout=15_000)
    page.wait_for_selector("#yasgui table.dataTable tbody tr", timeout=15_000)
    return int(page.locator("#yasgui table.dataTable tbody tr").count())


def test_examples_are_answered(page: Any, address: str) -> None:
    page.goto(f"{address}sparql")
    assert page.locator(".example").count() > 60
    page.locator(".example").first.click()
    assert rows(page) >= 5


def test_a_query_in_the_address_is_run(page: Any, address: str) -> None:
    page.goto(f"{address}sparql?query=SELECT ?t ?l {{ ?t a plan:Task ; rdfs:label ?l FILTER(LANG(?l)='zh') }}")
    assert rows(page) == 8
    links = page.locator("#yasgui table.dataTable tbody a").evaluate_all("all => all.map(a => a.href)")
    assert len(links) >= 8
    assert all(link.startswith(f"{address}id/") for link in links)


def test_what_is_no_web_address_cannot_be_followed(page: Any, address: str) -> None:
    bad = "<javascript:window.hit=1> <data:text/html,x> <file:///etc/passwd> '<img src=x onerror=window.hit=1>'"
    query = f"SELECT ?x {{ VALUES ?x {{ {bad} }} }}"
    page.goto(f"{address}sparql?query={query}")
    assert rows(page) == 4
    assert page.locator("#yasgui table.dataTable tbody a[href]").count() == 0
    assert page.evaluate("() => window.hit === undefined && !document.querySelector('#yasgui table img')")


def test_the_editor_speaks_english_too(page: Any, address: str) -> None:
    page.goto(f"{address}sparql?lang=en")
    assert page.locator("aside h1").inner_text() == "Example queries"
