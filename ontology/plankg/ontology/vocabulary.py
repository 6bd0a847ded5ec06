"""The ontology as a table: classes, relations and attributes, read from `plan.ttl`.

Everything that is driven by the ontology (plan-file schema, context, shapes, checks, drawing) asks this table,
so that a new class or relation is one entry in `plan.ttl` and no line of code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from plankg.ontology.names import OWL, PLAN, RDF, RDFS, SCHEMA, SKOS, XSD

ROOT: Traversable = files("plankg.ontology")
"""The folder of the ontology's own files."""


@dataclass(frozen=True, slots=True)
class Term:
    """A class, relation or attribute: its name (the part after `#`), labels and definitions in zh and en."""

    name: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    example: str


@dataclass(frozen=True, slots=True)
class ClassTerm(Term):
    """A class; `supers` are its direct superclasses, `kind_scheme` the SKOS scheme of its kinds, if it has one."""

    supers: tuple[str, ...]
    disjoint: tuple[str, ...]
    kind_scheme: str | None


@dataclass(frozen=True, slots=True)
class RelationTerm(Term):
    """A relation; `heads` and `tails` are the classes it may join (empty: anything).

    `acyclic`: one never comes back to the head; `scheme`: where its values are concepts, the scheme that has them.
    """

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    inverse_of: str | None
    acyclic: bool
    scheme: str | None


@dataclass(frozen=True, slots=True)
class AttributeTerm(Term):
    """An attribute with its XML Schema datatype (integer, decimal, string, boolean, date); `heads` as for relations."""

    datatype: str
    heads: tuple[str, ...]


class Vocabulary:
    """The terms of the ontology and the questions that the other rooms ask of them.

    >>> vocabulary = Vocabulary.load()
    >>> vocabulary.relations["hasMeasure"].tails
    ('Measure',)
    >>> vocabulary.is_a("Chapter", "DocumentPart")
    True
    """

    def __init__(
        self,
        classes: Mapping[str, ClassTerm],
        relations: Mapping[str, RelationTerm],
        attributes: Mapping[str, AttributeTerm],
        grades: Mapping[str, Term],
    ) -> None:
        self.classes = classes
        self.relations = relations
        self.attributes = attributes
        self.grades = grades
        self.acyclic = frozenset(name for name, relation in relations.items() if relation.acyclic)
        self._ancestors = {name: frozenset(_ancestors(name, classes)) for name in classes}

    @staticmethod
    @cache
    def load() -> Vocabulary:
        """Read the packaged `plan.ttl` (once per process)."""
        return _read((ROOT / "plan.ttl").read_bytes())

    def is_a(self, name: str, ancestor: str) -> bool:
        """Say whether class `name` is `ancestor` or a subclass of it."""
        return ancestor in self._ancestors.get(name, ())

    def ancestors(self, name: str) -> frozenset[str]:
        """Return `name` and all its superclasses."""
        return self._ancestors[name]

    def core(self, name: str) -> str:
        """Return the class itself or its nearest superclass that a relation names as head or tail.

        >>> Vocabulary.load().core("FreeTradeArea")
        'FunctionalZone'
        """
        named = {c for relation in self.relations.values() for c in (*relation.heads, *relation.tails)}
        level = [name]
        while level:
            hit = next((c for c in level if c in named), None)
            if hit:
                return hit
            level = [s for c in level for s in self.classes[c].supers if s in self.classes]
        return name

    def kind_scheme(self, name: str) -> str | None:
        """Return the scheme whose concepts are the kinds of a class, looked up through its superclasses."""
        for candidate in _ancestors(name, self.classes):
            if self.classes[candidate].kind_scheme:
                return self.classes[candidate].kind_scheme
        return None


def _ancestors(name: str, classes: Mapping[str, ClassTerm]) -> Iterable[str]:
    seen: dict[str, None] = {}
    level = [name]
    while level:
        current = level.pop(0)
        if current in classes and current not in seen:
            seen[current] = None
            level.extend(classes[current].supers)
    return seen


def _read(turtle: bytes) -> Vocabulary:
    import pyoxigraph as ox

    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE)

    def values(subject: ox.NamedNode, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        found = [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]
        return [o for o in found if isinstance(o, (ox.NamedNode, ox.Literal))]

    def texts(subject: ox.NamedNode, predicate: str) -> dict[str, str]:
        return {o.language or "": o.value for o in values(subject, predicate) if isinstance(o, ox.Literal)}

    def names(subject: ox.NamedNode, *predicates: str) -> tuple[str, ...]:
        found = {o.value for p in predicates for o in values(subject, p) if isinstance(o, ox.NamedNode)}
        return tuple(sorted(iri.removeprefix(PLAN) for iri in found))

    def of_type(rdf_type: str) -> Iterable[tuple[str, ox.NamedNode]]:
        pattern = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(rdf_type))
        nodes = (quad.subject for quad in pattern)
        found = {
            n.value.removeprefix(PLAN): n for n in nodes if isinstance(n, ox.NamedNode) and n.value.startswith(PLAN)
        }
        return sorted(found.items())

    def term(name: str, node: ox.NamedNode) -> tuple[str, dict[str, str], dict[str, str], str]:
        examples = texts(node, SKOS + "example")
        return name, texts(node, RDFS + "label"), texts(node, SKOS + "definition"), examples.get("zh", "")

    classes = {
        name: ClassTerm(
            *term(name, node),
            supers=tuple(s for s in names(node, RDFS + "subClassOf") if "/" not in s),
            disjoint=names(node, OWL + "disjointWith"),
            kind_scheme=next(iter(names(node, PLAN + "kindScheme")), None),
        )
        for name, node in of_type(OWL + "Class")
    }
    relations = {
        name: RelationTerm(
            *term(name, node),
            heads=names(node, RDFS + "domain", SCHEMA + "domainIncludes"),
            tails=names(node, RDFS + "range", SCHEMA + "rangeIncludes"),
            inverse_of=next(iter(names(node, OWL + "inverseOf")), None),
            scheme=next(iter(names(node, PLAN + "kindScheme")), None),
            acyclic=bool(values(node, PLAN + "acyclic")),
        )
        for name, node in of_type(OWL + "ObjectProperty")
    }
    attributes = {
        name: AttributeTerm(
            *term(name, node),
            datatype=names(node, RDFS + "range")[0].removeprefix(XSD),
            heads=names(node, RDFS + "domain", SCHEMA + "domainIncludes"),
        )
        for name, node in of_type(OWL + "DatatypeProperty")
    }
    grades = {name: Term(*term(name, node)) for name, node in of_type(PLAN + "Grade")}
    return Vocabulary(classes, relations, attributes, grades)
