"""What is drawn: things and relations with their words, findings, layers and positions. Nothing here paints."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plankg.errors import UsageError
from plankg.graph.drawing.answers import Answered, answers
from plankg.graph.drawing.geography import Chart, chart
from plankg.graph.drawing.layers import CONCEPT, Layer, kind, layers, place
from plankg.graph.drawing.layout import Card, arrange, wrap
from plankg.graph.drawing.material import Found, Labels, Material, Stated, read
from plankg.graph.drawing.space import Kinds
from plankg.graph.drawing.space import kinds as zone_kinds
from plankg.graph.drawing.texts import texts
from plankg.graph.evidence import Words
from plankg.graph.paths import hubs
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

LANGUAGES: Final = ("zh", "en")
SUBJECT: Final = "Task"
"""The class whose things are the subjects of a plan: what hangs on one of them belongs to that subject."""
_REACH: Final = 3
_USUAL: Final = 0.1


@dataclass(slots=True)
class Node:
    """A thing with all that is shown of it.

    `kind` is the class it is drawn as, `type` its own class ("" for a concept); `reading` is where the text first
    names it, in characters; `subjects` are ids of the subjects it belongs to; `unstated` names relations that things
    of its kind usually have and the text does not state of it. By language: `lines`, the wrapped label, and `places`,
    the centre of its card.
    """

    id: str
    labels: Labels
    aliases: tuple[str, ...]
    kind: str
    type: str
    layer: int
    colour: str
    hub: bool
    words: tuple[Words, ...]
    attributes: tuple[tuple[str, str], ...]
    reading: int
    lines: Mapping[str, list[str]]
    subjects: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    places: dict[str, tuple[float, float]] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Return the label in a language, else in any, else the id."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.id)


@dataclass(slots=True)
class View:
    """Everything that a picture shows; `hidden` counts the things that were left out, by layer.

    `edges` are all statements between the things, parallel ones too. `documents`: the document of each evidence.
    `open_layers`: the names of the layers that are shown at first. `zones`: what kind of zone places are. `answers` of
    the named questions (none where only a part is drawn), `texts` of documents by IRI, and a `chart`: a reader's map.
    """

    nodes: list[Node]
    edges: list[Stated]
    findings: list[Found]
    layers: Sequence[Layer]
    open_layers: tuple[str, ...]
    hidden: Mapping[str, int]
    language: str
    title: Labels
    documents: Mapping[str, str]
    zones: Kinds
    answers: tuple[Answered, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    chart: Chart | None = None


def view(
    graph: PlanGraph,
    *,
    focus: str | None = None,
    hops: int = 2,
    types: Iterable[str] = (),
    language: str = "zh",
    text: Iterable[Path] = (),
    geojson: Path | None = None,
) -> View:
    """Compute what is drawn of a graph.

    `focus`: an id or label; only what lies up to `hops` relations away is drawn. `types`: only things of these
    classes. Without either, everything is; the layers of documents and of drafting are closed at first, because all
    paths would lead through them. `text`: files with the texts of documents. `geojson`: a map of the reader's own.
    Raises UsageError for unknown names, InputError for files that are not what they should be.
    """
    material = read(graph)
    kinds = {iri: kind(name) for iri, name in material.kinds.items()}
    chosen = _chosen(graph, material, kinds, focus, hops, tuple(types))
    edges = [s for s in material.statements if s.source in chosen and s.target in chosen]
    closed = hubs(graph)
    subjects, unstated = _subjects(material, closed), _unstated(material, kinds)
    nodes = {iri: _node(material, iri, kinds[iri], iri in closed) for iri in sorted(chosen)}
    for iri, node in nodes.items():
        node.subjects = tuple(s for s in subjects.get(iri, ()) if s in nodes)
        node.unstated = unstated.get(iri, ())
    for each in LANGUAGES:
        _place(nodes, edges, each)
    known = layers()
    hidden = Counter(known[place(kinds[iri])[0]].wording[language] for iri in material.kinds if iri not in nodes)
    restricted = focus is not None or bool(tuple(types))
    return View(
        list(nodes.values()),
        edges,
        [f for f in material.findings if not f.about or any(iri in nodes for iri in f.about)],
        known,
        tuple(layer.name for layer in known if layer.drawn or restricted),
        dict(hidden),
        language,
        graph.title(),
        material.documents,
        zone_kinds(graph),
        () if restricted else answers(graph, material),
        texts(material, text),
        chart(material, geojson) if geojson else None,
    )


def _node(material: Material, iri: str, shown: str, hub: bool) -> Node:
    labels = material.labels.get(iri, {})
    words = material.words.get(iri, ())
    number, colour = place(shown)
    node = Node(
        iri,
        {language: " ".join(text.split()) for language, text in labels.items()},
        material.aliases.get(iri, ()),
        shown,
        material.kinds[iri],
        number,
        colour,
        hub,
        words,
        material.attributes.get(iri, ()),
        words[0].start if words else sys.maxsize,
        {},
    )
    node.lines = {language: wrap(node.label(language)) for language in LANGUAGES}
    return node


def _place(nodes: Mapping[str, Node], edges: Iterable[Stated], language: str) -> None:
    cards = {iri: Card(n.layer, len(n.lines[language]), (n.reading, iri)) for iri, n in nodes.items()}
    ties = [e for e in edges if not nodes[e.source].hub and not nodes[e.target].hub]
    arrange(list(cards.values()), [(cards[e.source], cards[e.target]) for e in ties])
    for iri, card in cards.items():
        nodes[iri].places[language] = (card.x, card.y)


def _subjects(material: Material, closed: Collection[str]) -> dict[str, list[str]]:
    """Return the subjects of each thing: those from which a few relations, run forwards, lead to it."""
    vocabulary = Vocabulary.load()
    ahead: dict[str, set[str]] = defaultdict(set)
    for stated in material.statements:
        if stated.grade != "Inferred" and stated.target not in closed:
            ahead[stated.source].add(stated.target)
    tops = sorted(
        (iri for iri, name in material.kinds.items() if vocabulary.is_a(name, SUBJECT)),
        key=lambda iri: (material.words[iri][0].start if material.words.get(iri) else sys.maxsize, iri),
    )
    found: dict[str, list[str]] = defaultdict(list)
    for top in tops:
        reached = level = {top}
        for _ in range(_REACH):
            level = {o for iri in level for o in ahead[iri] if o not in tops} - reached
            reached = reached | level
        for iri in reached:
            found[iri].append(top)
    return found


def _unstated(material: Material, kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return, of the relations that one in ten things of a kind have, those that a thing has not."""
    own: dict[str, set[str]] = defaultdict(set)
    for stated in material.statements:
        own[stated.source].add(stated.relation)
    sizes = Counter(kinds.values())
    shares = Counter((kinds[iri], relation) for iri, relations in own.items() for relation in relations)
    usual: dict[str, list[str]] = defaultdict(list)
    for (shown, relation), count in sorted(shares.items()):
        if shown != CONCEPT and count >= _USUAL * sizes[shown]:
            usual[shown].append(relation)
    return {iri: tuple(r for r in usual[shown] if r not in own[iri]) for iri, shown in kinds.items()}


def _chosen(
    graph: PlanGraph,
    material: Material,
    kinds: Mapping[str, str],
    focus: str | None,
    hops: int,
    types: tuple[str, ...],
) -> set[str]:
    vocabulary = Vocabulary.load()
    for name in types:
        if name not in vocabulary.classes:
            raise UsageError.unknown("class", name, vocabulary.classes)
    wanted = {iri for iri, n in material.kinds.items() if not types or any(vocabulary.is_a(n, t) for t in types)}
    if focus is None:
        return wanted
    around: dict[str, set[str]] = defaultdict(set)
    for stated in material.statements:
        around[stated.source].add(stated.target)
        around[stated.target].add(stated.source)
    centre = str(graph.thing(focus))
    if centre not in around:
        raise UsageError(f"'{focus}' has no relation to draw")
    drawn = {shown for layer in layers() if layer.drawn for shown in layer.classes}
    if not types and kinds[centre] in drawn:
        wanted = {iri for iri in wanted if kinds[iri] in drawn}
    near = {centre}
    for _ in range(hops):
        near |= {other for iri in near for other in around[iri] if other in wanted}
    return near
