"""A connection: what the application never sees of it, because no request is whole yet, and how answers are sent."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

ENDLESS: Final = 2 * 1024**2
"""Bytes of a head after which the connection is cut; shorter ones are read to their end, so that the client hears why
they are refused."""

_LONGEST: Final = 65_000


def limited(idle: float) -> type[HttpToolsProtocol]:
    """Return the protocol class of a server that closes a connection where no request comes within `idle` seconds."""
    return type("Limited", (_Limited,), {"idle": idle})


class _Limited(HttpToolsProtocol):
    idle: float

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in_head = True
        self._size = 0
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = _Together(transport, self.loop)  # type: ignore[assignment]
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._size += len(data)
        if self._in_head and self._size > ENDLESS and not self.transport.is_closing():
            self.transport.write(STATUS_LINE[HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE] + b"connection: close\r\n\r\n")
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._size = 0
        self._watch()

    def on_headers_complete(self) -> None:
        self._unwatch()
        self._in_head = False
        self.url = self.url[:_LONGEST]  # a longer one cannot be parsed; this much is refused by the application
        super().on_headers_complete()

    def _watch(self) -> None:
        self._unwatch()
        self._clock = self.loop.call_later(self.idle, self.transport.close)

    def _unwatch(self) -> None:
        if self._clock:
            self._clock.cancel()


class _Together:
    """A transport that sends at once what is written in one turn of the loop: the head of an answer with its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts and not self._transport.is_closing():
            self._transport.write(b"".join(self._parts))
        self._parts.clear()
