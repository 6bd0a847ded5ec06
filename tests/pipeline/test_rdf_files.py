"""RDF files beside plans: graphs of their own, without blank nodes, under the same checks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from plankg.build import Build, build, check
from plankg.build.canonical import canonical_lines
from plankg.errors import InputError
from plankg.graph import PlanGraph
from plankg.ontology.names import GRAPH, ID, ONTOLOGY_GRAPH, PLAN, plan_graph

from .conftest import Yunwan

PORT = "https://data.yunwan.example/port"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TRIPLE = f'<{PORT}> {LABEL} "云湾港"@zh .'
BLANK = """
@prefix x: <https://data.yunwan.example/> .
x:port x:berth [ x:number 1 ; x:depth [ x:metres 17.5 ] ] , [ x:number 2 ] .
"""
PLAN_ENTITIES = """
task-1: {type: Task, label: {zh: 建设智慧港口}, hasMeasure: measure-1}
measure-1: {type: Measure, label: {zh: 新建两个泊位}}
"""


def written(folder: Path, **files: str) -> list[Path]:
    """Write files named by stem and suffix joined with two underscores."""
    paths = []
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def graphs(out: Path) -> dict[str, set[str]]:
    """The triples of every named graph of a build but the ontology's and the findings'."""
    found: dict[str, set[str]] = {}
    for quad in PlanGraph.open(out).store:
        name = quad.graph_name
        if isinstance(name, ox.NamedNode) and name.value != ONTOLOGY_GRAPH and not name.value.endswith("/findings"):
            found.setdefault(name.value, set()).add(str(quad.triple))
    return found


def message(paths: list[Path]) -> str:
    with pytest.raises(InputError) as refused:
        check(paths)
    return str(refused.value)


JSON_LD = (
    f'{{"@id": "{PORT}", "http://www.w3.org/2000/01/rdf-schema#label": {{"@value": "云湾港", "@language": "zh"}}}}'
)


@pytest.mark.parametrize(("suffix", "text"), [("ttl", TRIPLE), ("nt", TRIPLE), ("jsonld", JSON_LD)])
def test_a_file_of_triples_is_a_graph_named_after_it(tmp_path: Path, suffix: str, text: str) -> None:
    build(written(tmp_path, **{f"port__{suffix}": text}), tmp_path / "out")
    assert graphs(tmp_path / "out") == {f"{GRAPH}file/port": {TRIPLE.removesuffix(" .")}}


def test_a_name_in_chinese_is_escaped_in_the_name_of_the_graph(tmp_path: Path) -> None:
    build(written(tmp_path, 云湾港__ttl=TRIPLE), tmp_path / "out")
    assert list(graphs(tmp_path / "out")) == [f"{GRAPH}file/%E4%BA%91%E6%B9%BE%E6%B8%AF"]


@pytest.mark.parametrize("suffix", ["trig", "nq"])
def test_a_file_of_quads_keeps_the_names_of_its_graphs(tmp_path: Path, suffix: str) -> None:
    quads = [f"{TRIPLE.removesuffix(' .')} <https://data.yunwan.example/graph/{n}> ." for n in (1, 2)]
    trig = "\n".join(f"<https://data.yunwan.example/graph/{n}> {{ {TRIPLE} }}" for n in (1, 2))
    text = (trig if suffix == "trig" else "\n".join(quads)) + "\n" + TRIPLE.replace("云湾港", "港")
    build(written(tmp_path, **{f"port__{suffix}": text}), tmp_path / "out")
    found = graphs(tmp_path / "out")
    assert sorted(found) == [
        "https://data.yunwan.example/graph/1",
        "https://data.yunwan.example/graph/2",
        f"{GRAPH}file/port",
    ]
    assert all(len(triples) == 1 for triples in found.values())


def test_blank_nodes_become_iris_that_stay_the_same(tmp_path: Path) -> None:
    build(written(tmp_path, port__ttl=BLANK), tmp_path / "one")
    build(written(tmp_path, port__ttl=BLANK), tmp_path / "two")
    one, two = graphs(tmp_path / "one"), graphs(tmp_path / "two")
    (triples,) = one.values()
    assert len(triples) == 6
    assert one == two
    assert not any("_:" in triple for triple in triples)
    assert len({word for triple in triples for word in triple.split() if word.startswith(f"<{ID}file/")}) == 3


def test_blank_nodes_of_two_files_are_never_the_same(tmp_path: Path) -> None:
    build(written(tmp_path, port__ttl=BLANK, pier__ttl=BLANK), tmp_path / "out")
    one, two = graphs(tmp_path / "out").values()
    names = [{w for t in graph for w in t.split() if w.startswith(f"<{ID}file/")} for graph in (one, two)]
    assert [len(found) for found in names] == [3, 3]
    assert not names[0] & names[1]


def test_the_names_of_blank_nodes_do_not_depend_on_their_labels(tmp_path: Path) -> None:
    """In one file of given bytes; another writing of the same graph has other bytes and so another prefix."""
    text = f"_:a <{PORT}/near> _:b . _:b <{PORT}/near> _:c . _:c <{PORT}/depth> 3 ."
    shapes = []
    for label in "xyz":
        build(written(tmp_path, port__ttl=text.replace("_:a", f"_:{label}")), tmp_path / label)
        (triples,) = graphs(tmp_path / label).values()
        shapes.append({" ".join(word.rpartition("-")[2] for word in triple.split()) for triple in triples})
    assert shapes[0] == shapes[1] == shapes[2]
    assert len(shapes[0]) == 3


def test_blank_nodes_that_cannot_be_told_apart_in_time_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plankg.build.rdf_files.canonical_lines", partial(canonical_lines, seconds=1))
    ring = "\n".join(f"_:n{a} <{PORT}/near> _:n{b} ." for a in range(24) for b in range(24) if a != b)
    assert "cannot be told apart in reasonable time" in message(written(tmp_path, ring__nt=ring))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "a second RDF file called 'port'" in message(written(tmp_path, port__ttl=TRIPLE, port__nt=TRIPLE))


def test_two_files_with_one_graph_are_refused(tmp_path: Path) -> None:
    trig = f"<https://data.yunwan.example/graph/1> {{ {TRIPLE} }}"
    assert "rename" in message(written(tmp_path, port__trig=trig, pier__trig=trig.replace("云湾港", "码头")))


@pytest.mark.parametrize("name", [ONTOLOGY_GRAPH, plan_graph("yunwan-15fyp")])
def test_a_graph_that_belongs_to_another_is_refused(yunwan: Yunwan, tmp_path: Path, name: str) -> None:
    paths = [yunwan.write(tmp_path, PLAN_ENTITIES), *written(tmp_path, port__trig=f"<{name}> {{ {TRIPLE} }}")]
    assert f"{name}: this graph belongs to" in message(paths)


BAD = [
    ("syntax", "ttl", f"<{PORT}> {LABEL} .", "port.ttl:1:"),
    ("prefix", "ttl", "x:port x:near x:pier .", "port.ttl:1:"),
    ("integer", "ttl", f'<{PORT}> {LABEL} "many"^^<http://www.w3.org/2001/XMLSchema#integer> .', "no xsd:integer"),
    ("date", "ttl", f'<{PORT}> {LABEL} "2026-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .', "no xsd:date"),
    ("json", "jsonld", "{", "port.jsonld"),
    ("quads in triples", "nt", f"{TRIPLE.removesuffix(' .')} <{PORT}> .", "port.nt:1:"),
]


@pytest.mark.parametrize(("suffix", "text", "word"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_what_is_no_rdf_is_refused_with_its_place(tmp_path: Path, suffix: str, text: str, word: str) -> None:
    assert word in message(written(tmp_path, **{f"port__{suffix}": text}))


def test_a_context_from_the_network_is_not_fetched(tmp_path: Path) -> None:
    text = '{"@context": "https://data.yunwan.example/context.jsonld", "@id": "a", "name": "港"}'
    assert "port.jsonld" in message(written(tmp_path, port__jsonld=text))


WRONG = f"""
@prefix plan: <{PLAN}> .
<{PORT}> a plan:Task ; plan:hasMeasure <{PORT}/goal> .
<{PORT}/goal> a plan:Goal .
"""


def test_a_file_is_checked_by_the_shapes_of_the_plans(tmp_path: Path) -> None:
    found = check(written(tmp_path, port__ttl=WRONG)).findings
    assert found
    assert {finding.plan for finding in found} == {"file/port"}
    assert any(PORT in finding.about[0] for finding in found)


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A plan and a file that speaks of the plan's things, in one build."""
    folder = tmp_path_factory.mktemp("together")
    plan = Yunwan().write(folder, PLAN_ENTITIES)
    text = f'<{ID}yunwan-15fyp/measure-1> <{PLAN}order> 7 ; {LABEL} "New berths"@en .'
    result = build([plan, *written(folder, berths__ttl=text)], folder / "out")
    return folder / "out", result


