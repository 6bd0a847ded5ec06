"""A plan becomes triples: the direct triple, its statement, its evidence; who enters which graph; names that move."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from plankg.build import Options
from plankg.build.expand import expand, literal, typed
from plankg.ontology.names import BASE, DCTERMS, ID, OA, PLAN, RDF, RDFS, XSD, digest, plan_graph

from .conftest import Yunwan

Ask = Callable[[ox.Store, str], list[tuple[str, ...]]]
GRAPH = plan_graph("yunwan-15fyp")
HERE = f"{ID}yunwan-15fyp/"

TASK = """
task-1:
  type: Task
  label: {zh: 建设智慧港口, en: Build a smart port}
  mentions: [{at: [20, 26]}]
  hasMeasure: {to: measure-1, at: [27, 37], quote: 重点新建两个泊位码头}
measure-1:
  type: Measure
  label: {zh: 新建两个泊位}
  mentions: [{at: [29, 35]}, {at: [50, 54], quote: 两个泊位}]
"""
STATED = "SELECT ?s ?p ?o WHERE { ?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
WORDS = """SELECT ?grade ?start ?end ?exact WHERE {
  ?st rdf:predicate plan:%s ; plan:grade ?grade ; plan:evidence ?ev . ?ev oa:hasSelector ?where, ?what .
  ?where oa:start ?start ; oa:end ?end . ?what oa:exact ?exact . FILTER NOT EXISTS { ?where oa:exact ?any } }"""


def quads(
    store: ox.Store, one: str | None = None, relation: str | None = None, other: str | None = None
) -> list[ox.Quad]:
    subject, predicate, target = (None if part is None else ox.NamedNode(part) for part in (one, relation, other))
    return list(store.quads_for_pattern(subject, predicate, target))


def test_a_relation_is_a_triple_a_statement_and_its_evidence(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(TASK)
    ends = (HERE + "task-1", PLAN + "hasMeasure", HERE + "measure-1")
    assert len(quads(store, *ends)) == 1
    assert ask(store, STATED) == [ends]
    assert ask(store, WORDS % "hasMeasure") == [(PLAN + "Explicit", "27", "37", "重点新建两个泊位码头")]


def test_the_statement_is_named_by_graph_subject_predicate_and_object(yunwan: Yunwan) -> None:
    (stated,) = quads(yunwan.store(TASK), None, RDF + "type", PLAN + "Statement")
    ends = (HERE + "task-1", PLAN + "hasMeasure", HERE + "measure-1")
    assert stated.subject == ox.NamedNode(f"{HERE}st-{digest(GRAPH, *ends)}")


def test_evidence_is_a_web_annotation_of_the_document(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(TASK)
    node = f"{HERE}ev-doc-outline-27-37"
    assert [str(q.object) for q in quads(store, node, RDF + "type")] == [f"<{OA}SpecificResource>"]
    assert [str(q.object) for q in quads(store, node, OA + "hasSource")] == [f"<{HERE}doc-outline>"]
    kinds = ask(store, f"SELECT ?kind WHERE {{ <{node}> oa:hasSelector/a ?kind }}")
    assert kinds == [(OA + "TextPositionSelector",), (OA + "TextQuoteSelector",)]


def test_a_quote_left_out_is_the_label(yunwan: Yunwan, ask: Ask) -> None:
    query = "SELECT ?exact WHERE { <%smeasure-1> plan:evidence/oa:hasSelector/oa:exact ?exact }"
    assert ask(yunwan.store(TASK), query % HERE) == [("两个泊位",), ("新建两个泊位",)]


def test_an_item_at_the_span_of_a_mention_cites_its_words(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(TASK.replace("at: [27, 37], quote: 重点新建两个泊位码头", "at: [50, 54]"))
    assert ask(store, WORDS % "hasMeasure") == [(PLAN + "Explicit", "50", "54", "两个泊位")]


def test_a_bare_id_cites_the_first_mention_of_its_tail(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(TASK.replace("{to: measure-1, at: [27, 37], quote: 重点新建两个泊位码头}", "measure-1"))
    assert ask(store, WORDS % "hasMeasure") == [(PLAN + "Explicit", "29", "35", "新建两个泊位")]


@pytest.mark.parametrize("order", [1, -1])
def test_a_bare_id_cites_it_beside_another_evidence_in_any_order(yunwan: Yunwan, ask: Ask, order: int) -> None:
    items = ["measure-1", "{to: measure-1, at: [60, 62], quote: 扩建}"][::order]
    given = "task-1: {{type: Task, label: {{zh: 港口}}, hasMeasure: [{}]}}".format(", ".join(items))
    store = yunwan.store(given + "\n" + TASK[TASK.index("measure-1:\n") :])
    assert [row[1] for row in ask(store, WORDS % "hasMeasure")] == ["29", "60"]


def test_a_long_span_keeps_the_deciding_words_and_the_hash_of_the_whole(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(
        f"""
        task-1:
          type: Task
          label: {{zh: 建设智慧港口}}
          mentions:
            - {{at: [20, 90], quoteAt: [30, 34], quote: 智慧港口, span: {{sha256: {"ab" * 32}}}}}
        """
    )
    node = f"{HERE}ev-doc-outline-20-90-30-34"
    said = f"""SELECT ?start ?end ?exact ?hash WHERE {{ <{node}> oa:hasSelector ?part .
      ?part oa:start ?start ; oa:end ?end . OPTIONAL {{ ?part oa:exact ?exact }}
      OPTIONAL {{ ?part plan:sha256 ?hash }} }}"""
    assert ask(store, said) == [("20", "90", "", "ab" * 32), ("30", "34", "智慧港口", "")]


TWICE = """
task-1:
  type: Task
  label: {zh: 港口}
  hasMeasure:
    - {to: measure-1, at: [30, 32], quote: 扩建, grade: %s}
    - {to: measure-1, at: [40, 42], quote: 新建, grade: %s}
    - {to: measure-1, evidence: [{at: [50, 52], quote: 改建}, {at: [40, 42], quote: 新建}]}
