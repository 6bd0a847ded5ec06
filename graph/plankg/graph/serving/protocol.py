"""Reading a request as the SPARQL 1.1 Protocol writes it, into what is asked; what does not fit is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes

from plankg.graph.serving.refusals import NOT_EDITED, Refused

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the graphs that it is to see (none named: those that it names itself, or the plain view), a format."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def parameters(text: bytes, most: int, status: int) -> Parameters:
    """Return the parameters of a form or of an address; `most` of them, else they are refused with `status`."""
    parts = text.split(b"&", most + 1)
    if len(parts) > most:
        raise Refused(status, f"more than {most} parameters")
    return [_pair(part) for part in parts if part]


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.replace(b"+", b" ").partition(b"=")
    return utf8(unquote_to_bytes(name)), utf8(unquote_to_bytes(value))


def utf8(text: bytes) -> str:
    """Return bytes of a request as text; what is no UTF-8 is refused."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"not UTF-8 at byte {error.start}") from None


def media_type(headers: Mapping[str, str]) -> str:
    """Return the media type of a body, in small letters; other character sets than UTF-8, and codings, are refused."""
    media, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    if any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"charset {charsets[0]}; send UTF-8")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a body in a content coding; send it as it is")
    return media


def read(address: Parameters, media: str | None, body: bytes, most: int) -> Asked:
    """Return what is asked.

    `address`: the parameters of the address; `media`: the type of the body, None where there is no body (GET);
    `most`: parameters that a form may have.
    """
    given = list(address)
    if media == FORM:
        given += parameters(body, most, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    elif media == QUERY:
        given.append(("query", utf8(body)))
    elif media == UPDATE:
        raise Refused(HTTPStatus.FORBIDDEN, NOT_EDITED)
    elif media is not None:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send a query as {QUERY} or as a form ({FORM})")
    if any(name == "update" for name, _ in given):
        raise Refused(HTTPStatus.FORBIDDEN, NOT_EDITED)
    return Asked(
        _one(given, "query"),
        tuple(value for name, value in given if name == "default-graph-uri"),
        tuple(value for name, value in given if name == "named-graph-uri"),
        next((value for name, value in given if name == "format"), None),
    )


def _one(given: Parameters, wanted: str) -> str:
    found = [value for name, value in given if name == wanted]
    if len(found) != 1:
        number = "no" if not found else f"{len(found)} times the"
        raise Refused(HTTPStatus.BAD_REQUEST, f"{number} parameter '{wanted}'; give it once")
    return found[0]
