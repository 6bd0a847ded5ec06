"""The document's text, where it is at hand, verifies every quote and span and changes nothing."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from plankg.build import build, check
from plankg.build.plan_tree import PlanTree, items, read_plan
from plankg.build.sources import collect
from plankg.build.text import Reading, count_quotes, read_again
from plankg.errors import InputError, UsageError

from .conftest import Yunwan

SPAN = "二是发展海洋经济，到二〇三〇年建成海洋强市，让全市人民共享发展成果，绘就云湾新画卷"
TEXT = f"云湾市第十五个五年规划纲要。一是建设智慧港口，重点新建两个泊位码头；{SPAN}。"
BERTH = TEXT.index("新建两个泊位")


def entities(text: str = TEXT) -> str:
    """A plan of two tasks with its offsets into a text."""
    port, berth, sea = (text.index(words) for words in ("建设智慧港口", "新建两个泊位", SPAN))
    return f"""
    task-1:
      type: Task
      label: {{zh: 建设智慧港口}}
      mentions: [{{at: [{port}, {port + 6}]}}]
      hasMeasure: {{to: measure-1, at: [{berth - 2}, {berth + 8}], quote: 重点新建两个泊位码头}}
    measure-1:
      type: Measure
      label: {{zh: 新建两个泊位}}
      mentions: [{{at: [{berth}, {berth + 6}]}}]
    task-2:
      type: Task
      label: {{zh: 发展海洋经济}}
      mentions:
        - at: [{sea}, {sea + len(SPAN)}]
          quoteAt: [{sea + 2}, {sea + 8}]
          quote: 发展海洋经济
          span: {{sha256: {sha256(SPAN.encode()).hexdigest()}}}
    """


def yunwan_for(text: str) -> Yunwan:
    """The head of the plan of a document with this text."""
    head = Yunwan().head.replace("0" * 64, sha256(text.encode()).hexdigest()).replace("200", str(len(text)))
    return Yunwan(head)


def reading(text: str) -> Reading:
    return read_again(yunwan_for(TEXT).tree(entities()), text.encode())


def test_quotes_and_spans_that_stand_in_the_text_are_counted() -> None:
    assert reading(TEXT) == Reading(4, 1, ())
    assert count_quotes(yunwan_for(TEXT).tree(entities())) == 4


def test_one_changed_character_is_reported_at_every_quote_that_has_it() -> None:
    found = [str(p) for p in reading(TEXT.replace("两个泊位", "三个泊位")).problems]
    assert len(found) == 3
    assert found[0].startswith("yunwan.yaml:6:11: document/sha256: ")
    line = Yunwan().above + 5
    place = f"yunwan.yaml:{line}:37: entities/task-1/hasMeasure/at: "
    assert found[1] == (
        f"{place}'task-1': expected '重点新建两个泊位码头' at {BERTH - 2}-{BERTH + 8}, found '重点新建三个泊位码头'"
    )
    assert found[2].startswith(f"yunwan.yaml:{line + 4}:21: entities/measure-1/mentions/0/at: 'measure-1': expected")


def test_one_inserted_character_moves_everything_behind_it() -> None:
    moved = reading("、" + TEXT).problems
    assert [p.path for p in moved] == [
        "document/sha256",
        "document/length",
        "entities/task-1/mentions/0/at",
        "entities/task-1/hasMeasure/at",
        "entities/measure-1/mentions/0/at",
        "entities/task-2/mentions/0/at",
        "entities/task-2/mentions/0/span",
    ]
    assert all(p.line and p.column for p in moved)


def test_a_change_outside_the_quote_but_inside_its_span_is_found() -> None:
    changed = reading(TEXT.replace("新画卷", "新图景")).problems
    assert [p.path for p in changed] == ["document/sha256", "entities/task-2/mentions/0/span"]


def test_a_change_outside_every_quote_is_found_by_the_hash_alone() -> None:
    (problem,) = reading(TEXT.replace("一是", "首先")).problems
    assert problem.path == "document/sha256"


def test_line_ends_and_a_byte_order_mark_are_characters_of_the_text() -> None:
    assert len(reading("\ufeff" + TEXT).problems) == len(reading("、" + TEXT).problems)
    text = TEXT.replace("。", "。\r\n", 1)
    assert read_again(yunwan_for(text).tree(entities(text)), text.encode()).problems == ()


def test_every_drift_stops_the_build_and_nothing_is_written(tmp_path: Path) -> None:
    plan = yunwan_for(TEXT).write(tmp_path, entities())
    text = tmp_path / "document.txt"
    text.write_text(TEXT.replace("两个泊位", "三个泊位"), encoding="utf-8", newline="")
    with pytest.raises(InputError) as refused:
        build([plan], tmp_path / "out", text=text)
    assert len(refused.value.problems) == 3
    assert not (tmp_path / "out" / "current").exists()


def test_a_text_beside_the_plan_is_read_without_being_named(tmp_path: Path) -> None:
    plan = yunwan_for(TEXT).write(tmp_path, entities())
    assert (check([plan]).quotes_read, check([plan]).quotes_unread) == (0, 4)
    beside = plan.with_suffix(".txt")
    beside.write_text(TEXT, encoding="utf-8", newline="")
    assert (check([plan]).quotes_read, check([plan]).quotes_unread) == (4, 0)


def test_a_text_beside_the_plan_that_changed_is_read_again_by_the_next_build(tmp_path: Path) -> None:
    plan = yunwan_for(TEXT).write(tmp_path, entities())
    beside = plan.with_suffix(".txt")
    beside.write_text(TEXT, encoding="utf-8", newline="")
    for _ in range(2):
        assert build([plan], tmp_path / "out").quotes_read == 4
    beside.write_text(TEXT.replace("两个泊位", "三个泊位"), encoding="utf-8", newline="")
    with pytest.raises(InputError):
        build([plan], tmp_path / "out")


def test_a_text_belongs_to_one_plan(tmp_path: Path) -> None:
    plans = [yunwan_for(TEXT).write(tmp_path, entities(), plan=f"yunwan-{n}") for n in (1, 2)]
    with pytest.raises((InputError, UsageError), match="one plan"):
        check(plans, text=tmp_path / "document.txt")


# The packaged plan and its document.


@pytest.fixture(scope="module")
def document(shared: Path) -> Path:
    (found,) = (shared / "seeds").glob("000_*.txt")
    return found


@pytest.fixture(scope="module")
def packaged_tree() -> PlanTree:
    return read_plan(collect([]).plans[0])


def test_every_quote_and_span_of_the_packaged_plan_stands_in_its_document(
    document: Path, packaged_tree: PlanTree
) -> None:
    found = read_again(packaged_tree, document.read_bytes())
    assert (found.quotes, found.spans, found.problems) == (756, 52, ())
    assert count_quotes(packaged_tree) == 756


def test_no_quote_of_the_packaged_plan_is_longer_than_forty_characters(packaged_tree: PlanTree) -> None:
    def quotes(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [str(value["quote"])] if "quote" in value else []
            return own + [quote for inner in value.values() for quote in quotes(inner)]
        return [quote for inner in items(value) for quote in quotes(inner)] if isinstance(value, list) else []

    lengths = [len(quote) for quote in quotes(packaged_tree.entities)]
    assert len(lengths) > 200
    assert max(lengths) <= 40


def test_the_share_of_the_document_that_the_plan_repeats_is_known(document: Path, packaged_tree: PlanTree) -> None:
    """The quotes are short, but many; together with the labels they repeat most of a document of three pages."""
    text = document.read_bytes().decode()
    words = {word for word in texts(packaged_tree.entities) if len(word) >= 4}
    covered = {n for word in words for start in places(word, text) for n in range(start, start + len(word))}
    share = len(covered) / len(text)
    assert share == pytest.approx(0.876, abs=0.015), f"{share:.1%} of {len(text)} characters stand in the plan's files"


def texts(value: object) -> set[str]:
    """Every text of a plan file: quotes, labels, other names, headings."""
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for part in inner for text in texts(part)}


def places(word: str, text: str) -> list[int]:
    return [n for n in range(len(text)) if text.startswith(word, n)] if word in text else []


def test_the_text_changes_no_byte_of_the_outputs(document: Path, tmp_path: Path) -> None:
    without = build(out=tmp_path / "without")
    read = build(out=tmp_path / "with", text=document)
    assert (without.quotes_read, without.quotes_unread, read.quotes_read, read.quotes_unread) == (0, 756, 756, 0)
    assert without.folder
    assert read.folder
    assert without.folder.name == read.folder.name
    files = sorted(path.name for path in without.folder.iterdir() if path.is_file())
    assert len(files) == 5
    assert [(read.folder / n).read_bytes() == (without.folder / n).read_bytes() for n in files] == [True] * 5


def test_a_missing_quote_and_two_quotes_for_one_span_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "yunwan.yaml"
    path.write_text(
        "schema: 1\nplan: {id: yunwan, title: {zh: 云湾市规划}}\n"
        f"document: {{id: doc, label: {{zh: 纲要}}, language: zh, length: 100, sha256: {'0' * 64}}}\n"
        "entities:\n"
        "  task-1: {type: Task, label: {zh: 建设智慧港口}, mentions: [{at: [10, 16]}], "
        "hasMeasure: [{to: measure-1, at: [30, 34]}]}\n"
        "  measure-1: {type: Measure, label: {zh: 扩建码头泊位}, mentions: [{at: [10, 16]}]}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        check([path])
    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == 2
    assert "no quote, and no mention stands at [30, 34]" in messages[0]
    assert "'建设智慧港口' stands elsewhere for the same offsets" in messages[1]
