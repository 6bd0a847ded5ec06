"""Finding things: by IRI, by id, by label in Chinese or English (whole or part), by pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from plankg.errors import UsageError, nearest
from plankg.graph.sparql import Seen
from plankg.graph.terms import Thing
from plankg.ontology.names import DCTERMS, PLAN, RDF, RDFS, SKOS

_LABELS: Final = (ox.NamedNode(RDFS + "label"), ox.NamedNode(SKOS + "prefLabel"))
_ALIASES: Final = (ox.NamedNode(SKOS + "altLabel"),)
_IDENTIFIER: Final = ox.NamedNode(DCTERMS + "identifier")
_MAX_CHOICES: Final = 8


class Lookup:
    """The labels of one store, read when first asked for.

    `thing(node)` is cheap for single nodes; searching reads all labels of plans' things once.
    """

    def __init__(self, store: ox.Store | Seen) -> None:
        self.seen = Seen.of(store)
        self.store = self.seen.store
        self._known: dict[str, Thing] = {}

    def thing(self, node: ox.NamedNode) -> Thing:
        """Return a node with its labels."""
        known = self._known.get(node.value)
        if known is None:
            known = self._known[node.value] = Thing(node.value, self._labels(node, _LABELS))
        return known

    def _labels(self, node: ox.NamedNode, predicates: Iterable[ox.NamedNode]) -> dict[str, str]:
        found: dict[str, str] = {}
        for predicate in predicates:
            for quad in self.seen.quads(node, predicate, None):
                if isinstance(quad.object, ox.Literal):
                    language = quad.object.language or "zh"
                    found[language] = min(found.get(language, quad.object.value), quad.object.value)
        return dict(sorted(found.items(), reverse=True))

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The labels, aliases and identifiers of every thing of a plan, by its IRI."""
        names: dict[str, list[str]] = {}
        for predicate in (*_LABELS, *_ALIASES, _IDENTIFIER):
            for quad in self.seen.quads(None, predicate, None):
                if (
                    isinstance(quad.subject, ox.NamedNode)
                    and isinstance(quad.object, ox.Literal)
                    and "/id/" in quad.subject.value
                ):
                    names.setdefault(quad.subject.value, []).append(quad.object.value)
        return names

    @cached_property
    def _by_id(self) -> dict[str, list[str]]:
        ends: dict[str, list[str]] = {}
        for iri in sorted(self.names):
            plan, _, local = iri.rpartition("/")
            for end in (local, f"{plan.rpartition('/')[2]}/{local}"):
                ends.setdefault(end, []).append(iri)
        return ends

    def resolve(self, word: str) -> Thing:
        """Return the one thing that `word` names: an IRI, an id, a label or alias, or a part of one.

        Raises UsageError where it names nothing (with the nearest name) or several things (with the first of them).
        """
        found = self.find(word)
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(f"{thing.id} ({thing.label()})" for thing in found[:_MAX_CHOICES])
            more = f" and {len(found) - _MAX_CHOICES} more" if len(found) > _MAX_CHOICES else ""
            raise UsageError(f"'{word}' may be: {choices}{more}; give the id")
        ids = {Thing(iri).id for iri in self.names}
        guess = nearest(word, ids | {name for names in self.names.values() for name in names})
        hint = f"; did you mean '{guess}'?" if guess else ""
        raise UsageError(f"nothing in the graph is called '{word}'{hint}")

    def find(self, word: str) -> list[Thing]:
        """Return the things that `word` may mean, the best kind of match only, sorted by id."""
        if "://" in word:
            try:
                node = ox.NamedNode(word)
            except ValueError:
                return []
            known = next(self.seen.quads(node, None, None), None)
            return [self.thing(node)] if known else []
        folded = word.casefold().strip()
        named = self._by_id.get(word.strip())
        if named:
            return [self.thing(ox.NamedNode(iri)) for iri in named]
        tests: tuple[Callable[[list[str]], bool], ...] = (
            lambda names: any(name.casefold() == folded for name in names),
            lambda names: any(folded in name.casefold() for name in names),
            lambda names: folded.isascii() and any(folded in pinyin(name)[1] for name in names),
        )
        for test in tests if folded else ():
            hits = sorted(iri for iri, names in self.names.items() if test(names))
            if hits:
                return [self.thing(ox.NamedNode(iri)) for iri in hits]
        return []

    def types(self, node: ox.NamedNode) -> list[Thing]:
        """Return the classes of a thing."""
        quads = self.seen.quads(node, ox.NamedNode(RDF + "type"), None)
        found = sorted({q.object.value for q in quads if isinstance(q.object, ox.NamedNode)})
        return [self.thing(ox.NamedNode(iri)) for iri in found if iri.startswith(PLAN)]


def pinyin(name: str) -> tuple[str, str]:
    """Return a name in pinyin without tones, whole and by its initials; what is not Chinese stays.

    >>> pinyin("大连市")
    ('dalianshi', 'dls')
    """
    from pypinyin import lazy_pinyin

    parts = [part.casefold() for part in lazy_pinyin(name)]
    return "".join(parts), "".join(part[:1] for part in parts)
