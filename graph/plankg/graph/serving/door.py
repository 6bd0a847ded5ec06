"""What every request passes on its way in and out: host names, headers of safety, the access log, the counts."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from plankg.graph.serving.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
    "vary": "Accept, Accept-Language",
}
"""Headers of every answer, unless the answer has its own."""

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
BUCKETS: Final = (0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 10.0)


class Door:
    """The outermost layer of the application.

    `statuses` counts answers by route and status, `seconds` them by how long they took (`BUCKETS`).
    """

    def __init__(self, app: ASGIApp, settings: Settings, routes: Iterable[str]) -> None:
        self._app = app
        self._names = frozenset(settings.names) or (
            _LOCAL if settings.host in {"127.0.0.1", "::1", "localhost"} else None
        )
        self._log = settings.log
        self._limits = settings.limits
        self._routes = frozenset(routes)
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.seconds: Counter[float] = Counter()
        self.total = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        seen = {"status": 499, "bytes": 0}

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                message["headers"] = _with_headers(message["headers"])
            else:
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            refused = self._refused(scope)
            await (_say(out, *refused) if refused else self._app(scope, receive, out))
        finally:
            self._note(scope, seen, time.perf_counter() - begun)

    def _refused(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        if len(scope["raw_path"]) + len(scope["query_string"]) > self._limits.url:
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"the address has more than {self._limits.url} bytes; use POST"
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.headers:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"headers of more than {self._limits.headers} bytes"
        if self._names is not None and _host(scope) not in self._names:
            # A page elsewhere whose name was made to point here must not read what is here (DNS rebinding).
            reason = "this server does not answer to this host name; 'plankg serve --name HOST' adds one"
            return HTTPStatus.MISDIRECTED_REQUEST, reason
        return None

    def _note(self, scope: Scope, seen: Mapping[str, int], seconds: float) -> None:
        first = "/" + scope["path"].lstrip("/").partition("/")[0]
        self.statuses[first if first in self._routes else "other", seen["status"]] += 1
        self.seconds[next((most for most in BUCKETS if seconds <= most), float("inf"))] += 1
        self.total += seconds
        if self._log:
            # The path alone: queries, and what they say of who asks them, are not written down.
            client = (scope["client"] or ["-"])[0]
            path = scope["raw_path"].decode("latin-1")
            moment = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            sys.stderr.write(
                f"{moment} {client} {scope['method']} {path} {seen['status']} {seen['bytes']} {seconds * 1000:.0f} ms\n"
            )


def _with_headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in given}
    return [*given, *(pair for pair in _ENCODED if pair[0] not in present)]


_ENCODED: Final = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]


def _host(scope: Scope) -> str:
    value: bytes = next((value for name, value in scope["headers"] if name == b"host"), b"")
    host, colon, port = value.decode("latin-1").lower().rpartition(":")
    return host if colon and port.isdigit() else f"{host}{colon}{port}"


async def _say(send: Send, status: HTTPStatus, reason: str) -> None:
    body = f"{reason}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def metrics(door: Door, gauges: MutableMapping[str, Any], counts: Mapping[str, int]) -> str:
    """Return the counts in the text format of Prometheus."""
    lines = ["# TYPE plankg_requests_total counter"]
    lines += [f'plankg_requests_total{{route="{r}",status="{s}"}} {n}' for (r, s), n in sorted(door.statuses.items())]
    lines.append("# TYPE plankg_request_seconds histogram")
    total = 0
    for most in (*BUCKETS, float("inf")):
        total += door.seconds[most]
        lines.append(f'plankg_request_seconds_bucket{{le="{most:g}"}} {total}'.replace('"inf"', '"+Inf"'))
    lines += [f"plankg_request_seconds_sum {door.total:.6f}", f"plankg_request_seconds_count {total}"]
    for name, value in sorted(counts.items()):
        lines += [f"# TYPE plankg_workers_{name}_total counter", f"plankg_workers_{name}_total {value}"]
    for name, value in gauges.items():
        lines += [f"# TYPE plankg_{name} gauge", f"plankg_{name} {value}"]
    return "\n".join(lines) + "\n"
