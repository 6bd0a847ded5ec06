"""What the page is given: a view as JSON in columns, with every repeated name, quote and text kept once.

A part of the content is an entry in `PARTS`; a view of the page that needs more adds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from plankg.graph.drawing import answers, communities, space, texts
from plankg.graph.drawing.layers import CONCEPT
from plankg.graph.drawing.view import LANGUAGES, SUBJECT, Node, View
from plankg.graph.evidence import Words
from plankg.graph.query_file import packaged_file, packaged_names
from plankg.ontology.vocabulary import Vocabulary

Json = Any
_MARK: Final = "/id/"
_GIVEN: Final[Mapping[str, Mapping[str, str]]] = {
    CONCEPT: {"zh": "概念", "en": "concept"},
    "identifier": {"zh": "编号", "en": "identifier"},
    "source": {"zh": "来源", "en": "source"},
}
"""The wording of what a picture shows and the ontology has no term for."""


class Tables:
    """The numbers under which a page knows things, quotes, and names of the vocabulary."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.things = _numbers(node.id for node in view.nodes)
        self.edges = _numbers(edge.iri for edge in view.edges)
        order = _numbers(name for layer in view.layers for name in layer.classes)
        self.kinds = _numbers(sorted({node.kind for node in view.nodes}, key=lambda k: (order.get(k, len(order)), k)))
        self.relations = _numbers(
            sorted({e.relation for e in view.edges} | {r for n in view.nodes for r in n.unstated})
        )
        self.grades = _numbers(sorted({edge.grade for edge in view.edges}))
        self.rules = _numbers(sorted({rule for edge in view.edges for rule in edge.rules}))
        self.attributes = _numbers(sorted({name for node in view.nodes for name, _ in node.attributes}))
        groups: list[Iterable[Words]] = [node.words for node in view.nodes]
        groups += [edge.words for edge in view.edges]
        groups += [finding.words for finding in view.findings]
        groups += [words for each in view.answers for rows in each.answers.values() for _, words in rows]
        spans = {words.iri: words for group in groups for words in group}
        self.spans = sorted(spans.values())
        self.quotes = _numbers(words.iri for words in self.spans)

    def cited(self, words: Iterable[Words]) -> list[int]:
        """Return the numbers of quotes."""
        return [self.quotes[each.iri] for each in words]


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def content(view: View) -> dict[str, Json]:
    """Return all that the page is given."""
    tables = Tables(view)
    return {name: part(tables) for name, part in PARTS.items()}


def _things(tables: Tables) -> Json:
    nodes = tables.view.nodes
    bases = sorted({_split(node.id)[0] for node in nodes})
    return {
        "bases": bases,
        "base": [bases.index(_split(node.id)[0]) for node in nodes],
        "id": [_split(node.id)[1] for node in nodes],
        "label": [[node.label(language) for language in LANGUAGES] for node in nodes],
        "alias": [list(node.aliases) for node in nodes],
        "kind": [tables.kinds[node.kind] for node in nodes],
        "type": [_own(node) for node in nodes],
        "hub": [int(node.hub) for node in nodes],
        "quotes": [tables.cited(node.words) for node in nodes],
        "attributes": [[[tables.attributes[name], value] for name, value in node.attributes] for node in nodes],
        "unstated": [[tables.relations[relation] for relation in node.unstated] for node in nodes],
        "subjects": [[tables.things[subject] for subject in node.subjects] for node in nodes],
        "height": [[round(node.places[language][1]) for language in LANGUAGES] for node in nodes],
    }


def _split(iri: str) -> tuple[str, str]:
    base, mark, rest = iri.partition(_MARK)
    return (base + mark, rest) if mark else ("", iri)


def _own(node: Node) -> Json:
    return 0 if node.type in {node.kind, ""} else _wording(node.type)


def _relations(tables: Tables) -> Json:
    edges = tables.view.edges
    return {
        "source": [tables.things[edge.source] for edge in edges],
        "target": [tables.things[edge.target] for edge in edges],
        "relation": [tables.relations[edge.relation] for edge in edges],
        "grade": [tables.grades[edge.grade] for edge in edges],
        "quotes": [tables.cited(edge.words) for edge in edges],
        "rules": [[tables.rules[rule] for rule in edge.rules] for edge in edges],
        "premises": [[tables.edges[iri] for iri in edge.premises if iri in tables.edges] for edge in edges],
    }


