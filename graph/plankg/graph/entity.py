"""One thing and everything that is said of it: its attributes, its relations in and out, each with grade and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyoxigraph as ox

from plankg.graph.evidence import Stated, Words, stated, statements_with, words_of
from plankg.graph.table import Column, Table
from plankg.graph.terms import Cell, Thing, cell_text, cell_to_json, python_value
from plankg.ontology.names import PLAN, RDF, RDFS

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_HIDDEN: Final = frozenset({RDF + "type", RDFS + "label", PLAN + "evidence"})
_Edges: TypeAlias = "dict[tuple[bool, str], list[tuple[str, ox.NamedNode]]]"
_COLUMNS: Final = (
    Column("direction", {"zh": "方向", "en": "Direction"}, "→ from the thing, ← to it"),
    Column("relation", {"zh": "关系", "en": "Relation"}, "the relation"),
    Column("other", {"zh": "对象", "en": "Other end"}, "the thing at the other end", 40),
    Column("grade", {"zh": "依据", "en": "Grade"}, "how firmly it is said"),
    Column("words", {"zh": "原文", "en": "Words"}, "the words that say it", 60),
)


@dataclass(frozen=True, slots=True)
class Related:
    """A statement as seen from one of its ends: `outward` where that end is the subject, and the other end."""

    outward: bool
    relation: Thing
    other: Thing
    grade: Thing
    stated: Stated

    @property
    def words(self) -> tuple[Words, ...]:
        """The words that say it."""
        return self.stated.words


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one relation in one direction, those that were read, and how many there are."""

    outward: bool
    relation: Thing
    related: list[Related]
    count: int


@dataclass(slots=True)
class Description:
    """A thing, its classes, its attributes (property and value), the words that name it, and its statements.

    `groups` are the statements by direction and relation, `statements` the same as a table, cut at the limit.
    """

    thing: Thing
    types: list[Thing]
    attributes: list[tuple[Thing, Cell]]
    named: list[Words]
    groups: list[Group]
    statements: Table

    @property
    def related(self) -> list[Related]:
        """The statements that were read, in the order of the groups."""
        return [one for group in self.groups for one in group.related]

    @property
    def words(self) -> list[str]:
        """The words that name the thing, with their positions."""
        return [_cited(words) for words in self.named]

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


def describe(
    graph: PlanGraph, thing: Thing, language: str = "zh", limit: int | None = None, each: int | None = None
) -> Description:
    """Describe a thing of the graph; at most `limit` statements as a table, at most `each` of one relation read."""
    node = ox.NamedNode(thing)
    edges: _Edges = {}
    said: set[tuple[str, str]] = set()
    for subject, predicate, target, statement in statements_with(graph.seen, node):
        if subject == node:
            said.add((predicate.value, target.value))
            edges.setdefault((False, predicate.value), []).append((target.value, statement))
        if target == node:
            edges.setdefault((True, predicate.value), []).append((subject.value, statement))
    groups = [_group(graph, key, edges[key], each) for key in sorted(edges)]
    attributes: list[tuple[Thing, Cell]] = []
    for quad in {q.triple: q for q in graph.seen.quads(node, None, None)}.values():
        value = quad.object
        if quad.predicate.value in _HIDDEN or (quad.predicate.value, getattr(value, "value", "")) in said:
            continue
        if isinstance(value, ox.Literal):
            attributes.append((graph.lookup.thing(quad.predicate), python_value(value.value, value.datatype.value)))
        elif isinstance(value, ox.NamedNode):
            attributes.append((graph.lookup.thing(quad.predicate), graph.lookup.thing(value)))
    attributes.sort(key=lambda pair: (str(pair[0]), str(pair[1])))
    related = [one for group in groups for one in group.related]
    cut = limit is not None and len(related) > limit
    rows: list[tuple[Cell, ...]] = [_row(one) for one in related[:limit]]
    table = Table(_COLUMNS, rows, truncated=cut, language=language)
    return Description(thing, graph.lookup.types(node), attributes, words_of(graph.seen, node), groups, table)


def _group(graph: PlanGraph, key: tuple[bool, str], ends: list[tuple[str, ox.NamedNode]], each: int | None) -> Group:
    inward, predicate = key
    relation = graph.lookup.thing(ox.NamedNode(predicate))
    related: list[Related] = []
    for other, statement in sorted(ends, key=lambda end: (end[0], end[1].value))[:each]:
        said = stated(graph.seen, statement)
        grade = graph.lookup.thing(ox.NamedNode(PLAN + said.grade))
        related.append(Related(not inward, relation, graph.lookup.thing(ox.NamedNode(other)), grade, said))
    return Group(not inward, relation, related, len(ends))


def _row(one: Related) -> tuple[Cell, ...]:
    words = " | ".join(map(_cited, one.words))
    return ("→" if one.outward else "←", one.relation, one.other, one.grade, words)


def _cited(words: Words) -> str:
    return f"{words.exact} ({words.start}–{words.end})"
