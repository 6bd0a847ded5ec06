"""The class diagram and the page about the model, drawn from the table of terms."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from typing import Any, Final

import yaml

from plankg.ontology.vocabulary import ROOT, Vocabulary

_WIDTH: Final = 1260
_BOX: Final = (160, 50)
_STEP: Final = (270, 104)
_COLUMNS: Final = 4
_LINE: Final = 17
_FONT: Final = "font-family=\"system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\""


def class_diagram() -> str:
    """Return the diagram as SVG: the backbone with its relations above, every class under its superclass below."""
    vocabulary = Vocabulary.load()
    top, height = list(_backbone(vocabulary)), 3 * _STEP[1] + 40
    groups, total = _groups(vocabulary, height + 20)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {total}" width="{_WIDTH}" {_FONT}>'
        f'<rect width="{_WIDTH}" height="{total}" fill="#ffffff"/>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#57534e"/></marker></defs>'
    )
    return "\n".join([head, *top, *groups, "</svg>"]) + "\n"


def _backbone(vocabulary: Vocabulary) -> Iterator[str]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "generate" / "backbone.yaml").read_text(encoding="utf-8"))
    places = {name: (20 + x * _STEP[0], 24 + y * _STEP[1]) for name, (x, y) in content["classes"].items()}
    for head, relation, tail in content["relations"]:
        label = vocabulary.relations[relation].label["zh"]
        yield _arrow(places[head], places[tail], f"{relation} {label}")
    for name, (x, y) in places.items():
        yield f'<rect x="{x}" y="{y}" width="{_BOX[0]}" height="{_BOX[1]}" rx="7" fill="#eff6ff" stroke="#1d4ed8"/>'
        yield _text(x + _BOX[0] / 2, y + 22, vocabulary.classes[name].label["zh"], 13.5, anchor="middle", weight=600)
        yield _text(x + _BOX[0] / 2, y + 39, name, 12, anchor="middle", colour="#44403c")


def _arrow(start: tuple[int, int], end: tuple[int, int], label: str) -> str:
    width, height = _BOX
    (x1, y1), (x2, y2) = start, end
    a: tuple[float, float]
    b: tuple[float, float]
    if x1 == x2:
        down = y2 > y1
        a, b = (x1 + width / 2, y1 + (height if down else 0)), (x2 + width / 2, y2 + (0 if down else height))
    else:
        right = x2 > x1
        a, b = (x1 + (width if right else 0), y1 + height / 2), (x2 + (0 if right else width), y2 + height / 2)
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    name, _, words = label.partition(" ")
    line = f'<path d="M{a[0]} {a[1]}L{b[0]} {b[1]}" stroke="#57534e" fill="none" marker-end="url(#tip)"/>'
    if x1 == x2:
        return line + _text(x + 6, y + 4, f"{name} {words}", 11, colour="#44403c")
    return (
        line
        + _text(x, y - 7, name, 10, anchor="middle", colour="#44403c")
        + _text(x, y + 14, words, 10, anchor="middle", colour="#44403c")
    )


def _groups(vocabulary: Vocabulary, top: int) -> tuple[list[str], int]:
    children: dict[str, list[str]] = {}
    for name, term in vocabulary.classes.items():
        for parent in term.supers:
            children.setdefault(parent, []).append(name)
    roots = [
        name for name, term in vocabulary.classes.items() if not term.supers or term.supers[0] not in vocabulary.classes
    ]
    blocks = sorted((list(_block(vocabulary, children, root)) for root in roots), key=len, reverse=True)
    heights = [top] * _COLUMNS
    out: list[str] = []
    width = (_WIDTH - 20) // _COLUMNS - 20
    for block in blocks:
        column = heights.index(min(heights))
        x, y = 20 + column * (width + 20), heights[column]
        size = len(block) * _LINE + 16
        out.append(f'<rect x="{x}" y="{y}" width="{width}" height="{size}" rx="7" fill="#fafaf9" stroke="#d6d3d1"/>')
        for row, (depth, text) in enumerate(block):
            weight, colour = (600, "#1c1917") if depth == 0 else (400, "#1c1917" if depth == 1 else "#57534e")
            out.append(_text(x + 10 + 14 * depth, y + 20 + row * _LINE, text, 12, weight=weight, colour=colour))
        heights[column] += size + 14
    return out, max(heights) + 10


def _block(
    vocabulary: Vocabulary, children: dict[str, list[str]], name: str, depth: int = 0
) -> Iterator[tuple[int, str]]:
    yield depth, f"{vocabulary.classes[name].label['zh']} {name}"
    for child in sorted(children.get(name, ())):
        yield from _block(vocabulary, children, child, depth + 1)


def _text(
    x: float, y: float, text: str, size: float, *, anchor: str = "start", weight: int = 400, colour: str = "#1c1917"
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{colour}">{html.escape(text)}</text>'
    )


def relation_table() -> str:
    """Return every relation with its heads and tails as a Markdown table."""
    vocabulary = Vocabulary.load()
    rows = [
        f"| `{r.name}` | {r.label['zh']} | {r.label['en']} | {_names(r.heads)} | {_names(r.tails)} |"
        for r in sorted(vocabulary.relations.values(), key=lambda r: r.name)
        if r.inverse_of is None
    ]
    return "\n".join(["| relation | 关系 | label | from 起点 | to 终点 |", "|---|---|---|---|---|", *rows])


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(name.rpartition("#")[2] for name in names) or "anything"


def page() -> str:
    """Return `ontology/README.md`: the hand-written part, with the tables that are drawn from the terms filled in."""
    template = (ROOT / "generate" / "README.template.md").read_text(encoding="utf-8")
    vocabulary = Vocabulary.load()
    counts = {
        "classes": len(vocabulary.classes),
        "relations": sum(r.inverse_of is None for r in vocabulary.relations.values()),
        "attributes": len(vocabulary.attributes),
    }
    return textwrap.dedent(template).format(table=relation_table(), **counts)
