"""Exports: files that other programs read, with as much in them as is seen."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx

Visit = Callable[..., Any]
SVG = "{http://www.w3.org/2000/svg}"
TASK = "构建智造引领的现代产业新体系"
VIEWS = ["layered", "neighbourhood", "paths", "matrix"]
SHOWN = "() => { const { things, relations } = window.plankg.shown(); return [[...things].length, relations.length]; }"


def saved(opened: Any, key: str) -> bytes:
    """Choose an export from the menu and return the file."""
    opened.page.locator("#save").click()
    with opened.page.expect_download() as download:
        opened.page.locator(f'[data-save="{key}"]').click()
    assert download.value.suggested_filename.startswith(f"plankg-{opened.state()['view']}")
    return Path(download.value.path()).read_bytes()


def look(opened: Any, name: str) -> None:
    """Turn to a view, with something in it to be drawn."""
    task, industry = opened.id(TASK), opened.id("绿色石化")
    opened.set(view=name, focus=task, path=[industry, task], rows="Task", columns="Industry", through="two")
    opened.set(selection="")


def test_a_drawing_holds_every_thing_that_is_seen_as_text(visit: Visit) -> None:
    opened = visit()
    for name in (*VIEWS, "outline", "space"):
        look(opened, name)
        root = ElementTree.fromstring(saved(opened, "saveSvg"))
        drawn = {group.get("data-id") for group in root.iter(f"{SVG}g")}
        seen = {box["id"] for box in opened.boxes()}
        assert len(seen) > 5
        assert seen <= drawn
        text = "".join("".join(t.itertext()) for t in root.iter(f"{SVG}text")).replace(" ", "")
        labels = opened.page.evaluate("(ids) => ids.map((id) => window.plankg.thing(id).label.zh)", sorted(seen))
        assert [label for label in labels if label.replace(" ", "") not in text] == []
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {"svg", "g", "title", "rect", "path", "text"}
        assert "sans-serif" in root.get("font-family", "")
        assert not any("url(" in value or ":" in value for element in root.iter() for value in element.attrib.values())


def test_a_drawing_of_the_whole_plan_has_a_curve_for_every_statement(visit: Visit) -> None:
    opened = visit()
    look(opened, "layered")
    root = ElementTree.fromstring(saved(opened, "saveSvg"))
    groups = [group.get("data-id", "") for group in root.iter(f"{SVG}g")]
    things, relations = opened.page.evaluate(SHOWN)
    assert sum(" " in group for group in groups) == relations > 300
    assert sum(" " not in group for group in groups) == things > 200


def test_a_picture_has_twice_the_pixels_of_the_drawing(visit: Visit) -> None:
    opened = visit()
    for name in ("layered", "paths", "matrix"):
        look(opened, name)
        root = ElementTree.fromstring(saved(opened, "saveSvg"))
        data = saved(opened, "savePng")
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", data[16:24])
        assert abs(width - 2 * int(root.get("width", 0))) <= 2
        assert abs(height - 2 * int(root.get("height", 0))) <= 2
        assert len(data) > 20_000


def test_the_graph_is_read_by_networkx_with_what_is_shown(visit: Visit) -> None:
    opened = visit()
    for name in (*VIEWS, "outline", "table"):
        look(opened, name)
        graph: Any = nx.read_graphml(io.BytesIO(saved(opened, "graphml")), force_multigraph=True)
        things, relations = opened.page.evaluate(SHOWN)
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (things, relations)
        assert things > 5
        labels = {data["label_zh"] for _, data in graph.nodes(data=True)}
        assert TASK in labels
        assert all(data["grade"] in {"Explicit", "Structural", "Inferred"} for *_, data in graph.edges(data=True))
        quoted = [data for *_, data in graph.edges(data=True) if data["grade"] == "Explicit"]
        assert all(data["quotes"] and "-" in data["positions"] for data in quoted)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_tables_are_read_by_csv_with_grades_quotes_and_positions(visit: Visit) -> None:
    opened = visit()
    look(opened, "layered")
    things, relations = opened.page.evaluate(SHOWN)
    listed, statements = rows(saved(opened, "things")), rows(saved(opened, "statements"))
    assert (len(listed), len(statements)) == (things, relations)
    (task,) = [row for row in listed if row["label_zh"] == TASK]
    assert (task["class"], task["class_zh"]) == ("Task", "重点任务")
    assert TASK in task["quotes"].split(" | ")
    assert "1554-1568" in task["positions"].split(" | ")
    measure = next(row for row in statements if row["source_zh"] == TASK and row["relation"] == "hasMeasure")
    assert (measure["grade"], measure["grade_zh"]) == ("Explicit", "明文")
    assert measure["quotes"]
    assert any(row["rules"] and row["follows_from"] for row in statements if row["grade"] == "Inferred")


def test_what_is_exported_follows_the_filters(visit: Visit) -> None:
    opened = visit()
    opened.page.evaluate("() => window.plankg.toggle('type', 'Measure')")
    opened.page.evaluate("() => window.plankg.toggle('grade', 'Inferred')")
    opened.settle()
    assert "Measure" not in {row["class"] for row in rows(saved(opened, "things"))}
    assert {row["grade"] for row in rows(saved(opened, "statements"))} == {"Explicit", "Structural"}
    opened.set(view="table", words="大连")
    listed = rows(saved(opened, "things"))
    assert len(listed) == opened.page.locator(".line-row").count() > 1


def test_hostile_labels_are_neither_formula_nor_markup_in_any_file(visit: Visit, hostile: Path) -> None:
    opened = visit("v=matrix&rows=Measure&cols=PolicyField", hostile)
    files = {key: saved(opened, key) for key in ("saveSvg", "graphml", "things", "statements")}
    cells = [cell for key in ("things", "statements") for row in rows(files[key]) for cell in row.values()]
    assert "'=cmd|'/c calc'!A1" in cells
    assert "'@SUM(1)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    graph: Any = nx.read_graphml(io.BytesIO(files["graphml"]))
    assert "<svg onload=window.hit=1>&amp;]]>" in {data["label_zh"] for _, data in graph.nodes(data=True)}
    root = ElementTree.fromstring(files["saveSvg"])
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "g", "title", "rect", "path", "text"}
    for name in ("layered", "outline"):
        opened.set(view=name)
        assert ElementTree.fromstring(saved(opened, "saveSvg")).tag == f"{SVG}svg"


def test_the_menu_is_walked_with_the_keyboard_and_says_how_much_goes_out(visit: Visit) -> None:
    opened = visit()
    opened.page.locator("#save").focus()
    opened.page.keyboard.press("Enter")
    menu = opened.page.locator("#save-menu")
    things, relations = opened.page.evaluate(SHOWN)
    assert f"{things} 个事物，{relations} 条陈述" in menu.inner_text()
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.evaluate("() => document.activeElement.dataset.save") == "savePng"
    opened.page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert opened.page.evaluate("() => document.activeElement.id") == "save"
    opened.page.locator("#save").click()
    opened.page.mouse.click(800, 600)
    assert menu.is_hidden()
    opened.set(view="table")
    opened.page.locator("#save").click()
    assert opened.page.locator('[data-save="saveSvg"]').is_disabled()


def test_on_paper_there_is_the_view_and_the_panel_and_no_chrome(visit: Visit) -> None:
    opened = visit("theme=dark")
    for name in ("layered", "matrix", "table"):
        look(opened, name)
        opened.set(selection=opened.id(TASK))
        opened.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        opened.page.emulate_media(media="print")
        for chrome in ("#tabs", "#tools", "#search", "#legend"):
            assert opened.page.locator(chrome).is_hidden()
        assert opened.page.locator("#panel blockquote").first.is_visible()
        shown = {"layered": ".on-paper svg", "matrix": ".matrix", "table": ".on-paper tbody tr:last-child"}[name]
        assert opened.page.locator(shown).is_visible()
        assert opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        wide = opened.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        opened.page.emulate_media(media="screen")
        opened.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
        assert opened.page.locator("html").get_attribute("data-theme") == "dark"
        assert opened.page.locator(".on-paper").count() == 0
