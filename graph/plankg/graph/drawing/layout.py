"""Positions: columns by layer, rows by barycentre, no two cards overlapping.

The longest column keeps the order of the text; in the others, cards are ordered by the mean height of their
neighbours (the barycentre heuristic, Sugiyama, Tagawa & Toda 1981, doi 10.1109/TSMC.1981.4308636) and then pushed
apart. A page keeps this order and these heights and only spreads a long column over several, to suit its window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

CARD_WIDTH: Final = 196
COLUMN_GAP: Final = 64
LINE_HEIGHT: Final = 18
PADDING: Final = 5
ROW_GAP: Final = 7
_LINE_UNITS: Final = 24
_SWEEPS: Final = 8
_CLOSING: Final = "，。、；：！？）》”’"


def wrap(label: str, units: int = _LINE_UNITS) -> list[str]:
    """Break a label into lines of at most `units` half-widths; a word in Latin letters stays whole.

    >>> wrap("构建现代化基础设施体系", 12)
    ['构建现代化基', '础设施体系']
    """
    pieces: list[str] = []
    for character in label:
        if (
            pieces
            and character.isascii()
            and not character.isspace()
            and pieces[-1][-1].isascii()
            and not pieces[-1][-1].isspace()
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        if piece.isspace() and not lines[-1]:
            continue
        if _units(lines[-1] + piece) > units and lines[-1] and not piece.isspace() and piece not in _CLOSING:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()] or [""]


def _units(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


class Card:
    """A card to be placed: its layer (column), its height, its place in the text, and then its position (its centre).

    `neighbours` are the cards that it is tied to.
    """

    __slots__ = ("height", "layer", "neighbours", "rank", "x", "y")

    def __init__(self, layer: int, lines: int, rank: tuple[int, str]) -> None:
        self.layer = layer
        self.height = lines * LINE_HEIGHT + 2 * PADDING
        self.rank = rank
        self.neighbours: list[Card] = []
        self.x = self.y = 0.0


def arrange(cards: Sequence[Card], ties: Iterable[tuple[Card, Card]]) -> None:
    """Give every card its position; `ties` are the relations between cards."""
    for one, other in ties:
        one.neighbours.append(other)
        other.neighbours.append(one)
    columns: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        columns[card.layer].append(card)
    longest = max(columns, key=lambda layer: sum(card.height for card in columns[layer]), default=0)
    for position, layer in enumerate(sorted(columns)):
        columns[layer].sort(key=lambda card: card.rank)
        for number, card in enumerate(columns[layer]):
            card.x, card.y = position * (CARD_WIDTH + COLUMN_GAP), float(number)
        _stack(columns[layer], {card: card.y for card in columns[layer]})
    for _ in range(_SWEEPS):
        for layer in sorted(columns, key=lambda layer: abs(layer - longest)):
            if layer != longest:
                wish = {c: _mean([o.y for o in c.neighbours if o.layer != layer], c.y) for c in columns[layer]}
                _stack(columns[layer], wish)


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _stack(column: list[Card], wish: Mapping[Card, float]) -> None:
    column.sort(key=lambda card: (wish[card], card.rank))
    blocks: list[tuple[list[Card], float, float]] = []
    for card in column:
        members, centre, size = [card], wish[card], float(card.height + ROW_GAP)
        while blocks and blocks[-1][1] + blocks[-1][2] / 2 > centre - size / 2:
            above, middle, height = blocks.pop()
            centre = (middle * height + centre * size) / (height + size)
            size += height
            above.extend(members)
            members = above
        blocks.append((members, centre, size))
    for members, centre, size in blocks:
        top = centre - size / 2
        for card in members:
            card.y = top + (card.height + ROW_GAP) / 2
            top += card.height + ROW_GAP
