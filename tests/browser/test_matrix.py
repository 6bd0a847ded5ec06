"""The matrix: counts that are those of the graph, gaps that are said, cells that lead to the words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from plankg.graph import PlanGraph
from plankg.graph.drawing.view import View, view

Visit = Callable[..., Any]
CELLS = """() => Object.fromEntries([...document.querySelectorAll(".matrix td.filled")].map((cell) => {
  const [row, column] = cell.dataset.pair.split(" ").map((id) => window.plankg.thing(id).iri);
  return [`${row} ${column}`, [Number(cell.textContent), cell.classList.contains("inferred")]]; }))"""
CUT = """() => [...document.querySelectorAll(".matrix .words")].filter((words) => {
  const head = words.closest("th").getBoundingClientRect(), own = words.getBoundingClientRect();
  const out = own.left < head.left - 1 || own.right > head.right + 1;
  return out || own.top < head.top - 1 || own.bottom > head.bottom + 1
    || [...words.children].some((line) => line.scrollWidth > words.clientWidth + 1);
}).length"""


@pytest.fixture(scope="module")
def drawn(packaged_graph: PlanGraph) -> View:
    """What is drawn of the packaged plan."""
    return view(packaged_graph)


def linked(drawn: View, rows: str, columns: str, *, through: bool) -> dict[str, list[Any]]:
    """Return the cells that a matrix must have, counted anew over the statements."""
    nodes = {node.id: node for node in drawn.nodes}
    shown = {node.id for node in drawn.nodes if drawn.layers[node.layer].name in drawn.open_layers}
    around: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for edge in drawn.edges:
        if edge.source in shown and edge.target in shown and edge.source != edge.target:
            around[edge.source][edge.target].append(edge.grade == "Inferred")
            around[edge.target][edge.source].append(edge.grade == "Inferred")
    cells: dict[str, list[Any]] = {}
    for row in (n for n in shown if nodes[n].kind == rows):
        for column in (n for n in shown if nodes[n].kind == columns and n != row):
            ways = [all(around[row][column])] * len(around[row][column])
            if through:
                middles = [m for m in around[row] if not nodes[m].hub and m != column and column in around[m]]
                ways += [all(around[row][m]) or all(around[m][column]) for m in middles]
            if ways:
                cells[f"{row} {column}"] = [len(ways), all(ways)]
    return cells


@pytest.mark.parametrize(
    ("rows", "columns", "through"),
    [("Goal", "Task", ""), ("Measure", "PolicyField", ""), ("Task", "Project", "two"), ("Task", "Industry", "two")],
)
def test_cells_count_the_statements_in_both_directions_and_by_one_step(
    rows: str, columns: str, through: str, visit: Visit, drawn: View
) -> None:
    opened = visit(f"v=matrix&rows={rows}&cols={columns}&through={through}")
    expected = linked(drawn, rows, columns, through=bool(through))
    assert opened.page.evaluate(CELLS) == expected
    assert expected


def test_what_has_no_link_is_seen_as_a_gap_and_counted_as_not_stated(visit: Visit, drawn: View) -> None:
    opened = visit("v=matrix&rows=Task&cols=Project&through=two")
    tasks = Counter(node.kind for node in drawn.nodes)["Task"]
    with_project = {cell.split()[0] for cell in linked(drawn, "Task", "Project", through=True)}
    gaps = opened.page.locator(".matrix tbody th.hole")
    assert gaps.count() == tasks - len(with_project) > 0
    said = opened.page.locator(".gaps").inner_text()
    assert f"{tasks} 个“重点任务”中有 {gaps.count()} 个，本文件没有写明" in said
    opened.page.locator("#language").click()
    said = opened.page.locator(".gaps").inner_text()
    assert f"{gaps.count()} have no link to “project” stated in this document" in said
    assert "exist" not in said


def test_a_cell_opens_the_statements_behind_it(visit: Visit) -> None:
    opened = visit("v=matrix&rows=Task&cols=Project&through=two")
    cell = opened.page.locator(".matrix td.filled").first
    cell.click()
    panel = opened.page.locator("#panel")
    statements = panel.locator("section.statements")
    assert statements.count() == 2
    assert panel.locator("blockquote").count() >= 2
    assert cell.get_attribute("aria-selected") == "true"
    again = visit(opened.page.url.partition("#")[2])
    assert again.page.locator("#panel section.statements").count() == 2
    opened.page.locator("#panel > .close").click()
    assert panel.is_hidden()
    opened.page.locator(".matrix td[data-pair]:not(.filled)").first.click()
    assert "没有写明" in panel.inner_text()
    assert "不等于不存在" in panel.inner_text()


def test_what_is_only_inferred_is_marked(visit: Visit) -> None:
    opened = visit("v=matrix&rows=Goal&cols=Task")
    cells = opened.page.locator(".matrix td.filled")
    assert cells.count() == opened.page.locator(".matrix td.inferred").count() > 0
    assert "只有推断" in cells.first.get_attribute("title")
    opened.page.evaluate("() => window.plankg.toggle('grade', 'Inferred')")
    assert cells.count() == 0
    assert "按当前筛选" in opened.page.locator(".gaps").inner_text()


def test_rows_stand_in_the_order_of_the_text_or_by_count(visit: Visit) -> None:
    opened = visit("v=matrix&rows=Task&cols=Industry&through=two")
    starts = "() => [...document.querySelectorAll('.matrix tbody th')].map((th) => window.plankg.thing(th.dataset.id)"
    order = opened.page.evaluate(starts + ".quotes[0].start)")
    assert order == sorted(order)
    opened.page.locator('[data-switch="count"]').click()
    sums = [text for text in opened.page.locator(".matrix tbody .sum").all_inner_texts() if text != "–"]
    assert [int(text) for text in sums] == sorted(map(int, sums), reverse=True)
    assert opened.page.evaluate(starts + ".quotes[0].start)") != order


def test_types_and_layers_are_chosen_with_their_counts_and_opened(visit: Visit) -> None:
    opened = visit("v=matrix")
    rows = opened.page.locator('select[name="行"]')
    options = rows.locator("option").all_inner_texts()
    assert "举措 74" in options
    assert any(text.startswith("举措与工程（整层）") for text in options)
    rows.select_option("DocumentPart")  # its layer is closed at first
    assert opened.page.locator(".matrix tbody th").count() == 17
    opened.page.locator('[data-pair="Task Project"]').click()
    assert (opened.state()["rows"], opened.state()["through"]) == ("Task", "two")
    opened.page.locator(".swap").click()
    assert opened.state()["rows"] == "Project"


def test_only_pairs_that_the_plan_has_are_offered(visit: Visit, hostile: Path) -> None:
    opened = visit("v=matrix", hostile)
    pairs = opened.page.evaluate("() => [...document.querySelectorAll('[data-pair]')].map((b) => b.dataset.pair)")
    kinds = set(opened.page.evaluate("() => window.plankg.things.map((thing) => thing.kind.name)"))
    offered = [pair.split() for pair in pairs if "/" not in pair]
    assert offered
    assert all(set(pair) <= kinds for pair in offered)


def test_heads_are_whole_and_stay_in_view(visit: Visit, thousand: Path) -> None:
    opened = visit("", thousand)
    pairs = (("Task", "layer:touched"), ("layer:touched", "Goal"), ("Measure", "Task"))
    for language, (width, height), (rows, columns) in product(("en", "zh"), ((1600, 1000), (900, 700)), pairs):
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.set(view="matrix", rows=rows, columns=columns, language=language)
        assert opened.page.locator(".matrix th .words").count() > 20
        assert opened.page.evaluate(CUT) == 0
    before = opened.page.locator(".matrix thead th").nth(1).bounding_box()
    opened.page.evaluate("() => { document.querySelector('.scroller').scrollTop = 900; }")
    opened.settle()
    assert opened.page.locator(".matrix thead th").nth(1).bounding_box() == before
    opened.page.set_viewport_size({"width": 1600, "height": 1000})


def test_arrow_keys_walk_over_cells_and_enter_opens_them(visit: Visit) -> None:
    opened = visit("v=matrix&rows=Measure&cols=PolicyField")
    opened.page.locator(".matrix td[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        opened.page.keyboard.press(key)
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel section.statements").count() == 1
    opened.page.keyboard.press("Home")
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("() => window.plankg.selected().thing.kind.name") == "Measure"


def test_a_matrix_too_large_says_what_it_leaves_out(visit: Visit, thousand: Path) -> None:
    opened = visit("v=matrix&rows=Measure&cols=Measure&through=two", thousand)
    rows, columns = (opened.page.locator(f".matrix {part} th[data-id]").count() for part in ("tbody", "thead"))
    assert rows * columns <= 15_000
    assert f"{rows} 行 × {columns} 列" in opened.page.locator(".cut").inner_text()
    assert "370 个“举措”" in opened.page.locator(".gaps").inner_text()


def test_hostile_labels_are_text_in_heads_cells_and_panel(visit: Visit, hostile: Path) -> None:
    opened = visit("v=matrix&rows=Measure&cols=PolicyField", hostile)
    assert opened.page.evaluate(CUT) == 0
    for cell in opened.page.locator(".matrix td.filled").all():
        cell.click()
    assert opened.page.locator("#panel blockquote q").first.inner_text() == "=<b"
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img, svg, iframe')")
