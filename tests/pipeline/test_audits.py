"""What the audits find: in the packaged plan, in small plans of another city, and in plans that were changed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
import yaml

from plankg.build import Finding, Options, check
from plankg.build.assemble import Assembled, assemble_plan
from plankg.build.audits import audit_files, run_audits
from plankg.build.plan_tree import items
from plankg.build.sources import collect, packaged_plans
from plankg.graph.query_file import packaged
from plankg.ontology.graphs import ontology_triples
from plankg.ontology.names import plan_namespace
from plankg.ontology.planfile import keys

PLAN_ID: Final = "jinpu-14fyp"
AUDITS: Final = packaged("plankg.build", "audits")
ABSENT: Final = {"zh": "本文件未载明", "en": "absent from this document"}

Files = dict[str, dict[str, Any]]
About = tuple[str, ...]


def local(finding: Finding) -> About:
    """The ids that a finding is about: the one it is filed under, then the others in order."""
    first, *rest = (iri.rpartition("/")[2] for iri in finding.about)
    return (first, *sorted(rest))


def is_shape(finding: Finding) -> bool:
    return finding.check.startswith("shape-")


# ---------------------------------------------------------------- the packaged plan

DOCUMENT: Final = "doc-interpretation"
TASKS: Final = (
    "task-1-innovation-engine",
    "task-2-modern-industrial-system",
    "task-3-reform-momentum",
    "task-4-opening-up-fulcrum",
    "task-5-coordinated-development",
    "task-6-ecological-urban-area",
    "task-7-modern-infrastructure",
    "task-8-peaceful-happy",
)
WORKS: Final = (
    "project-ecological-value",
    "project-land-greening",
    "project-river-basin-improvement",
    "project-yellow-bohai-remediation",
)
PROGRAMME: Final = "project-smart-manufacturing"
ONE_PLACE: Final = "position-one-place-one-pole-three-zones"

EXPECTED: Final[dict[str, dict[About, set[str]]]] = {
    "members-fewer-than-declared": {
        ("indicator-system-14fyp",): {"“十四五”时期主要指标体系23项", "主要指标体系23项。其中，针对GDP总量指标"},
    },
    "list-announced-members-absent": {
        ("industries-five-competitive",): {"五大优势产业"},
        ("outcome-preliminary-studies",): {"“十四五”前期课题28项"},
    },
    "counted-parts-absent": {
        ("doc-outline", "count-45-sections"): {"《纲要》包括10章45节26个专栏"},
        ("doc-outline", "count-26-boxes"): {"《纲要》包括10章45节26个专栏"},
    },
    "expansion-not-stated": {(ONE_PLACE,): {"一地一极三区"}},
    "like-named-groups-differ-in-count": {
        (
            "industries-five-competitive",
            "industries-competitive-manufacturing",
            "industries-competitive-services",
        ): {"五大优势产业", "4大优势制造业", "3大优势服务业"},
    },
    "like-slogan-outside-the-list": {
        ("slogan-four-trump-cards", "slogan-green-ecology-card"): {"四张优势牌", "绿色生态牌"},
    },
    "growth-rate-of-a-level": {("indicator-gdp", "target-gdp-6-5-percent"): {"GDP总量", "按照6.5%以上设定"}},
    "counted-name-in-other-names": {
        ("space-three-zones", "guidance-new-area-leads", ONE_PLACE): {
            "三区",
            "三个产城融合的复合型功能性区域",
            "新区统领，三区协同",
            "一地一极三区",
        },
    },
    "slogan-never-spelled-out": {
        ("slogan-one-blueprint",): {"一张蓝图绘到底"},
        ("slogan-open-door-planning",): {"开门编规划"},
        ("slogan-daring-spirit",): {"闯字精神"},
        ("slogan-high-jump-captain",): {"跳高队长"},
        ("slogan-troika",): {"三驾马车"},
        ("slogan-green-ecology-card",): {"绿色生态牌"},
    },
    "goal-without-measure": {
        ("goal-overall-node-city",): {"加快建设具有辐射带动作用的独立综合性节点城市"},
        ("goal-overall-forefront",): {"实现在国家级新区开发建设中争先晋位、走在前列"},
        ("goal-2035-node-city",): {"初步建成具有辐射带动作用的独立综合性节点城市"},
        ("goal-2035-modernization",): {"率先基本实现社会主义现代化"},
    },
    "tasks-without-goal": {
        (DOCUMENT, *TASKS): {
            "打造支撑大连创新型城市建设的新引擎",
            "构建智造引领的现代产业新体系",
            "积蓄全面振兴全方位振兴改革新势能",
            "构筑东北全面开放合作战略新支点",
            "塑造城乡区域协调发展新格局",
            "加快建设生态宜居美丽新市区",
            "建设互联互通的现代化基础设施体系",
            "构筑共建共享的平安幸福新区",
        },
    },
    "tasks-without-responsible-body": {
        (DOCUMENT, *TASKS): {
            "打造支撑大连创新型城市建设的新引擎",
            "构建智造引领的现代产业新体系",
            "积蓄全面振兴全方位振兴改革新势能",
            "构筑东北全面开放合作战略新支点",
            "塑造城乡区域协调发展新格局",
            "加快建设生态宜居美丽新市区",
            "建设互联互通的现代化基础设施体系",
            "构筑共建共享的平安幸福新区",
        },
    },
    "projects-without-place": {
        (DOCUMENT, *WORKS): {"生态价值转化", "国土绿化", "流域综合整治", "黄渤海治理"},
    },
    "projects-without-budget": {
        (DOCUMENT, *sorted((*WORKS, PROGRAMME))): {
            "生态价值转化",
            "国土绿化",
            "流域综合整治",
            "黄渤海治理",
            "“智造”引领计划",
        },
    },
    "projects-without-responsible-body": {
        (DOCUMENT, *sorted((*WORKS, PROGRAMME))): {
            "生态价值转化",
            "国土绿化",
            "流域综合整治",
            "黄渤海治理",
            "“智造”引领计划",
        },
    },
    "indicators-without-baseline": {
        (DOCUMENT, "indicator-gdp", "indicator-growth-contribution"): {"GDP总量", "经济增长贡献率"},
    },
}
HOLDS: Final = {
    "industrial-system-433-1",
    "industries-competitive-manufacturing",
    "industries-strategic-emerging",
    "industries-competitive-services",
    "structure-overall-spatial-pattern",
    "space-two-bays",
    "space-three-zones",
    "space-one-corridor",
    "space-two-coasts",
    "slogan-four-trump-cards",
    "field-three-spaces",
    "element-5-basic-points",
    "count-10-chapters",
    *TASKS,
}
COUNTING: Final = re.compile(r"members|formula|counted-parts|task-order|list-announced")


@pytest.fixture(scope="module")
def packaged_findings() -> list[Finding]:
    found = [finding for finding in check([PLAN_ID]).findings if not is_shape(finding)]
    assert found
    return found


def test_the_packaged_plan_gives_exactly_the_expected_findings(packaged_findings: list[Finding]) -> None:
    expected = {(name, about) for name, abouts in EXPECTED.items() for about in abouts}
    assert {(finding.check, local(finding)) for finding in packaged_findings} == expected
    assert len(packaged_findings) == len(expected)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_finding_shows_the_words_of_everything_it_is_about(name: str, packaged_findings: list[Finding]) -> None:
    found = {local(f): {quote.exact for quote in f.quotes} for f in packaged_findings if f.check == name}
    assert found == EXPECTED[name]


def test_what_adds_up_gives_no_finding_about_counts(packaged_findings: list[Finding]) -> None:
    about_counts = [finding for finding in packaged_findings if COUNTING.search(finding.check)]
    assert len(about_counts) == 5
    assert HOLDS.isdisjoint(name for finding in about_counts for name in local(finding))


def test_absence_is_said_of_the_document_and_not_of_the_world(packaged_findings: list[Finding]) -> None:
    absent = [finding for finding in packaged_findings if finding.absent]
    assert len(absent) == 22
    for finding in absent:
        assert {language: words in finding.message[language] for language, words in ABSENT.items()} == {
            "zh": True,
            "en": True,
        }


def test_nothing_in_the_packaged_plan_is_an_error(packaged_findings: list[Finding]) -> None:
    assert [finding.check for finding in packaged_findings if finding.severity == "error"] == []


# ---------------------------------------------------------------- the query files


@pytest.mark.parametrize("name", AUDITS)
def test_the_head_of_an_audit_says_what_it_finds(name: str) -> None:
    audit = AUDITS[name]
    assert audit.head["severity"] in {"error", "warning", "info"}
    assert set(audit.words("title")) == set(audit.words("message")) == {"zh", "en"}
    said = [ABSENT[language] in words for language, words in audit.words("message").items()]
    assert said == [bool(audit.head.get("absent"))] * 2


@pytest.mark.parametrize("name", audit_files())
def test_every_word_in_braces_is_a_variable_of_the_query(name: str) -> None:
    query = audit_files()[name]
    selected = set(re.findall(r"\?(\w+)", query.text.partition("SELECT")[2].partition("WHERE")[0]))
    assert "entity" in selected
    braces = {brace for words in query.words("message").values() for brace in re.findall(r"\{(\w+)\}", words)}
    assert braces <= selected | {"count"}


def test_no_query_knows_a_name_or_an_id_of_the_packaged_plan() -> None:
    plan = packaged_files()
    entities = dict(entities_of(plan))
    words = {
        text
        for entity in entities.values()
        for word in ("label", "alias")
        for label in items(entity.get(word, []))
        for language, text in label.items()
        if language == "zh" and len(text) > 1
    }
    assert len(words) > 300
    queries = {**audit_files(), **packaged("plankg.build", "rules")}
    assert len(queries) > 50
    for name, query in queries.items():
        body = "\n".join(line for line in query.text.splitlines() if not line.strip().startswith("#"))
        assert [word for word in words if word in body] == [], name
        assert [i for i in entities if re.search(rf"(?<![\w-]){i}(?![\w-])", body)] == [], name


# ---------------------------------------------------------------- small plans of another city

HEAD: Final = """
schema: 1
plan: {id: yunwan-15fyp, title: {zh: 云湾市“十五五”规划, en: Yunwan's 15th Five-Year Plan}, period: [2026, 2030]}
document:
  id: doc
  type: FiveYearPlanOutline
  label: {zh: 云湾市国民经济和社会发展第十五个五年规划纲要, en: Outline of Yunwan's 15th Five-Year Plan}
  kind: outline
  sha256: "0000000000000000000000000000000000000000000000000000000000000000"
  length: 9000
  language: zh
  expresses: plan
"""


def plan_of(entities: str) -> dict[str, Any]:
    """A plan of these entities: each label stands in the text once, one after the other, and proves what leads to it.

    What is written under `doc` goes to the document.
    """
    content: dict[str, Any] = yaml.safe_load(HEAD)
    written: dict[str, Any] = yaml.safe_load(entities)
    content["document"] |= written.pop("doc", {})
    content["entities"] = written
    position = 0
    for entity in (content["document"], *written.values()):
        if isinstance(entity["label"], str):
            entity["label"] = {"zh": entity["label"], "en": "name"}
        length = len(entity["label"]["zh"])
        entity["mentions"] = [{"at": [position, position + length]}]
        position += length + 1
    content["plan"]["title"]["en"] = "plan"
    content["document"]["expresses"] = {"to": "plan", "at": [0, 4], "quote": content["document"]["label"]["zh"][:4]}
    return content


def audit_plan(folder: Path, entities: str, name: str) -> list[About]:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan_of(entities), allow_unicode=True), encoding="utf-8")
    return sorted(local(finding) for finding in check([path]).findings if finding.check == name)


GROUP: Final = """
group: {type: IndustryGroup, label: 三大海洋产业, declaredCount: %d, includes: [fishing, ships]}
fishing: {type: Industry, label: 海洋渔业}
ships: {type: Industry, label: 船舶制造}
"""
PARTS: Final = """
outline: {type: PlanProposal, label: 规划建议稿, hasQuantity: [count], hasPart: [first, rest]}
rest: {type: DocumentPart, label: 后两章, hasPart: [second, third]}
first: {type: Chapter, label: 第一章}
second: {type: Chapter, label: 第二章}
third: {type: Chapter, label: 第三章}
count: {type: Quantity, label: 三章, value: %s, unit: %s}
"""
SYSTEM: Final = """
system: {type: IndustrialSystem, label: “21”产业体系, formula: "%s", includes: [group, ports]}
group: {type: IndustryGroup, label: 两大海洋产业, declaredCount: %d, includes: [fishing, ships]}
fishing: {type: Industry, label: 海洋渔业}
ships: {type: Industry, label: 船舶制造}
ports: {type: Industry, label: 港口物流}
"""
SLOGAN: Final = (
    "slogan: {type: Slogan, label: 向海图强%s}\ngoal: {type: Goal, label: 建成海洋强市, hasSlogan: [slogan]}\n"
)
POSITION: Final = """
position: {type: Positioning, label: 一港两城%s}
city: {type: Positioning, label: 滨海新城}
region: {type: Region, label: 云湾市, hasPositioning: [position, city]}
"""
LIKE_GROUPS: Final = """
six: {type: IndustryGroup, label: 六大特色产业, declaredCount: 6}
three: {type: IndustryGroup, label: 3大特色农业, declaredCount: 3}
other: {type: IndustryGroup, label: 五大主导产业, declaredCount: 5}
"""
LIKE_SLOGANS: Final = """
three: {type: NumericAbbreviation, label: “三张金名片”, declaredCount: 3%s}
harbour: {type: Slogan, label: 深水良港名片}
spirit: {type: Slogan, label: 敢为人先精神}
"""
INDICATOR: Final = """
doc: {hasIndicator: [indicator]}
indicator: {type: Indicator, label: %s, hasTarget: [target]}
target: {type: NumericTarget, label: 6%%左右, value: 6, unit: "%%", comparator: approx, measureKind: %s}
"""
TARGETS: Final = """
doc: {hasIndicator: [indicator]}
indicator: {type: Indicator, label: 港口货物吞吐量, hasTarget: [one, two, three]}
one: {type: NumericTarget, label: 2亿吨以上, value: 2, unit: 亿吨, comparator: ge, hasHorizon: [y2030]}
two: {type: NumericTarget, label: 不超过1.5亿吨, value: 1.5, unit: 亿吨, comparator: le, hasHorizon: [%s]}
three: {type: NumericTarget, label: 6%%, value: 6, unit: "%%", comparator: eq, hasHorizon: [y2030]}
y2030: {type: HorizonYear, label: 2030年, startYear: 2030, endYear: 2030}
y2027: {type: HorizonYear, label: 2027年, startYear: 2027, endYear: 2027}
"""
TASK: Final = """
doc: {hasTask: [port, water], hasGoal: [goal]}
port: {type: Task, label: 推进港城融合, order: 1, hasMeasure: [berths]}
water: {type: Task, label: 构建现代水网, order: 2%s}
berths: {type: Measure, label: 改造老旧泊位}
pipes: {type: Measure, label: 改造老旧管网}
goal: {type: Goal, label: 建成海洋强市, hasMeasure: [berths]}
bureau: {type: GovernmentBody, label: 市水务局%s}
"""
PROJECT: Final = """
doc: {implementsProject: [port, dam]}
port: {type: Project, label: 智慧港口工程, hasQuantity: [money], locatedIn: [city]}
dam: {type: Project, label: 清溪水库工程%s}
programme: {type: Programme, label: 节水行动计划, hasQuantity: [money], implementsProject: [dam]}
money: {type: Quantity, label: 12亿元, value: 12, unit: 亿元}
city: {type: Region, label: 云湾市}
bureau: {type: GovernmentBody, label: 市水务局, responsibleFor: [port, programme%s]}
"""
HORIZON: Final = """
doc: {hasGoal: [goal], coversPeriod: [plan-period]}
goal: {type: Goal, label: 建成海洋强市, hasMeasure: [berths], hasHorizon: [%s]}
berths: {type: Measure, label: 改造老旧泊位, duringPeriod: [%s]}
plan-period: {type: PlanPeriod, label: “十五五”时期, startYear: 2026, endYear: 2030}
before: {type: PlanPeriod, label: “十四五”时期, startYear: 2021, endYear: 2025}
far: {type: HorizonYear, label: 2035年, startYear: 2035, endYear: 2035}
"""
ORDERED: Final = """
doc: {hasTask: [first, second, third]}
first: {type: Task, label: 推进港城融合, order: 1}
second: {type: Task, label: 构建现代水网, order: %d}
third: {type: Task, label: 建设海洋牧场, order: %d}
"""
NAMES: Final = """
doc: {concerns: [field]}
ranch: {type: Industry, label: 深海装备}
gear: {type: %s, label: %s}
field: {type: PolicyField, label: 海洋装备}
task: {type: Task, label: 发展海洋装备, targetsIndustry: [ranch%s], concerns: [field]}
"""
COUNTED_NAME: Final = """
ports: {type: SpatialElement, label: 三港, declaredCount: 3}
position: {type: Positioning, label: 一城三港}
measure: {type: Measure, label: 打造一城三港, implements: [position]}
structure: {type: SpatialStructure, label: “三港一湾”格局, includes: [ports%s]}
"""

Case = tuple[str, list[About], str]
CASES: Final[dict[str, Case]] = {
    "members-fewer-than-declared": (GROUP % 3, [("group",)], GROUP % 2),
    "members-more-than-declared": (
        GROUP.replace("ships]", "ships, ports]") % 2 + "ports: {type: Industry, label: 港航}",
        [("group",)],
        GROUP % 1,
    ),
    "list-announced-members-absent": (
        "group: {type: IndustryGroup, label: 三大海洋产业, declaredCount: 3}\n"
        "hall: {type: Outcome, label: 一馆, declaredCount: 1}",
        [("group",)],
        GROUP % 3,
    ),
    "counted-parts-absent": (PARTS % (6, "节"), [("outline", "count")], PARTS % (6, "公里")),
    "counted-parts-fewer-than-stated": (PARTS % (4, "章"), [("outline", "count")], PARTS % (3, "个篇章")),
    "counted-parts-more-than-stated": (PARTS % (2, "章"), [("outline", "count")], PARTS % (2, "个专栏")),
    "formula-above-members": (SYSTEM % ("2+2", 2), [("system",)], SYSTEM % ("1+2", 2)),
    "formula-below-members": (SYSTEM % ("1+1", 2), [("system",)], SYSTEM % ("2+1", 2)),
    "formula-terms-differ-from-groups": (SYSTEM % ("2+1", 3), [("system",)], SYSTEM % ("1+2", 2)),
    "slogan-never-spelled-out": (SLOGAN % "", [("slogan",)], SLOGAN % ", expandsTo: [goal]"),
    "expansion-not-stated": (
        POSITION % ", expansionStated: false",
        [("position",)],
        POSITION % ", expansionStated: true, includes: [city]",
    ),
    "expansion-denied-but-given": (
        POSITION % ", expansionStated: false, includes: [city]",
        [("position",)],
        POSITION % ", expansionStated: false",
    ),
    "expansion-claimed-but-not-given": (
        POSITION % ", expansionStated: true",
        [("position",)],
        POSITION % ", expansionStated: true, includes: [city]",
    ),
    "like-named-groups-differ-in-count": (
        LIKE_GROUPS,
        [("six", "three")],
        LIKE_GROUPS + "system: {type: IndustrialSystem, label: 现代产业体系, includes: [six, three]}",
    ),
    "like-slogan-outside-the-list": (
        LIKE_SLOGANS % "",
        [("three", "harbour")],
        LIKE_SLOGANS % ", expandsTo: [harbour]",
    ),
    "growth-rate-of-a-level": (
        INDICATOR % ("海洋生产总值", "annualGrowth"),
        [("indicator", "target")],
        INDICATOR % ("海洋生产总值增速", "annualGrowth"),
    ),
    "binding-indicator-without-target": (
        INDICATOR % ("水耗降低", "level") + "bound: {type: Indicator, label: 森林覆盖率, bindingness: binding}",
        [("bound",)],
        (INDICATOR % ("水耗降低", "level")).replace(
            "type: Indicator,", "type: BindingIndicator, bindingness: binding,"
        ),
    ),
    "targets-in-conflict": (TARGETS % "y2030", [("indicator", "one", "two")], TARGETS % "y2027"),
    "indicators-without-baseline": (
        INDICATOR % ("水耗降低", "level"),
        [("doc", "indicator")],
        (INDICATOR % ("水耗降低", "level")).replace("measureKind", "baselinePeriod: [y2025], measureKind")
        + "y2025: {type: Period, label: 2025年}",
    ),
    "things-without-relation": (
        POSITION % "" + "lonely: {type: Industry, label: 海洋渔业}",
        [("doc", "lonely")],
        POSITION % "",
    ),
    "goal-without-measure": (
        (TASK % (", hasMeasure: [pipes]", "")) + "whole: {type: Goal, label: 全面富强, includes: [goal]}\n"
        "bare: {type: Goal, label: 安居乐业}",
        [("bare",)],
        TASK % (", contributesTo: [goal]", ""),
    ),
    "tasks-without-goal": (
        TASK % (", contributesTo: [goal]", ""),
        [("doc", "port")],
        (TASK % (", contributesTo: [goal]", "")).replace("order: 1,", "order: 1, supports: [goal],"),
    ),
    "tasks-without-measures": (TASK % ("", ""), [("doc", "water")], TASK % (", hasMeasure: [pipes]", "")),
    "tasks-without-responsible-body": (
        TASK % ("", ", responsibleFor: [water]"),
        [("doc", "port")],
        TASK % ("", ", responsibleFor: [water, port]"),
    ),
    "projects-without-responsible-body": (PROJECT % ("", ""), [("doc", "dam")], PROJECT % ("", ", dam")),
    "projects-without-place": (PROJECT % ("", ""), [("doc", "dam")], PROJECT % (", targetsPlace: [city]", "")),
    "projects-without-budget": (PROJECT % ("", ""), [("doc", "dam")], PROJECT % (", hasQuantity: [money]", "")),
    "one-surface-for-two-things": (
        NAMES % ("Industry", "“深海 装备”", ", gear"),
        [("gear", "ranch")],
        NAMES % ("Technology", "深海装备", ""),
    ),
    "near-equal-names": (
        NAMES % ("Industry", "深海的装备产业", ", gear"),
        [("gear", "ranch")],
        NAMES % ("Industry", "深空装备", ", gear"),
    ),
    "counted-name-in-other-names": (
        COUNTED_NAME % "",
        [("ports", "position")],
        (COUNTED_NAME % "")
        .replace("includes: [ports]", "includes: [ports], expandsTo: [position]")
        .replace("label: 一城三港}", "label: 一城三港, includes: [ports]}"),
    ),
    "horizon-outside-plan-period": (
        HORIZON % ("far", "before"),
        [("berths", "before"), ("goal", "far")],
        HORIZON % ("plan-period", "plan-period"),
    ),
    "measure-in-several-tasks": (
        TASK % (", hasMeasure: [berths]", ""),
        [("berths", "port", "water")],
        TASK % (", hasMeasure: [pipes]", ""),
    ),
    "absence-contradicted": (
        (TASK % ("", ", responsibleFor: [water]")).replace(
            "doc: {", "doc: {doesNotState: [responsible-body, budget], "
        ),
        [("doc", "bureau")],
        (TASK % ("", ", responsibleFor: [water]")).replace("doc: {", "doc: {doesNotState: [budget], "),
    ),
    "task-order-gap": (ORDERED % (2, 4), [("doc", "third")], ORDERED % (2, 3)),
    "task-order-repeated": (ORDERED % (2, 2), [("doc", "second", "third")], ORDERED % (2, 3)),
}
ONLY_IN_RDF: Final = {"two-names-for-one-thing"}


def test_every_audit_is_tried_on_other_words() -> None:
    assert len(AUDITS) >= 35
    assert set(CASES) == set(AUDITS) - ONLY_IN_RDF


@pytest.mark.parametrize("name", CASES)
def test_an_audit_finds_the_fault_in_a_small_plan(name: str, tmp_path: Path) -> None:
    faulty, expected, _ = CASES[name]
    assert expected
    assert audit_plan(tmp_path, faulty, name) == sorted(expected)


@pytest.mark.parametrize("name", CASES)
def test_an_audit_finds_nothing_in_a_sound_small_plan(name: str, tmp_path: Path) -> None:
    assert audit_plan(tmp_path, CASES[name][2], name) == []


def test_two_chinese_names_for_one_thing_are_found() -> None:
    store = ox.Store()
    store.load("\n".join(ontology_triples()), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    store.load(
        b"""
        @prefix plan: <https://w3id.org/plankg/ontology#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix yw: <https://w3id.org/plankg/id/yunwan-15fyp/> .
        yw:a a plan:Task ; rdfs:label "\xe6\xb8\xaf"@zh, "\xe6\xb9\xbe"@zh, "port"@en .
        yw:b a plan:Task ; rdfs:label "\xe6\xb8\xaf"@zh, "port"@en .
        """,
        format=ox.RdfFormat.TURTLE,
    )
    found = [f for f in run_audits(store, "yunwan-15fyp") if f.check == "two-names-for-one-thing"]
    assert [local(finding) for finding in found] == [("a",)]


def test_a_count_of_groups_or_of_what_they_hold_is_right(tmp_path: Path) -> None:
    nested = """
    system: {type: IndicatorSystem, label: 指标体系, declaredCount: %d, includes: [economy, nature]}
    economy: {type: IndicatorSystem, label: 经济, includes: [output, trade]}
    nature: {type: IndicatorSystem, label: 生态, includes: [forest]}
    output: {type: Indicator, label: 产值}
    trade: {type: Indicator, label: 贸易}
    forest: {type: Indicator, label: 林地}
    """
    found = {n: audit_plan(tmp_path, nested % n, "members-fewer-than-declared") for n in (2, 3, 4)}
    assert found == {2: [], 3: [], 4: [("system",)]}


# ---------------------------------------------------------------- changed plans


@cache
def _packaged_files() -> Files:
    folder = packaged_plans()[PLAN_ID]
    found = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    assert len(found) > 5
    return found


def packaged_files() -> Files:
    return copy.deepcopy(_packaged_files())


def entities_of(files: Files) -> Iterator[tuple[str, dict[str, Any]]]:
    yield files["plan.yaml"]["document"]["id"], files["plan.yaml"]["document"]
    for content in files.values():
        yield from content.get("entities", {}).items()


def written(files: Files, folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def renamed(files: Files, plan: str) -> tuple[Files, dict[str, str]]:
    """The plan under another id with every local id replaced, in another order than before; new names to old ones."""
    names = sorted((name for name, _ in entities_of(files)), reverse=True)
    new = {name: f"thing-{number:03d}" for number, name in enumerate(names)}
    relations = {name for name, key in keys().items() if key.value == "relation"}

    def target(item: Any) -> Any:
        if isinstance(item, str):
            return new.get(item, item)
        return {**item, "to": new.get(item["to"], item["to"])}

    def entity(old: Mapping[str, Any]) -> dict[str, Any]:
        return {k: [target(i) for i in items(v)] if k in relations else v for k, v in old.items()}

    result: Files = {}
    for name, content in files.items():
        result[name] = {**content}
        if "document" in content:
            result[name]["document"] = {**entity(content["document"]), "id": new[content["document"]["id"]]}
            result[name]["plan"] = {**content["plan"], "id": plan}
        if "entities" in content:
            result[name]["entities"] = {new[k]: entity(v) for k, v in content["entities"].items()}
    return result, {v: k for k, v in new.items()}


Key = tuple[str, str, frozenset[str], str, tuple[tuple[str, int, int], ...]]


def keys_of(findings: Iterable[Finding], plan: str = PLAN_ID, old: Mapping[str, str] | None = None) -> set[Key]:
    """What tells findings apart, the ids given back their old names."""
    namespace = plan_namespace(plan)

    def name(iri: str) -> str:
        own = iri.removeprefix(namespace)
        return iri if own == iri else (old or {}).get(own, own)

    found = [
        (
            finding.check,
            finding.severity,
            frozenset(map(name, finding.about)),
            re.sub(r" \(https?:.*\)", "", finding.message["zh"]),
            tuple(sorted((quote.exact, quote.start, quote.end) for quote in finding.quotes)),
        )
        for finding in findings
        if finding.plan == plan
    ]
    assert len(found) == len(set(found)) > 40
    return set(found)


@pytest.fixture(scope="module")
def before() -> set[Key]:
    return keys_of(check([PLAN_ID]).findings)


def test_renaming_every_id_changes_no_finding(before: set[Key], tmp_path: Path) -> None:
    files, old = renamed(packaged_files(), "another-plan")
    assert len(old) > 300
    after = keys_of(check([written(files, tmp_path / "another")]).findings, "another-plan", old)
    assert after == before


def changed(change: Callable[[dict[str, dict[str, Any]]], None]) -> Files:
    files = packaged_files()
    change(dict(entities_of(files)))
    return files


def spoil(entities: dict[str, dict[str, Any]]) -> None:
    """Three counts that no longer hold, and an industry that is no longer among the services."""
    for name in ("field-three-spaces", "space-two-bays", "element-5-basic-points"):
        entities[name]["declaredCount"] += 1
    group = entities["industries-competitive-services"]
    group["includes"] = [item for item in group["includes"] if item["to"] != "industry-coastal-tourism"]
    assert len(group["includes"]) == 2


def short(found: Iterable[Key]) -> set[tuple[str, frozenset[str]]]:
    return {(key[0], key[2]) for key in found}


def test_three_changed_counts_and_a_dropped_member_change_exactly_their_findings(
    before: set[Key], tmp_path: Path
) -> None:
    after = keys_of(check([written(changed(spoil), tmp_path / "spoiled")]).findings)
    dropped = "https://w3id.org/plankg/id/shared-industry/coastal-tourism"
    assert before - after == set()
    assert {(name, about) for name, about in short(after - before) if not name.startswith("shape-")} == {
        ("members-fewer-than-declared", frozenset({"field-three-spaces"})),
        ("members-fewer-than-declared", frozenset({"space-two-bays"})),
        ("members-fewer-than-declared", frozenset({"element-5-basic-points"})),
        ("members-fewer-than-declared", frozenset({"industries-competitive-services"})),
        ("formula-above-members", frozenset({"industrial-system-433-1"})),
        ("things-without-relation", frozenset({DOCUMENT, dropped})),
    }
    assert {about for name, about in short(after - before) if name.startswith("shape-")} <= {frozenset({dropped})}


def test_a_second_plan_in_the_build_changes_no_finding_of_the_first(before: set[Key], tmp_path: Path) -> None:
    spoiled, old = renamed(changed(spoil), "another-plan")
    alone = keys_of(check([written(spoiled, tmp_path / "another")]).findings, "another-plan", old)
    both = check([PLAN_ID, tmp_path / "another"]).findings
    assert keys_of(both) == before
    assert keys_of(both, "another-plan", old) == alone != before


def assembled(path: str | Path) -> Assembled:
    return assemble_plan(collect([path]).plans[0], Options())


def test_two_plans_in_one_graph_are_not_compared_with_each_other(tmp_path: Path) -> None:
    files, _ = renamed(changed(spoil), "another-plan")
    units = [assembled(PLAN_ID), assembled(written(files, tmp_path / "another"))]
    store = ox.Store()
    store.load("\n".join(ontology_triples()), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    for unit in units:
        for lines in unit.graphs.values():
            store.load("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    expected = {(f.check, f.about) for unit in units for f in unit.findings if not is_shape(f)}
    assert len(expected) > 50
    together = {(f.check, f.about) for f in run_audits(store, "both")}
    # The industry that one plan drops is related in the other: a shared thing is one thing.
    lonely = {(name, about) for name, about in expected if name == "things-without-relation"}
    assert len(lonely) == 1
    assert together == expected - lonely
