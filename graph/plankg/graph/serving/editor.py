"""The query editor: YASGUI with our prefixes, and the named questions as examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plankg.errors import UsageError
from plankg.graph.inlining import inlined
from plankg.graph.pages.html import html
from plankg.graph.pages.links import ServerLinks, bases
from plankg.graph.pages.question import by_subject
from plankg.graph.pages.request import HTML, Rendered, Request
from plankg.graph.pages.things import of_class
from plankg.graph.questions import Question
from plankg.graph.remembering import once_a_graph
from plankg.ontology.names import PREFIXES

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

_WORDS: Final = {
    "zh": {"examples": "示例查询", "hint": "点一个问题，它的 SPARQL 会放进编辑器并运行。", "name": "查询"},
    "en": {"examples": "Example queries", "hint": "Click a question to run its SPARQL in the editor.", "name": "Query"},
}
_PLANS: Final = 3
_INSERTED_STYLE: Final = "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk="
"""The one style element that YASGUI puts into the page: how the columns of a result are drawn wider."""

_FIRST: Final = """\
SELECT ?task ?label WHERE {
  ?task a plan:Task ; plan:order ?order ; rdfs:label ?label .
  FILTER(LANG(?label) = "%s")
} ORDER BY ?order"""


def editor(graph: PlanGraph, language: str, usual: str, nonce: str) -> Rendered:
    """Return the editor's page; `usual`: the language that needs no word in addresses."""
    request = Request(graph, "/sparql", {}, language, HTML, ServerLinks(language=usual), nonce)
    subjects = [(subject, [(q.name, q.wording) for q in group]) for subject, group in by_subject()]
    queries = {q.name: text for _, group in by_subject() for q in group for text in _example(graph, q, language)}
    content = {
        "prefixes": _prefixes(graph),
        "examples": queries,
        "first": _with_prefixes(graph, _FIRST % language),
        "words": _WORDS[language],
        "bases": [f"{base}id/" for base in bases(graph)],
    }
    return html(
        request, "editor.html", subjects=subjects, content=content, words=_WORDS[language],
        inserted_style=_INSERTED_STYLE,
    )  # fmt: skip


def _example(graph: PlanGraph, asked: Question, language: str) -> Iterator[str]:
    """Yield the question as plain SPARQL about things of this graph; nothing where the graph has none that fit."""
    given: dict[str, str] = {}
    for parameter in asked.parameters:
        things = of_class(graph, *(parameter.of or ("Task",))) if parameter.type == "entity" else []
        fitting = [str(thing) for thing in things if str(thing) not in given.values()]
        value = parameter.default if parameter.default is not None else next(iter(fitting), None)
        if value is not None:
            given[parameter.name] = str(value)
    try:
        bound = asked.bind(given, graph.lookup)
    except UsageError:
        bound = {}
    text = inlined(asked.text, {variable.value: str(term) for variable, term in bound.items()})
    yield _with_prefixes(graph, f"# {asked.wording[language]}\n{_without_prologue(text)}")


def _without_prologue(text: str) -> str:
    return "\n".join(line for line in text.strip().splitlines() if not line.startswith("PREFIX "))


def _with_prefixes(graph: PlanGraph, text: str) -> str:
    used = {name: iri for name, iri in PREFIXES.items() if f"{name}:" in text or name == "xsd"} | _plans(graph)
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in used.items()) + f"{text}\n"


def _prefixes(graph: PlanGraph) -> dict[str, str]:
    return {**PREFIXES, **_plans(graph)}


@once_a_graph
def _plans(graph: PlanGraph) -> dict[str, str]:
    """A prefix for the things of each of a few plans: with it the editor shows their short names."""
    spaces = [thing.rpartition("/")[0] + "/" for thing in of_class(graph, "Plan")[:_PLANS]]
    named = {space.rstrip("/").rpartition("/")[2]: space for space in spaces}
    return {name: space for name, space in named.items() if name[:1].isalpha() and name not in PREFIXES}
