"""One plan through everything: read, check, expand, infer, validate, audit. Plans are independent of each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from plankg.build.audits import finding_of_result, run_audits
from plankg.build.check import check_plan
from plankg.build.expand import expand
from plankg.build.findings import Finding, finding_triples, ordered
from plankg.build.lines import Lines
from plankg.build.plan_tree import PlanTree, read_plan
from plankg.build.report import check_triples
from plankg.build.rules import infer
from plankg.build.sources import PlanSource
from plankg.build.text import count_quotes, quote_problems, read_again
from plankg.build.validate import validate
from plankg.build.yaml_tree import read_bytes
from plankg.errors import InputError, Problem
from plankg.ontology.graphs import reasoning_context
from plankg.ontology.names import BASE, PLAN, RDF, plan_graph, plan_namespace

_COUNTED: Final = {
    name: re.compile(f" <{re.escape(predicate)}> <{re.escape(PLAN)}([^>]*)> \\.\n".encode())
    for name, predicate in (("classes", RDF + "type"), ("relations", RDF + "predicate"), ("grades", PLAN + "grade"))
}


@dataclass(frozen=True, slots=True)
class Options:
    """What changes the outcome of a build: whether drafts are taken in, a user's shapes (Turtle), the base of IRIs."""

    drafts: bool = False
    shapes: str = ""
    base: str = BASE


@dataclass(slots=True)
class Assembled:
    """What one source became: its graphs, its findings, and counts."""

    plan: str
    graphs: dict[str, Lines]
    findings: list[Finding] = field(default_factory=list)
    quotes_read: int = 0
    quotes_unread: int = 0


def assemble_plan(source: PlanSource, options: Options, text: Path | None = None) -> Assembled:
    """Take one plan through the whole way.

    `text` is the stored text of its document, to read every quote again; None means that it is not at hand.
    Raises InputError with every problem that keeps the plan from being read.
    """
    tree = read_plan(source)
    problems = [*check_plan(tree), *quote_problems(tree)]
    read, unread, drifts = _quotes(tree, text or source.text)
    problems.extend(drifts)
    if problems:
        raise InputError(problems)
    expanded = expand(tree, drafts=options.drafts, base=options.base)
    assembled = Assembled(tree.id, {}, quotes_read=read, quotes_unread=unread)
    conclude(assembled, expanded.graphs, options)
    return assembled


def conclude(assembled: Assembled, graphs: Mapping[str, Sequence[str]], options: Options) -> None:
    """Take the graphs of a plan, and add inferences and findings."""
    name = assembled.plan
    assembled.graphs = {graph: Lines(lines) for graph, lines in graphs.items()}
    stated = [line for lines in graphs.values() for line in lines]
    store = ox.Store()
    store.load("\n".join(stated), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    store.load(reasoning_context(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    inferred_graph = plan_graph(name, "inferred", options.base)
    inferred = infer(store, inferred_graph, plan_namespace(name, options.base))
    if inferred:
        assembled.graphs[inferred_graph] = Lines(inferred)
    results = validate([*stated, *inferred], extra_shapes=options.shapes)
    found = [finding_of_result(store, name, result) for result in results]
    found.extend(run_audits(store, name))
    assembled.findings = ordered(found)
    if assembled.findings:
        namespace = plan_namespace(name, options.base)
        lines = [*finding_triples(assembled.findings, namespace), *check_triples(assembled.findings)]
        assembled.graphs[plan_graph(name, "findings", options.base)] = Lines(lines)


def _quotes(tree: PlanTree, text: Path | None) -> tuple[int, int, Sequence[Problem]]:
    if text is None:
        return 0, count_quotes(tree), ()
    reading = read_again(tree, read_bytes(text, text.name))
    return reading.quotes, 0, reading.problems


def count_terms(graphs: Mapping[str, Lines]) -> dict[str, dict[str, int]]:
    """Return how many things of each class, statements of each relation and of each grade the graphs hold."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED}
    for lines in graphs.values():
        for name, pattern in _COUNTED.items():
            counts[name].update(term.decode() for term in pattern.findall(lines.data))
    return {name: dict(sorted(found.items())) for name, found in counts.items()}
