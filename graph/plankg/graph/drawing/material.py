"""Everything that is drawn, read from the store in a few passes: one for each predicate, none for each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from plankg.graph.evidence import Words
from plankg.graph.sparql import Seen
from plankg.ontology.names import DCTERMS, OA, PLAN, PROV, RDF, RDFS, SKOS
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_APART: Final = ("/findings", "/analyst/")
_LABELS: Final = (SKOS + "prefLabel", RDFS + "label")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement: its IRI, its ends, its relation and grade by name, its own words, rules and premises by IRI."""

    iri: str
    source: str
    relation: str
    target: str
    grade: str
    words: tuple[Words, ...]
    rules: tuple[str, ...]
    premises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: its IRI, the name of its check, its severity, message by language, what it is about, its words."""

    iri: str
    check: str
    severity: str
    message: Labels
    about: tuple[str, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A graph as a picture needs it, by IRI. `kinds` has the class of every thing, "" for what has none.

    `documents` says which document a piece of evidence is taken from.
    """

    kinds: Mapping[str, str]
    labels: Mapping[str, Labels]
    aliases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[Words, ...]]
    attributes: Mapping[str, tuple[tuple[str, str], ...]]
    statements: tuple[Stated, ...]
    findings: tuple[Found, ...]
    documents: Mapping[str, str]


def read(graph: PlanGraph) -> Material:
    """Read what is seen of a graph, its findings, and what analysts judged."""
    apart = tuple(g for g in graph.seen.named_graphs() if any(part in g.value for part in _APART))
    seen = Seen(graph.store, graph.seen.graphs + apart)
    evidence = _evidence(seen)
    words = {
        node: tuple(sorted(evidence[iri] for iri in set(cited) if iri in evidence))
        for node, cited in _many(seen, PLAN + "evidence").items()
    }
    statements = tuple(_statements(seen, words))
    kinds = _kinds(seen, statements)
    return Material(
        kinds,
        _texts(seen, _LABELS, kinds),
        {iri: tuple(sorted(set(found))) for iri, found in _many(seen, SKOS + "altLabel").items() if iri in kinds},
        words,
        _attributes(seen, kinds),
        statements,
        tuple(_findings(seen, words)),
        _one(seen, OA + "hasSource"),
    )


def _pairs(seen: Seen, predicate: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    for quad in seen.quads(None, ox.NamedNode(predicate), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            yield quad.subject.value, quad.object


def _one(seen: Seen, predicate: str) -> dict[str, str]:
    return {subject: value.value for subject, value in _pairs(seen, predicate)}


def _many(seen: Seen, predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, value in _pairs(seen, predicate):
        found[subject].append(value.value)
    return found


def _evidence(seen: Seen) -> dict[str, Words]:
    exact, start, end = (_one(seen, OA + name) for name in ("exact", "start", "end"))
    found: dict[str, Words] = {}
    for iri, selectors in _many(seen, OA + "hasSelector").items():
        words = next((exact[s] for s in selectors if s in exact), "")
        place = next((s for s in selectors if s not in exact and s in start and s in end), None)
        if place is not None:
            found[iri] = Words(int(start[place]), int(end[place]), words, iri)
    return found


def _statements(seen: Seen, words: Mapping[str, tuple[Words, ...]]) -> Iterator[Stated]:
    predicate, target, grade = (_one(seen, iri) for iri in (RDF + "predicate", RDF + "object", PLAN + "grade"))
    rules, premises = _many(seen, PROV + "wasGeneratedBy"), _many(seen, PROV + "wasDerivedFrom")
    found = sorted((s, iri) for iri, s in _one(seen, RDF + "subject").items() if iri in predicate and iri in target)
    for source, iri in sorted(found, key=lambda f: (f[0], target[f[1]], predicate[f[1]], f[1])):
        yield Stated(
            iri,
            source,
            predicate[iri].removeprefix(PLAN),
            target[iri],
            grade.get(iri, "").removeprefix(PLAN),
            words.get(iri, ()),
            tuple(sorted({rule.rpartition("/")[2] for rule in rules.get(iri, ())})),
            tuple(sorted(set(premises.get(iri, ())))),
        )


def _kinds(seen: Seen, statements: tuple[Stated, ...]) -> dict[str, str]:
    classes = {PLAN + name: name for name in Vocabulary.load().classes}
    about = {"Statement", "Finding", "Judgement", "Grade"}
    typed: dict[str, str] = {}
    for iri, kind in _pairs(seen, RDF + "type"):
        name = classes.get(kind.value)
        if name is not None and name not in about:
            typed[iri] = min(typed.get(iri, name), name)
    ends = {end for s in statements for end in (s.source, s.target)}
    return {iri: typed.get(iri, "") for iri in sorted(ends | typed.keys())}


def _texts(seen: Seen, predicates: tuple[str, ...], wanted: Mapping[str, str]) -> Mapping[str, Labels]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for predicate in predicates:
        fresh: dict[str, dict[str, str]] = defaultdict(dict)
        for iri, text in _pairs(seen, predicate):
            if iri in wanted and isinstance(text, ox.Literal):
                language = text.language or "zh"
                fresh[iri][language] = min(fresh[iri].get(language, text.value), text.value)
        for iri, texts in fresh.items():
            found[iri].update(texts)
    return found


def _attributes(seen: Seen, kinds: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(Vocabulary.load().attributes):
        for iri, value in _pairs(seen, PLAN + name):
            if iri in kinds and isinstance(value, ox.Literal):
                found[iri].append((name, value.value))
    for name in ("identifier", "source"):
        for iri, value in _pairs(seen, DCTERMS + name):
            if iri in kinds:
                found[iri].append((name, value.value))
    return {iri: tuple(values) for iri, values in found.items()}


def _findings(seen: Seen, words: Mapping[str, tuple[Words, ...]]) -> Iterator[Found]:
    check, severity = _one(seen, PLAN + "check"), _one(seen, PLAN + "severity")
    messages = _texts(seen, (SKOS + "note",), check)
    about = _many(seen, PLAN + "about")
    for iri in sorted(check):
        yield Found(
            iri,
            check[iri].rpartition("/")[2],
            severity.get(iri, ""),
            messages.get(iri, {}),
            tuple(sorted(set(about.get(iri, ())))),
            words.get(iri, ()),
        )
