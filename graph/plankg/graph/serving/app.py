"""The web application: which address is answered by which task of the workers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from html import unescape
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plankg.errors import PlankgError, QueryLimit, UsageError
from plankg.graph.builds import CURRENT
from plankg.graph.serving.assets import ASSETS, asset
from plankg.graph.serving.door import Door, metrics
from plankg.graph.serving.negotiation import best
from plankg.graph.serving.pool import Pool
from plankg.graph.serving.protocol import Asked, media_type, parameters, read
from plankg.graph.serving.refusals import NOT_EDITED, STATUS_OF, Refused
from plankg.graph.serving.settings import Settings
from plankg.graph.worker import Answer
from plankg.ontology.names import VERSION

_DRAINED: Final = 128 * 1024**2
_CUT: Final = "x-plankg-truncated"
_META_POLICY: Final = re.compile(
    rb"""<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content=(?:"([^"<]*)"|'([^'<]*)')""", re.IGNORECASE
)
_STRICTER: Final = ("base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
_NONCE: Final = 16
_PLAIN: Final = "text/plain; charset=utf-8"
_WRITING: Final = ["PUT", "POST", "DELETE", "PATCH"]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Service:
    """The answers of a server, by route."""

    def __init__(self, folder: Path, settings: Settings, ready: Callable[[], None]) -> None:
        self._ready = ready
        self.settings = settings
        self.pool = Pool(folder, settings.limits, plan=settings.plan, drafts=settings.drafts)
        self.failure: UsageError | None = None
        self._folder = folder
        self._routes: dict[str, tuple[Handler, list[str]]] = {
            "/sparql": (self.sparql, ["GET", "POST"]),
            "/graph-store": (self.graph_store, ["GET", *_WRITING]),
            "/assets/{name}": (self.asset, ["GET"]),
            "/explorer": (self.explorer, ["GET"]),
            "/health": (self.health, ["GET"]),
            "/metrics": (self.metrics, ["GET"]),
            "/{path:path}": (self.page, ["GET"]),
        }
        self.door = Door(self._application(), settings, self._routes)

    def _application(self) -> Starlette:
        routes = [Route(path, handler, methods=methods) for path, (handler, methods) in self._routes.items()]
        allowed: dict[str, Any] = {
            "allow_origins": self.settings.origins, "allow_methods": ["GET", "POST"], "expose_headers": [_CUT],
        }  # fmt: skip
        cors = [Middleware(CORSMiddleware, **allowed)] if self.settings.origins else []
        refusals = {Refused: _refused, PlankgError: _failed, HTTPException: _unknown}
        return Starlette(routes=routes, middleware=cors, exception_handlers=refusals, lifespan=self._life)  # type: ignore[arg-type]

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncGenerator[None, None]:
        try:
            async with self.pool:
                self._ready()
                yield
        except UsageError as error:
            self.failure = error
            raise

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol; without a query, the editor for people and the service description for programs."""
        given = self._parameters(request)
        if request.method != "POST" and not given:
            return await self._endpoint(request)
        if request.method != "POST" and _wants_page(request):
            return await self._endpoint(request)
        media = media_type(request.headers) if request.method == "POST" else None
        body = await self._body(request) if request.method == "POST" else b""
        asked: Asked = read(given, media, body, self.settings.limits.parameters)
        limits = self.settings.limits
        return await self._answer(
            request, "sparql", query=asked.query, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs,
            accept=_accept(request), short=asked.format, rows=limits.rows, size=limits.answer,
        )  # fmt: skip

    async def _endpoint(self, request: Request) -> Response:
        if _wants_page(request):
            return await self._page(request, "editor")
        endpoint = str(request.url.replace(query="", fragment=""))
        size = self.settings.limits.graph
        return await self._answer(request, "describe-service", endpoint=endpoint, accept=_accept(request), size=size)

    async def graph_store(self, request: Request) -> Response:
        """SPARQL 1.1 Graph Store HTTP Protocol, as far as it reads."""
        if request.method in _WRITING:
            raise Refused(HTTPStatus.FORBIDDEN, NOT_EDITED)
        given = self._parameters(request)
        graphs = [value for name, value in given if name == "graph"]
        default = any(name == "default" for name, _ in given)
        if len(graphs) + default != 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "name one graph with ?graph=IRI, or ?default")
        short = next((value for name, value in given if name == "format"), None)
        return await self._answer(
            request, "graph-store", name=graphs[0] if graphs else None, accept=_accept(request), short=short,
            size=self.settings.limits.graph,
        )  # fmt: skip

    async def explorer(self, request: Request) -> Response:
        """The picture."""
        return await self._answer(request, "explorer", language=self._language(request))

    async def page(self, request: Request) -> Response:
        """Whatever the pages know."""
        query = dict(self._parameters(request))
        return await self._page(request, "page", path=request.url.path, query=query, accept=_accept(request))

    async def _page(self, request: Request, task: str, **arguments: Any) -> Response:
        language, usual = self._language(request), self.settings.language
        return await self._answer(
            request, task, language=language, usual=usual, nonce=token_urlsafe(_NONCE), **arguments
        )

    async def asset(self, request: Request) -> Response:
        """A file of the query editor."""
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(asset(name), headers={"content-type": ASSETS[name][1]})

    async def health(self, request: Request) -> Response:
        """Whether the server can answer, and from which build."""
        try:
            build = (self._folder / CURRENT).read_text(encoding="utf-8").strip()
        except OSError:
            build = ""
        good = bool(build) and self.pool.workers > 0
        content = {
            "status": "ok" if good else "failing",
            "build": build,
            "version": VERSION,
            "workers": self.pool.workers,
        }
        return Response(json.dumps(content), 200 if good else 503, media_type="application/json")

    async def metrics(self, request: Request) -> Response:
        """Counts for Prometheus."""
        pool = self.pool
        gauges = {"workers": pool.workers, "workers_at_work": pool.working, "requests_waiting": pool.waiting}
        return Response(metrics(self.door, gauges, pool.counts), media_type="text/plain; version=0.0.4")

    def _parameters(self, request: Request) -> list[tuple[str, str]]:
        text = request.scope["query_string"]
        return parameters(text, self.settings.limits.parameters, HTTPStatus.REQUEST_URI_TOO_LONG)

    def _language(self, request: Request) -> str:
        wanted = dict(self._parameters(request)).get("lang")
        if wanted in {"zh", "en"}:
            return str(wanted)
        accepted = request.headers.get("accept-language", "").replace("-", "/").replace("_", "/")
        other = "en" if self.settings.language == "zh" else "zh"
        offered = [f"{language}/x" for language in (self.settings.language, other)]
        ranges = re.sub(r"\b(zh|en)\b[^,;]*", r"\1/*", accepted)
        return (best(ranges, offered) or offered[0]).partition("/")[0]

    async def _body(self, request: Request) -> bytes:
        """Return the body; one that is too long is read to its end all the same, so that the client hears why."""
        most, size, parts = self.settings.limits.body, 0, list[bytes]()
        try:
            async with asyncio.timeout(self.settings.limits.idle):
                async for part in request.stream():
                    size += len(part)
                    if size <= most:
                        parts.append(part)
                    elif size > _DRAINED:
                        break
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "the body did not come", {"connection": "close"}) from None
        if size > most:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has more than {most} bytes", {"connection": "close"}
            )
        return b"".join(parts)

    async def _answer(self, request: Request, task: str, **arguments: Any) -> Response:
        work = asyncio.ensure_future(self.pool.ask(task, arguments))
        gone = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return Response(status_code=499)  # nobody reads it
            return _response(work.result())
        finally:
            gone.cancel()
            work.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(answer: Answer) -> Response:
    if answer.error:
        return Response(answer.body + b"\n", STATUS_OF.get(answer.error, 500), media_type=_PLAIN)
    response = Response(answer.body, answer.status)
    response.headers.update({"content-type": answer.media, **answer.headers})
    if answer.cut:
        response.headers[_CUT] = answer.cut
    if answer.media.startswith("text/html"):
        said = _META_POLICY.search(answer.body[:8192])
        if said:  # a page says its own policy; here it is said again, with what only a header can say
            response.headers["content-security-policy"] = _policy(
                (said.group(1) or said.group(2)).decode("ascii", "replace")
            )
    return response


def _policy(said: str) -> str:
    directives = [part.strip() for part in unescape(said).split(";") if part.strip()]
    names = {directive.partition(" ")[0] for directive in directives}
    return "; ".join([*directives, *(more for more in _STRICTER if more.partition(" ")[0] not in names)])


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


def _wants_page(request: Request) -> bool:
    return (
        best(_accept(request) or "text/turtle", ["text/turtle", "application/sparql-results+json", "text/html"])
        == "text/html"
    )


async def _refused(request: Request, refused: Refused) -> Response:
    return Response(refused.reason + "\n", refused.status, refused.headers, media_type=_PLAIN)


async def _failed(request: Request, error: PlankgError) -> Response:
    headers = {"Retry-After": "60"} if isinstance(error, QueryLimit) else None
    return Response(f"{error}\n", STATUS_OF.get(type(error).__name__, 500), headers, media_type=_PLAIN)


async def _unknown(request: Request, error: HTTPException) -> Response:
    return Response(error.detail + "\n", error.status_code, error.headers, media_type=_PLAIN)
