"""Rules: each follows from its premises on a tiny plan, does not where one is missing, and names what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from plankg.build.rules import infer
from plankg.graph.query_file import packaged
from plankg.ontology.graphs import ontology_triples
from plankg.ontology.names import ID, PLAN, PROV, RDF, RULE, digest, plan_graph, plan_namespace

from .conftest import Yunwan

Ask = Callable[[ox.Store, str], list[tuple[str, ...]]]
HERE = f"{ID}yunwan-15fyp/"
INFERRED = plan_graph("yunwan-15fyp", "inferred")
Edge = tuple[str, str, str]


@dataclass(frozen=True)
class Example:
    """A plan from which a rule infers `follows`, and one word to replace after which it does not."""

    plan: str
    follows: list[Edge]
    premises: int
    spoil: tuple[str, str]


EXAMPLES = {
    "measure-takes-period-of-task": Example(
        """
        task-1: {type: Task, label: {zh: 港口}, hasMeasure: [measure-1, measure-2], duringPeriod: period-1}
        measure-1: {type: Measure, label: {zh: 泊位}}
        measure-2: {type: Measure, label: {zh: 航道}, duringPeriod: period-2}
        period-1: {type: PlanPeriod, label: {zh: 十五五}, startYear: 2026, endYear: 2030}
        period-2: {type: HorizonYear, label: {zh: 二〇三五年}, startYear: 2035}
        """,
        [("measure-1", "duringPeriod", "period-1")],
        2,
        ("duringPeriod: period-1}", "order: 1}"),
    ),
    "region-takes-position-of-measure": Example(
        """
        doc-1: {type: FiveYearPlanOutline, label: {zh: 纲要}, hasTask: task-1, appliesTo: region-1}
        region-1: {type: Prefecture, label: {zh: 云湾市}}
        region-2: {type: Prefecture, label: {zh: 别处}, hasPositioning: position-2}
        task-1: {type: Task, label: {zh: 港口}, hasMeasure: measure-1}
        measure-1: {type: Measure, label: {zh: 泊位}, aimsToBuild: [position-1, position-2, system-1]}
        position-1: {type: Positioning, label: {zh: 海洋强市}}
        position-2: {type: Positioning, label: {zh: 门户}}
        system-1: {type: DevelopmentSystem, label: {zh: 体系}}
        """,
        [("region-1", "hasPositioning", "position-1")],
        4,
        ("appliesTo: region-1", "language: zh"),
    ),
    "region-takes-position-of-task": Example(
        """
        doc-1: {type: FiveYearPlanOutline, label: {zh: 纲要}, hasTask: task-1, appliesTo: region-1}
        region-1: {type: Prefecture, label: {zh: 云湾市}}
        region-2: {type: Prefecture, label: {zh: 别处}, hasPositioning: position-2}
        task-1: {type: Task, label: {zh: 港口}, aimsToBuild: [position-1, position-2, system-1]}
        position-1: {type: Positioning, label: {zh: 海洋强市}}
        position-2: {type: Positioning, label: {zh: 门户}}
        system-1: {type: DevelopmentSystem, label: {zh: 体系}}
        """,
        [("region-1", "hasPositioning", "position-1")],
        3,
        ("appliesTo: region-1", "language: zh"),
    ),
    "task-serves-goal-whose-slogan-names-its-field": Example(
        """
        doc-1: {type: FiveYearPlanOutline, label: {zh: 纲要}, hasTask: [task-1, task-2]}
        task-1: {type: Task, label: {zh: 发展海洋经济}}
        task-2: {type: Task, label: {zh: 建设宜居城区}}
        goal-1: {type: Goal, label: {zh: 强市}, hasMeasure: measure-1}
        measure-1: {type: Measure, label: {zh: 打好两张牌}, hasSlogan: slogan-1}
        slogan-1: {type: Slogan, label: {zh: 两张牌}, includes: [field-1, field-2]}
        field-1: {type: PolicyField, label: {zh: 海洋}}
        field-2: {type: PolicyField, label: {zh: 文旅}}
        """,
        [("task-1", "contributesTo", "goal-1")],
        4,
        ("label: {zh: 海洋}", "label: {zh: 林业}"),
    ),
    "work-on-a-group-touches-its-industries": Example(
        """
        task-1: {type: Task, label: {zh: 产业}, targetsIndustry: group-1}
        group-1: {type: IndustryGroup, label: {zh: 两大产业}, includes: [industry-1, industry-2]}
        industry-1: {type: Industry, label: {zh: 船舶制造}}
        industry-2: {type: Industry, label: {zh: 水产加工}}
        """,
        [("task-1", "targetsIndustry", "industry-1"), ("task-1", "targetsIndustry", "industry-2")],
        2,
        ("includes: [industry-1, industry-2]", "declaredCount: 2"),
    ),
    "work-serves-goal-that-builds-the-same": Example(
        """
        task-1: {type: Task, label: {zh: 港口}, aimsToBuild: system-1}
        goal-1: {type: Goal, label: {zh: 目标}, aimsToBuild: system-1}
        system-1: {type: DevelopmentSystem, label: {zh: 现代港口体系}}
        system-2: {type: DevelopmentSystem, label: {zh: 另一体系}}
        """,
        [("task-1", "contributesTo", "goal-1")],
        2,
        ("目标}, aimsToBuild: system-1", "目标}, aimsToBuild: system-2"),
    ),
}


def inferred(store: ox.Store) -> ox.Store:
    """What the rules add to the statements of a store, alone."""
    together = ox.Store()
    together.extend(ox.Quad(q.subject, q.predicate, q.object) for q in store)
    together.load("\n".join(ontology_triples()), format=ox.RdfFormat.N_TRIPLES)
    lines = infer(together, INFERRED, plan_namespace("yunwan-15fyp"))
    added = ox.Store()
    added.load("\n".join(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(INFERRED))
    return added


def edges(store: ox.Store, ask: Ask, rule: str) -> list[Edge]:
    query = f"""SELECT ?s ?p ?o WHERE {{ ?st prov:wasGeneratedBy <{RULE}{rule}> ; plan:grade plan:Inferred ;
      rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }}"""
    rows = ask(store, query)
    return [(s.removeprefix(HERE), p.removeprefix(PLAN), o.removeprefix(HERE)) for s, p, o in rows]


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(packaged("plankg.build", "rules"))


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_infers_what_follows_and_no_more(yunwan: Yunwan, ask: Ask, rule: str) -> None:
    example = EXAMPLES[rule]
    assert edges(inferred(yunwan.store(example.plan)), ask, rule) == example.follows


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_is_silent_where_a_premise_is_missing(yunwan: Yunwan, ask: Ask, rule: str) -> None:
    example = EXAMPLES[rule]
    spoiled = example.plan.replace(*example.spoil)
    assert spoiled != example.plan
    assert edges(inferred(yunwan.store(spoiled)), ask, rule) == []


@pytest.mark.parametrize("rule", EXAMPLES)
def test_an_inference_names_its_rule_and_its_premises(yunwan: Yunwan, ask: Ask, rule: str) -> None:
    example, store = EXAMPLES[rule], yunwan.store(EXAMPLES[rule].plan)
    added = inferred(store)
    stated = {row[0] for row in ask(store, "SELECT ?st WHERE { ?st a plan:Statement }")}
    rows = ask(added, f"SELECT ?st ?why WHERE {{ ?st prov:wasGeneratedBy <{RULE}{rule}> ; prov:wasDerivedFrom ?why }}")
    assert len(rows) == example.premises * len(example.follows)
    assert {why for _, why in rows} <= stated


@pytest.mark.parametrize("rule", EXAMPLES)
def test_an_inference_is_a_triple_and_a_statement_of_its_own_graph(yunwan: Yunwan, ask: Ask, rule: str) -> None:
    added = inferred(yunwan.store(EXAMPLES[rule].plan))
    for subject, predicate, target in EXAMPLES[rule].follows:
        ends = (HERE + subject, PLAN + predicate, HERE + target)
        graph = ox.NamedNode(INFERRED)
        one, relation, other = map(ox.NamedNode, ends)
        assert ox.Quad(one, relation, other, graph) in added
        node = ox.NamedNode(f"{HERE}st-{digest(INFERRED, *ends)}")
        assert ox.Quad(node, ox.NamedNode(RDF + "type"), ox.NamedNode(PLAN + "Statement"), graph) in added


SAID = {
    "measure-takes-period-of-task": ("泊位}}", "泊位}, duringPeriod: period-1}"),
    "region-takes-position-of-measure": ("云湾市}}", "云湾市}, hasPositioning: position-1}"),
    "region-takes-position-of-task": ("云湾市}}", "云湾市}, hasPositioning: position-1}"),
    "task-serves-goal-whose-slogan-names-its-field": ("海洋经济}}", "海洋经济}, contributesTo: goal-1}"),
    "work-on-a-group-touches-its-industries": (
        "targetsIndustry: group-1",
        "targetsIndustry: [group-1, industry-1, industry-2]",
    ),
    "work-serves-goal-that-builds-the-same": ("港口}, aims", "港口}, contributesTo: goal-1, aims"),
}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_nothing_already_said_is_inferred(yunwan: Yunwan, rule: str) -> None:
    said = EXAMPLES[rule].plan.replace(*SAID[rule])
    assert said != EXAMPLES[rule].plan
    assert len(inferred(yunwan.store(said))) == 0


def test_two_rules_that_infer_the_same_are_named_by_one_statement(yunwan: Yunwan, ask: Ask) -> None:
    plan = EXAMPLES["region-takes-position-of-task"].plan.replace("港口}, aims", "港口}, hasMeasure: measure-1, aims")
    plan = plan.rstrip() + "\n        measure-1: {type: Measure, label: {zh: 泊位}, aimsToBuild: position-1}"
    added = inferred(yunwan.store(plan))
    rules = ask(added, "SELECT ?st ?rule WHERE { ?st prov:wasGeneratedBy ?rule }")
    assert len({st for st, _ in rules}) == 1
    assert [rule.removeprefix(RULE) for _, rule in rules] == [
        "region-takes-position-of-measure",
        "region-takes-position-of-task",
    ]


def test_premises_that_were_inferred_themselves_are_reached(yunwan: Yunwan, ask: Ask) -> None:
    """A group within a group: what follows from an inference follows in the next round."""
    store = yunwan.store(
        """
        task-1: {type: Task, label: {zh: 产业}, targetsIndustry: group-1}
        group-1: {type: IndustryGroup, label: {zh: 两大产业}, includes: industry-1}
        industry-1: {type: Industry, label: {zh: 船舶制造}, includes: industry-2}
        industry-2: {type: Industry, label: {zh: 渔船制造}}
        """
    )
    found = edges(inferred(store), ask, "work-on-a-group-touches-its-industries")
    assert found == [("task-1", "targetsIndustry", f"industry-{n}") for n in (1, 2)]


def test_every_rule_says_in_both_languages_what_it_does_and_why() -> None:
    rules = packaged("plankg.build", "rules")
    assert len(rules) >= 6
    for rule in rules.values():
        assert set(rule.words("title")) == set(rule.words("reason")) == {"zh", "en"}, rule.name
        assert f"{PROV}" not in rule.text


def test_no_rule_speaks_of_one_plan() -> None:
    words = ("jinpu", "金普", "大连", "yunwan", "/id/")
    assert [
        rule.name for rule in packaged("plankg.build", "rules").values() if any(w in rule.text for w in words)
    ] == []
