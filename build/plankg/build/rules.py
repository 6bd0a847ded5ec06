"""Rules: what follows from the plan's own statements, each inference named and tied to its premises.

A rule is a query file in `rules/` that selects ?subject ?predicate ?object and the statements (?because) it follows
from. What is already said is never inferred again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from plankg.graph.query_file import packaged
from plankg.graph.sparql import select
from plankg.ontology.names import PLAN, PROV, RDF, RULE, digest

_MAX_ROUNDS: Final = 8

Triple = tuple[str, str, str]


def infer(store: ox.Store, graph: str, namespace: str) -> list[str]:
    """Run every rule until nothing new follows, adding to `store` (default graph); return the new triples, sorted.

    `graph` is the name of the graph of inferences, `namespace` that of the plan's things.
    """
    lines: set[str] = set()
    known: set[Triple] = set()
    for _ in range(_MAX_ROUNDS):
        found = _round(store)
        fresh = {triple: why for triple, why in found.items() if triple not in known}
        if not fresh:
            break
        new = {line for triple, why in fresh.items() for line in _statement(triple, why, graph, namespace)}
        store.load("\n".join(sorted(new)), format=ox.RdfFormat.N_TRIPLES)
        lines |= new
        known |= set(fresh)
    return sorted(lines)


def _round(store: ox.Store) -> dict[Triple, dict[str, set[str]]]:
    found: dict[Triple, dict[str, set[str]]] = {}
    for rule in packaged("plankg.build", "rules").values():
        solutions = select(store, rule.text)
        for row in solutions:
            subject, predicate, target = row["subject"], row["predicate"], row["object"]
            if ox.Quad(subject, predicate, target) in store:
                continue
            because = found.setdefault((str(subject), str(predicate), str(target)), {}).setdefault(rule.name, set())
            because.update(
                str(row[v.value]) for v in solutions.variables if v.value.startswith("because") and row[v.value]
            )
    return found


def _statement(triple: Triple, why: Mapping[str, set[str]], graph: str, namespace: str) -> list[str]:
    subject, predicate, target = triple
    node = f"<{namespace}st-{digest(graph, subject[1:-1], predicate[1:-1], target[1:-1])}>"
    lines = [
        f"{subject} {predicate} {target} .",
        f"{node} <{RDF}type> <{PLAN}Statement> .",
        f"{node} <{RDF}subject> {subject} .",
        f"{node} <{RDF}predicate> {predicate} .",
        f"{node} <{RDF}object> {target} .",
        f"{node} <{PLAN}grade> <{PLAN}Inferred> .",
    ]
    for rule, because in why.items():
        lines.append(f"{node} <{PROV}wasGeneratedBy> <{RULE}{rule}> .")
        lines.extend(f"{node} <{PROV}wasDerivedFrom> {premise} ." for premise in because)
    return lines