measure-1: {type: Measure, label: {zh: 泊位}}
"""


@pytest.mark.parametrize("grades", [("explicit", "structural"), ("structural", "explicit"), ("structural", "analyst")])
def test_what_is_said_twice_is_one_statement_of_the_better_grade(
    yunwan: Yunwan, ask: Ask, grades: tuple[str, str]
) -> None:
    store = yunwan.store(TWICE % grades)
    assert len(ask(store, STATED)) == 1
    assert [row[:2] for row in ask(store, WORDS % "hasMeasure")] == [
        (PLAN + "Explicit", start) for start in ("30", "40", "50")
    ]


def test_structural_alone_stays_structural(yunwan: Yunwan, ask: Ask) -> None:
    third = "    - {to: measure-1, evidence: [{at: [50, 52], quote: 改建}, {at: [40, 42], quote: 新建}]}\n"
    store = yunwan.store((TWICE % ("structural", "analyst")).replace(third, ""))
    assert {row[0] for row in ask(store, WORDS % "hasMeasure")} == {PLAN + "Structural"}


def test_what_an_item_carries_is_said_of_its_statement(yunwan: Yunwan, ask: Ask) -> None:
    body = "order: 2, role: 核心支撑, verbatim: 原话, confidence: 0.50, note: [甲, 乙]"
    store = yunwan.store(TASK.replace("to: measure-1,", f"to: measure-1, {body},"))
    query = """SELECT ?order ?role ?words ?confidence ?note WHERE { ?st a plan:Statement ; plan:order ?order ;
      plan:role ?role ; plan:verbatim ?words ; plan:confidence ?confidence ; skos:note ?note }"""
    assert ask(store, query) == [("2", "核心支撑", "原话", "0.5", note) for note in ("乙", "甲")]


REVIEWED = """
task-1:
  type: Task
  label: {zh: 港口}
  hasMeasure: [measure-1, {to: measure-2, review: {status: %s}}, measure-3]
