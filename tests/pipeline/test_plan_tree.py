"""A plan file against its schema: every problem of every file in one run, each with its place and the nearest name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.build.plan_tree import items, read_plan
from plankg.build.sources import PlanSource, SourceFile
from plankg.errors import InputError, Problem
from plankg.ontology.names import LOCAL_ID, RESERVED_LOCAL, WORK
from plankg.ontology.planfile import SCHEMA_VERSION, keys
from plankg.ontology.vocabulary import Vocabulary

from .conftest import Yunwan

TASK = """
task-1:
  type: Task
  label: {zh: 建设智慧港口}
  mentions: [{at: [20, 26]}]
"""


def source(**files: str) -> PlanSource:
    return PlanSource("yunwan", tuple(SourceFile(f"yunwan/{n}.yaml", text.encode()) for n, text in files.items()))


def problems(given: PlanSource) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        read_plan(given)
    assert refused.value.problems
    return list(refused.value.problems)


def test_plan_and_document_are_entities_like_the_others(yunwan: Yunwan) -> None:
    tree = yunwan.tree(TASK)
    assert list(tree.entities) == [WORK, "doc-outline", "task-1"]
    assert [tree.entities[name]["type"] for name in tree.entities] == ["Plan", "Document", "Task"]
    assert (tree.id, tree.document, tree.length) == ("yunwan-15fyp", "doc-outline", 200)


def test_the_period_of_a_plan_becomes_its_years(yunwan: Yunwan) -> None:
    given = yunwan.text(TASK).replace("plan: {id", "plan: {period: [2026, 2030], id")
    work = read_plan(source(plan=given)).entities[WORK]
    assert (work["startYear"], work["endYear"], "period" in work) == (2026, 2030, False)


def test_entities_of_all_files_are_one_plan(yunwan: Yunwan) -> None:
    more = "schema: 1\nentities:\n  measure-1: {type: Measure, label: {zh: 新建两个泊位}}\n"
    tree = read_plan(source(plan=yunwan.text(TASK), tasks=more))
    assert set(tree.entities) == {WORK, "doc-outline", "task-1", "measure-1"}
    assert tree.places["measure-1"].file == 1


def test_an_id_that_stands_in_two_files_names_both_places(yunwan: Yunwan) -> None:
    more = "schema: 1\nentities:\n  task-1: {type: Task, label: {zh: 另一项任务}}\n"
    (problem,) = problems(source(plan=yunwan.text(TASK), tasks=more))
    assert (problem.file, problem.line, problem.column) == ("yunwan/tasks.yaml", 3, 3)
    assert "'task-1' stands twice" in problem.message
    assert f"yunwan/plan.yaml:{yunwan.above + 1}" in problem.message


def test_problems_of_all_files_are_reported_in_one_run(yunwan: Yunwan) -> None:
    found = problems(
        source(
            plan=yunwan.text(TASK.replace("type: Task", "type: Tsak")),
            broken="schema: 1\nentities: {a: &x 1}\n",
            tasks="schema: 1\nentities:\n  goal-1: {type: Goal, lable: {zh: 目标}, order: first}\n",
        )
    )
    assert [(p.file.removeprefix("yunwan/"), p.path) for p in found] == [
        ("broken.yaml", ""),
        ("plan.yaml", "entities/task-1/type"),
        ("tasks.yaml", "entities/goal-1"),
        ("tasks.yaml", "entities/goal-1/lable"),
        ("tasks.yaml", "entities/goal-1/order"),
    ]


WRONG = [
    ("unknown key", "lable: {zh: 港口}", "lable", 3, "did you mean 'label'"),
    ("unknown relation", "hasMesure: m-1", "hasMesure", 3, "did you mean 'hasMeasure'"),
    ("order in words", "order: first", "order", 10, ""),
    ("a year as text", "startYear: '2026'", "startYear", 14, ""),
    ("offset below zero", "mentions: [{at: [-1, 3]}]", "mentions/0/at/0", 20, ""),
    ("one offset", "mentions: [{at: [3]}]", "mentions/0/at", 19, ""),
    ("no offsets", "mentions: [{quote: 港口}]", "mentions/0", 14, "'at' is missing"),
    ("long quote", f"mentions: [{{at: [0, 41], quote: {'港' * 41}}}]", "mentions/0/quote", 35, ""),
    ("grade of rules", "hasMeasure: {to: m-1, grade: inferred}", "hasMeasure/grade", 32, ""),
    ("no target", "hasMeasure: {at: [1, 2]}", "hasMeasure", 15, "'to' is missing"),
    ("confidence over one", "hasMeasure: {to: m-1, confidence: 2}", "hasMeasure/confidence", 37, ""),
    ("no status", "review: {status: maybe}", "review/status", 20, ""),
    ("no day", "review: {status: accepted, date: 2026-02-30}", "review/date", 36, ""),
]


@pytest.mark.parametrize(("line", "path", "column", "word"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_value_that_does_not_fit_is_named_with_its_place(
    yunwan: Yunwan, line: str, path: str, column: int, word: str
) -> None:
    given = f"task-1:\n  type: Task\n  {line}\n"
    found = [p for p in problems(yunwan.source(given)) if p.path == f"entities/task-1/{path}"]
    assert len(found) == 1
    assert (found[0].line, found[0].column) == (yunwan.above + 3, column + 2)
    assert word in found[0].message


def test_an_unknown_class_is_answered_with_the_nearest(yunwan: Yunwan) -> None:
    (problem,) = problems(yunwan.source("task-1: {type: Mesure, label: {zh: 措施}}"))
    assert "did you mean 'Measure'" in problem.message


@pytest.mark.parametrize("name", ["Task-1", "st-1", "ev-1", "finding-1", "rater-1", "任务", "1-task", "a" * 65, "a b"])
def test_a_name_that_is_no_id_is_refused(yunwan: Yunwan, name: str) -> None:
    (problem,) = problems(yunwan.source(f"'{name}': {{type: Task, label: {{zh: 任务}}}}"))
    assert (problem.line, problem.column) == (yunwan.above + 1, 3)
    assert "is no id" in problem.message


def test_a_file_of_a_later_schema_asks_for_an_update(yunwan: Yunwan) -> None:
    given = yunwan.text(TASK).replace("schema: 1", f"schema: {SCHEMA_VERSION + 1}")
    (problem,) = problems(source(plan=given))
    assert (problem.line, problem.column) == (1, 9)
    assert "update plankg" in problem.message


@pytest.mark.parametrize("missing", ["schema", "plan", "document"])
def test_a_plan_file_without_its_head_is_refused(yunwan: Yunwan, missing: str) -> None:
    lines = yunwan.text(TASK).splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(missing))
    end = next(i for i, line in enumerate(lines) if i > start and not line.startswith(" "))
    found = problems(source(plan="".join(lines[:start] + lines[end:])))
    assert [p.message for p in found if f"'{missing}' is missing" in p.message]


def test_a_file_that_is_no_mapping_is_refused() -> None:
    (problem,) = problems(source(plan="- schema: 1\n"))
    assert "expected a mapping" in problem.message


def test_one_item_stands_for_a_list_of_one() -> None:
    assert [list(items("a")), list(items(["a", "b"])), list(items({"to": "a"}))] == [["a"], ["a", "b"], [{"to": "a"}]]


@settings(max_examples=40, derandomize=True, deadline=None)
@given(name=st.one_of(st.from_regex(r"[a-z][a-z0-9-]{0,70}\Z"), st.text("aä-_ 1Z云", min_size=1, max_size=5)))
def test_the_schema_takes_exactly_the_ids_that_names_allow(name: str) -> None:
    allowed = bool(LOCAL_ID.match(name)) and not name.startswith(RESERVED_LOCAL) and name not in (WORK, "doc-outline")
    plan = Yunwan().source(f'"{name}": {{type: Task, label: {{zh: 任务}}}}')
    if allowed:
        assert name in read_plan(plan).entities
    else:
        assert problems(plan)


def test_the_schema_takes_every_class_and_knows_every_key(yunwan: Yunwan) -> None:
    classes = sorted(Vocabulary.load().classes)
    assert len(classes) > 100
    refused = []
    for name in classes:
        try:
            yunwan.tree(f"thing-1: {{type: {name}, label: {{zh: 事物}}}}")
        except InputError:
            refused.append(name)
    assert set(refused) <= {"Plan", "Statement", "Finding", "Grade"}
    assert len(keys()) > 80
