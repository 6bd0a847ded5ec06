"""What the workers of a server do: functions of the open graph that give whole answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.errors import QueryRefused, UsageError
from plankg.graph.guard import guard
from plankg.graph.remembering import once_a_graph
from plankg.graph.serving.negotiation import best
from plankg.graph.serving.results import (
    ALIASES,
    GRAPH_NAMES,
    GRAPHS,
    SPREADSHEET,
    TABLE_NAMES,
    TABLES,
    for_spreadsheets,
    graph,
    table,
)
from plankg.graph.worker import Answer
from plankg.ontology.names import PREFIXES

if TYPE_CHECKING:
    from plankg.graph.pages import Rendered
    from plankg.graph.plan_graph import PlanGraph


def sparql(
    opened: PlanGraph,
    query: str,
    default_graphs: Sequence[str],
    named_graphs: Sequence[str],
    accept: str,
    short: str | None,
    rows: int,
    size: int,
) -> Answer:
    """Answer a query in the format that the client prefers; at most `rows` rows and `size` bytes."""
    guarded = guard(query)
    kinds: Mapping[str, object] = TABLES if guarded.form in {"SELECT", "ASK"} else GRAPHS
    media = chosen(accept, short, kinds)
    if media is None:
        return not_acceptable(kinds)
    found = _solutions(opened, guarded.text, guarded.has_dataset, default_graphs, named_graphs)
    body, cut = (
        graph(found, media, rows, size) if isinstance(found, ox.QueryTriples) else table(found, media, rows, size)
    )
    if short == SPREADSHEET:
        body = for_spreadsheets(body)
    return Answer(body, media_header(media), cut=cut)


def _solutions(
    opened: PlanGraph, text: str, has_dataset: bool, default_graphs: Sequence[str], named_graphs: Sequence[str]
) -> Any:
    dataset: dict[str, Any] = {}
    if default_graphs or named_graphs:
        dataset = {"default_graph": _nodes(default_graphs), "named_graphs": _nodes(named_graphs)}
    elif not has_dataset:
        dataset = opened.seen.dataset()
    try:
        return opened.store.query(text, prefixes=dict(PREFIXES), **dataset)
    except SyntaxError as error:
        raise QueryRefused(f"not a SPARQL query: {error}") from None


def _nodes(names: Sequence[str]) -> list[ox.NamedNode]:
    return [_node(name) for name in names]


def _node(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise UsageError(f"'{name}' is no IRI") from None


def chosen(accept: str, short: str | None, kinds: Mapping[str, object]) -> str | None:
    """Return the media type for an answer: what `short` names among `kinds`, else what the Accept header prefers.

    Raises UsageError for a name of no format at all.
    """
    names = TABLE_NAMES if kinds is TABLES else GRAPH_NAMES
    if short is not None and short in names:
        return names[short]
    known = {**TABLE_NAMES, **GRAPH_NAMES, **TABLES, **GRAPHS}
    if short is not None and short not in known:
        raise UsageError.unknown("format", short, known)
    media = best(accept, [*kinds, *(alias for alias, media in ALIASES.items() if media in kinds)])
    return media and ALIASES.get(media, media)


def not_acceptable(kinds: Iterable[str]) -> Answer:
    """Return the answer that says what can be had."""
    return Answer(f"this can be had as {', '.join(kinds)}".encode(), status=HTTPStatus.NOT_ACCEPTABLE)


def media_header(media: str) -> str:
    """Return the Content-Type of a media type: text says that it is UTF-8."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def graph_store(opened: PlanGraph, name: str | None, accept: str, short: str | None, size: int) -> Answer:
    """Return a graph of the store; `name`: None is the graph that plain queries see."""
    media = chosen(accept, short, GRAPHS)
    if media is None:
        return not_acceptable(GRAPHS)
    wanted = ox.DefaultGraph() if name is None else _node(name)
    if isinstance(wanted, ox.DefaultGraph):
        quads = opened.seen.quads(None, None, None)
    elif wanted in opened.seen.named_graphs():
        quads = opened.store.quads_for_pattern(None, None, None, wanted)
    else:
        return Answer(f"there is no graph <{name}>".encode(), status=HTTPStatus.NOT_FOUND)
    triples = (quad.triple for quad in quads)
    body, _ = graph(triples, media, sys.maxsize, size)
    return Answer(body, media_header(media))


def describe_service(opened: PlanGraph, endpoint: str, accept: str, size: int) -> Answer:
    """Return the description of the endpoint: what it can do, and which graphs it has (Service Description)."""
    media = chosen(accept, None, GRAPHS)
    if media is None:
        return not_acceptable(GRAPHS)
    body, _ = graph(_service(opened, endpoint), media, sys.maxsize, size)
    return Answer(body, media_header(media))


_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


def _service(opened: PlanGraph, endpoint: str) -> Iterable[ox.Triple]:
    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, dataset, default = (ox.NamedNode(endpoint + part) for part in ("", "#dataset", "#default-graph"))
    yield ox.Triple(service, kind, sd("Service"))
    yield ox.Triple(service, sd("endpoint"), service)
    yield ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
                 "Turtle", "N-Triples", "JSON-LD", "RDF_XML"):  # fmt: skip
        yield ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    yield ox.Triple(service, sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, kind, sd("Dataset"))
    yield ox.Triple(dataset, sd("defaultGraph"), default)
    yield ox.Triple(default, kind, sd("Graph"))
    for position, name in enumerate([g.value for g in opened.seen.named_graphs()]):
        node = ox.NamedNode(f"{endpoint}#graph-{position + 1}")
        yield ox.Triple(dataset, sd("namedGraph"), node)
        yield ox.Triple(node, kind, sd("NamedGraph"))
        yield ox.Triple(node, sd("name"), ox.NamedNode(name))


def explorer(opened: PlanGraph, language: str) -> Answer:
    """Return the explorer of the graph; it takes seconds to draw, and is drawn once by each worker."""
    return Answer(_EXPLORERS[language](opened), "text/html; charset=utf-8")


def _explorer(language: str) -> Callable[[PlanGraph], bytes]:
    return once_a_graph(lambda graph: graph.draw(language=language).generate_html().encode())


_EXPLORERS: Final = {language: _explorer(language) for language in ("zh", "en")}


def page(
    opened: PlanGraph, path: str, query: Mapping[str, str], language: str, usual: str, accept: str, nonce: str
) -> Answer:
    """Return a page; `usual`: the language that needs no word in addresses, `nonce`: what the page's policy lets in."""
    from plankg.graph import pages

    links = pages.ServerLinks(language=usual)
    return _answer(pages.render(opened, path, query, language, accept, links=links, nonce=nonce))


def editor(opened: PlanGraph, language: str, usual: str, nonce: str) -> Answer:
    """Return the page of the query editor."""
    from plankg.graph.serving.editor import editor as rendered

    return _answer(rendered(opened, language, usual, nonce))


def _answer(rendered: Rendered) -> Answer:
    return Answer(rendered.body, media_header(rendered.media_type), rendered.status, headers=dict(rendered.headers))