measure-1: {type: Measure, label: {zh: 一}}
measure-2: {type: Measure, label: {zh: 二}}
measure-3: {type: Measure, label: {zh: 三}, review: {status: %s, by: 王工, date: 2026-03-01}}
"""
TAILS = "SELECT ?tail WHERE { GRAPH <%s> { ?st rdf:object ?tail } }"


def tails(rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [row[0].removeprefix(HERE + "measure-") for row in rows]


@pytest.mark.parametrize("status", ["accepted", "corrected", "added"])
def test_what_a_person_let_pass_enters_the_plan(yunwan: Yunwan, ask: Ask, status: str) -> None:
    store = yunwan.store(REVIEWED % (status, status))
    assert tails(ask(store, TAILS % GRAPH)) == ["1", "2", "3"]
    who = "SELECT ?who ?day WHERE { <%smeasure-3> plan:reviewer ?who ; plan:reviewDate ?day }"
    assert ask(store, who % HERE) == [("王工", "2026-03-01")]


@pytest.mark.parametrize("status", ["draft", "rejected"])
def test_without_drafts_only_what_a_person_let_pass_enters(yunwan: Yunwan, ask: Ask, status: str) -> None:
    store = yunwan.store(REVIEWED % (status, status))
    assert tails(ask(store, TAILS % GRAPH)) == ["1"]
    assert quads(store, HERE + "measure-3") == []
    assert [str(name) for name in store.named_graphs()] == [f"<{GRAPH}>"]


def test_with_drafts_they_stand_in_a_graph_of_their_own(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(REVIEWED % ("draft", "draft"), Options(drafts=True))
    assert tails(ask(store, TAILS % GRAPH)) == ["1"]
    assert tails(ask(store, TAILS % (GRAPH + "/draft"))) == ["2", "3"]
    only = [q for q in quads(store, HERE + "measure-3") if q.graph_name != ox.NamedNode(GRAPH + "/draft")]
    assert only == []


def test_what_was_rejected_enters_no_graph_even_with_drafts(yunwan: Yunwan, ask: Ask) -> None:
    store = yunwan.store(REVIEWED % ("rejected", "rejected"), Options(drafts=True))
    assert {tail for name in (GRAPH, GRAPH + "/draft") for tail in tails(ask(store, TAILS % name))} == {"1"}
    assert quads(store, HERE + "measure-3") == []


SHARED = """
region-town: {type: Prefecture, label: {zh: 云湾市}, shared: region/999900, kind: prefecture}
task-1: {type: Task, label: {zh: 港口}}
"""


def test_a_shared_thing_keeps_its_own_name_and_its_local_id(yunwan: Yunwan) -> None:
    store = yunwan.store(SHARED)
    (known,) = quads(store, f"{ID}shared-region/999900", DCTERMS + "identifier")
    assert known.object == ox.Literal("region-town")
    assert quads(store, HERE + "region-town") == []


def test_the_base_moves_plan_names_and_never_shared_ones(yunwan: Yunwan) -> None:
    base = "https://data.yunwan.example/"
    tree = yunwan.tree(SHARED + "\n" + TASK.replace("task-1", "task-2"))
    here, there = expand(tree).graphs, expand(tree, base=base).graphs
    assert list(there) == [GRAPH.replace(BASE, base)]
    names = [set("\n".join(graphs[name]).replace("<", "\n<").split()) for graphs in (here, there) for name in graphs]
    fixed = {word for word in names[0] if word.startswith("<") and not word.startswith(f"<{HERE}")}
    moved = {word for word in names[1] if word.startswith(f"<{base}")}
    assert fixed
    assert moved
    assert fixed <= names[1]
    assert f"<{ID}shared-region/999900>" in fixed
    assert not any(word.startswith(f"<{HERE}") for word in names[1])
    assert all(word.startswith(f"<{base}id/yunwan-15fyp/") for word in moved)


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (6.50, "decimal", '"6.5"'),
        (50, "decimal", '"50"'),
        (1500.0, "decimal", '"1500"'),
        (0.000001, "decimal", '"0.000001"'),
        (1e-7, "decimal", '"0.0000001"'),
        (-0.0, "decimal", '"0"'),
        (100, "integer", '"100"'),
        (True, "boolean", '"true"'),
        (False, "boolean", '"false"'),
        ("2026-03-01", "date", '"2026-03-01"'),
    ],
)
def test_a_literal_is_written_in_its_canonical_form(value: object, kind: str, written: str) -> None:
    assert typed(value, XSD + kind) == f"{written}^^<{XSD}{kind}>"


@settings(max_examples=100, derandomize=True, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_comes_back_from_its_literal(text: str) -> None:
    line = f"<{PLAN}a> <{RDFS}label> {literal(text)} ."
    (triple,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    assert triple.object == ox.Literal(text)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(order=st.permutations(range(4)))
def test_the_order_of_entities_changes_no_triple(order: list[int]) -> None:
    parts = [
        *[f"m-{n}: {{type: Measure, label: {{zh: 措施{n}}}, mentions: [{{at: [{n}, {n + 3}]}}]}}" for n in range(3)]
    ]
    parts.append("task-1: {type: Task, label: {zh: 任务}, hasMeasure: [m-0, m-1, {to: m-2, at: [0, 3]}]}")
    given_order = expand(Yunwan().tree("\n".join(parts[n] for n in order))).graphs
    assert given_order == expand(Yunwan().tree("\n".join(parts))).graphs
    assert len(given_order[GRAPH]) > 40


def plain(term: object) -> tuple[str, ...]:
    """A term of either library as one form."""
    if isinstance(term, ox.Literal):
        return (term.value, term.language or "", "" if term.language else term.datatype.value)
    if isinstance(term, rdflib.Literal):
        return (str(term), term.language or "", "" if term.language else str(term.datatype or XSD + "string"))
    return (term.value,) if isinstance(term, ox.NamedNode) else (str(term),)


@pytest.mark.filterwarnings("ignore:.*use Dataset:DeprecationWarning")  # rdflib's own reader of JSON-LD
def test_the_expanded_plan_as_json_ld_is_the_same_dataset_to_two_readers(yunwan: Yunwan) -> None:
    body = "order: 2, role: 支撑, confidence: 0.5, "
    entities = SHARED.replace("task-1", "task-9") + TASK.replace("to: measure-1,", f"to: measure-1, {body}")
    store = yunwan.store(
        entities + "\n" + (REVIEWED % ("draft", "draft")).replace("task-1", "task-2").replace("measure-1", "measure-8"),
        Options(drafts=True),
    )
    data = ox.serialize(store, format=ox.RdfFormat.JSON_LD)
    assert data is not None
    expected = {tuple(map(plain, q)) for q in store}
    assert len(expected) > 90
    assert {tuple(map(plain, q)) for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)} == expected
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format="json-ld")
    assert {tuple(map(plain, q)) for q in dataset.quads()} == expected
