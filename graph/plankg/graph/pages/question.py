"""The pages of named questions: all of them, and one with its form and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import pyoxigraph as ox

from plankg.errors import UsageError
from plankg.graph.listing import listing
from plankg.graph.pages.chart import Chart, chart
from plankg.graph.pages.html import html
from plankg.graph.pages.links import thing_name
from plankg.graph.pages.request import CSV, HTML, JSON, Missing, Rendered, Request, as_json
from plankg.graph.pages.things import in_order, of_class
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.questions import SUBJECTS, Parameter, Question, question, questions
from plankg.graph.sparql import select
from plankg.graph.table import Table
from plankg.ontology.names import PLAN
from plankg.ontology.vocabulary import Vocabulary

_ROWS: Final = 1_000
_CHOICES: Final = 500
_PAGES: Final = 100
_RELATIONS: Final = "SELECT DISTINCT ?relation WHERE { ?said rdf:predicate ?relation } ORDER BY ?relation"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a form shows it: its value, and the values to choose from (none: anything may be written)."""

    parameter: Parameter
    value: str
    choices: Sequence[tuple[str, Mapping[str, str]]]


def by_subject() -> list[tuple[Mapping[str, str], list[Question]]]:
    """Return the questions by subject, in the order of a plan."""
    known = questions().values()
    groups = [(SUBJECTS[name], [q for q in known if q.subject == name]) for name in SUBJECTS]
    return [group for group in groups if group[1]]


def listed(request: Request) -> Rendered:
    """Return all questions by subject, as a page or as JSON."""
    if request.media_type == JSON:
        return Rendered(200, JSON, listing(request.language).format("json").encode())
    return html(request, "questions.html", subjects=by_subject(), count=len(questions()))


def asked(request: Request, name: str) -> Rendered:
    """Return a question with its form and, where its parameters are given, its answer."""
    if name not in questions():
        raise Missing
    one = question(name)
    fields = [_field(request, one, parameter) for parameter in one.parameters]
    given = {field.parameter.name: field.value for field in fields}
    if not all(given.values()):
        return _page(request, one, fields)
    try:
        limit = _ROWS if request.media_type == HTML else None
        table = request.graph.ask(name, language=request.language, quotes=True, limit=limit, **given)
    except UsageError as error:
        return _page(request, one, fields, status=400, wrong=str(error))
    if request.media_type == CSV:
        return Rendered(200, CSV, (table.format("csv") + "\n").encode())
    return as_json(table.to_json()) if request.media_type == JSON else _page(request, one, fields, table=table)


def _page(
    request: Request,
    one: Question,
    fields: Sequence[Field],
    *,
    table: Table | None = None,
    status: int = 200,
    wrong: str = "",
) -> Rendered:
    set_to = [f"--set {f.parameter.name}={_shell(f.value)}" for f in fields if f.value]
    drawn: Chart | None = chart(one, table) if table is not None else None
    return html(
        request,
        "question.html",
        status,
        question=one,
        subject=SUBJECTS[one.subject],
        fields=fields,
        table=table,
        wrong=wrong,
        chart=drawn,
        command=" ".join(["plankg query", one.name, *set_to]),
        answers=[] if request.links.live else list(_answers(fields, request.language)),
    )


def _shell(value: str) -> str:
    return value if value.replace("-", "").replace("/", "").isalnum() else "'" + value.replace("'", "'\\''") + "'"


def _answers(fields: Sequence[Field], language: str) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Yield the answers that are worked out beforehand: a label, the query of the page, whether this is the one."""
    combined = list(product(*(field.choices for field in fields)))
    for chosen in combined if fields and len(combined) <= _PAGES else ():
        query = {field.parameter.name: value for field, (value, _) in zip(fields, chosen, strict=True)}
        label = " · ".join(labels.get(language, value) for value, labels in chosen)
        yield label, query, all(field.value == query[field.parameter.name] for field in fields)


def _field(request: Request, one: Question, parameter: Parameter) -> Field:
    value = request.query.get(parameter.name, "").strip() or str(parameter.default or "")
    choices = list(_choices(request.graph, one, parameter))
    return Field(parameter, value, choices if len(choices) <= _CHOICES else [])


def _choices(graph: PlanGraph, one: Question, parameter: Parameter) -> Iterator[tuple[str, Mapping[str, str]]]:
    if parameter.choices:
        yield from ((value, {}) for value in parameter.choices)
    elif parameter.type == "entity":
        things = of_class(graph, *parameter.of) if parameter.of else []
        yield from ((thing_name(graph, thing), thing.labels) for thing in in_order(graph, things))
    elif parameter.type == "relation":
        found = (row["relation"] for row in select(graph.seen, _RELATIONS))
        yield from ((node.value.removeprefix(PLAN), graph.lookup.thing(node).labels) for node in found)
    elif parameter.type == "class":
        yield from ((name, term.label) for name, term in sorted(Vocabulary.load().classes.items()))
    elif parameter.type == "text":
        rows = (row[parameter.name] for row in select(graph.seen, one.text))
        yield from ((text, {}) for text in sorted({term.value for term in rows if isinstance(term, ox.Literal)}))
