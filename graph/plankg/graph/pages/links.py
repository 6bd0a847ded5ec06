"""Where a page's links lead: paths of a server, or file names of a folder. The pages know only what they link to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import quote, urlencode

from plankg.graph.plan_graph import PlanGraph
from plankg.ontology.names import BASE

_NONE: Final[Mapping[str, str]] = {}
_OWN: Final = re.compile(r"id/[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}\Z")
_WEB: Final = re.compile(r"https?://[^\s\"'<>\\^`{|}]+\Z", re.IGNORECASE)


class Links(Protocol):
    """What makes an address of a page."""

    @property
    def live(self) -> bool:
        """Whether forms are answered (by a server); where not, pages offer what was worked out beforehand."""
        ...

    @property
    def language(self) -> str:
        """The language that needs no word in an address."""
        ...

    def to(self, path: str, query: Mapping[str, str], language: str) -> str | None:
        """Return the address of a page in a language, or None where there is no such page to link to."""
        ...


@dataclass(frozen=True)
class ServerLinks:
    """Absolute paths of a server: `prefix` before each, `language` is the one that needs no word in the address.

    `absent`: paths that this server does not have.
    """

    prefix: str = ""
    language: str = "zh"
    absent: frozenset[str] = field(default_factory=frozenset)
    live: bool = True

    def to(self, path: str, query: Mapping[str, str], language: str) -> str | None:
        """Return path and query; the language stands in the query where it is not the usual one."""
        if path in self.absent:
            return None
        spoken = {} if language == self.language else {"lang": language}
        more = urlencode({**query, **spoken}, quote_via=quote)
        return f"{self.prefix}{quote(path)}{'?' if more else ''}{more}"


def thing_address(graph: PlanGraph, iri: str) -> tuple[str, Mapping[str, str]]:
    """Return path and query of the page of a thing: its own path where its IRI stands under the base of the build."""
    for base in bases(graph):
        if iri.startswith(base) and _OWN.match(iri, len(base)):
            return f"/{iri[len(base) :]}", _NONE
    return "/id", {"iri": iri}


def thing_name(graph: PlanGraph, iri: str) -> str:
    """Return what names a thing among the things of all plans: `plan/id`, or its IRI."""
    path, query = thing_address(graph, iri)
    return query.get("iri") or path.removeprefix("/id/")


def bases(graph: PlanGraph) -> tuple[str, ...]:
    """Return under what the IRIs of plans' things and of shared things stand."""
    own = graph.manifest.get("options", {}).get("base", BASE)
    return (own, BASE) if own != BASE else (BASE,)


def web_address(text: str) -> str | None:
    """Return a text that is an address of the web (http or https) as a link's target, else None.

    >>> web_address("https://example.org/plan"), web_address("javascript:alert(1)")
    ('https://example.org/plan', None)
    """
    return text if _WEB.match(text) else None