def _quotes(tables: Tables) -> Json:
    documents = [tables.view.documents.get(words.iri, "") for words in tables.spans]
    return {
        "start": [words.start for words in tables.spans],
        "end": [words.end for words in tables.spans],
        "exact": [words.exact for words in tables.spans],
        "document": [tables.things.get(document, -1) for document in documents],
    }


def _findings(tables: Tables) -> Json:
    findings = tables.view.findings
    messages = _numbers(sorted({_pair(f.message) for f in findings}))
    return {
        "messages": [message.split("\n") for message in messages],
        "message": [messages[_pair(f.message)] for f in findings],
        "check": [f.check for f in findings],
        "severity": [f.severity for f in findings],
        "about": [[tables.things[iri] for iri in f.about if iri in tables.things] for f in findings],
        "quotes": [tables.cited(f.words) for f in findings],
        "checks": {check: _title("audits", check) for check in sorted({f.check for f in findings})},
    }


def _pair(message: Mapping[str, str]) -> str:
    return "\n".join(" ".join(message.get(language, "").split()) for language in LANGUAGES)


def _vocabulary(tables: Tables) -> Json:
    view, terms = tables.view, Vocabulary.load()
    colours = {node.kind: node.colour for node in view.nodes}
    numbers = {node.kind: node.layer for node in view.nodes}
    return {
        "kinds": [
            {"name": name, **_wording(name), "colour": colours.get(name, ""), "layer": numbers.get(name, 0)}
            for name in tables.kinds
        ],
        "relations": [{"name": name, **_wording(name)} for name in tables.relations],
        "grades": [{"name": name, **_wording(name), "stated": name != "Inferred"} for name in tables.grades],
        "rules": [{"name": name, **_title("rules", name), "reason": _reason(name)} for name in tables.rules],
        "attributes": [{"name": name, **_wording(name)} for name in tables.attributes],
        "layers": [
            {"name": layer.name, **layer.wording, "open": layer.name in view.open_layers} for layer in view.layers
        ],
        "subject": _wording(SUBJECT) if SUBJECT in terms.classes else {},
    }


def _wording(name: str) -> dict[str, str]:
    terms = Vocabulary.load()
    for table in (terms.classes, terms.relations, terms.attributes, terms.grades):
        if name in table:
            label = table[name].label
            return {language: label.get(language, name) for language in LANGUAGES} | {
                f"{language}Means": table[name].definition.get(language, "") for language in LANGUAGES
            }
    return dict(_GIVEN.get(name) or dict.fromkeys(LANGUAGES, name))


def _head(folder: str, name: str, key: str) -> Mapping[str, str]:
    # Rules and audits belong to the room that builds; a picture of a graph from elsewhere shows their bare names.
    try:
        if name not in packaged_names("plankg.build", folder):
            return {}
    except ModuleNotFoundError:
        return {}
    return packaged_file("plankg.build", folder, name).words(key)


def _title(folder: str, name: str) -> dict[str, str]:
    found = _head(folder, name, "title")
    return {language: found.get(language, name) for language in LANGUAGES}


def _reason(name: str) -> dict[str, str]:
    found = _head("rules", name, "reason")
    return {language: found.get(language, "") for language in LANGUAGES}


def _pinyin(tables: Tables) -> Json:
    from pypinyin import Style, pinyin

    names = {text for node in tables.view.nodes for text in (*node.labels.values(), *node.aliases)}
    characters = sorted({c for name in names for c in name if c > "\u2e7f"})
    read = {c: pinyin(c, style=Style.NORMAL, heteronym=True, errors="ignore") for c in characters}
    return {c: " ".join(dict.fromkeys(found[0])) for c, found in read.items() if found}


def _wholes(tables: Tables) -> Json:
    """Return the relations between a whole and its parts, by number: those that never lead back."""
    acyclic = Vocabulary.load().acyclic
    return [number for name, number in tables.relations.items() if name in acyclic]


def _about(tables: Tables) -> Json:
    view = tables.view
    return {
        "language": view.language,
        "title": [view.title.get(language, "") for language in LANGUAGES],
        "hidden": dict(view.hidden),
    }


PARTS: Final[Mapping[str, Callable[[Tables], Json]]] = {
    "about": _about,
    "vocabulary": _vocabulary,
    "things": _things,
    "relations": _relations,
    "quotes": _quotes,
    "findings": _findings,
    "pinyin": _pinyin,
    "wholes": _wholes,
    "answers": answers.part,
    "overview": communities.part,
    "space": space.part,
    "texts": texts.part,
}
"""The parts of the content, by the name under which the page reads them."""
