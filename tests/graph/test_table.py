"""Tables: columns stand in line, every format carries every row."""

from __future__ import annotations

import csv
import io
import json

import pytest
from wcwidth import wcswidth

from plankg.graph import Column, Table, Thing
from plankg.graph.table import FORMATS
from plankg.graph.terms import Cell

PORT = Thing("https://w3id.org/plankg/id/harbour/task-1", {"zh": "建设港口", "en": "Build the port"})
ROWS: list[tuple[Cell, ...]] = [
    (PORT, 1, 'ab "c", d'),
    (Thing("https://w3id.org/plankg/id/harbour/task-2"), None, "中文|竖线"),
    (PORT, 6.5, True),
]
COLUMNS = [Column("task", {"zh": "任务", "en": "Task"}), Column("n", {"zh": "数", "en": "n"}), Column("note")]


def table(**more: object) -> Table:
    return Table(COLUMNS, list(ROWS), **more)  # type: ignore[arg-type]


def starts(line: str, words: list[str]) -> list[int]:
    """Return at which terminal column each word begins, looking from left to right."""
    found, position = [], 0
    for word in words:
        position = line.index(word, position)
        found.append(wcswidth(line[:position]))
        position += len(word)
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_stand_in_line(language: str) -> None:
    lines = table(language=language).format().splitlines()
    head, rule, first, second, third = lines
    columns = [wcswidth(rule[:i]) for i in range(len(rule)) if rule[i] == "-" and (i == 0 or rule[i - 1] == " ")]
    assert starts(head, [column.title(language) for column in COLUMNS]) == columns
    assert starts(first, [PORT.label(language), "1", "ab"]) == columns
    assert starts(second, ["task-2", "中文"]) == [columns[0], columns[2]]
    assert starts(third, [PORT.label(language), "6.5", "true"]) == columns


def test_a_column_with_a_width_is_wrapped_and_loses_no_character() -> None:
    text = "没有为这一目标写明任何举措、任务或工程（本文件未载明，不等于不存在）abc"
    wrapped = Table([Column("a"), Column("b", width=20)], [("x", text)]).format()
    _, rule, *body = wrapped.splitlines()
    assert rule.split()[1] == "-" * 20
    assert all(wcswidth(line) <= len(rule) for line in body)
    assert "".join(line[1:].strip() for line in body) == text
    assert len(body) > 2


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_come_back(name: str, delimiter: str) -> None:
    text = table(quotes=[["甲"], ["乙", "丙"], []], language="en").format(name)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert rows == [
        ["task", "task_label", "n", "note", "quotes"],
        [str(PORT), "Build the port", "1", 'ab "c", d', "甲"],
        ["https://w3id.org/plankg/id/harbour/task-2", "task-2", "", "中文|竖线", "乙 | 丙"],
        [str(PORT), "Build the port", "6.5", "true", ""],
    ]


def test_json_comes_back() -> None:
    rows = json.loads(table(quotes=[["甲"], [], []]).format("json"))
    assert rows[0] == {
        "task": {"iri": str(PORT), "label": {"zh": "建设港口", "en": "Build the port"}},
        "n": 1,
        "note": 'ab "c", d',
        "quotes": ["甲"],
    }
    assert rows[1]["n"] is None


def test_markdown_has_a_line_a_row_and_no_stray_bar_or_tag() -> None:
    hostile = Table(COLUMNS, [*ROWS, ("<img src=x>", "a\nb", "|")])
    lines = hostile.format("markdown").splitlines()
    assert len(lines) == 2 + len(hostile)
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(COLUMNS) + 1}
    assert "<img" not in hostile.format("markdown")


def test_quotes_stand_in_a_column_of_their_own_one_a_line() -> None:
    text = table(quotes=[["一是建设港口 (1–7)", "建设港口 (3–7)"], [], ["x"]]).format()
    lines = text.splitlines()
    assert lines[0].endswith("原文")
    column = wcswidth(lines[0]) - wcswidth("原文")
    assert starts(lines[2], ["一是建设港口 (1–7)"]) == [column]
    assert starts(lines[3], ["建设港口 (3–7)"]) == [column]


def test_no_row_prints_the_sentence_that_says_why() -> None:
    empty = Table(COLUMNS, [], empty={"zh": "文中没有。", "en": "None in the text."}, language="en")
    assert empty.format() == "None in the text."
    assert Table(COLUMNS, []).format() == "没有结果。"
    assert empty.format("json") == "[]"
    assert empty.format("csv") == "task,n,note"


@pytest.mark.parametrize("name", ["table", "markdown"])
@pytest.mark.parametrize("hostile", ["\x1b[31mred", "\x9b31m", "a\u202eb", "a\rb", "bell\x07", "\udce4"])
def test_a_terminal_is_never_given_orders(name: str, hostile: str) -> None:
    text = Table([Column("a")], [(hostile,), ("中\u3000文",)]).format(name)
    assert all(c.isprintable() or c in "\n\u3000" for c in text)
    assert "中\u3000文" in text


def test_html_shows_cells_as_text() -> None:
    page = Table([Column("<b>")], [("<script>alert(1)</script>",)])._repr_html_()
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_table_travels_as_json_values() -> None:
    sent = Table(
        [Column("task", {"zh": "任务"}, "the task", 30)], [(PORT,), (None,)], [["q"], []], {"zh": "无"}, True, "en"
    )
    back = Table.from_json(json.loads(json.dumps(sent.to_json())))
    assert back == sent
    assert isinstance(back.rows[0][0], Thing)
    assert back.rows[0][0].labels == PORT.labels


def test_pandas_gets_columns_by_name() -> None:
    frame = table().to_pandas()
    assert list(frame.columns) == ["task", "n", "note"]
    assert frame["task"][0] == PORT


def test_every_format_is_tried_here() -> None:
    assert set(FORMATS) == {"table", "csv", "tsv", "json", "markdown"}
