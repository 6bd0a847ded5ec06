"""The keys of a plan file: which word stands for which IRI, and of what kind its value is.

The words are the ontology's names; a few come from outside vocabularies. Context and schema are generated from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from plankg.ontology.names import DCTERMS, OWL, PLAN, RDFS, SKOS, XSD
from plankg.ontology.vocabulary import Vocabulary

SCHEMA_VERSION: Final = 1
"""The version of the plan-file schema that this plankg speaks."""

Value = Literal["words", "text", "concept", "link", "relation", "integer", "decimal", "string", "boolean", "date"]
"""What a key takes: words (text by language), text, a concept, a web address, a relation, or a typed literal."""

GRADES: Final[Mapping[str, str]] = MappingProxyType(
    {"explicit": "Explicit", "structural": "Structural", "analyst": "Analyst"}
)
"""The grades that a plan file may give; Inferred is for rules alone."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the property it stands for, what it takes, whether a list of them may be given, what it means."""

    name: str
    iri: str
    value: Value
    many: bool
    meaning: str
    heads: tuple[str, ...] = ()
    scheme: str | None = None


_OUTSIDE: Final = (
    Key("label", RDFS + "label", "words", False, "the name, by language"),
    Key("title", RDFS + "label", "words", False, "the title of the plan or of its document, by language"),
    Key("alias", SKOS + "altLabel", "words", True, "another surface form, by language"),
    Key("note", SKOS + "note", "text", True, "a remark for readers"),
    Key("kind", DCTERMS + "type", "concept", False, "of what kind it is: a concept of the class's scheme"),
    Key("exactMatch", SKOS + "exactMatch", "concept", True, "the concept that is the same thing"),
    Key("publisher", DCTERMS + "publisher", "words", False, "who published it, by language"),
    Key("issued", DCTERMS + "issued", "date", False, "the day of publication"),
    Key("licence", DCTERMS + "license", "text", False, "under which terms it may be used"),
    Key("source", DCTERMS + "source", "link", False, "the web address it was taken from"),
    Key("version", OWL + "versionInfo", "text", False, "which version of it this is"),
)

ITEM_ATTRIBUTES: Final = ("order", "role", "verbatim", "confidence")
"""Attributes that a single relation may carry; they are said of its statement."""

EVIDENCE_KEYS: Final = ("at", "quote", "quoteAt", "span")
REVIEW_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {"status": "reviewStatus", "by": "reviewer", "date": "reviewDate"}
)

_MANY: Final = frozenset({"strength", "formula"})
_STATEMENT_ONLY: Final = frozenset({"role", "severity", "score", "reviewStatus", "reviewer", "reviewDate"})
_RELATIONS_NOT_IN_FILES: Final = frozenset({"grade", "evidence", "about", "check", "influences"})


def keys(vocabulary: Vocabulary | None = None) -> dict[str, Key]:
    """Return every key that an entity of a plan file may have, by name.

    >>> keys()["startYear"].value
    'integer'
    """
    vocabulary = vocabulary or Vocabulary.load()
    table = {key.name: key for key in _OUTSIDE}
    for attribute in vocabulary.attributes.values():
        if attribute.name not in _STATEMENT_ONLY:
            table[attribute.name] = Key(
                attribute.name,
                PLAN + attribute.name,
                attribute.datatype,  # type: ignore[arg-type]  # the datatypes of plan.ttl are values
                attribute.name in _MANY,
                attribute.definition["en"],
                attribute.heads,
            )
    for relation in vocabulary.relations.values():
        if relation.inverse_of is None and relation.name not in _RELATIONS_NOT_IN_FILES:
            concept = any(tail.startswith(SKOS) for tail in relation.tails)
            table[relation.name] = Key(
                relation.name,
                PLAN + relation.name,
                "concept" if concept else "relation",
                True,
                relation.definition["en"],
                relation.heads,
                relation.scheme,
            )
    return table


def datatype(key: Key) -> str | None:
    """Return the XML Schema datatype IRI of a key's literals, or None for words, text and IRIs."""
    return XSD + key.value if key.value in {"integer", "decimal", "string", "boolean", "date"} else None
