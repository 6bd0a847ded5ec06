"""Tiny plans of the town 云湾市, which does not exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pyoxigraph as ox
import pytest

from plankg.build import Options
from plankg.build.check import check_plan
from plankg.build.expand import expand
from plankg.build.plan_tree import PlanTree, read_plan
from plankg.build.sources import PlanSource, SourceFile
from plankg.ontology.names import DCTERMS, OA, PLAN, PROV, RDF, SKOS

HEAD = """\
schema: 1
plan: {id: yunwan-15fyp, title: {zh: 云湾市第十五个五年规划, en: 15th Five-Year Plan of Yunwan}}
document:
  id: doc-outline
  title: {zh: 云湾市第十五个五年规划纲要, en: Outline of the 15th Five-Year Plan of Yunwan}
  sha256: 0000000000000000000000000000000000000000000000000000000000000000
  length: 200
  language: zh
entities:
"""
HEAD_LINES = HEAD.count("\n")


@dataclass(frozen=True)
class Yunwan:
    """A maker of tiny plans: the head of the plan file stands above, the test writes the entities."""

    head: str = HEAD
    above: int = HEAD_LINES
    """How many lines stand above the entities."""

    def text(self, entities: str, *, plan: str = "yunwan-15fyp") -> str:
        return self.head.replace("yunwan-15fyp", plan) + indent(dedent(entities).strip("\n"), "  ") + "\n"

    def source(self, entities: str) -> PlanSource:
        return PlanSource("yunwan", (SourceFile("yunwan.yaml", self.text(entities).encode()),))

    def tree(self, entities: str) -> PlanTree:
        return read_plan(self.source(entities))

    def problems(self, entities: str) -> list[str]:
        """What is wrong with a plan beyond the schema, a line a problem, sorted."""
        return sorted(map(str, check_plan(self.tree(entities))))

    def store(self, entities: str, options: Options = Options()) -> ox.Store:  # noqa: B008
        """The graphs of a sound plan."""
        tree = self.tree(entities)
        assert check_plan(tree) == []
        store = ox.Store()
        for name, lines in expand(tree, drafts=options.drafts, base=options.base).graphs.items():
            store.load("\n".join(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
        return store

    def write(self, folder: Path, entities: str, *, plan: str = "yunwan-15fyp") -> Path:
        """Write a plan file into a folder and return its path."""
        path = folder / f"{plan}.yaml"
        path.write_text(self.text(entities, plan=plan), encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def yunwan() -> Yunwan:
    return Yunwan()


@pytest.fixture(scope="session")
def ask() -> Callable[[ox.Store, str], list[tuple[str, ...]]]:
    """Run a SELECT over all named graphs together; its rows as text, sorted."""

    def run(store: ox.Store, query: str) -> list[tuple[str, ...]]:
        prefixes = {"plan": PLAN, "rdf": RDF, "oa": OA, "skos": SKOS, "dcterms": DCTERMS, "prov": PROV}
        found = store.query(query, use_default_graph_as_union=True, prefixes=prefixes)
        assert isinstance(found, ox.QuerySolutions)
        names = found.variables
        return sorted(tuple(_plain(row[name]) for name in names) for row in found)

    return run


def _plain(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""
