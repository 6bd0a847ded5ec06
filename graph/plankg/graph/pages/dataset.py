"""The description of the data (VoID, DCAT), worked out from the graph, and the downloads that it names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from plankg.graph.export import FORMATS, export
from plankg.graph.pages.html import html
from plankg.graph.pages.links import bases
from plankg.graph.pages.request import HTML, JSON_LD, Missing, Rendered, Request
from plankg.graph.pages.start import grades
from plankg.graph.pages.things import of_class
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.remembering import once_a_graph
from plankg.graph.sparql import select, serialized
from plankg.ontology.names import DCTERMS, ONTOLOGY_GRAPH, OWL, PLAN, PREFIXES, RDF, XSD

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
_HERE: Final = "https://here.invalid/"
_COUNTS: Final = {
    "classPartition": ("class", "entities", "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?of } GROUP BY ?of"),
    "propertyPartition": ("property", "triples", "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s ?of ?o } GROUP BY ?of"),
}
_CARRIED_OVER: Final = ("title", "description", "publisher", "license", "source", "language")
_VOCABULARIES: Final = ("plan", "rdf", "rdfs", "skos", "dcterms", "oa", "prov")
Terms = ox.NamedNode | ox.Literal


def described(request: Request) -> Rendered:
    """Return the description of the data, as a page, Turtle or JSON-LD."""
    if request.media_type == HTML:
        formats = [(name, kind) for name, kind in FORMATS.items()]
        size = _size(request.graph)
        return html(request, "void.html", formats=formats, size=size, grades=grades(request.graph), vocabularies=[
            (name, PREFIXES[name]) for name in _VOCABULARIES
        ])  # fmt: skip
    triples = sorted(set(_triples(request)), key=str)
    kind = ox.RdfFormat.JSON_LD if request.media_type == JSON_LD else ox.RdfFormat.TURTLE
    own = {name: PREFIXES[name] for name in ("plan", "dcterms", "owl", "rdfs", "xsd")}
    text = serialized(triples, kind, own | {"void": VOID, "dcat": DCAT}).decode()
    return Rendered(200, request.media_type, text.replace(_HERE, "").encode())  # addresses beside this one


def download(request: Request, name: str) -> Rendered:
    """Return the graph in one of the formats of an export."""
    if name not in FORMATS:
        raise Missing
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plankg.{name}"
        export(request.graph, name, path)
        attached = {"Content-Disposition": f'attachment; filename="plankg.{name}"'}
        return Rendered(200, FORMATS[name].media_type, path.read_bytes(), attached)


@once_a_graph
def _size(graph: PlanGraph) -> dict[str, int]:
    rows = select(graph.seen, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    sizes = {row["g"].value: int(row["n"].value) for row in rows}
    return dict(sorted((name, count) for name, count in sizes.items() if name != ONTOLOGY_GRAPH))


@once_a_graph
def _partitions(graph: PlanGraph) -> list[tuple[str, str, int]]:
    return [
        (partition, row["of"].value, int(row["n"].value))
        for partition, (_, _, query) in _COUNTS.items()
        for row in select(graph.seen, query)
        if row["of"].value.startswith(PLAN)
    ]


def _triples(request: Request) -> Iterator[ox.Triple]:
    graph = request.graph
    dataset = _node("void#dataset")
    build = str(graph.manifest.get("sha256OfSortedNQuads", ""))[:16]
    for kind in (VOID + "Dataset", DCAT + "Dataset"):
        yield _triple(dataset, RDF + "type", ox.NamedNode(kind))
    yield _triple(dataset, VOID + "triples", _number(sum(_size(graph).values())))
    yield _triple(dataset, VOID + "entities", _number(len(graph.lookup.names)))
    yield from (_triple(dataset, VOID + "uriSpace", ox.Literal(f"{base}id/")) for base in bases(graph))
    yield from (_triple(dataset, VOID + "vocabulary", ox.NamedNode(PREFIXES[name])) for name in _VOCABULARIES)
    if build:
        yield _triple(dataset, OWL + "versionInfo", ox.Literal(build))
    for plan in of_class(graph, "Plan"):
        for name in _CARRIED_OVER:
            for quad in graph.seen.quads(ox.NamedNode(plan), ox.NamedNode(DCTERMS + name), None):
                yield ox.Triple(dataset, quad.predicate, quad.object)
        for language, label in plan.labels.items():
            yield _triple(dataset, DCTERMS + "title", ox.Literal(label, language=language))
    yield from _subsets(graph, dataset)
    yield from _parts(graph, dataset)
    yield from _distributions(request, dataset)


def _subsets(graph: PlanGraph, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    for name, count in _size(graph).items():
        yield _triple(dataset, VOID + "subset", ox.NamedNode(name))
        yield _triple(ox.NamedNode(name), RDF + "type", ox.NamedNode(VOID + "Dataset"))
        yield _triple(ox.NamedNode(name), VOID + "triples", _number(count))


def _parts(graph: PlanGraph, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    for partition, iri, count in _partitions(graph):
        of, counted, _ = _COUNTS[partition]
        node = _node(f"void#{of}-{iri.removeprefix(PLAN)}")
        yield _triple(dataset, VOID + partition, node)
        yield _triple(node, VOID + of, ox.NamedNode(iri))
        yield _triple(node, VOID + counted, _number(count))


def _distributions(request: Request, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    endpoint = request.to("/sparql")
    if endpoint:
        yield _triple(dataset, VOID + "sparqlEndpoint", _node(endpoint))
    for name, kind in FORMATS.items():
        address = request.to(f"/downloads/plankg.{name}")
        if address is None:
            continue
        node = _node(f"void#download-{name}")
        yield _triple(dataset, DCAT + "distribution", node)
        yield _triple(node, RDF + "type", ox.NamedNode(DCAT + "Distribution"))
        yield _triple(node, DCAT + "downloadURL", _node(address))
        yield _triple(
            node, DCAT + "mediaType", ox.NamedNode(f"https://www.iana.org/assignments/media-types/{kind.media_type}")
        )
        yield _triple(node, DCTERMS + "title", ox.Literal(name))
        for language, lost in kind.lost.items():
            words = {"zh": f"不含：{lost}", "en": f"not carried: {lost}"}
            yield _triple(node, DCTERMS + "description", ox.Literal(words[language], language=language))
        if name in {"ttl", "trig", "nq", "jsonld"}:
            yield _triple(dataset, VOID + "dataDump", _node(address))


def _node(address: str) -> ox.NamedNode:
    return ox.NamedNode(urljoin(_HERE, address))


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _triple(subject: ox.NamedNode, predicate: str, value: Terms) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)
