"""One plan through everything: read, check, expand, infer, validate, audit. Plans are independent of each other."""

from __future__ import annotations

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
from plankg.build.plan_tree import PlanTree, read_plan
from plankg.build.rules import infer
from plankg.build.sources import PlanSource
from plankg.build.text import count_quotes, quote_problems, read_again
from plankg.build.validate import validate
from plankg.build.yaml_tree import read_bytes
from plankg.errors import InputError, Problem
from plankg.ontology.graphs import reasoning_context
from plankg.ontology.names import BASE, PLAN, RDF, plan_graph, plan_namespace

_TYPE: Final = f"<{RDF}type>"


@dataclass(frozen=True, slots=True)
class Options:
    """What changes the outcome of a build: whether drafts are taken in, a user's shapes (Turtle), the base of IRIs."""

    drafts: bool = False
    shapes: str = ""
    base: str = BASE


@dataclass(slots=True)
class Assembled:
    """What one source became: its graphs as sorted N-Triples lines, its findings, and counts."""

    plan: str
    graphs: dict[str, list[str]]
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
    assembled = Assembled(tree.id, expanded.graphs, quotes_read=read, quotes_unread=unread)
    conclude(assembled, options)
    return assembled


def conclude(assembled: Assembled, options: Options) -> None:
    """Add inferences and findings to the graphs of a plan or of RDF files."""
    name = assembled.plan
    stated = [line for graph in assembled.graphs.values() for line in graph]
    store = ox.Store()
    store.load("\n".join(stated), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    store.load(reasoning_context(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    inferred_graph = plan_graph(name, "inferred", options.base)
    inferred = infer(store, inferred_graph, plan_namespace(name, options.base))
    if inferred:
        assembled.graphs[inferred_graph] = inferred
    results = validate([*stated, *inferred], extra_shapes=options.shapes)
    found = [finding_of_result(store, name, result) for result in results]
    found.extend(run_audits(store, name))
    assembled.findings = ordered(found)
    if assembled.findings:
        namespace = plan_namespace(name, options.base)
        assembled.graphs[plan_graph(name, "findings", options.base)] = finding_triples(assembled.findings, namespace)


def _quotes(tree: PlanTree, text: Path | None) -> tuple[int, int, Sequence[Problem]]:
    if text is None:
        return 0, count_quotes(tree), ()
    reading = read_again(tree, read_bytes(text, text.name))
    return reading.quotes, 0, reading.problems


def count_terms(graphs: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """Return how many things of each class, statements of each relation and of each grade the graphs hold."""
    classes: Counter[str] = Counter()
    relations: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    for lines in graphs.values():
        for line in lines:
            _, predicate, rest = line.split(" ", 2)
            if predicate == _TYPE and rest.startswith(f"<{PLAN}"):
                classes[rest[1:-3].removeprefix(PLAN)] += 1
            elif predicate == f"<{RDF}predicate>":
                relations[rest[1:-3].removeprefix(PLAN)] += 1
            elif predicate == f"<{PLAN}grade>":
                grades[rest[1:-3].removeprefix(PLAN)] += 1
    return {
        "classes": dict(sorted(classes.items())),
        "relations": dict(sorted(relations.items())),
        "grades": dict(sorted(grades.items())),
    }
