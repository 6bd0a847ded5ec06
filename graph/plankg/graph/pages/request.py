"""What a page is made from, and what it is when it is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from plankg.graph.pages.links import Links, thing_address
from plankg.graph.plan_graph import PlanGraph

HTML: Final = "text/html"
JSON: Final = "application/json"
CSV: Final = "text/csv"
TURTLE: Final = "text/turtle"
JSON_LD: Final = "application/ld+json"
FORMATS: Final[Mapping[str, str]] = {"html": HTML, "json": JSON, "csv": CSV, "ttl": TURTLE, "jsonld": JSON_LD}
"""Word for `format=` in an address → media type."""


class Missing(Exception):
    """There is nothing under this address."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as it goes out: its HTTP status, its media type (texts are UTF-8), its bytes, further headers."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A page that is asked for: of which graph, under which path and query, in which language and media type.

    `nonce` is what the content security policy lets pass; `links` makes addresses.
    """

    graph: PlanGraph
    path: str
    query: Mapping[str, str]
    language: str
    media_type: str
    links: Links
    nonce: str

    def to(self, path: str, fragment: str = "", **query: str) -> str | None:
        """Return the address of another page in the same language, or None where there is none."""
        found = self.links.to(path, query, self.language)
        return f"{found}#{fragment}" if found and fragment else found

    def to_thing(self, iri: str) -> str | None:
        """Return the address of the page of a thing."""
        path, query = thing_address(self.graph, iri)
        return self.links.to(path, query, self.language)

    def itself(self, language: str | None = None, **query: str) -> str | None:
        """Return the address of this page, in another language or with more in its query."""
        own = {name: value for name, value in self.query.items() if name not in {"lang", "format"}}
        return self.links.to(self.path, {**own, **query}, language or self.language)


def as_json(content: Any, status: int = 200) -> Rendered:
    """Return JSON."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return Rendered(status, JSON, f"{text}\n".encode())