def test_a_plan_and_a_file_stand_in_one_build(together: tuple[Path, Build]) -> None:
    out, result = together
    assert result.plans == ["yunwan-15fyp", "file/berths"]
    assert {plan_graph("yunwan-15fyp"), f"{GRAPH}file/berths"} <= set(graphs(out))
    assert sorted(result.manifest["inputs"]) == ["berths.ttl", "yunwan-15fyp.yaml"]


def test_a_plain_query_sees_what_the_file_says_of_the_plan(together: tuple[Path, Build]) -> None:
    graph = PlanGraph.open(together[0])
    rows = graph.query("SELECT ?n WHERE { ?task plan:hasMeasure ?m . ?m plan:order ?n }")
    assert [[str(cell) for cell in row] for row in rows] == [["7"]]  # type: ignore[union-attr]


def test_a_file_named_twice_or_with_its_folder_is_refused_or_read_once(tmp_path: Path) -> None:
    (path,) = written(tmp_path, port__ttl=TRIPLE)
    assert "a second RDF file called 'port'" in message([path, path])


def test_a_file_is_read_by_the_violation_queries_too(tmp_path: Path) -> None:
    [path] = written(tmp_path, port__ttl=f'<{PORT}> a <{PLAN}Harbour> ; {LABEL} "云湾港"@zh .')
    found = check([path]).findings
    assert [(f.check, f.severity, f.about) for f in found if f.check.startswith("thing-of")] == [
        ("thing-of-unknown-class-violation", "error", (PORT,))
    ]
