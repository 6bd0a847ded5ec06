"""The table of pages, and how one of them is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from plankg.errors import UsageError
from plankg.graph.pages import dataset, entity, findings, paths, question, start, things
from plankg.graph.pages.html import html, style
from plankg.graph.pages.links import Links, ServerLinks
from plankg.graph.pages.request import CSV, FORMATS, HTML, JSON, JSON_LD, TURTLE, Missing, Rendered, Request
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.serving.negotiation import best

Page = Callable[..., Rendered]


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern of paths, the page under them, and the media types that it is given out in, the first by default."""

    pattern: re.Pattern[str]
    page: Page
    offers: tuple[str, ...] = (HTML,)


def _route(pattern: str, page: Page, *offers: str) -> Route:
    return Route(re.compile(pattern + r"\Z"), page, offers or (HTML,))


def _style(request: Request) -> Rendered:
    return Rendered(200, "text/css", style().encode())


PATHS: Final = (
    _route(r"/", start.start),
    _route(r"/things", things.listed),
    _route(r"/search", things.found, HTML, JSON),
    _route(r"/id(?:/(?P<name>.+))?", entity.entity, HTML, TURTLE, JSON_LD, JSON),
    _route(r"/questions", question.listed, HTML, JSON),
    _route(r"/question/(?P<name>[^/]+)", question.asked, HTML, CSV, JSON),
    _route(r"/findings", findings.listed, HTML, JSON),
    _route(r"/path", paths.path, HTML, JSON),
    _route(r"/neighbours", paths.around, JSON),
    _route(r"/void", dataset.described, HTML, TURTLE, JSON_LD),
    _route(r"/downloads/plankg\.(?P<name>\w+)", dataset.download, "application/octet-stream"),
    _route(r"/style\.css", _style, "text/css"),
)
"""Every page, by the pattern of its path."""


def render(
    graph: PlanGraph,
    path: str,
    query: Mapping[str, str],
    language: str = "zh",
    accept: str = "",
    *,
    links: Links | None = None,
    nonce: str = "",
) -> Rendered:
    """Make the page of a path.

    `language`: zh or en; `accept`: the header of that name, overruled by `format=` in the query (html, json, csv, ttl,
    jsonld); `links`: what makes addresses (None: those of a server at the root); `nonce`: what the content security
    policy of the answer lets pass. What is not there is a page with status 404, what cannot be asked one with 400.
    """
    route = next((r for r in PATHS if r.pattern.match(path)), None)
    offers = route.offers if route else (HTML,)
    wanted = FORMATS.get(query.get("format", ""))
    media_type = wanted if wanted in offers else best(accept, offers)
    request = Request(graph, path, query, language, media_type or offers[0], links or ServerLinks(), nonce)
    found = route.pattern.match(path) if route else None
    if route is None or found is None:
        return missing(request)
    try:
        return route.page(request, **{name: value or "" for name, value in found.groupdict().items()})
    except UsageError as error:
        return html(request, "message.html", 400, title="bad", message=str(error))
    except Missing:
        return missing(request)


def missing(request: Request) -> Rendered:
    """Return the page for what is not there."""
    return html(request, "message.html", 404, title="missing", message=request.path)
