"""The explorer in a real browser: no request, and a reader can look, click, filter, find and ask why."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from plankg.graph import PlanGraph

Visit = Callable[..., Any]
TASK = "构建智造引领的现代产业新体系"
PAINTED = """(boxes) => {
  const canvas = document.querySelector(".view:not([hidden]) canvas"), area = canvas.getBoundingClientRect();
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const ratio = canvas.width / area.width;
  return boxes.filter(({ x, y, h }) => {
    const [left, top] = [(x + 3 - area.left) * ratio, (y + h / 2 - area.top) * ratio].map(Math.round);
    const [r, g, b, a] = data.slice(4 * (top * canvas.width + left), 4 * (top * canvas.width + left) + 4);
    return a === 255 && Math.max(r, g, b) - Math.min(r, g, b) > 8;
  }).length;
}"""


def overlapping(boxes: list[dict[str, Any]]) -> int:
    def apart(a: dict[str, Any], b: dict[str, Any]) -> bool:
        return bool(
            a["x"] + a["w"] <= b["x"] + 0.5
            or b["x"] + b["w"] <= a["x"] + 0.5
            or a["y"] + a["h"] <= b["y"] + 0.5
            or b["y"] + b["h"] <= a["y"] + 0.5
        )

    return sum(not apart(a, b) for a, b in combinations(boxes, 2))


def inside(opened: Any, boxes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    area = opened.page.locator("#stage").bounding_box()
    right, bottom = area["x"] + area["width"], area["y"] + area["height"]
    return [
        b
        for b in boxes
        if b["x"] >= area["x"] - 1
        and b["y"] >= area["y"] - 1
        and b["x"] + b["w"] <= right + 1
        and b["y"] + b["h"] <= bottom + 1
    ]


def test_the_whole_plan_is_painted_and_every_label_can_be_read_at_once(visit: Visit) -> None:
    opened = visit()
    boxes = opened.boxes()
    assert len(boxes) > 200
    assert all(box["text"] for box in boxes)
    assert len(inside(opened, boxes)) >= 0.95 * len(boxes)
    assert opened.page.evaluate(PAINTED, boxes) >= 0.95 * len(boxes)
    assert opened.page.title().startswith("大连金普新区")
    assert opened.page.locator("#panel").is_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1600, 1000), (900, 700)])
def test_no_two_readable_labels_overlap_and_none_is_cut_inside_a_word(
    size: tuple[int, int], language: str, visit: Visit
) -> None:
    opened = visit(f"lang={language}")
    opened.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened.page.wait_for_timeout(300)
    opened.settle()
    readable = [box for box in opened.boxes() if box["text"]]
    assert len(readable) > 40
    assert overlapping(readable) == 0
    cut = """(boxes) => boxes.filter(({ id, lines }) => {
      const text = window.plankg.say(window.plankg.thing(id));
      const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)];
      let at = 0;
      return lines.some((line) => { at = text.indexOf(line, at) + line.length;
        return at < text.length && words.some(({ index, segment, isWordLike }) =>
          isWordLike && index < at && at < index + segment.length); });
    }).length"""
    assert opened.page.evaluate(cut, readable) == 0
    opened.page.set_viewport_size({"width": 1600, "height": 1000})


def test_a_view_that_was_left_is_found_as_it_was(visit: Visit) -> None:
    opened = visit()
    before = opened.boxes()
    for name in ("neighbourhood", "paths", "layered"):
        opened.set(view=name)
    assert opened.boxes() == before


def test_every_column_is_headed_by_its_layer_and_count(visit: Visit) -> None:
    opened = visit()
    heads = opened.page.locator(".heads div")
    counts = [int(text.split()[-1]) for text in heads.all_inner_texts()]
    assert heads.count() == 7
    assert sum(counts) == len(opened.boxes())


def test_a_click_on_a_card_opens_its_words_and_relations(visit: Visit) -> None:
    opened = visit()
    opened.click(TASK)
    panel = opened.page.locator("#panel")
    panel.wait_for(state="visible", timeout=3000)
    assert panel.locator("h2").inner_text() == TASK
    quotes = panel.locator("blockquote q").all_inner_texts()
    assert {TASK, "推进优势制造业提质增效"} <= set(quotes)
    assert "1554–1568" in panel.locator("blockquote cite").first.inner_text()
    statements = opened.page.evaluate(
        f"() => {{ const t = window.plankg.thing({opened.id(TASK)!r}); return t.out.length + t.in.length; }}"
    )
    assert panel.locator("li[data-statement]").count() == statements > 10
    inferred = panel.locator("li.inferred").first.inner_text()
    assert "原文没有明写" in inferred
    assert "目标之下的口号列举了某领域" in inferred


def test_what_the_document_does_not_state_is_said(visit: Visit) -> None:
    opened = visit()
    opened.set(selection=opened.id(TASK))
    assert "理由" in opened.page.locator("#panel .gap").all_inner_texts()


def test_the_panel_takes_room_and_covers_no_card(visit: Visit) -> None:
    opened = visit()
    before = opened.page.locator("#stage").bounding_box()
    opened.click(TASK)
    stage, panel = (opened.page.locator(name).bounding_box() for name in ("#stage", "#panel"))
    assert stage["width"] < before["width"]
    assert stage["x"] + stage["width"] <= panel["x"] + 1


def test_a_relation_in_the_panel_leads_to_its_other_end_and_back(visit: Visit) -> None:
    opened = visit()
    opened.click(TASK)
    opened.page.locator("#panel li .link", has_text="推进优势制造业提质增效").first.click()
    heading = opened.page.locator("#panel h2")
    assert heading.inner_text() == "推进优势制造业提质增效"
    opened.page.go_back()
    opened.page.wait_for_function(f"() => document.querySelector('#panel h2').textContent === {TASK!r}")


def test_a_statement_between_two_things_is_shown_with_all_others_between_them(visit: Visit) -> None:
    opened = visit()
    edge = opened.page.evaluate(
        f"() => window.plankg.thing({opened.id(TASK)!r}).out.find((r) => r.relation.name === 'hasMeasure').id"
    )
    opened.set(selection=edge)
    assert TASK in opened.page.locator("#panel h2").inner_text()
    assert opened.page.locator("#panel section.statements blockquote").count() >= 1
    assert "明文" in opened.page.locator("#panel .grade").first.inner_text()


def test_a_click_on_a_curve_selects_the_statement(visit: Visit) -> None:
    opened = visit(f"v=neighbourhood&focus=jinpu-14fyp/{'task-2-modern-industrial-system'}")
    boxes = {box["id"]: box for box in opened.boxes()}
    focus = boxes[opened.id(TASK)]
    opened.page.mouse.click(focus["x"] + focus["w"] + 4, focus["y"] + focus["h"] / 2)
    opened.page.wait_for_function("() => window.plankg.selected().relations.length > 0", timeout=3000)
    assert len(str(opened.state()["selection"]).split()) == 3


def test_beside_the_cards_nothing_is_selected(visit: Visit) -> None:
    opened = visit()
    opened.click(TASK)
    opened.page.locator("#panel > .close").click()
    assert opened.page.locator("#panel").is_hidden()
    assert opened.state()["selection"] == ""


def test_the_legend_hides_a_class_and_shows_it_again(visit: Visit) -> None:
    opened = visit()
    before = len(opened.boxes())
    toggle = opened.page.locator('[data-filter="type"][data-name="Measure"]')
    count = int(toggle.locator(".count").inner_text())
    toggle.click()
    assert (len(opened.boxes()), toggle.get_attribute("aria-pressed")) == (before - count, "false")
    toggle.click()
    assert (len(opened.boxes()), toggle.get_attribute("aria-pressed")) == (before, "true")


def test_filters_by_layer_grade_relation_and_subject(visit: Visit) -> None:
    opened = visit()
    count = "() => { const v = window.plankg.visible(); return [v.things.size, v.relations.length]; }"
    things, relations = opened.page.evaluate(count)
    opened.page.locator('[data-filter="layer"][data-name="documents"]').click()
    assert opened.page.evaluate(count)[0] > things
    opened.page.locator("#legend .reset").click()
    assert opened.page.evaluate(count) == [things, relations]
    opened.page.locator('[data-filter="grade"][data-name="Inferred"]').click()
    assert opened.page.evaluate(count)[1] < relations
    opened.page.locator("#legend .reset").click()
    opened.page.evaluate("() => window.plankg.toggle('relation', 'hasMeasure')")
    assert opened.page.evaluate(count)[1] < relations
    opened.set(filters=opened.page.evaluate("() => window.plankg.unfiltered()"))
    opened.page.locator("#legend summary").nth(1).click()
    opened.page.locator('[data-filter="subject"]', has_text=TASK).click()
    assert 10 < opened.page.evaluate(count)[0] < things / 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("四张优势牌", "四张优势牌"),
        ("smart manufacturing", TASK),
        ("sizhangyoushipai", "四张优势牌"),
        ("szysp", "四张优势牌"),
        ("sizhang优势p", "四张优势牌"),
        ("近三年地区生产总值", None),
        ("no such thing", None),
    ],
)
def test_search_finds_labels_of_both_languages_and_pinyin(words: str, found: str | None, visit: Visit) -> None:
    hits = visit().find(words)
    assert (found in hits) if found else hits == []


def test_search_finds_quotes_and_groups_hits_by_type(visit: Visit) -> None:
    opened = visit()
    opened.find("新区")
    groups = opened.page.locator("#hits h3").all_inner_texts()
    assert len(groups) > 3
    assert len(groups) == len(set(groups))
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowUp")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#hits").is_hidden()
    assert opened.state()["selection"]


def test_a_hit_that_a_filter_hides_is_brought_into_view(visit: Visit) -> None:
    opened = visit("type=Slogan")
    opened.find("四张优势牌")
    opened.page.keyboard.press("Enter")
    assert opened.id("四张优势牌") in {box["id"] for box in opened.boxes()}


def test_the_neighbourhood_grows_by_steps_and_folds_by_relation(visit: Visit) -> None:
    opened = visit()
    opened.click(TASK)
    opened.page.locator("#panel .actions button", has_text="看邻域").click()
    opened.settle()
    one = {box["id"] for box in opened.boxes()}
    assert len(one) > 8
    assert overlapping(opened.boxes()) == 0
    opened.page.locator(".steps button", has_text="2").click()
    opened.settle()
    assert {box["id"] for box in opened.boxes()} > one
    opened.page.locator(".steps button", has_text="1").click()
    opened.page.locator('[data-group="hasMeasure>"]').click()
    opened.settle()
    assert {box["id"] for box in opened.boxes()} < one
    opened.page.locator('[data-group="hasMeasure>"]').click()
    opened.page.locator(".more").click()
    opened.settle()
    assert {box["id"] for box in opened.boxes()} > one


WAYS = """([from, to, inferred]) => window.plankg
  .paths(window.plankg.thing(from), window.plankg.thing(to), { inferred, longest: 3 })
  .ways.map((way) => way.map((step) => [step.from.iri, step.to.iri, step.relations.map((r) => r.relation.name)]))"""


@pytest.mark.parametrize(("a", "b"), [("绿色石化", TASK), ("四张优势牌", "科创"), ("普湾", "双湾")])
def test_paths_are_those_of_the_named_question(a: str, b: str, visit: Visit, packaged_graph: PlanGraph) -> None:
    opened = visit()
    ends: dict[str, Any] = {"from": a, "to": b}
    rows = packaged_graph.ask("paths-between-two-entities", **ends).rows
    asked = {tuple(str(cell) for cell in (row[1], row[3]) if cell) for row in rows}
    ways = opened.page.evaluate(WAYS, [opened.id(a), opened.id(b), True])
    assert {tuple(step[1] for step in way[:-1]) for way in ways} == asked
    assert asked


def test_a_path_shows_the_words_of_every_step_and_marks_what_is_inferred(visit: Visit) -> None:
    opened = visit()
    opened.set(view="paths", path=[opened.id("绿色石化"), opened.id(TASK)])
    first = opened.page.locator(".way").first
    assert first.locator(".stop").count() == first.locator(".step").count() + 1 == 4
    assert all(step.locator("blockquote").count() for step in first.locator(".step").all())
    inferred = opened.page.locator(".way.inferred")
    assert inferred.count() > 0
    assert all(step.locator(":scope > .between > blockquote").count() for step in inferred.first.locator(".step").all())
    assert "原文没有明写" in inferred.first.inner_text()


def test_that_no_stated_path_leads_to_a_goal_is_said(visit: Visit) -> None:
    opened = visit()
    goal = "建设具有辐射带动作用的独立综合性节点城市取得重大进展"
    opened.set(view="paths", path=[opened.id("绿色石化"), opened.id(goal)])
    stated = opened.page.evaluate(
        WAYS.replace("longest: 3", "longest: 9"), [opened.id("绿色石化"), opened.id(goal), False]
    )
    said = opened.page.locator(".reading").inner_text()
    assert ("没有一条只由明文或结构陈述组成" in said) == (stated == [])


def test_what_connects_three_things(visit: Visit) -> None:
    opened = visit()
    opened.set(view="paths", path=[opened.id(name) for name in ("绿色石化", "电子信息", TASK)])
    meetings = opened.page.locator(".meeting")
    assert meetings.count() > 1
    assert meetings.first.locator(".way").count() >= 2


def test_the_address_holds_the_whole_state(visit: Visit) -> None:
    opened = visit()
    opened.set(
        language="en", theme="dark", view="neighbourhood", focus=opened.id(TASK), selection=opened.id(TASK), hops=2
    )
    opened.page.evaluate("() => window.plankg.toggle('grade', 'Inferred')")
    again = visit(opened.page.url.partition("#")[2])
    assert again.state() == opened.state()
    assert [box["id"] for box in again.boxes()] == [box["id"] for box in opened.boxes()]
    assert again.page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize(
    "address", ["v=nothing&s=nobody", "%E0%A4%A", "hops=x&lang=fr&type", "s=a%20b%20c&path=x,y,z", "="]
)
def test_a_broken_address_opens_the_page_all_the_same(address: str, visit: Visit) -> None:
    assert len(visit(address).boxes()) > 200


def test_the_language_changes_at_a_click(visit: Visit) -> None:
    opened = visit()
    opened.click(TASK)
    opened.page.locator("#language").click()
    opened.settle()
    assert opened.page.locator("html").get_attribute("lang") == "en"
    assert opened.page.locator("#panel h2").inner_text().isascii()
    assert "Measures and projects" in opened.page.locator(".heads").inner_text()


def test_inside_a_sandboxed_frame_the_page_works(browser: Any, packaged_graph: PlanGraph, tmp_path: Path) -> None:
    html = packaged_graph.draw(types=["Task"])._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><meta charset=utf-8>{html}", encoding="utf-8")
    page, said = browser.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_function("() => window.plankg && window.plankg.ready", timeout=15_000)
    frame.evaluate("() => window.plankg.set({ selection: window.plankg.things[0].id })")
    assert frame.locator("#panel h2").inner_text()
    assert said == []
    page.close()


def test_hostile_labels_run_no_script(visit: Visit, tmp_path: Path) -> None:
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
    opened = visit("", tmp_path / "explorer.html")
    opened.click(label)
    assert opened.find("<img")
    opened.page.wait_for_timeout(300)  # what the mouse brings up too
    assert opened.page.locator("#panel h2").inner_text() == label
    assert opened.page.locator("h1").inner_text() == label
    assert opened.page.locator("#panel blockquote q").first.inner_text() == "<b"
    for view in opened.page.evaluate("() => window.plankg.views.list().map((view) => view.name)"):
        opened.set(view=view)
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img, svg, iframe')")
