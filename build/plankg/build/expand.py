"""From a checked plan to triples: each relation becomes the direct triple, a statement, and its evidence.

One generic expander driven by the table of keys; no class and no relation is named in it. Triples are strings in
N-Triples form, because writing them is all that happens to them here; they are sorted, so that order never depends on
the order of input.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
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
_NEEDS_ESCAPE: Final = re.compile(r'[\\"\n\r\t]')
_BARE: Final[Entity] = {}
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
    graphs = {final.graph: final.sorted_lines()}
    if drafts:
        draft = _Expander(tree, plan_graph(tree.id, "draft", base), base)
        kept = {name for name, entity in tree.entities.items() if _status(entity) != "rejected"}
        draft.run(kept, _ENTERS | {"draft"}, final.statements)
        known = set(graphs[final.graph])
        lines = [line for line in draft.sorted_lines() if line not in known]
        if lines:
            graphs[draft.graph] = lines
    return Expanded(graphs, len(final.statements), len(final.evidence))


def _status(item: Entity) -> str | None:
    return item["review"]["status"] if "review" in item else None


class _Expander:
    """The triples of one graph, kept by subject: to sort subjects and what is said of each apart is faster."""

    def __init__(self, tree: PlanTree, graph: str, base: str) -> None:
        self.tree = tree
        self.graph = graph
        self.said: defaultdict[str, list[str]] = defaultdict(list)
        self.statements: dict[tuple[str, str, str], _Statement] = {}
        self.evidence: dict[tuple[int, int, int, int], str] = {}
        self._namespace = plan_namespace(tree.id, base)
        self._table = keys()
        self._vocabulary = Vocabulary.load()
        self._iris = {name: f"<{self._iri(name, entity)}>" for name, entity in tree.entities.items()}
        self._quotes: dict[tuple[int, int], str] = {}
        self._mentions: dict[str, dict[str, Any]] = {}

    def _iri(self, name: str, entity: Entity) -> str:
        return shared_iri(entity["shared"]) if "shared" in entity else self._namespace + name

    def sorted_lines(self) -> list[str]:
        """Return the triples as N-Triples lines, sorted, each once.

        No subject is the beginning of another (each ends with `>`), so sorting by subject first sorts the lines.
        """
        return [f"{subject} {rest} ." for subject in sorted(self.said) for rest in sorted(set(self.said[subject]))]

    def run(
        self, entities: set[str], statuses: frozenset[str | None], known: Container[tuple[str, str, str]] = ()
    ) -> None:
        """Say everything of these entities but the statements that are `known` from another graph."""
        chosen = [(name, entity) for name, entity in self.tree.entities.items() if name in entities]
        for name, entity in chosen:
            self._note_quotes(name, entity)
        for name, entity in chosen:
            self._entity(name, entity, entities, statuses)
        for (subject, predicate, target), statement in self.statements.items():
            if (subject, predicate, target) not in known:
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
        add = self.said[subject].append
        add(f"{_TYPE} <{PLAN}{entity['type']}>")
        if "shared" in entity:
            add(f"<{DCTERMS}identifier> {literal(name)}")
        label = label_of(entity)
        for mention in entity.get("mentions", ()):
            add(f"{_EVIDENCE} {self._cite(mention, label)}")
        if "review" in entity:
            self.said[subject].extend(self._review(entity))
        table = self._table
        for word, value in entity.items():
            key = table.get(word)
            if key is None:
                continue
            if key.value == "relation":
                for item in items(value):
                    self._relation(subject, key, item, entities, statuses)
            else:
                for one in items(value):
                    self._attribute(add, key, one, entity)

    def _attribute(self, add: Callable[[str], None], key: Key, value: Any, entity: Entity) -> None:
        if key.value == "words":
            words = value if isinstance(value, dict) else {"zh": value}
            for language, text in words.items():
                add(f"<{key.iri}> {literal(text)}@{language}")
        elif key.value == "concept":
            iri, _ = concept_iri(str(value), key.scheme or self._vocabulary.kind_scheme(entity["type"]))
            add(f"<{key.iri}> <{iri}>")
        elif key.value == "link":
            add(f"<{key.iri}> <{value}>")
        else:
            add(f"<{key.iri}> {typed(value, datatype(key))}")

    def _relation(self, subject: str, key: Key, item: Any, entities: set[str], statuses: frozenset[str | None]) -> None:
        target, body = (item, _BARE) if isinstance(item, str) else (item["to"], item)
        if target not in entities or _status(body) not in statuses:
            return
        grade = GRADES[body["grade"]] if "grade" in body else "Explicit"
        triple = (subject, f"<{key.iri}>", self._iris[target])
        statement = self.statements.setdefault(triple, _Statement(grade))
        if _RANK[grade] < _RANK[statement.grade]:
            statement.grade = grade
        if "at" in body:
            statement.evidence[self._cite(body, None)] = None
        for one in body.get("evidence", ()):
            statement.evidence[self._cite(one, None)] = None
        if "at" not in body and "evidence" not in body and target in self._mentions:
            statement.evidence[self._cite(self._mentions[target], None)] = None
        if body is not _BARE:
            statement.about.update(dict.fromkeys(self._said_of_statement(body)))

    def _said_of_statement(self, body: Entity) -> Iterator[str]:
        for name in ITEM_ATTRIBUTES:
            if name in body:
                kind = self._vocabulary.attributes[name].datatype
                yield f"<{PLAN}{name}> {typed(body[name], XSD + kind)}"
        for note in items(body.get("note", [])):
            yield f"<{SKOS}note> {literal(note)}"
        yield from self._review(body)

    def _review(self, item: Entity) -> Iterator[str]:
        review = item.get("review")
        for name, attribute in REVIEW_KEYS.items() if review else ():
            if review and name in review:
                kind = self._vocabulary.attributes[attribute].datatype
                yield f"<{PLAN}{attribute}> {typed(review[name], XSD + kind)}"

    def _cite(self, item: Entity, label: str | None) -> str:
        start, end = item["at"]
        first, last = item.get("quoteAt", (start, end))
        known = self.evidence.get((start, end, first, last))
        if known:
            return known
        whole = (first, last) == (start, end)
        local = f"ev-{self.tree.document}-{start}-{end}" + ("" if whole else f"-{first}-{last}")
        iri = f"<{self._namespace}{local}"
        node = self.evidence[start, end, first, last] = f"{iri}>"
        quote = item.get("quote") or label or self._quotes.get((start, end), "")
        span, words = f"{iri}-position>", f"{iri}-quote>"
        self.said[node] = [
            f"{_TYPE} <{OA}SpecificResource>",
            f"<{OA}hasSource> {self._iris[self.tree.document]}",
            f"<{OA}hasSelector> {span}",
            f"<{OA}hasSelector> {words}",
        ]
        self.said[span] = [f"{_TYPE} <{OA}TextPositionSelector>", *_offsets(start, end)]
        self.said[words] = [f"{_TYPE} <{OA}TextQuoteSelector>", f"<{OA}exact> {literal(quote)}"]
        if not whole:
            self.said[words] += [f"{_TYPE} <{OA}TextPositionSelector>", *_offsets(first, last)]
            self.said[span].append(f"<{PLAN}sha256> {literal(item['span']['sha256'])}")
        return node

    def _statement(self, subject: str, predicate: str, target: str, statement: _Statement) -> None:
        node = f"<{self._namespace}st-{digest(self.graph, subject[1:-1], predicate[1:-1], target[1:-1])}>"
        self.said[subject].append(f"{predicate} {target}")
        self.said[node] = [
            f"{_TYPE} <{PLAN}Statement>",
            f"<{RDF}subject> {subject}",
            f"<{RDF}predicate> {predicate}",
            f"<{RDF}object> {target}",
            f"<{PLAN}grade> <{PLAN}{statement.grade}>",
            *(f"{_EVIDENCE} {evidence}" for evidence in statement.evidence),
            *statement.about,
        ]


def _offsets(start: int, end: int) -> tuple[str, str]:
    return (f'<{OA}start> "{start}"^^<{XSD}integer>', f'<{OA}end> "{end}"^^<{XSD}integer>')


def literal(text: str) -> str:
    r"""Return a plain literal in N-Triples form.

    >>> print(literal('a "b"'))
    "a \"b\""
    """
    return f'"{text.translate(_ESCAPES)}"' if _NEEDS_ESCAPE.search(text) else f'"{text}"'


def typed(value: object, kind: str | None) -> str:
    """Return a literal of a datatype in its canonical form (strings and text stay plain literals)."""
    if kind is None or kind == XSD + "string":
        return literal(str(value))
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{kind}>'
    if kind == XSD + "decimal":
        number = Decimal(str(value)).normalize() + 0  # + 0: there is no negative zero
        return f'"{number:f}"^^<{kind}>'
    return f'"{value}"^^<{kind}>'
