"""The library of named questions: one query file each, its parameters bound as RDF terms, never pasted into text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from plankg.errors import UsageError
from plankg.graph.lookup import Lookup
from plankg.graph.query_file import QueryFile, packaged_file, packaged_names
from plankg.graph.table import Column
from plankg.ontology.names import PLAN

SUBJECTS: Final[Mapping[str, Mapping[str, str]]] = {
    "drafting": {"zh": "编制与审批", "en": "Drafting and approval"},
    "structure": {"zh": "结构与特点", "en": "Structure and features"},
    "guiding": {"zh": "指导思想", "en": "Guiding ideology"},
    "goals": {"zh": "目标", "en": "Goals"},
    "indicators": {"zh": "指标", "en": "Indicators"},
    "tasks": {"zh": "重点任务", "en": "Tasks"},
    "innovation": {"zh": "科技创新", "en": "Innovation"},
    "industries": {"zh": "产业", "en": "Industries"},
    "reform": {"zh": "改革", "en": "Reform"},
    "opening": {"zh": "开放合作", "en": "Opening and cooperation"},
    "space": {"zh": "空间", "en": "Space"},
    "ecology": {"zh": "生态", "en": "Ecology"},
    "infrastructure": {"zh": "基础设施", "en": "Infrastructure"},
    "services": {"zh": "公共服务", "en": "Public services"},
    "safeguards": {"zh": "实施保障", "en": "Safeguards"},
    "across": {"zh": "跨部分", "en": "Across the plan"},
}
"""The subjects by which questions are grouped, in the order of a plan."""

_LIBRARY: Final = ("plankg.graph", "questions")
Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, its type, its wording, and a default (None: it must be given).

    `of`: the classes that an entity is looked for in (none: any); `choices`: the texts that fit (none: any).
    """

    name: str
    type: str
    wording: Mapping[str, str]
    default: str | int | None
    of: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A named question as its file describes it.

    `chart`: where the answer may be drawn as bars, the column of their names and those of their lengths.
    """

    name: str
    subject: str
    wording: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    quotes: tuple[str, ...]
    empty: Mapping[str, str]
    text: str
    chart: tuple[str, ...] = ()

    def bind(self, given: Mapping[str, Any], lookup: Lookup) -> dict[ox.Variable, Term]:
        """Return the RDF terms of the parameters.

        Raises UsageError for an unknown or missing parameter and for a value that names nothing.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise UsageError.unknown(f"parameter of '{self.name}'", name, known)
        bound: dict[ox.Variable, Term] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name, parameter.default)
            if value is None:
                what = parameter.wording["en"]
                raise UsageError(
                    f"'{self.name}' needs '{parameter.name}' ({what}, {parameter.type}): --set {parameter.name}=..."
                )
            bound[ox.Variable(parameter.name)] = BINDERS[parameter.type](str(value), lookup)
        return bound


def _entity(value: str, lookup: Lookup) -> Term:
    return ox.NamedNode(lookup.resolve(value))


def _term(kind: str) -> Callable[[str, Lookup], Term]:
    def bind(value: str, lookup: Lookup) -> Term:
        from plankg.ontology.vocabulary import Vocabulary

        vocabulary = Vocabulary.load()
        known = vocabulary.classes if kind == "class" else vocabulary.relations
        name = value.removeprefix("plan:").removeprefix(PLAN)
        by_label = {label: n for n, term in known.items() for label in term.label.values()}
        name = name if name in known else by_label.get(name, name)
        if name not in known:
            raise UsageError.unknown(kind, value, [*known, *by_label])
        return ox.NamedNode(PLAN + name)

    return bind


def _integer(value: str, lookup: Lookup) -> Term:
    try:
        return ox.Literal(int(value))
    except ValueError:
        raise UsageError(f"'{value}' is no whole number") from None


BINDERS: Final[Mapping[str, Callable[[str, Lookup], Term]]] = {
    "entity": _entity,
    "class": _term("class"),
    "relation": _term("relation"),
    "text": lambda value, lookup: ox.Literal(value),
    "integer": _integer,
}
"""Parameter type → how its value becomes a term."""


@cache
def questions() -> Mapping[str, Question]:
    """Return the packaged questions by name."""
    return {name: question(name) for name in packaged_names(*_LIBRARY)}


def question(name: str) -> Question:
    """Return one question; raises UsageError with the nearest name where there is none."""
    known = packaged_names(*_LIBRARY)
    if name not in known:
        raise UsageError.unknown("question", name, known)
    return _question(packaged_file(*_LIBRARY, name))


def _question(file: QueryFile) -> Question:
    head = file.head
    return Question(
        name=file.name,
        subject=str(head["subject"]),
        wording=file.words("question"),
        parameters=tuple(
            Parameter(
                p["name"],
                p["type"],
                {"zh": p["zh"], "en": p["en"]},
                p.get("default"),
                tuple(p.get("of", ())),
                tuple(p.get("choices", ())),
            )
            for p in head.get("parameters", ())
        ),
        columns=tuple(Column(c["name"], {"zh": c["zh"], "en": c["en"]}, c["meaning"]) for c in head["columns"]),
        quotes=tuple(head.get("quotes", ())),
        empty=file.words("empty"),
        text=file.text,
        chart=tuple(head.get("chart", ())),
    )
