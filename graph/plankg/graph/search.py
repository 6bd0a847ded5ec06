"""Search: things ranked by how well their names, ids, pinyin or the words that the text has for them fit some words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import normalize

import pyoxigraph as ox

from plankg.graph.lookup import pinyin
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import select
from plankg.graph.terms import Thing, thing_to_json

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_SCORES: Final[Mapping[str, tuple[int, int, int]]] = {
    "label": (100, 80, 60),
    "id": (98, 70, 45),
    "alias": (95, 75, 55),
    "pinyin": (52, 48, 40),
    "quote": (38, 34, 30),
}
"""Field → the score where it is the words, begins with them, holds them; up to 5 are taken off for what it has more."""

_PARTLY: Final = 0.8
_INSIDE_A_WORD: Final = 0.5
_LONGEST: Final = 200
_QUOTES: Final = """
SELECT ?thing ?exact {
  ?selector oa:exact ?exact . ?evidence oa:hasSelector ?selector . ?thing plan:evidence ?evidence
}
"""
_SUBJECTS: Final = "SELECT ?statement ?thing { ?statement rdf:subject ?thing }"
_Field: TypeAlias = "tuple[str, str, str]"
_Index: TypeAlias = "Mapping[str, tuple[_Field, ...]]"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its classes, the field that fitted best (a key of the scores), its text, its score.

    Fields are label, id, alias, pinyin (of a label or alias, whole or initials) and quote; scores run from 0 to 100.
    """

    thing: Thing
    classes: tuple[Thing, ...]
    field: str
    text: str
    score: float

    def to_json(self) -> dict[str, Any]:
        """Return the hit as JSON values."""
        return {
            "thing": thing_to_json(self.thing),
            "classes": [thing_to_json(one) for one in self.classes],
            "field": self.field,
            "text": self.text,
            "score": self.score,
        }


def search(graph: PlanGraph, text: str, *, limit: int = 20) -> list[Hit]:
    """Find the things that some words may mean, the best first, at most `limit`.

    Names, aliases, ids and quotes are looked at, in Chinese and English, without regard to case or width; Latin
    letters are compared with the pinyin of names, whole and by initials, too. Of several words each must fit. Words
    beyond 200 characters are not looked at; no words find nothing.
    """
    phrase = _folded(text[:_LONGEST])
    if not phrase:
        return []
    fields = [_names, _pinyin] if phrase.isascii() else [_names]
    best: dict[str, tuple[float, _Field]] = {}
    for index in (*fields, _quotes):
        if index is _quotes and len(best) >= limit:
            break  # the words of a text are looked at where names do not suffice
        for iri, own in index(graph).items():
            found = _fit(own, phrase)
            if found:
                best[iri] = max(found, best.get(iri, found))
    hits = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
    return [_hit(graph, iri, field, score) for iri, (score, field) in hits]


def _hit(graph: PlanGraph, iri: str, field: _Field, score: float) -> Hit:
    node = ox.NamedNode(iri)
    return Hit(graph.lookup.thing(node), tuple(graph.lookup.types(node)), field[0], field[1], round(score, 1))


def _fit(fields: Iterable[_Field], phrase: str) -> tuple[float, _Field] | None:
    whole = _best(fields, phrase)
    words = phrase.split()
    if whole or len(words) == 1:
        return whole
    parts = [_best(fields, word) for word in words]
    found = [part for part in parts if part]
    if len(found) < len(words):
        return None
    return _PARTLY * sum(score for score, _ in found) / len(found), max(found)[1]


def _best(fields: Iterable[_Field], words: str) -> tuple[float, _Field] | None:
    return max(_scored(fields, words), default=None)


def _scored(fields: Iterable[_Field], words: str) -> Iterator[tuple[float, _Field]]:
    joined = words.replace(" ", "")
    for field in fields:
        kind, _, text = field
        wanted = joined if kind == "pinyin" else words
        place = text.find(wanted)
        if place < 0:
            continue
        equal, begins, holds = _SCORES[kind]
        score: float = equal if wanted == text else holds if place else begins
        if place and kind != "pinyin" and wanted.isascii() and not _begins_a_word(text, wanted):
            score *= _INSIDE_A_WORD
        yield score - 5 * (1 - len(wanted) / len(text)), field


def _begins_a_word(text: str, words: str) -> bool:
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(words)}", text))


@once_a_graph
def _names(graph: PlanGraph) -> _Index:
    return {iri: tuple(dict.fromkeys(_named(graph, iri, names))) for iri, names in graph.lookup.names.items()}


def _named(graph: PlanGraph, iri: str, names: Iterable[str]) -> Iterator[_Field]:
    thing = graph.lookup.thing(ox.NamedNode(iri))
    yield "id", thing.id, _folded(thing.id)
    for name in names:
        yield "label" if name in thing.labels.values() else "alias", name, _folded(name)


@once_a_graph
def _pinyin(graph: PlanGraph) -> _Index:
    return {
        iri: tuple(("pinyin", name, latin) for name in names if not name.isascii() for latin in pinyin(name))
        for iri, names in graph.lookup.names.items()
    }


@once_a_graph
def _quotes(graph: PlanGraph) -> _Index:
    subjects = {row["statement"].value: row["thing"].value for row in select(graph.seen, _SUBJECTS)}
    found: dict[str, dict[_Field, None]] = {}
    for row in select(graph.seen, _QUOTES):
        iri = subjects.get(row["thing"].value, row["thing"].value)
        if iri in graph.lookup.names:
            found.setdefault(iri, {})["quote", row["exact"].value, _folded(row["exact"].value)] = None
    return {iri: tuple(sorted(own)) for iri, own in found.items()}


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())
