"""From a checked plan to triples: each relation becomes the direct triple, a statement, and its evidence.

One generic expander driven by the table of keys; no class and no relation is named in it. Triples are strings in
N-Triples form, because writing them is all that happens to them here; they are sorted, so that order never depends on
the order of input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from plankg.build.check import label_of
from plankg.build.plan_tree import Entity, PlanTree, items
from plankg.ontology.concepts import concept_iri
from plankg.ontology.names import (
    BASE,
    DCTERMS,
    OA,
    PLAN,
    RDF,
    SKOS,
    XSD,
    digest,
    plan_graph,
    plan_namespace,
    shared_iri,
)
from plankg.ontology.planfile import GRADES, ITEM_ATTRIBUTES, REVIEW_KEYS, Key, datatype, keys
from plankg.ontology.vocabulary import Vocabulary

_TYPE: Final = f"<{RDF}type>"
_EVIDENCE: Final = f"<{PLAN}evidence>"
_RANK: Final = {"Explicit": 0, "Structural": 1, "Inferred": 2, "Analyst": 3}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ENTERS: Final = frozenset({None, "accepted", "corrected", "added"})


@dataclass(slots=True)
class Expanded:
    """The triples of one plan by graph name, each list sorted and without repeats, and what was counted on the way."""

    graphs: dict[str, list[str]]
    statements: int
    evidence: int


@dataclass(slots=True)
class _Statement:
    grade: str
    evidence: dict[str, None] = field(default_factory=dict)
    about: dict[str, None] = field(default_factory=dict)


def expand(tree: PlanTree, *, drafts: bool = False, base: str = BASE) -> Expanded:
    """Expand a plan that `check_plan` found sound.

    With `drafts`, items that nobody has reviewed yet go to the plan's draft graph; without, they are left out.
    Rejected items never enter a graph. A statement enters the plan's graph only when both its ends do.
    """
    final = _Expander(tree, plan_graph(tree.id, base=base), base)
    final.run({name for name, entity in tree.entities.items() if _status(entity) in _ENTERS}, _ENTERS)
    graphs = {final.graph: sorted(set(final.lines))}
    if drafts:
        draft = _Expander(tree, plan_graph(tree.id, "draft", base), base)
        kept = {name for name, entity in tree.entities.items() if _status(entity) != "rejected"}
        draft.run(kept, _ENTERS | {"draft"})
        lines = set(draft.lines).difference(final.lines)
        if lines:
            graphs[draft.graph] = sorted(lines)
    return Expanded(graphs, len(final.statements), len(final.evidence))


def _status(item: Entity) -> str | None:
    review = item.get("review")
    return review["status"] if review else None


class _Expander:
    def __init__(self, tree: PlanTree, graph: str, base: str) -> None:
        self.tree = tree
        self.graph = graph
        self.lines: list[str] = []
        self.statements: dict[tuple[str, str, str], _Statement] = {}
        self.evidence: dict[tuple[int, int, int, int], str] = {}
        self._namespace = plan_namespace(tree.id, base)
        self._table = keys()
        self._vocabulary = Vocabulary.load()
        self._iris = {name: f"<{self._iri(name, entity)}>" for name, entity in tree.entities.items()}
        self._quotes: dict[tuple[int, int], str] = {}
        self._mentions: dict[str, dict[str, Any]] = {}

    def _iri(self, name: str, entity: Entity) -> str:
        reference = entity.get("shared")
        return shared_iri(reference) if reference else self._namespace + name

    def run(self, entities: set[str], statuses: frozenset[str | None]) -> None:
        for name, entity in self.tree.entities.items():
            if name in entities:
                self._note_quotes(name, entity)
        for name, entity in self.tree.entities.items():
            if name in entities:
                self._entity(name, entity, entities, statuses)
        for (subject, predicate, target), statement in self.statements.items():
            self._statement(subject, predicate, target, statement)

    def _note_quotes(self, name: str, entity: Entity) -> None:
        label = label_of(entity)
        for mention in entity.get("mentions", ()):
            self._mentions.setdefault(name, mention if "quote" in mention else {**mention, "quote": label})
            start, end = mention["at"]
            if "quoteAt" not in mention:
                self._quotes.setdefault((start, end), mention.get("quote", label))

    def _entity(self, name: str, entity: Entity, entities: set[str], statuses: frozenset[str | None]) -> None:
        subject = self._iris[name]
        add = self.lines.append
        add(f"{subject} {_TYPE} <{PLAN}{entity['type']}> .")
        if "shared" in entity:
            add(f"{subject} <{DCTERMS}identifier> {literal(name)} .")
        label = label_of(entity)
        for mention in entity.get("mentions", ()):
            add(f"{subject} {_EVIDENCE} {self._cite(mention, label)} .")
        self.lines.extend(self._review(subject, entity))
        for word, value in entity.items():
            key = self._table.get(word)
            if key is None:
                continue
            if key.value == "relation":
                for item in items(value):
                    self._relation(subject, key, item, entities, statuses)
            else:
                for one in items(value):
                    self.lines.extend(self._attribute(subject, key, one, entity))

    def _attribute(self, subject: str, key: Key, value: Any, entity: Entity) -> Iterator[str]:
        if key.value == "words":
            words = value if isinstance(value, dict) else {"zh": value}
            for language, text in words.items():
                yield f"{subject} <{key.iri}> {literal(text)}@{language} ."
        elif key.value == "concept":
            iri, _ = concept_iri(str(value), key.scheme or self._vocabulary.kind_scheme(entity["type"]))
            yield f"{subject} <{key.iri}> <{iri}> ."
        elif key.value == "link":
            yield f"{subject} <{key.iri}> <{value}> ."
        else:
            yield f"{subject} <{key.iri}> {typed(value, datatype(key))} ."

    def _relation(self, subject: str, key: Key, item: Any, entities: set[str], statuses: frozenset[str | None]) -> None:
        target, body = (item, {}) if isinstance(item, str) else (item["to"], item)
        if target not in entities or _status(body) not in statuses:
            return
        predicate = f"<{key.iri}>"
        grade = GRADES[body.get("grade", "explicit")]
        triple = (subject, predicate, self._iris[target])
        statement = self.statements.setdefault(triple, _Statement(grade))
        if _RANK[grade] < _RANK[statement.grade]:
            statement.grade = grade
        cited = list(body.get("evidence", ()))
        if "at" in body:
            cited.insert(0, body)
        if not cited and target in self._mentions:
            cited = [self._mentions[target]]
        for one in cited:
            statement.evidence[self._cite(one, None)] = None
        for name in ITEM_ATTRIBUTES:
            if name in body:
                key_of = self._vocabulary.attributes[name]
                statement.about[f"<{PLAN}{name}> {typed(body[name], XSD + key_of.datatype)}"] = None
        for note in items(body.get("note", [])):
            statement.about[f"<{SKOS}note> {literal(note)}"] = None
        for line in self._review("", body):
            statement.about[line.strip().removesuffix(" .")] = None

    def _review(self, subject: str, item: Entity) -> Iterator[str]:
        review = item.get("review", {})
        for name, attribute in REVIEW_KEYS.items():
            if name in review:
                kind = self._vocabulary.attributes[attribute].datatype
                yield f"{subject} <{PLAN}{attribute}> {typed(review[name], XSD + kind)} ."

    def _cite(self, item: Entity, label: str | None) -> str:
        start, end = item["at"]
        first, last = item.get("quoteAt", (start, end))
        known = self.evidence.get((start, end, first, last))
        if known:
            return known
        whole = (first, last) == (start, end)
        local = f"ev-{self.tree.document}-{start}-{end}" + ("" if whole else f"-{first}-{last}")
        iri = f"{self._namespace}{local}"
        node = self.evidence[start, end, first, last] = f"<{iri}>"
        quote = item.get("quote") or label or self._quotes.get((start, end), "")
        span = f"<{iri}-position>"
        words = f"<{iri}-quote>"
        self.lines += (
            f"{node} {_TYPE} <{OA}SpecificResource> .",
            f"{node} <{OA}hasSource> {self._iris[self.tree.document]} .",
            f"{node} <{OA}hasSelector> {span} .",
            f"{node} <{OA}hasSelector> {words} .",
            f"{span} {_TYPE} <{OA}TextPositionSelector> .",
            f"{span} <{OA}start> {typed(start, XSD + 'integer')} .",
            f"{span} <{OA}end> {typed(end, XSD + 'integer')} .",
            f"{words} {_TYPE} <{OA}TextQuoteSelector> .",
            f"{words} <{OA}exact> {literal(quote)} .",
        )
        if not whole:
            self.lines += (
                f"{words} {_TYPE} <{OA}TextPositionSelector> .",
                f"{words} <{OA}start> {typed(first, XSD + 'integer')} .",
                f"{words} <{OA}end> {typed(last, XSD + 'integer')} .",
                f"{span} <{PLAN}sha256> {literal(item['span']['sha256'])} .",
            )
        return node

    def _statement(self, subject: str, predicate: str, target: str, statement: _Statement) -> None:
        node = f"<{self._namespace}st-{digest(self.graph, subject[1:-1], predicate[1:-1], target[1:-1])}>"
        self.lines += (
            f"{subject} {predicate} {target} .",
            f"{node} {_TYPE} <{PLAN}Statement> .",
            f"{node} <{RDF}subject> {subject} .",
            f"{node} <{RDF}predicate> {predicate} .",
            f"{node} <{RDF}object> {target} .",
            f"{node} <{PLAN}grade> <{PLAN}{statement.grade}> .",
        )
        self.lines.extend(f"{node} {_EVIDENCE} {evidence} ." for evidence in statement.evidence)
        self.lines.extend(f"{node} {said} ." for said in statement.about)


def literal(text: str) -> str:
    r"""Return a plain literal in N-Triples form.

    >>> print(literal('a "b"'))
    "a \"b\""
    """
    return f'"{text.translate(_ESCAPES)}"'


def typed(value: object, kind: str | None) -> str:
    """Return a literal of a datatype in its canonical form (strings and text stay plain literals)."""
    if kind is None or kind == XSD + "string":
        return literal(str(value))
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{kind}>'
    if kind == XSD + "decimal":
        number = Decimal(str(value)).normalize()
        return f'"{number:f}"^^<{kind}>'
    return f'"{value}"^^<{kind}>'
