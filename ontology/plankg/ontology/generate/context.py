"""The JSON-LD context: the table of key, IRI and datatype that plan files and JSON-LD exports share."""

from __future__ import annotations

from typing import Any, Final

from plankg.ontology.names import PLAN, PREFIXES, XSD
from plankg.ontology.planfile import Key, keys
from plankg.ontology.vocabulary import Vocabulary

_IRIS: Final = frozenset({"relation", "concept", "link"})


def context() -> dict[str, Any]:
    """Return the context as a JSON-LD 1.1 document."""
    vocabulary = Vocabulary.load()
    terms: dict[str, Any] = {key.name: _term(key) for key in keys(vocabulary).values()}
    classes = {name: PLAN + name for name in sorted(vocabulary.classes)}
    return {"@context": {"@version": 1.1, **PREFIXES, "id": "@id", "type": "@type", **classes, **terms}}


def _term(key: Key) -> dict[str, Any]:
    if key.value == "words":
        return {"@id": key.iri, "@container": "@language"}
    if key.value in _IRIS:
        return {"@id": key.iri, "@type": "@id"}
    if key.value in {"text", "string"}:
        return {"@id": key.iri}
    return {"@id": key.iri, "@type": XSD + key.value}
