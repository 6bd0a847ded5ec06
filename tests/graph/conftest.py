"""A small plan that holds what is awkward: hostile labels, an alias, equal names, a draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from plankg.build import Options, build
from plankg.graph import PlanGraph

HOSTILE = """</script><img src=x onerror="window.hit=1">"""
QUOTED = """a "label" } . ?s ?p ?o . { '\\\\' """
HARBOUR = f"""
schema: 1
plan: {{id: harbour, title: {{zh: 港口规划, en: Harbour plan}}, period: [2026, 2030]}}
document: {{id: doc, kind: interpretation, label: {{zh: 港口规划解读, en: Reading of the harbour plan}}, length: 300,
  language: zh, sha256: {"0" * 64},
  hasTask: [{{to: task-1, at: [0, 4], quote: 建设港口}}, {{to: task-2, at: [20, 24], quote: 整治河道}}],
  hasGoal: [{{to: goal-1, at: [40, 44], quote: 港通天下}}]}}
entities:
  task-1:
    type: Task
    label: {{zh: 建设港口, en: Build the harbour}}
    alias: [{{zh: 筑港}}]
    order: 1
    mentions: [{{at: [0, 4]}}]
    hasMeasure:
      - {{to: measure-1, at: [6, 10], quote: 疏浚航道}}
      - {{to: measure-2, at: [12, 16], quote: 扩建码头, review: {{status: draft}}, confidence: 0.5}}
      - {{to: measure-3, at: [25, 27], quote: 看护}}
  task-2:
    type: Task
    label: {{zh: 整治河道, en: Dredge the river}}
    order: 2
    mentions: [{{at: [20, 24]}}]
    hasMeasure: [{{to: measure-4, at: [28, 30], quote: 植树}}]
  measure-1: {{type: Measure, label: {{zh: 疏浚航道, en: Dredge the channel}}, mentions: [{{at: [6, 10]}}]}}
  measure-2:
    type: Measure
    label: {{zh: 扩建码头, en: Extend the quay}}
    mentions: [{{at: [12, 16]}}]
    review: {{status: draft}}
    confidence: 0.5
  measure-3: {{type: Measure, label: {{zh: {HOSTILE!r}, en: {HOSTILE!r}}}, mentions: [{{at: [25, 27], quote: 看护}}]}}
  measure-4: {{type: Measure, label: {{zh: {QUOTED!r}, en: Plant trees}}, mentions: [{{at: [28, 30], quote: 植树}}]}}
  goal-1: {{type: Goal, label: {{zh: 港通天下, en: A harbour to the world}}, mentions: [{{at: [40, 44]}}]}}
"""


def yaml_single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="session")
def harbour_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    plan = folder / "harbour.yaml"
    text = HARBOUR
    for label in (HOSTILE, QUOTED):
        text = text.replace(repr(label), yaml_single_quoted(label))
    plan.write_text(text, encoding="utf-8")
    build([plan], folder / "out", options=Options(drafts=True))
    return folder / "out"


@pytest.fixture(scope="session")
def harbour(harbour_out: Path) -> PlanGraph:
    return PlanGraph.open(harbour_out)


@pytest.fixture(scope="session")
def harbour_drafts(harbour_out: Path) -> PlanGraph:
    return PlanGraph.open(harbour_out, drafts=True)


@pytest.fixture(scope="session")
def hostile() -> str:
    return HOSTILE


@pytest.fixture(scope="session")
def quoted() -> str:
    return QUOTED
