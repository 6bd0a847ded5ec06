"""What a schema cannot see: references, heads and tails, spans and quotes, years, cycles.

Every check goes through the whole plan and yields each problem; nothing stops at the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import pyoxigraph as ox

from plankg.build.plan_tree import Entity, Place, PlanTree, items
from plankg.errors import Problem
from plankg.ontology.concepts import concept_iri
from plankg.ontology.planfile import Key, keys
from plankg.ontology.vocabulary import Vocabulary

QUOTE_MAX: Final = 40
_SHARED_CLASS: Final[Mapping[str, str]] = {
    "region": "Region",
    "organization": "Organization",
    "period": "Period",
    "doctrine": "Doctrine",
    "strategy": "Strategy",
    "industry": "Industry",
    "field": "PolicyField",
}


def check_plan(tree: PlanTree) -> list[Problem]:
    """Return every problem of the entities that passed the schema (an empty list: the plan can be expanded)."""
    vocabulary = Vocabulary.load()
    table = keys(vocabulary)
    problems: list[Problem] = []
    for name, entity in tree.entities.items():
        place = tree.places[name]
        problems.extend(_values(tree, entity, place, table, vocabulary))
        problems.extend(_ranges(tree, entity, place))
        for position, mention in enumerate(entity.get("mentions", ())):
            problems.extend(_evidence(tree, mention, place / "mentions" / position, label_of(entity)))
    problems.extend(_shared(tree, vocabulary))
    problems.extend(_cycles(tree, vocabulary))
    return problems


def label_of(entity: Entity) -> str:
    """Return the Chinese label of an entity (or the only one), as it stands for a mention's quote."""
    words: str | dict[str, str] = entity.get("label") or entity.get("title") or ""
    return words if isinstance(words, str) else words.get("zh") or next(iter(words.values()))


def _values(
    tree: PlanTree, entity: Entity, place: Place, table: Mapping[str, Key], vocabulary: Vocabulary
) -> Iterator[Problem]:
    kind = entity["type"]
    for name, value in entity.items():
        key = table.get(name)
        if key is None:
            continue
        if key.heads and not any(vocabulary.is_a(kind, head) for head in key.heads):
            heads = " or ".join(key.heads)
            yield tree.problem(place / name, f"a {kind} has no '{name}'; expected a {heads}", key=True)
        if key.value == "concept":
            for concept in items(value):
                yield from _concept(tree, kind, key, str(concept), place / name, vocabulary)
        elif key.value == "link":
            for link in items(value):
                yield from _link(tree, str(link), place / name)
        elif key.value == "relation":
            many = isinstance(value, list)
            for position, item in enumerate(items(value)):
                yield from _relation(tree, key, item, place / name / position if many else place / name, vocabulary)


def _concept(
    tree: PlanTree, kind: str, key: Key, concept: str, place: Place, vocabulary: Vocabulary
) -> Iterator[Problem]:
    found, guess = concept_iri(concept, key.scheme or vocabulary.kind_scheme(kind))
    if found is None:
        hint = f"; did you mean '{guess}'?" if guess else "; write it as scheme/concept"
        yield tree.problem(place, f"'{concept}' is no concept of a scheme for {kind}.{key.name}{hint}")


def _link(tree: PlanTree, link: str, place: Place) -> Iterator[Problem]:
    try:
        ox.NamedNode(link)
    except ValueError as error:
        yield tree.problem(place, f"'{link}' is no web address: {error}")


def _relation(tree: PlanTree, key: Key, item: Any, place: Place, vocabulary: Vocabulary) -> Iterator[Problem]:
    target = item if isinstance(item, str) else item["to"]
    at = place if isinstance(item, str) else place / "to"
    entity = tree.entities.get(target)
    if entity is None:
        if tree.whole and target not in tree.unsound:
            yield tree.problem(at, f"'{target}' is not in this plan{tree.hint(target)}")
    else:
        tails = vocabulary.relations[key.name].tails
        if tails and not any(vocabulary.is_a(entity["type"], tail) for tail in tails):
            expected = " or ".join(tails)
            yield tree.problem(at, f"'{target}' is a {entity['type']}; {key.name} leads to a {expected}")
    if isinstance(item, dict):
        yield from _evidence(tree, item, place, None)
        for position, evidence in enumerate(item.get("evidence", ())):
            yield from _evidence(tree, evidence, place / "evidence" / position, None)


def _evidence(tree: PlanTree, item: Entity, place: Place, label: str | None) -> Iterator[Problem]:
    if "at" not in item:
        for name in ("quote", "quoteAt", "span"):
            if name in item:
                yield tree.problem(place / name, f"'{name}' without 'at'; expected the offsets of the span", key=True)
        return
    start, end = item["at"]
    if not start < end:
        yield tree.problem(place / "at", f"[{start}, {end}] is empty; expected start < end")
    elif tree.document and end > tree.length:
        yield tree.problem(place / "at", f"[{start}, {end}] lies outside the document of {tree.length} characters")
    quote = item.get("quote", label)
    inner = item.get("quoteAt")
    if inner is None and end - start > QUOTE_MAX:
        yield tree.problem(
            place / "at", f"{end - start} characters; a span over {QUOTE_MAX} needs 'quoteAt', 'quote' and 'span'"
        )
    elif inner is not None and not (start <= inner[0] < inner[1] <= end):
        yield tree.problem(place / "quoteAt", f"{inner} does not lie inside {item['at']}")
    elif quote is not None:
        first, last = inner or (start, end)
        if len(quote) != last - first:
            yield tree.problem(
                place / "at", f"the quote '{quote}' has {len(quote)} characters, the offsets {last - first}"
            )
    if inner is not None and ("span" not in item or "quote" not in item):
        yield tree.problem(place / "quoteAt", "'quoteAt' needs 'quote' and 'span: {sha256: ...}'", key=True)


def _ranges(tree: PlanTree, entity: Entity, place: Place) -> Iterator[Problem]:
    for low, high in (("startYear", "endYear"), ("minValue", "maxValue")):
        if low in entity and high in entity and entity[low] > entity[high]:
            yield tree.problem(place, f"{low} {entity[low]} comes after {high} {entity[high]}")


def _shared(tree: PlanTree, vocabulary: Vocabulary) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, entity in tree.entities.items():
        reference = entity.get("shared")
        if reference is None:
            continue
        place = tree.places[name] / "shared"
        expected = _SHARED_CLASS[reference.partition("/")[0]]
        if not vocabulary.is_a(entity["type"], expected):
            yield tree.problem(place, f"'{reference}' stands for a {expected}; '{name}' is a {entity['type']}")
        if reference in first:
            yield tree.problem(place, f"'{reference}' is already '{first[reference]}': one real thing, one entity")
        first.setdefault(reference, name)


def _cycles(tree: PlanTree, vocabulary: Vocabulary) -> Iterator[Problem]:
    for relation in sorted(vocabulary.acyclic):
        edges = {
            name: [item if isinstance(item, str) else item["to"] for item in items(entity[relation])]
            for name, entity in tree.entities.items()
            if relation in entity
        }
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            cycle: list[str] = error.args[1]
            place = tree.places[cycle[0]] / relation
            yield tree.problem(place, f"a cycle of {relation}: {' <- '.join(cycle)}", key=True)
