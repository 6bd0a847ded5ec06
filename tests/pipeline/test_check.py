"""What a schema cannot see: references, heads and tails, spans, quotes, years, cycles, all in one run."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.build.check import QUOTE_MAX, check_plan
from plankg.ontology.vocabulary import Vocabulary

from .conftest import Yunwan

SOUND = """
task-1:
  type: Task
  label: {zh: 建设智慧港口}
  mentions: [{at: [20, 26]}]
  hasMeasure: [measure-1, {to: measure-2, at: [30, 34], quote: 扩建港区}]
measure-1:
  type: Measure
  label: {zh: 新建两个泊位}
  mentions: [{at: [27, 33]}]
measure-2: {type: Measure, label: {zh: 扩建港区}}
"""


def test_a_sound_plan_has_no_problem(yunwan: Yunwan) -> None:
    assert yunwan.problems(SOUND) == []


MEASURE = "\nmeasure-1: {type: Measure, label: {zh: 新建两个泊位}}"
WRONG = [
    ("reference", "hasMeasure: mesure-1", 15, "'mesure-1' is not in this plan; did you mean 'measure-1'?"),
    ("reference in a list", "hasMeasure: [measure-1, measure-9]", 27, "'measure-9' is not in this plan"),
    ("reference of an item", "hasMeasure: {to: tsak-1}", 20, "'tsak-1' is not in this plan; did you mean 'task-1'?"),
    ("tail", "hasMeasure: task-1", 15, "'task-1' is a Task; hasMeasure leads to a Measure"),
    ("head", "promulgates: measure-1", 3, "a Task has no 'promulgates'; expected a Document"),
    ("concept", "hasRole: measure-1", 12, "hasRole leads to a TaskRole"),
    ("outside", "mentions: [{at: [195, 201]}]", 19, "outside the document of 200 characters"),
    ("empty span", "mentions: [{at: [9, 9]}]", 19, "empty; expected start < end"),
    ("label as quote", "mentions: [{at: [20, 25]}]", 19, "has 6 characters, the offsets 5"),
    ("quote", "mentions: [{at: [20, 25], quote: 智慧港口}]", 19, "has 4 characters, the offsets 5"),
    ("long span", "mentions: [{at: [20, 61]}]", 19, f"over {QUOTE_MAX} needs 'quoteAt'"),
    ("inner outside", "mentions: [{at: [20, 26], quoteAt: [25, 27], quote: 港口}]", 38, "does not lie inside"),
    ("inner alone", "mentions: [{at: [20, 26], quoteAt: [20, 26]}]", 29, "needs 'quote' and 'span"),
    ("quote alone", "hasMeasure: {to: measure-1, quote: 港口}", 31, "without 'at'"),
    ("quote of an item", "hasMeasure: {to: measure-1, at: [1, 2], quote: 港口}", 35, "has 2 characters"),
    ("evidence", "hasMeasure: {to: measure-1, evidence: [{at: [1, 300]}]}", 47, "over"),
]


@pytest.mark.parametrize(("line", "column", "word"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_problem_is_named_with_its_place(yunwan: Yunwan, line: str, column: int, word: str) -> None:
    given = f"task-1:\n  label: {{zh: 建设智慧港口}}\n  type: Task\n  {line}{MEASURE}"
    found = yunwan.problems(given)
    here = [p for p in found if p.startswith(f"yunwan.yaml:{yunwan.above + 4}:{column + 2}: ") and word in p]
    assert len(here) == 1, found


def test_a_concept_that_no_scheme_has_is_answered_with_the_nearest(yunwan: Yunwan) -> None:
    (found,) = yunwan.problems("region-1: {type: Prefecture, kind: prefectur, label: {zh: 云湾市}}")
    assert "did you mean 'prefecture'" in found


def test_years_and_values_stand_in_their_order(yunwan: Yunwan) -> None:
    found = yunwan.problems(
        """
        period-1: {type: PlanPeriod, label: {zh: 十五五}, startYear: 2030, endYear: 2026}
        target-1: {type: NumericTarget, label: {zh: 吞吐量}, minValue: 9, maxValue: 8.5}
        """
    )
    assert [p.split(": ", 2)[2] for p in found] == [
        "startYear 2030 comes after endYear 2026",
        "minValue 9 comes after maxValue 8.5",
    ]


def test_a_shared_thing_is_of_its_class_and_stands_once(yunwan: Yunwan) -> None:
    found = yunwan.problems(
        """
        region-1: {type: Prefecture, label: {zh: 云湾市}, shared: region/999900}
        region-2: {type: Prefecture, label: {zh: 云湾}, shared: region/999900}
        task-1: {type: Task, label: {zh: 任务}, shared: region/999901}
        """
    )
    assert len(found) == 2
    assert "already 'region-1'" in found[0]
    assert "stands for a Region; 'task-1' is a Task" in found[1]


def test_all_problems_are_found_in_one_run(yunwan: Yunwan) -> None:
    found = yunwan.problems(
        """
        task-1:
          type: Task
          label: {zh: 建设智慧港口}
          mentions: [{at: [20, 25]}, {at: [9, 9]}, {at: [199, 205]}]
          hasMeasure: [absent-1, task-1]
          promulgates: doc-outline
        """
    )
    assert len(found) == 8, found


RELATIONS = sorted(Vocabulary.load().acyclic)
CLASS_OF = {"hasPart": "Section", "elaboratedBy": "DraftingStep", "expandsTo": "GuidingStatement", "includes": "Slogan"}


def test_there_are_relations_that_never_come_back() -> None:
    assert set(CLASS_OF) <= set(RELATIONS)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(
    relation=st.sampled_from(["hasPart", "includes"]),
    size=st.integers(1, 6),
    closed=st.booleans(),
    order=st.randoms(use_true_random=False),
)
def test_a_chain_is_a_cycle_only_where_it_is_closed(relation: str, size: int, closed: bool, order: object) -> None:
    names = [f"thing-{n}" for n in range(size)]
    kind = CLASS_OF[relation]
    after = dict(pairwise([*names, *(names[:1] if closed else ())]))
    order.shuffle(names)  # type: ignore[attr-defined]  # a random.Random that hypothesis records
    lines = [
        f"{name}: {{type: {kind}, label: {{zh: 事物}}{f', {relation}: {after[name]}' if name in after else ''}}}"
        for name in names
    ]
    problems = check_plan(Yunwan().tree("\n".join(lines)))
    cycles = [p for p in problems if p.message.startswith(f"a cycle of {relation}")]
    assert len(cycles) == int(closed)
    assert all(name in cycles[0].message for name in names if closed)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(order=st.permutations(range(3)))
def test_the_order_of_entities_changes_no_problem(order: list[int]) -> None:
    parts = [
        "task-1: {type: Task, label: {zh: 任务一}, hasMeasure: [measure-1, absent-1]}",
        "measure-1: {type: Measure, label: {zh: 措施}, mentions: [{at: [195, 205], quote: 新建两个泊位新建两个}]}",
        "task-2: {type: Task, label: {zh: 任务二}, hasMeasure: task-1}",
    ]
    problems = check_plan(Yunwan().tree("\n".join(parts[n] for n in order)))
    assert sorted(p.message.partition(";")[0] for p in problems) == [
        "'absent-1' is not in this plan",
        "'task-1' is a Task",
        "[195, 205] lies outside the document of 200 characters",
    ]
