"""The part of YAML that a plan file takes: its values, where they stand, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.build.yaml_tree import MAX_DEPTH, Key, Marks, decode, load, locate, parse, read_bytes
from plankg.errors import InputError

SCALARS: list[tuple[str, object]] = [
    ("12", 12),
    ("-3", -3),
    ("0", 0),
    ("007", "007"),
    ("210200", 210200),
    ("6.5", 6.5),
    ("-0.25", -0.25),
    ("1.5e3", 1500.0),
    (".5", ".5"),
    ("1e3", "1e3"),
    ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("true", True),
    ("false", False),
    ("yes", "yes"),
    ("NO", "NO"),
    ("on", "on"),
    ("null", None),
    ("~", None),
    ("", None),
    ("2021-02-22", "2021-02-22"),
    ("'12'", "12"),
    ('"true"', "true"),
    ('"云\\u6e7e"', "云湾"),
    ("十四五", "十四五"),
    ("99999999999999999999", "99999999999999999999"),
    ("<<", "<<"),
    ("=", "="),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_a_scalar_is_read_as_yaml_1_2_reads_it(written: str, value: object) -> None:
    read = parse(f"a: {written}", "a.yaml")
    assert read == {"a": value}
    assert isinstance(read, dict)
    assert type(read["a"]) is type(value)


def test_lists_mappings_and_block_text_keep_their_order() -> None:
    text = "b: [1, {c: 2}]\na:\n  - |\n    两行\n    文字\n  - >-\n    折成\n    一行\n"
    read = parse(text, "a.yaml")
    assert read == {"b": [1, {"c": 2}], "a": ["两行\n文字\n", "折成 一行"]}
    assert isinstance(read, dict)
    assert list(read) == ["b", "a"]


REFUSED: list[tuple[str, str, int, int, str]] = [
    ("anchor", "a: 1\nb: &x 2", 2, 4, "&x"),
    ("alias", "a: 1\nb:\n  - *x", 3, 5, "*x"),
    ("tag", "a: !!python/object/apply:os.system [ls]", 1, 4, "tag"),
    ("tag on a mapping", "a:\n  !thing {b: 1}", 2, 3, "tag"),
    ("anchor on a key", "&k a: 1", 1, 1, "&k"),
    ("list as key", "a: 1\n[1, 2]: x", 2, 1, "key"),
    ("mapping as key", "? {a: 1}\n: x", 1, 3, "key"),
    ("key twice", "a: 1\nb: 2\na: 3", 3, 1, "line 1"),
    ("key twice within", "a: {x: 1, 'x': 2}", 1, 11, "line 1"),
    ("second document", "a: 1\n---\nb: 2", 2, 1, "second document"),
    ("tab", "a:\n\tb: 1", 2, 1, "tab"),
    ("not closed", "a: [1, 2\n", 2, 1, "not YAML"),
    ("empty", "", 1, 1, "empty"),
    ("comment alone", "# nothing\n", 1, 1, "empty"),
    ("too deep", "a: " + "[" * (MAX_DEPTH + 1), 1, MAX_DEPTH + 3, str(MAX_DEPTH)),
]


@pytest.mark.parametrize(("text", "line", "column", "word"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_no_plain_yaml_is_refused_with_its_place(text: str, line: int, column: int, word: str) -> None:
    with pytest.raises(InputError) as refused:
        load(text, "a.yaml")
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("a.yaml", line, column)
    assert word in problem.message


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    lines = ["l0: &l0 [x, x]", *(f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]" for n in range(1, 40))]
    with pytest.raises(InputError, match="l0"):
        load("\n".join(lines), "bomb.yaml")


def test_a_character_that_yaml_forbids_is_refused() -> None:
    with pytest.raises(InputError, match=r"not allowed|not YAML"):
        load("a: \x00", "a.yaml")


@pytest.mark.parametrize("data", ["a: 云".encode("utf-16"), "a: 云".encode("utf-16-be").join([b"\xfe\xff", b""])])
def test_utf_16_is_named(data: bytes) -> None:
    with pytest.raises(InputError, match="UTF-16"):
        decode(data, "a.yaml")


def test_bytes_that_are_no_utf_8_are_refused_with_their_place() -> None:
    data = b"a: 1\nb: " + "云湾".encode("gb18030")
    with pytest.raises(InputError, match="byte 8") as refused:
        decode(data, "a.yaml")
    assert (refused.value.problems[0].line, refused.value.problems[0].column) == (2, 4)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("a: 云湾".encode("utf-8-sig"), "a.yaml") == "a: 云湾"


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a regular file"):
        read_bytes(tmp_path, "folder")
    with pytest.raises(InputError, match="cannot be read"):
        read_bytes(tmp_path / "absent.yaml", "absent.yaml")


PLACED = """\
schema: 1
entities:
  task-1:
    type: Task
    mentions:
      - {at: [3, 9]}
      - at: [20, 26]
        quote: 智慧港口
"""


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("schema",), False, (1, 9)),
        (("schema",), True, (1, 1)),
        (("entities", "task-1"), True, (3, 3)),
        (("entities", "task-1", "type"), False, (4, 11)),
        (("entities", "task-1", "mentions", 0, "at", 1), False, (6, 18)),
        (("entities", "task-1", "mentions", 1), False, (7, 9)),
        (("entities", "task-1", "mentions", 1, "quote"), False, (8, 16)),
        (("entities", "task-1", "absent", "deeper"), False, (4, 5)),
        ((), False, (1, 1)),
    ],
)
def test_locate_gives_line_and_column(path: tuple[Key, ...], key: bool, place: tuple[int, int]) -> None:
    assert locate(PLACED, "a.yaml", path, key) == place


def test_marks_do_not_change_what_is_read() -> None:
    marks: Marks = {}
    assert parse(PLACED, "a.yaml", marks) == parse(PLACED, "a.yaml")
    assert len(marks) == 14


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
trees = st.recursive(
    words,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=12,
)


def leaves(value: Any, path: tuple[Key, ...] = ()) -> list[tuple[tuple[Key, ...], str]]:
    """Every text of a tree with the way to it."""
    if isinstance(value, str):
        return [(path, value)]
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for step, inner in steps for leaf in leaves(inner, (*path, step))]


@settings(max_examples=30, derandomize=True, deadline=None)
@given(value=st.dictionaries(words, trees, min_size=1, max_size=4), flow=st.booleans())
def test_text_that_another_writer_wrote_is_read_back(value: dict[str, Any], flow: bool) -> None:
    written = yaml.safe_dump(value, default_style='"', default_flow_style=flow, allow_unicode=True, width=10**6)
    assert parse(written, "a.yaml") == value


@settings(max_examples=30, derandomize=True, deadline=None)
@given(value=st.dictionaries(words, trees, min_size=1, max_size=4))
def test_every_text_is_located_where_it_is_written(value: dict[str, Any]) -> None:
    written = yaml.safe_dump(value, default_style='"', default_flow_style=False, allow_unicode=True, width=10**6)
    lines = written.split("\n")
    for path, text in leaves(value):
        line, column = locate(written, "a.yaml", path)
        assert yaml.safe_load(lines[line - 1][column - 1 :]) == text
