"""What is drawn: things and relations with layer, colour, card size and position. Nothing here knows how it is painted.

Columns stand by layer. The longest column keeps the order of the text; in the others, cards are ordered by the mean
height of their neighbours (the barycentre heuristic, Sugiyama, Tagawa & Toda 1981, doi 10.1109/TSMC.1981.4308636) and
then pushed apart so that none overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from plankg.errors import UsageError
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

CARD_WIDTH: Final = 250
COLUMN_GAP: Final = 150
LINE_HEIGHT: Final = 19
PADDING: Final = 9
ROW_GAP: Final = 12
_LINE_UNITS: Final = 28
_SWEEPS: Final = 8
_CLOSING: Final = "，。、；：！？）》”’"


@dataclass(frozen=True, slots=True)
class Layer:
    """A column: its wording and the core classes in it with their colours."""

    name: str
    wording: Mapping[str, str]
    drawn: bool
    classes: Mapping[str, str]


@dataclass(slots=True)
class Node:
    """A card: a thing with its wrapped label, its layer (column), colour, size and position (its centre).

    `reading` is where the text first names it, in characters.
    """

    id: str
    labels: Mapping[str, str]
    kind: str
    layer: int
    colour: str
    lines: list[str]
    quotes: list[str] = field(default_factory=list)
    reading: int = 0
    x: float = 0.0
    y: float = 0.0

    @property
    def height(self) -> int:
        """The height of the card."""
        return len(self.lines) * LINE_HEIGHT + 2 * PADDING


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two cards, with its grade and the words that say it."""

    source: str
    target: str
    relation: str
    labels: Mapping[str, str]
    grade: str
    quotes: tuple[str, ...]


@dataclass(slots=True)
class View:
    """Everything that a picture shows; `hidden` counts the things that were left out, by layer."""

    nodes: list[Node]
    edges: list[Edge]
    layers: Sequence[Layer]
    hidden: Mapping[str, int]
    language: str
    title: Mapping[str, str]


@cache
def layers() -> tuple[Layer, ...]:
    """Return the layers of `layers.yaml`, from left to right."""
    content = yaml.load(
        (files("plankg.graph.drawing") / "layers.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return tuple(Layer(e["name"], {"zh": e["zh"], "en": e["en"]}, e["drawn"], e["classes"]) for e in content)


def view(
    graph: PlanGraph, *, focus: str | None = None, hops: int = 2, types: Iterable[str] = (), language: str = "zh"
) -> View:
    """Compute what is drawn of a graph.

    `focus`: an id or label, with what lies up to `hops` relations away. `types`: only things of these classes; none
    means every layer that is drawn by default (documents and drafting are not: all paths would lead through them),
    or, around a focus that stands in another layer, every layer. Raises UsageError for unknown names.
    """
    network = graph.network()
    kinds = {node: _kind(data["type"]) for node, data in network.nodes(data=True)}
    chosen = _chosen(graph, network, kinds, focus, hops, tuple(types))
    colours = {kind: (i, colour) for i, layer in enumerate(layers()) for kind, colour in layer.classes.items()}
    nodes = {}
    for iri in sorted(chosen):
        labels = {"zh": network.nodes[iri]["label"], "en": network.nodes[iri]["label_en"]}
        layer, colour = colours.get(kinds[iri], (len(layers()) - 1, "#71717a"))
        nodes[iri] = Node(
            iri, labels, kinds[iri], layer, colour, wrap(labels[language]), graph.words(iri), graph.first_named(iri)
        )
    edges = [
        Edge(
            s,
            t,
            data["relation"],
            graph.relation_labels(data["relation"]),
            data["grade"],
            tuple(graph.edge_words(s, data["relation"], t)),
        )
        for s, t, data in sorted(network.edges(data=True), key=lambda e: (e[0], e[1], e[2]["relation"]))
        if s in nodes and t in nodes
    ]
    arrange(list(nodes.values()), edges)
    hidden: dict[str, int] = defaultdict(int)
    for iri, kind in kinds.items():
        if iri not in nodes:
            hidden[layers()[colours.get(kind, (len(layers()) - 1, ""))[0]].wording[language]] += 1
    return View(list(nodes.values()), edges, layers(), dict(hidden), language, graph.title())


def _kind(name: str) -> str:
    vocabulary = Vocabulary.load()
    known = {kind for layer in layers() for kind in layer.classes}
    return next((c for c in (name, vocabulary.core(name) if name in vocabulary.classes else name) if c in known), name)


def _chosen(
    graph: PlanGraph, network: Any, kinds: Mapping[str, str], focus: str | None, hops: int, types: tuple[str, ...]
) -> set[str]:
    vocabulary = Vocabulary.load()
    for name in types:
        if name not in vocabulary.classes:
            raise UsageError.unknown("class", name, vocabulary.classes)
    if types:
        wanted = {iri for iri, d in network.nodes(data=True) if any(vocabulary.is_a(d["type"], t) for t in types)}
    else:
        drawn = {kind for layer in layers() if layer.drawn for kind in layer.classes}
        wanted = {iri for iri, kind in kinds.items() if kind in drawn}
    if focus is None:
        linked = {iri for iri in wanted if any(other in wanted for other in (*network.succ[iri], *network.pred[iri]))}
        return linked or wanted
    centre = str(graph.thing(focus))
    if centre not in network:
        raise UsageError(f"'{focus}' has no relation to draw")
    if centre not in wanted and not types:
        wanted = set(network)
    near = {centre}
    for _ in range(hops):
        near |= {o for n in near for o in (*network.succ[n], *network.pred[n]) if o in wanted}
    return near


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


def arrange(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """Give every node its position: columns by layer, rows by barycentre, no two cards overlapping."""
    neighbours: dict[str, list[Node]] = defaultdict(list)
    by_id = {node.id: node for node in nodes}
    for edge in edges:
        neighbours[edge.source].append(by_id[edge.target])
        neighbours[edge.target].append(by_id[edge.source])
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[node.layer].append(node)
    longest = max(columns, key=lambda layer: sum(node.height for node in columns[layer]), default=0)
    for position, layer in enumerate(sorted(columns)):
        for node in columns[layer]:
            node.x = position * (CARD_WIDTH + COLUMN_GAP)
        columns[layer].sort(key=lambda node: (node.reading, node.id))
        _stack(columns[layer], {node.id: float(rank) for rank, node in enumerate(columns[layer])})
    for _ in range(_SWEEPS):
        for layer in sorted(columns, key=lambda layer: abs(layer - longest)):
            if layer != longest:
                wish = {n.id: _mean([o.y for o in neighbours[n.id] if o.layer != layer], n.y) for n in columns[layer]}
                _stack(columns[layer], wish)


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _stack(column: list[Node], wish: Mapping[str, float]) -> None:
    column.sort(key=lambda node: (wish[node.id], node.id))
    blocks: list[tuple[list[Node], float, float]] = []
    for node in column:
        block = ([node], wish[node.id], float(node.height + ROW_GAP))
        while blocks and blocks[-1][1] + blocks[-1][2] / 2 > block[1] - block[2] / 2:
            above = blocks.pop()
            size = above[2] + block[2]
            centre = (above[1] * above[2] + block[1] * block[2]) / size
            block = ([*above[0], *block[0]], centre, size)
        blocks.append(block)
    for members, centre, size in blocks:
        top = centre - size / 2
        for node in members:
            node.y = top + (node.height + ROW_GAP) / 2
            top += node.height + ROW_GAP
