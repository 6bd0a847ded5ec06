"""Requests that get no answer but a reason, as HTTP says it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from plankg.errors import QueryLimit, StoreError

STATUS_OF: Final[Mapping[str, int]] = {
    "QueryRefused": HTTPStatus.BAD_REQUEST,
    "UsageError": HTTPStatus.BAD_REQUEST,
    QueryLimit.__name__: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError.__name__: HTTPStatus.SERVICE_UNAVAILABLE,
    "PlankgError": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Error that a worker names → status."""


class Refused(Exception):
    """A request that is turned away: its status, the reason in a sentence, and more headers."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = dict(headers or {})


def busy(seconds: float) -> Refused:
    """Make the refusal of a server that has too much to do; `seconds`: when to come again."""
    after = max(1, round(seconds))
    reason = f"the server is busy; ask again in {after} s, or narrow the query"
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, reason, {"Retry-After": str(after)})


NOT_EDITED: Final = "updates are refused: the graph is built with 'plankg build', not edited here"
