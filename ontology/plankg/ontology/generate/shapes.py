"""SHACL shapes that say the same as the table of heads, tails and datatypes: one node shape a core class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from plankg.ontology.names import PREFIXES, SHAPES
from plankg.ontology.vocabulary import AttributeTerm, RelationTerm, Vocabulary

_HEADER: Final = """\
# Generated from plan.ttl: heads, tails and datatypes, and a label for everything. Constraints beyond these stand in
# constraints.ttl, written by hand.
"""


def shapes_turtle() -> str:
    """Return the Turtle of the generated shapes."""
    vocabulary = Vocabulary.load()
    prefixes = {name: PREFIXES[name] for name in ("plan", "rdf", "rdfs", "sh", "skos", "xsd")} | {"shape": SHAPES}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    parts = [_HEADER + head]
    parts.extend(_class(vocabulary, name) for name in core_classes(vocabulary))
    parts.extend(_head(vocabulary, r) for r in vocabulary.relations.values() if r.heads and not r.inverse_of)
    parts.extend(_attribute(a) for a in vocabulary.attributes.values())
    return "\n".join(parts)


def core_classes(vocabulary: Vocabulary) -> list[str]:
    """Return the core classes: those at which a relation of plans begins or ends, and not above another of them."""
    core = {vocabulary.core(name) for name in vocabulary.classes}
    above = {a for name in core for a in vocabulary.ancestors(name) if a != name}
    added = {"Plan", "Statement", "Finding", "Cooperation", "Grade"}
    return sorted(core - above - added - _not_named(vocabulary))


def _not_named(vocabulary: Vocabulary) -> set[str]:
    named = {c for r in vocabulary.relations.values() for c in (*r.heads, *r.tails)}
    below = {name for name in vocabulary.classes for c in named if vocabulary.is_a(name, c)}
    return set(vocabulary.classes) - below


def _class(vocabulary: Vocabulary, name: str) -> str:
    term = vocabulary.classes[name]
    relations = [
        relation
        for relation in vocabulary.relations.values()
        if relation.tails and not relation.inverse_of and any(vocabulary.is_a(name, head) for head in relation.heads)
    ]
    lines = [
        f"shape:{name} a sh:NodeShape ;",
        f"    sh:targetClass plan:{name} ;",
        f'    rdfs:label "{term.label["zh"]}"@zh, "{term.label["en"]}"@en ;',
    ]
    names = ", ".join(_property_name(name, r) for r in relations)
    lines += [f"    sh:property {names} .", ""] if names else ["    .", ""]
    lines.extend(line for relation in relations for line in _property(vocabulary, name, relation))
    return "\n".join(lines)


def _property_name(name: str, relation: RelationTerm) -> str:
    return f"shape:{name}-{relation.name}"


def _property(vocabulary: Vocabulary, name: str, relation: RelationTerm) -> Iterator[str]:
    zh, en = _choices(vocabulary, relation.tails, "zh"), _choices(vocabulary, relation.tails, "en")
    yield f"{_property_name(name, relation)} a sh:PropertyShape ;"
    yield f"    sh:path plan:{relation.name} ;"
    yield f"    {_classes(relation.tails)} ;"
    yield f'    sh:message "“{relation.label["zh"]}”应指向：{zh}；请改正所指的对象或其类型。"@zh,'
    yield f'        "{relation.name} leads to: {en}; correct the target or its type."@en .'
    yield ""


def _head(vocabulary: Vocabulary, relation: RelationTerm) -> str:
    zh, en = _choices(vocabulary, relation.heads, "zh"), _choices(vocabulary, relation.heads, "en")
    return f"""\
shape:head-of-{relation.name} a sh:NodeShape ;
    sh:targetSubjectsOf plan:{relation.name} ;
    {_classes(relation.heads)} ;
    sh:message "“{relation.label["zh"]}”只能出自：{zh}；请改正关系的起点或其类型。"@zh,
        "{relation.name} begins at: {en}; correct the subject or its type."@en .
"""


def _attribute(attribute: AttributeTerm) -> str:
    heads = f"    {_classes(attribute.heads)} ;\n" if attribute.heads else ""
    return f"""\
shape:value-of-{attribute.name} a sh:NodeShape ;
    sh:targetSubjectsOf plan:{attribute.name} ;
{heads}    sh:property shape:type-of-{attribute.name} ;
    sh:message "“{attribute.label["zh"]}”不能用于这一类型；请改正类型或删去它。"@zh,
        "{attribute.name} cannot be said of this type; correct the type or remove it."@en .

shape:type-of-{attribute.name} a sh:PropertyShape ;
    sh:path plan:{attribute.name} ;
    sh:datatype xsd:{attribute.datatype} ;
    sh:message "“{attribute.label["zh"]}”的值应为 xsd:{attribute.datatype}。"@zh,
        "the value of {attribute.name} must be an xsd:{attribute.datatype}."@en .
"""


def _classes(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"sh:class {_iri(names[0])}"
    return f"sh:or ( {' '.join(f'[ sh:class {_iri(name)} ]' for name in names)} )"


def _iri(name: str) -> str:
    return f"<{name}>" if "/" in name else f"plan:{name}"


def _choices(vocabulary: Vocabulary, names: tuple[str, ...], language: str) -> str:
    words = [vocabulary.classes[n].label[language] if n in vocabulary.classes else n.rpartition("#")[2] for n in names]
    return ("、" if language == "zh" else ", ").join(words)
