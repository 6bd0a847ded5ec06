"""Which of the offered media types a client wants most (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_MOST = 64


def best(accept: str, offered: Iterable[str]) -> str | None:
    """Return the media type that the header prefers, the first offered among equals; None where it wants none of them.

    An empty header wants anything.

    >>> best("text/csv;q=0.5, application/*", ["application/sparql-results+json", "text/csv"])
    'application/sparql-results+json'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    weighed = [(_weight(media, ranges), -position, media) for position, media in enumerate(offered)]
    weight, _, media = max(weighed, default=(0.0, 0, ""))
    return media if weight > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(",")[:_MOST]:
        media, *parameters = (piece.strip() for piece in part.lower().split(";"))
        if media:
            given = [p[2:] for p in parameters if p.startswith("q=")]
            yield ("*/*" if media == "*" else media), _number(given[0]) if given else 1.0


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def _weight(media: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the range that fits most closely."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights)
    return 0.0
