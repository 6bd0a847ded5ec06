"""Exports: each format is read again by another reader, gives the same bytes twice, and says what it cannot carry."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from plankg.build import Options, build
from plankg.errors import OutputError, UsageError
from plankg.graph import PlanGraph
from plankg.graph.export import FORMATS, export
from plankg.ontology.names import ONTOLOGY_GRAPH, PLAN, RDF

from .conftest import Yunwan

RDFLIB = {"ttl": "turtle", "trig": "trig", "nq": "nquads", "jsonld": "json-ld"}
QUADS, TRIPLES, NETWORKS = ("trig", "nq", "jsonld"), ("ttl",), ("graphml", "gexf")
pytestmark = pytest.mark.filterwarnings("ignore:.*use Dataset:DeprecationWarning")  # within rdflib's own readers


@pytest.fixture(scope="module")
def written(packaged_graph: PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    for name in FORMATS:
        export(packaged_graph, name, folder / f"plan.{name}")
    return {name: folder / f"plan.{name}" for name in FORMATS}


@pytest.fixture(scope="module")
def quads(packaged_graph: PlanGraph) -> set[ox.Quad]:
    """Every quad of the plans' graphs, without the ontology's."""
    outside = (ox.DefaultGraph(), ox.NamedNode(ONTOLOGY_GRAPH))
    return {quad for quad in packaged_graph.store if quad.graph_name not in outside}


@pytest.fixture(scope="module")
def edges(packaged_graph: PlanGraph) -> set[tuple[str, str, str]]:
    """Every relation between things, from the statements that a plain query sees."""
    ends = [ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object")]
    store, plain = packaged_graph.store, ox.DefaultGraph()
    kind = ox.NamedNode(PLAN + "Statement")
    nodes = [q.subject for q in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), kind, plain)]
    found = [[next(store.quads_for_pattern(n, end, None, plain)).object for end in ends] for n in nodes]
    return {(a.value, b.value, c.value) for a, b, c in found if isinstance(a, ox.NamedNode)}  # type: ignore[union-attr]


def test_every_format_has_a_reader_here() -> None:
    assert {*QUADS, *TRIPLES, *NETWORKS, "csv"} <= set(FORMATS)


@pytest.mark.parametrize("name", QUADS)
def test_a_format_of_quads_carries_every_quad(name: str, written: dict[str, Path], quads: set[ox.Quad]) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=written[name].read_bytes(), format=RDFLIB[name])
    read = set(dataset.quads())
    assert len(quads) > 5000
    assert len(read) == len(quads)
    assert {tuple(map(str, quad)) for quad in read} == {
        tuple(t.value for t in (*q.triple, q.graph_name) if not isinstance(t, (ox.Triple, ox.DefaultGraph)))
        for q in quads
    }


def test_turtle_carries_every_triple(written: dict[str, Path], quads: set[ox.Quad]) -> None:
    graph = rdflib.Graph().parse(data=written["ttl"].read_bytes(), format="turtle")
    assert len(graph) == len({quad.triple for quad in quads}) > 5000


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_carries_every_relation(
    name: str, written: dict[str, Path], edges: set[tuple[str, str, str]], packaged_graph: PlanGraph
) -> None:
    read = nx.read_graphml(written[name], force_multigraph=True) if name == "graphml" else nx.read_gexf(written[name])
    found = {(a, PLAN + data["relation"], b) for a, b, data in read.edges(data=True)}
    assert len(edges) > 400
    assert found == edges
    assert set(read) == {end for a, _, b in edges for end in (a, b)}
    labels = {node: data["label"] for node, data in read.nodes(data=True)}
    assert labels == {node: data["label"] for node, data in packaged_graph.network().nodes(data=True)}


def test_the_table_carries_every_relation(written: dict[str, Path], edges: set[tuple[str, str, str]]) -> None:
    with written["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["subject"], PLAN + row["relation"], row["object"]) for row in rows} == edges
    assert len(rows) == len(edges)
    assert all(row["subject_zh"] and row["object_zh"] and row["grade"] for row in rows)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_gives_the_same_bytes_twice(name: str, written: dict[str, Path], packaged_graph: PlanGraph) -> None:
    again = written[name].with_name(f"again.{name}")
    for _ in range(3):
        export(packaged_graph, name, again)
        assert again.read_bytes() == written[name].read_bytes()


def test_another_process_gives_the_same_bytes(written: dict[str, Path], packaged_out: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path\n"
        "from plankg.graph import PlanGraph\nfrom plankg.graph.export import FORMATS, export\n"
        "for name in FORMATS: export(PlanGraph.open(sys.argv[1]), name, Path(sys.argv[2]) / f'plan.{name}')"
    )
    paths = [path for path in sys.path if path]
    subprocess.run([sys.executable, "-c", code, str(packaged_out), str(tmp_path), *paths], check=True)
    assert {name: (tmp_path / path.name).read_bytes() for name, path in written.items()} == {
        name: path.read_bytes() for name, path in written.items()
    }


def test_what_a_format_cannot_carry_is_said(packaged_graph: PlanGraph, tmp_path: Path) -> None:
    reports = {name: export(packaged_graph, name, tmp_path / name) for name in FORMATS}
    assert reports
    for name, report in reports.items():
        assert report[0].startswith(f"{tmp_path / name}: ")
        assert bool(report[1:]) == (name not in QUADS), name
        assert all("not carried" in line for line in report[1:])


def test_the_report_counts_what_was_written(packaged_graph: PlanGraph, quads: set[ox.Quad], tmp_path: Path) -> None:
    assert export(packaged_graph, "nq", tmp_path / "a")[0].endswith(f": {len(quads)} quads")
    network = packaged_graph.network()
    size = f": {network.number_of_nodes()} things, {network.number_of_edges()} relations"
    assert export(packaged_graph, "graphml", tmp_path / "b")[0].endswith(size)


def test_labels_with_marks_of_every_format_come_back(yunwan: Yunwan, tmp_path: Path) -> None:
    label = """<港>&"口", 'a';\\t=1 é　🚢"""
    entities = f"""
    task-1: {{type: Task, label: {{zh: {json.dumps(label, ensure_ascii=False)}}}, hasMeasure: measure-1}}
    measure-1: {{type: Measure, label: {{zh: 新建}}}}
    """
    build([yunwan.write(tmp_path, entities)], tmp_path / "out")
    graph = PlanGraph.open(tmp_path / "out")
    for name in FORMATS:
        export(graph, name, tmp_path / name)
    (task,) = [node for node in graph.network() if node.endswith("/task-1")]
    assert nx.read_graphml(tmp_path / "graphml").nodes[task]["label"] == label
    assert nx.read_gexf(tmp_path / "gexf").nodes[task]["label"] == label
    with (tmp_path / "csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["subject_zh"] == label
    for name, kind in RDFLIB.items():
        dataset = rdflib.Dataset()
        dataset.parse(data=(tmp_path / name).read_bytes(), format=kind)
        assert rdflib.Literal(label, lang="zh") in {quad[2] for quad in dataset.quads()}, name


def test_a_build_with_an_rdf_file_and_a_base_is_exported(yunwan: Yunwan, tmp_path: Path) -> None:
    (tmp_path / "port.ttl").write_text("<https://x.example/a> <https://x.example/b> 1 .", encoding="utf-8")
    plan = yunwan.write(tmp_path, "task-1: {type: Task, label: {zh: 港口}}")
    build([plan, tmp_path / "port.ttl"], tmp_path / "out", options=Options(base="https://data.yunwan.example/"))
    graph = PlanGraph.open(tmp_path / "out")
    expected = graph.manifest["quads"]
    for name in QUADS:
        export(graph, name, tmp_path / name)
        dataset = rdflib.Dataset()
        dataset.parse(data=(tmp_path / name).read_bytes(), format=RDFLIB[name])
        assert len(set(dataset.quads())) == expected, name


def test_an_unknown_format_is_answered_with_the_nearest(packaged_graph: PlanGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'graphml'"):
        export(packaged_graph, "grapml", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_left_as_it_was(packaged_graph: PlanGraph, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        export(packaged_graph, "csv", tmp_path / "absent" / "x.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        export(packaged_graph, "csv", tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
