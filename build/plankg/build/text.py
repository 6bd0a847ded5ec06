"""Reading the evidence again: every quote and every span against the document's text, where that is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from plankg.build.check import QUOTE_MAX, label_of
from plankg.build.plan_tree import Place, PlanTree, items
from plankg.errors import Problem
from plankg.ontology.planfile import keys


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading the evidence again: how many quotes and spans were read, and every drift found."""

    quotes: int
    spans: int
    problems: tuple[Problem, ...]


def count_quotes(tree: PlanTree) -> int:
    """Return how many pieces of evidence the plan file gives (to say how many were not read again)."""
    return sum(1 for _ in _cited(tree))


def quote_problems(tree: PlanTree) -> Iterator[Problem]:
    """Yield what is wrong with quotes without the text: one that is missing, or two for the same offsets."""
    seen: dict[tuple[int, ...], str] = {}
    for name, item, place, label in _cited(tree):
        at = tuple(item["at"])
        quote = item.get("quote", label)
        if quote is None and "quoteAt" not in item and at[1] - at[0] <= QUOTE_MAX:
            message = f"'{name}': no quote, and no mention stands at {list(at)}; expected 'quote'"
            yield tree.problem(place / "at", message)
        elif quote is not None:
            known = seen.setdefault((*at, *item.get("quoteAt", at)), quote)
            if known != quote:
                message = f"'{name}': the quote '{quote}', but '{known}' stands elsewhere for the same offsets"
                yield tree.problem(place / "at", message)


def read_again(tree: PlanTree, data: bytes) -> Reading:
    """Compare every quote and span of a plan with the text of its document (the bytes as stored).

    Nothing is changed by it; each drift names file, line, column, and the expected and the found words.
    """
    problems: list[Problem] = []
    document = tree.entities[tree.document]
    place = tree.places[tree.document]
    found = sha256(data).hexdigest()
    if found != document["sha256"]:
        message = f"the text has SHA-256 {found[:12]}..., the plan file expects {document['sha256'][:12]}..."
        problems.append(tree.problem(place / "sha256", message))
    text = data.decode("utf-8", errors="replace")
    if len(text) != tree.length:
        problems.append(tree.problem(place / "length", f"the text has {len(text)} characters, not {tree.length}"))
    quotes = spans = 0
    for name, item, at, label in _cited(tree):
        start, end = item["at"]
        first, last = item.get("quoteAt", (start, end))
        quote = item.get("quote", label)
        if quote is not None:
            quotes += 1
            if text[first:last] != quote:
                where = f"'{name}': expected '{quote}' at {first}-{last}, found '{text[first:last]}'"
                problems.append(tree.problem(at / "at", where))
        if "span" in item:
            spans += 1
            if sha256(text[start:end].encode()).hexdigest() != item["span"]["sha256"]:
                problems.append(tree.problem(at / "span", f"'{name}': the span {start}-{end} is another text now"))
    return Reading(quotes, spans, tuple(problems))


def _cited(tree: PlanTree) -> Iterator[tuple[str, dict[str, Any], Place, str | None]]:
    known: dict[tuple[int, int], str] = {}
    for entity in tree.entities.values():
        for mention in entity.get("mentions", ()):
            if "quoteAt" not in mention:
                known.setdefault(tuple(mention["at"]), mention.get("quote", label_of(entity)))
    relations = {name for name, key in keys().items() if key.value == "relation"}
    for name, entity in tree.entities.items():
        place = tree.places[name]
        for position, mention in enumerate(entity.get("mentions", ())):
            yield name, mention, place / "mentions" / position, label_of(entity)
        for relation in relations & set(entity):
            many = isinstance(entity[relation], list)
            for position, item in enumerate(items(entity[relation])):
                if isinstance(item, dict):
                    at = place / relation / position if many else place / relation
                    yield from _of_item(name, item, at, known)


def _of_item(
    name: str, item: dict[str, Any], place: Place, known: dict[tuple[int, int], str]
) -> Iterator[tuple[str, dict[str, Any], Place, str | None]]:
    if "at" in item:
        yield name, item, place, known.get(tuple(item["at"]))
    for position, evidence in enumerate(item.get("evidence", ())):
        yield name, evidence, place / "evidence" / position, known.get(tuple(evidence["at"]))
