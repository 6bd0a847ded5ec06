"""One thing and everything that is said of it: its attributes, its relations in and out, each with grade and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.graph.evidence import statements_of, words_of
from plankg.graph.table import Column, Table
from plankg.graph.terms import Cell, Thing, cell_text, cell_to_json, python_value
from plankg.ontology.names import PLAN, RDF, RDFS

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_HIDDEN: Final = frozenset({RDF + "type", RDFS + "label", PLAN + "evidence"})
_PAPERWORK: Final = frozenset({RDF + "subject", RDF + "predicate", RDF + "object", PLAN + "about"})
_COLUMNS: Final = (
    Column("direction", {"zh": "方向", "en": "Direction"}, "→ from the thing, ← to it"),
    Column("relation", {"zh": "关系", "en": "Relation"}, "the relation"),
    Column("other", {"zh": "对象", "en": "Other end"}, "the thing at the other end", 40),
    Column("grade", {"zh": "依据", "en": "Grade"}, "how firmly it is said"),
    Column("words", {"zh": "原文", "en": "Words"}, "the words that say it", 60),
)


@dataclass(slots=True)
class Description:
    """A thing, its classes, its attributes (property and value), the words that name it, and its statements."""

    thing: Thing
    types: list[Thing]
    attributes: list[tuple[Thing, Cell]]
    words: list[str]
    statements: Table

    def to_json(self) -> dict[str, Any]:
        """Return the description as JSON values."""
        return {
            "iri": str(self.thing),
            "label": dict(self.thing.labels),
            "types": [cell_to_json(t) for t in self.types],
            "attributes": [[cell_to_json(name), cell_to_json(value)] for name, value in self.attributes],
            "words": self.words,
            "statements": [[cell_to_json(cell) for cell in row] for row in self.statements],
        }

    def text(self) -> str:
        """Return the description as a reader sees it in a terminal."""
        language = self.statements.language
        other = "en" if language == "zh" else "zh"
        types = ", ".join(t.label(language) for t in self.types)
        lines = [f"{self.thing.label(language)}  ({types})", f"{self.thing.label(other)}", f"<{self.thing}>"]
        lines += [f"{name.label(language)}: {cell_text(value, language)}" for name, value in self.attributes]
        lines += [f"“{words}”" for words in self.words]
        return "\n".join([*lines, "", self.statements.format()])


def describe(graph: PlanGraph, thing: Thing, language: str = "zh", limit: int | None = None) -> Description:
    """Describe a thing of the graph; `limit`: at most so many statements."""
    node = ox.NamedNode(thing)
    attributes: list[tuple[Thing, Cell]] = []
    rows: list[tuple[Cell, ...]] = []
    for quad in {q.triple: q for q in graph.seen.quads(node, None, None)}.values():
        predicate = graph.lookup.thing(quad.predicate)
        if quad.predicate.value in _HIDDEN:
            continue
        if isinstance(quad.object, ox.Literal):
            attributes.append((predicate, python_value(quad.object.value, quad.object.datatype.value)))
        elif isinstance(quad.object, ox.NamedNode):
            edge = _rows(graph, node, quad.predicate, quad.object, "→")
            if edge:
                rows.extend(edge)
            else:
                attributes.append((predicate, graph.lookup.thing(quad.object)))
    for quad in {q.triple: q for q in graph.seen.quads(None, None, node)}.values():
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value not in _PAPERWORK:
            rows.extend(_rows(graph, quad.subject, quad.predicate, node, "←"))
    rows.sort(key=lambda row: (str(row[0]) != "→", str(row[1]), str(row[2])))
    attributes.sort(key=lambda pair: (str(pair[0]), str(pair[1])))
    cut = limit is not None and len(rows) > limit
    table = Table(_COLUMNS, rows[:limit], truncated=cut, language=language)
    words = [f"{w.exact} ({w.start}–{w.end})" for w in words_of(graph.seen, node)]
    return Description(thing, graph.lookup.types(node), attributes, words, table)


def _rows(
    graph: PlanGraph, subject: ox.NamedNode, predicate: ox.NamedNode, target: ox.NamedNode, direction: str
) -> list[tuple[Cell, ...]]:
    other = target if direction == "→" else subject
    found: list[tuple[Cell, ...]] = []
    for stated in statements_of(graph.seen, subject, predicate, target):
        grade = graph.lookup.thing(ox.NamedNode(PLAN + stated.grade))
        words = " | ".join(f"{w.exact} ({w.start}–{w.end})" for w in stated.words)
        found.append((direction, graph.lookup.thing(predicate), graph.lookup.thing(other), grade, words))
    return found
