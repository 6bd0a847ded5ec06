"""The page of paths between two things, and what lies around a thing as data."""

from __future__ import annotations

from typing import Any, Final

from plankg.errors import UsageError
from plankg.graph.pages.html import html
from plankg.graph.pages.request import JSON, Rendered, Request, as_json
from plankg.graph.paths import find_paths, neighbours

_FIRM: Final = ("Explicit", "Structural")
_LONGEST: Final = 6
_HOPS: Final = 4


def path(request: Request) -> Rendered:
    """Return the short paths from one thing to another (`from`, `to`, `longest`, `firm`), as a page or as JSON."""
    ends = [request.query.get(name, "").strip() for name in ("from", "to")]
    longest = _number(request, "longest", 4, _LONGEST)
    firm = bool(request.query.get("firm"))
    found = None
    if all(ends):
        found = find_paths(request.graph, *ends, longest=longest, grades=_FIRM if firm else None)
    if request.media_type == JSON:
        return as_json([one.to_json() for one in found or ()])
    content: dict[str, Any] = {"ends": ends, "longest": longest, "firm": firm, "found": found, "most": _LONGEST}
    return html(request, "path.html", **content)


def around(request: Request) -> Rendered:
    """Return what lies up to `hops` relations around a `thing` as JSON: nodes and edges."""
    net = neighbours(request.graph, request.query.get("thing", ""), _number(request, "hops", 1, _HOPS))
    nodes = [{"iri": node, **data} for node, data in net.nodes(data=True)]
    edges: list[dict[str, Any]] = [{"from": s, "to": t, **data} for s, t, data in net.edges(data=True)]
    return as_json({"nodes": nodes, "edges": edges, "hidden": net.graph["hidden"]})


def _number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name) or str(default)
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= value <= most:
        raise UsageError(f"'{name}' is a whole number from 1 to {most}, not '{text[:40]}'")
    return value
