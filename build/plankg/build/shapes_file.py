"""A user's shapes (`--shapes`): read, checked before any engine sees them, and asked whether they checked anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from plankg.build.validate import refused
from plankg.build.yaml_tree import decode, read_bytes
from plankg.errors import InputError, Problem, QueryRefused
from plankg.graph.guard import guard
from plankg.ontology.names import OWL, RDF, RDFS, SH

_QUERIES: Final = frozenset({SH + "select", SH + "ask", SH + "construct", SH + "update"})
_SHAPES: Final = frozenset({SH + "NodeShape", SH + "PropertyShape"})
_CLASS: Final = ox.NamedNode(SH + "targetClass")
_NODE: Final = ox.NamedNode(SH + "targetNode")
_SUBJECTS: Final = ox.NamedNode(SH + "targetSubjectsOf")
_OBJECTS: Final = ox.NamedNode(SH + "targetObjectsOf")
_TYPE: Final = ox.NamedNode(RDF + "type")
_LEADS: Final = frozenset(
    SH + name for name in ("node", "property", "not", "and", "or", "xone", "qualifiedValueShape")
) | {RDF + "first", RDF + "rest"}


def read_shapes(path: Path) -> str:
    """Return the text of a shapes file; raises InputError where it is not Turtle or would not end."""
    text = decode(read_bytes(path, path.name), path.name)
    check_shapes(text, path.name)
    return text


def check_shapes(text: str, name: str) -> None:
    """Refuse shapes that are no Turtle, leave the graph (SERVICE, imports) or contain themselves."""
    try:
        triples = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise InputError.of(name, f"not Turtle: {str(error.msg).splitlines()[0]}", error.lineno, error.offset) from None
    problems = [Problem(name, None, None, "", message) for message in (*_leaving(triples), *_recursive(triples))]
    if problems:
        raise InputError(problems)
    reason = refused(text)
    if reason:
        raise InputError.of(name, reason)


def _leaving(triples: Iterable[ox.Triple]) -> Iterator[str]:
    for triple in triples:
        if triple.predicate.value == OWL + "imports":
            yield f"owl:imports {triple.object} is refused: put the shapes into this file"
        elif triple.predicate.value in _QUERIES and isinstance(triple.object, ox.Literal):
            try:
                guard(triple.object.value)
            except QueryRefused as error:
                yield f"{triple.predicate}: {error}"


def _recursive(triples: Iterable[ox.Triple]) -> Iterator[str]:
    leads: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value in _LEADS and not isinstance(triple.object, ox.Literal):
            leads.setdefault(str(triple.subject), set()).add(str(triple.object))
    try:
        TopologicalSorter(leads).prepare()
    except CycleError as error:
        cycle = [node for node in error.args[1] if node.startswith("<")]
        shown = " <- ".join(cycle) or "a shape without a name"
        yield f"recursive shapes (SHACL gives them no meaning): {shown}"


def focus_nodes(text: str, graphs: Mapping[str, Iterable[str]]) -> int:
    """Return how many things of the graphs (N-Triples lines) the targets of the shapes name."""
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.TURTLE)
    classes, nodes = _objects(store, _CLASS) | _implicit(store), _objects(store, _NODE)
    subjects, objects = _objects(store, _SUBJECTS), _objects(store, _OBJECTS)
    found: set[str] = set()
    for lines in graphs.values():
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            target = rest[:-2]
            if predicate == str(_TYPE) and target in classes:
                found.add(subject)
            if subject in nodes or predicate in subjects:
                found.add(subject)
            if predicate in objects or target in nodes:
                found.add(target)
    return len(found)


def _objects(store: ox.Store, predicate: ox.NamedNode) -> set[str]:
    return {str(quad.object) for quad in store.quads_for_pattern(None, predicate, None)}


def _implicit(store: ox.Store) -> set[str]:
    kinds = (ox.NamedNode(RDFS + "Class"), ox.NamedNode(OWL + "Class"))
    typed = {str(q.subject) for kind in kinds for q in store.quads_for_pattern(None, _TYPE, kind)}
    shapes = {str(q.subject) for kind in _SHAPES for q in store.quads_for_pattern(None, _TYPE, ox.NamedNode(kind))}
    return typed & shapes
