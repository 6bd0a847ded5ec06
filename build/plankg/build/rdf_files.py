"""RDF files taken in beside plans: parsed, without blank nodes, each a graph of its own, checked by the same shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from plankg.build.assemble import Assembled, Options
from plankg.build.audits import check_files, finding_of_result, run_audit
from plankg.build.canonical import canonical_lines
from plankg.build.findings import Finding, finding_triples, ordered
from plankg.build.lines import Lines
from plankg.build.report import check_triples
from plankg.build.sources import RdfSource
from plankg.build.validate import validate
from plankg.build.yaml_tree import UNSEEN, decode
from plankg.errors import InputError, Problem
from plankg.graph.lookup import Lookup
from plankg.ontology.graphs import reasoning_context
from plankg.ontology.names import BASE, GRAPH, ONTOLOGY_GRAPH, XSD, digest

_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_KEEPS_NAMES: Final = frozenset({".nq", ".trig"})
_MAX_BLANK: Final = 20_000
_RESERVED: Final[Mapping[str, str]] = {ONTOLOGY_GRAPH: "the ontology"}
CANONICAL_SECONDS: Final = 20.0
_LEXICAL: Final[Mapping[str, re.Pattern[str]]] = {
    XSD + "integer": re.compile(r"[-+]?[0-9]+\Z"),
    XSD + "decimal": re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z"),
    XSD + "double": re.compile(r"([-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?INF|NaN)\Z"),
    XSD + "float": re.compile(r"([-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?INF|NaN)\Z"),
    XSD + "gYear": re.compile(r"-?[0-9]{4,}(Z|[-+][0-9]{2}:[0-9]{2})?\Z"),
    XSD + "dateTime": re.compile(
        r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?\Z"
    ),
    XSD + "boolean": re.compile(r"(true|false|0|1)\Z"),
}


def read_rdf(source: RdfSource, taken: Mapping[str, str]) -> Assembled:
    """Parse one RDF file; `taken` says to what the graph names already belong that are in use.

    Turtle, N-Triples and JSON-LD become the graph `graph/file/<stem>`, TriG and N-Quads keep their graph names.
    Raises InputError with line and column for what is not RDF, and for what would not be kept as it is written.
    """
    stem = source.file.name.removesuffix(source.suffix)
    own = _graph(stem)
    graphs: dict[str, list[str]] = {}
    for quad in _named(source, _parse(source)):
        name = own
        if source.suffix in _KEEPS_NAMES and isinstance(quad.graph_name, ox.NamedNode):
            name = quad.graph_name.value
        graphs.setdefault(name, []).append(f"{quad.triple} .")
    _refuse_names(source, graphs, {**_RESERVED, f"{own}/findings": "the findings of this file"})
    _refuse_names(source, graphs, taken)
    return Assembled(f"file/{stem}", {name: Lines(set(lines)) for name, lines in graphs.items()})


def check_rdf(units: Sequence[Assembled], plans: Sequence[Assembled], options: Options) -> None:
    """Check RDF files by shapes and violation queries, together with the plans of the build, of which they may speak.

    Each finding goes to the files that say something of the thing which it is about.
    """
    every = [
        line
        for unit in (*plans, *units)
        for name, graph in unit.graphs.items()
        if "/findings" not in name
        for line in graph
    ]
    store = ox.Store()
    store.load("\n".join(every), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    store.load(reasoning_context(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    results: dict[str, list[Finding]] = {}
    for result in validate(every, extra_shapes=options.shapes) if units else ():
        results.setdefault(result.focus, []).append(finding_of_result(store, "", result))
    lookup = Lookup(store)
    for finding in (f for file in check_files().values() if units for f in run_audit(lookup, "", file)):
        results.setdefault(finding.about[0], []).append(finding)
    for unit in units:
        subjects = {line.split(" ", 1)[0][1:-1] for graph in unit.graphs.values() for line in graph}
        found = [replace(f, plan=unit.plan) for focus in sorted(subjects) for f in results.get(focus, ())]
        unit.findings = ordered(found)
        if found:
            own = _graph(unit.plan.removeprefix("file/"))
            lines = [*finding_triples(unit.findings, f"{BASE}id/file/"), *check_triples(unit.findings)]
            unit.graphs[f"{own}/findings"] = Lines(lines)


def _graph(stem: str) -> str:
    return f"{GRAPH}file/{quote(stem, safe='')}"


def _parse(source: RdfSource) -> list[ox.Quad]:
    name = source.file.name
    if source.file.refused:
        raise InputError((source.file.refused,))
    text = decode(source.file.data, name)
    try:
        quads = list(ox.parse(text.encode(), format=_FORMATS[source.suffix]))
    except SyntaxError as error:
        kind = _FORMATS[source.suffix].name
        remote = "LoadDocumentCallback" in error.msg
        message = "a remote @context is refused: write it into the file" if remote else f"not {kind}: {error.msg}"
        raise InputError.of(name, message.splitlines()[0], error.lineno, error.offset) from None
    problems = [p for quad in quads for p in _unkept(name, quad)]
    if problems:
        raise InputError(problems)
    return quads


def _unkept(name: str, quad: ox.Quad) -> Iterator[Problem]:
    for term in (quad.subject, quad.object):
        if isinstance(term, ox.Triple):
            yield Problem(name, None, None, str(quad.triple), "triple terms (RDF 1.2) are not taken")
    if isinstance(quad.object, ox.Literal):
        kind, value = quad.object.datatype.value, quad.object.value
        pattern = _LEXICAL.get(kind)
        good = pattern.match(value) if pattern else _is_date(value) if kind == XSD + "date" else True
        unseen = UNSEEN.search(value)
        if unseen:
            message = f"the character U+{ord(unseen.group()):04X} is not allowed in text; remove it"
            yield Problem(name, None, None, f"{quad.subject} {quad.predicate}", message)
        if quad.object.direction:
            yield Problem(name, None, None, str(quad.triple), "directions of text (RDF 1.2) are not taken")
        if not good:
            yield Problem(name, None, None, str(quad.triple), f"'{value}' is no xsd:{kind.removeprefix(XSD)}")


def _is_date(value: str) -> bool:
    import datetime

    try:
        datetime.date.fromisoformat(value[:10])
    except ValueError:
        return False
    return len(value) >= 10


def _named(source: RdfSource, quads: list[ox.Quad]) -> Iterable[ox.Quad]:
    """Replace blank nodes by IRIs made from their canonical labels (RDF Dataset Canonicalization, W3C 2024)."""
    blank = {t for quad in quads for t in (quad.subject, quad.object) if isinstance(t, ox.BlankNode)}
    if not blank:
        return quads
    name = source.file.name
    if len(blank) > _MAX_BLANK:
        raise InputError.of(name, f"{len(blank)} blank nodes; at most {_MAX_BLANK} are taken: give them IRIs")
    lines = canonical_lines("".join(f"{quad} .\n" for quad in quads).encode(), seconds=CANONICAL_SECONDS)
    if lines is None:
        raise InputError.of(name, "its blank nodes cannot be told apart in reasonable time; give them IRIs")
    prefix = f"{BASE}id/file/{digest(name, source.file.sha256)}-"
    renamed: list[ox.Quad] = []
    for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
        subject, target = (
            ox.NamedNode(prefix + term.value) if isinstance(term, ox.BlankNode) else term
            for term in (quad.subject, quad.object)
        )
        renamed.append(ox.Quad(subject, quad.predicate, target, quad.graph_name))
    return renamed


def _refuse_names(source: RdfSource, graphs: Mapping[str, object], taken: Mapping[str, str]) -> None:
    problems = [
        Problem(source.file.name, None, None, name, f"this graph belongs to {taken[name]}; rename it")
        for name in sorted(graphs)
        if name in taken
    ]
    if problems:
        raise InputError(problems)
