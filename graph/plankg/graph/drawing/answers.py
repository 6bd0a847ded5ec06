"""The named questions, answered when the picture is made, so that a page without a store can show them.

A question with parameters is answered for every value that fits, where there are not too many of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.graph.evidence import Words
from plankg.graph.questions import SUBJECTS, Parameter, Question
from plankg.graph.sparql import select
from plankg.graph.terms import Cell, Thing, python_value
from plankg.ontology.names import PLAN
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.drawing.content import Json, Tables
    from plankg.graph.drawing.material import Material
    from plankg.graph.plan_graph import PlanGraph

MOST_ASKED: Final = 400
"""How many combinations of values a question is answered for; where there are more, none is."""
MOST_ROWS: Final = 200
"""How many rows of one answer are kept."""
MOST_THINGS: Final = 2000
"""How many things a graph may have for its questions to be answered here; those with parameters, up to 800."""
_MOST_VALUED: Final = 800
Row = tuple[tuple[Cell, ...], tuple[Words, ...]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, the values of each of its parameters, and its answers: by the number of each value.

    `asked` is False where things or values were too many, or no value is known: then there are no answers. `cut` has
    the answers of which only the first rows are kept.
    """

    question: Question
    values: tuple[tuple[Cell, ...], ...]
    answers: Mapping[tuple[int, ...], tuple[Row, ...]]
    cut: frozenset[tuple[int, ...]]
    asked: bool


def answers(graph: PlanGraph, material: Material) -> tuple[Answered, ...]:
    """Answer the whole library, by subject."""
    order = list(SUBJECTS)
    asked = sorted(graph.questions().values(), key=lambda q: (order.index(q.subject), q.name))
    return tuple(_answered(graph, material, question) for question in asked)


def _answered(graph: PlanGraph, material: Material, question: Question) -> Answered:
    able = len(material.kinds) <= (_MOST_VALUED if question.parameters else MOST_THINGS)
    values = tuple(tuple(_values(graph, material, question, p)) for p in question.parameters if able)
    if not able or not 0 < prod(len(each) for each in values) <= MOST_ASKED:
        return Answered(question, (), {}, frozenset(), False)
    found: dict[tuple[int, ...], tuple[Row, ...]] = {}
    cut: set[tuple[int, ...]] = set()
    for key in product(*(range(len(each)) for each in values)):
        chosen = {p.name: values[i][key[i]] for i, p in enumerate(question.parameters)}
        rows = tuple(islice(graph.rows(question, chosen), MOST_ROWS + 1))
        if rows:
            found[key] = tuple((row.cells, row.words) for row in rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            cut.add(key)
    return Answered(question, values, found, frozenset(cut), True)


def _values(graph: PlanGraph, material: Material, question: Question, parameter: Parameter) -> Iterator[Cell]:
    """Yield the values that a parameter may sensibly have: things of its classes, choices, or what the graph has."""
    vocabulary = Vocabulary.load()
    if parameter.choices:
        yield from parameter.choices
    elif parameter.type == "entity":
        for iri, name in material.kinds.items():
            if not parameter.of or any(vocabulary.is_a(name, of) for of in parameter.of):
                yield Thing(iri, material.labels.get(iri, {}))
    elif parameter.type == "relation":
        for name in sorted({stated.relation for stated in material.statements}):
            yield Thing(PLAN + name, vocabulary.relations[name].label if name in vocabulary.relations else {})
    elif parameter.default is not None:
        yield parameter.default
    else:
        # Asked without its parameter, a question answers for every value at once: those are the values.
        found = {row[parameter.name] for row in select(graph.seen, question.text)}
        literals = {term.value: term for term in found if isinstance(term, ox.Literal)}
        yield from (python_value(text, term.datatype.value) for text, term in sorted(literals.items()))


def part(tables: Tables) -> Json:
    """Return the part of a page's content: subjects, and every question with its answers."""
    return {
        "subjects": [{"name": name, **wording} for name, wording in SUBJECTS.items()],
        "questions": [_question(tables, each) for each in tables.view.answers],
    }


def _question(tables: Tables, answered: Answered) -> Json:
    question = answered.question
    return {
        "name": question.name,
        "subject": question.subject,
        **question.wording,
        "empty": question.empty,
        "columns": [{"zh": c.title("zh"), "en": c.title("en")} for c in question.columns],
        "parameters": [
            {"name": p.name, **p.wording, "default": p.default, "values": [_cell(tables, v) for v in values]}
            for p, values in _both(question.parameters, answered.values)
        ],
        "answers": {
            ",".join(map(str, key)): [[[_cell(tables, c) for c in cells], tables.cited(words)] for cells, words in rows]
            for key, rows in answered.answers.items()
        },
        "cut": [",".join(map(str, key)) for key in sorted(answered.cut)],
        "asked": answered.asked,
    }


def _both(parameters: Sequence[Parameter], values: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Parameter, Any]]:
    return zip(parameters, values or [()] * len(parameters), strict=True)


def _cell(tables: Tables, cell: Cell) -> Json:
    """Return a thing of the page as [number], another thing as [label, label], a value as itself."""
    if not isinstance(cell, Thing):
        return cell
    number = tables.things.get(str(cell))
    return [cell.label("zh"), cell.label("en")] if number is None else [number]
