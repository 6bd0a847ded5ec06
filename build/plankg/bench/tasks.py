"""The single measurements: each runs in a process of its own and reports what it did as JSON on stdout."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from plankg.graph import PlanGraph


def expand_ours(folder: Path, count: int) -> dict[str, Any]:
    """Plan files to N-Quads with plankg."""
    from plankg.build.check import check_plan
    from plankg.build.expand import expand
    from plankg.build.plan_tree import read_plan
    from plankg.build.sources import collect

    sources = collect([folder])
    begun = time.process_time()
    triples = 0
    with (folder.parent / "expanded.nq").open("w", encoding="utf-8") as file:
        for source in sources.plans[:count]:
            tree = read_plan(source)
            assert not check_plan(tree)
            for graph, lines in expand(tree).graphs.items():
                triples += len(lines)
                file.writelines(f"{line[:-1]}<{graph}> .\n" for line in lines)
    return {"triples": triples, "seconds": time.process_time() - begun}


def pipeline_ours(folder: Path, count: int) -> dict[str, Any]:
    """The whole pipeline with plankg: plan files to a committed build."""
    from plankg.build import build

    paths = sorted(folder.glob("*.yaml"))[:count]
    result = build([str(path) for path in paths], folder.parent / f"out-{count}")
    about_findings = sum(3 + len(f.about) + len(f.message) + len(f.quotes) for f in result.findings)
    return {"triples": result.manifest["quads"] - about_findings, "findings": len(result.findings)}


def pipeline_peer(folder: Path, count: int) -> dict[str, Any]:
    """The whole pipeline with the ordinary stack."""
    from plankg.bench import peers

    ontology = peers.ontology_graph()
    triples = findings = 0
    for path in sorted(folder.glob("*.yaml"))[:count]:
        expander = peers.PlainExpander(peers.read(path))
        stated = expander.run()
        whole = stated + ontology
        inferred = peers.infer(whole, expander.name, expander.name.replace("/graph/", "/id/") + "/")
        found = peers.validate(stated + inferred + ontology) + peers.audit(whole)
        triples += len(stated) + len(inferred)
        findings += found
        (stated + inferred).serialize(folder.parent / "peer.nt", format="nt")
        (stated + inferred).serialize(folder.parent / "peer.ttl", format="turtle")
    return {"triples": triples, "findings": findings}


def validate_ours(folder: Path, count: int) -> dict[str, Any]:
    """Validation of `count` plans in one graph, with the Rust engine."""
    from plankg.build.validate import validate

    lines = _lines(folder, count)
    begun = time.process_time()
    results = validate(lines, engine="rust")
    return {"seconds": time.process_time() - begun, "triples": len(lines), **_compared(results)}


def validate_peer(folder: Path, count: int) -> dict[str, Any]:
    """Validation of `count` plans in one graph, with pySHACL."""
    from plankg.build.validate import validate

    lines = _lines(folder, count)
    begun = time.process_time()
    results = validate(lines, engine="pyshacl")
    return {"seconds": time.process_time() - begun, "triples": len(lines), **_compared(results)}


def _compared(results: Sequence[object]) -> dict[str, Any]:
    return {"results": len(results), "digest": sha256(repr(results).encode()).hexdigest()}


def _lines(folder: Path, count: int) -> list[str]:
    """The stated triples of `count` plans with faults sown in: every tenth label lost, every tenth head mistyped."""
    from plankg.build.expand import expand
    from plankg.build.plan_tree import read_plan
    from plankg.build.sources import collect

    lines: list[str] = []
    for number, source in enumerate(collect([folder]).plans[:count]):
        for position, line in enumerate(next(iter(expand(read_plan(source)).graphs.values()))):
            spoiled = (position + number) % 97 == 0
            if spoiled and "#label>" in line:
                continue
            lines.append(line.replace("#Measure>", "#Slogan>") if spoiled and "#type>" in line else line)
    return lines


def questions_ours(folder: Path, count: int) -> dict[str, Any]:
    """Every named question on a build of `count` plans, warm: CPU milliseconds of each (median of three)."""
    from plankg.graph import PlanGraph

    return _asked(PlanGraph.open(folder.parent / f"out-{count}"))


def questions_of_one_plan(folder: Path, count: int) -> dict[str, Any]:
    """The same of one plan among `count`, seen as if it were alone."""
    from plankg.graph import PlanGraph

    return _asked(PlanGraph.open(folder.parent / f"out-{count}", plan="generated-0000"))


def _asked(graph: PlanGraph) -> dict[str, Any]:
    from plankg.bench.library import arguments

    found: dict[str, Any] = {}
    for name in graph.questions():
        given = arguments(graph, name)
        times: list[float] = []
        rows = 0
        for _ in range(3):
            begun = time.process_time()
            rows = len(graph.ask(name, **given))
            times.append((time.process_time() - begun) * 1000)
        found[name] = {"ms": sorted(times)[1], "rows": rows, "with": given}
    return {"questions": found, "triples": len(graph.store)}


def questions_peer(folder: Path, count: int) -> dict[str, Any]:
    """The same questions with the same parameters on rdflib, holding the same plain view."""
    import pyoxigraph as ox
    import rdflib

    from plankg.bench.library import arguments
    from plankg.graph import PlanGraph
    from plankg.graph.questions import question
    from plankg.ontology.names import PREFIXES

    graph = PlanGraph.open(folder.parent / f"out-{count}")
    quads = graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    text = "".join(f"{quad.triple} .\n" for quad in quads)
    plain = rdflib.Graph().parse(data=text, format="nt")
    found: dict[str, Any] = {}
    for name in graph.questions():
        asked = question(name)
        if "GRAPH" in asked.text:
            continue
        bound = asked.bind(arguments(graph, name), graph.lookup)
        initial: dict[str, Any] = {v.value: rdflib.util.from_n3(str(term)) for v, term in bound.items()}
        begun = time.process_time()
        rows = len(list(plain.query(asked.text, initBindings=initial, initNs=dict(PREFIXES))))
        found[name] = {"ms": (time.process_time() - begun) * 1000, "rows": rows}
    return {"questions": found, "triples": len(plain)}


def endpoints_ours(folder: Path, count: int) -> dict[str, Any]:
    """The named questions over HTTP on a build of `count` plans, ours beside two other servers."""
    from plankg.bench.endpoints import measured

    return measured(folder, count)


TASKS: Final[dict[str, Callable[[Path, int], dict[str, Any]]]] = {
    task.__name__: task
    for task in (
        expand_ours,
        pipeline_ours,
        pipeline_peer,
        validate_ours,
        validate_peer,
        questions_ours,
        questions_of_one_plan,
        questions_peer,
        endpoints_ours,
    )
}
"""Name → measurement, each taking the folder of generated plans and how many of them to use."""

if __name__ == "__main__":
    sys.stdout.write(json.dumps(TASKS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False))
