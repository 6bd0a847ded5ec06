"""The ordinary stack doing the same work: PyYAML safe_load, jsonschema, rdflib, pySHACL, rdflib queries.

It is written as one would write it with those libraries, against the same schema, shapes, rules and audits, so that
its triples, findings and answers can be compared with ours one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import rdflib
import yaml
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.operators import register_custom_function

from plankg.build.audits import audit_files
from plankg.graph.query_file import packaged
from plankg.ontology.concepts import concept_iri, scheme_files
from plankg.ontology.graphs import shapes_text
from plankg.ontology.names import DCTERMS, OA, PLAN, PROV, SKOS, plan_graph, plan_namespace, shared_iri
from plankg.ontology.planfile import GRADES, Key, keys
from plankg.ontology.vocabulary import ROOT, Vocabulary

_P: Final = Namespace(PLAN)
_O: Final = Namespace(OA)


def read(path: Path) -> dict[str, Any]:
    """Read and check a plan file with PyYAML's safe_load and jsonschema."""
    import jsonschema

    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "plan-file.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert isinstance(content, dict)
    return content


class PlainExpander:
    """Expand a plan into an rdflib graph, straightforwardly: one add a triple."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.graph = Graph()
        self.name = plan_graph(content["plan"]["id"])
        self._namespace = plan_namespace(content["plan"]["id"])
        self._keys = keys()
        self._vocabulary = Vocabulary.load()
        years = dict(zip(("startYear", "endYear"), content["plan"].get("period", ()), strict=False))
        work = {"type": "Plan", **{k: v for k, v in content["plan"].items() if k not in {"id", "period"}}, **years}
        self._document = content["document"]["id"]
        self._things: dict[str, Any] = {"plan": work, self._document: {"type": "Document", **content["document"]}}
        self._things |= content.get("entities", {})
        self._quotes: dict[tuple[int, int], str] = {}

    def iri(self, name: str) -> URIRef:
        """Return the IRI of a thing of the plan."""
        reference = self._things[name].get("shared")
        return URIRef(shared_iri(reference) if reference else self._namespace + name)

    def run(self) -> Graph:
        """Expand everything and return the graph."""
        for thing in self._things.values():
            for mention in thing.get("mentions", ()):
                if "quoteAt" not in mention:
                    self._quotes.setdefault(tuple(mention["at"]), mention.get("quote", self._label(thing)))
        for name, thing in self._things.items():
            self._thing(name, thing)
        return self.graph

    def _label(self, thing: Mapping[str, Any]) -> str:
        words = thing.get("label") or thing.get("title") or ""
        return words if isinstance(words, str) else words.get("zh") or next(iter(words.values()))

    def _thing(self, name: str, thing: Mapping[str, Any]) -> None:
        subject = self.iri(name)
        self.graph.add((subject, RDF.type, _P[thing["type"]]))
        if "shared" in thing:
            self.graph.add((subject, URIRef(DCTERMS + "identifier"), Literal(name)))
        for mention in thing.get("mentions", ()):
            self.graph.add((subject, _P.evidence, self._evidence(mention, self._label(thing))))
        for word, value in thing.items():
            key = self._keys.get(word)
            for one in (value if isinstance(value, list) else [value]) if key else ():
                assert key is not None
                if key.value == "relation":
                    self._relation(subject, key, one)
                else:
                    for term in self._terms(key, one, thing):
                        self.graph.add((subject, URIRef(key.iri), term))

    def _terms(self, key: Key, value: Any, thing: Mapping[str, Any]) -> Iterable[URIRef | Literal]:
        if key.value == "words":
            words = value if isinstance(value, dict) else {"zh": value}
            return [Literal(text, lang=language) for language, text in words.items()]
        if key.value == "concept":
            iri, _ = concept_iri(value, key.scheme or self._vocabulary.kind_scheme(thing["type"]))
            return [URIRef(str(iri))]
        if key.value == "link":
            return [URIRef(value)]
        if key.value in {"text", "string"}:
            return [Literal(value)]
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return [Literal(text, datatype=XSD[key.value])]

    def _relation(self, subject: URIRef, key: Key, item: Any) -> None:
        body = {"to": item} if isinstance(item, str) else item
        target, predicate = self.iri(body["to"]), URIRef(key.iri)
        parts = "\n".join((self.name, subject, predicate, target))
        node = URIRef(f"{self._namespace}st-{sha256(parts.encode()).hexdigest()[:16]}")
        self.graph.add((subject, predicate, target))
        self.graph.add((node, RDF.type, _P.Statement))
        self.graph.add((node, RDF.subject, subject))
        self.graph.add((node, RDF.predicate, predicate))
        self.graph.add((node, RDF.object, target))
        self.graph.add((node, _P.grade, _P[GRADES[body.get("grade", "explicit")]]))
        cited = [body] if "at" in body else []
        cited += body.get("evidence", [])
        mentions = self._things[body["to"]].get("mentions", [])
        for one in cited or mentions[:1]:
            quote = self._label(self._things[body["to"]]) if not cited else None
            self.graph.add((node, _P.evidence, self._evidence(one, quote)))
        for name in ("order", "role", "verbatim"):
            if name in body:
                self.graph.add((node, _P[name], Literal(body[name])))
        if "note" in body:
            self.graph.add((node, URIRef(SKOS + "note"), Literal(body["note"])))

    def _evidence(self, item: Mapping[str, Any], label: str | None) -> URIRef:
        start, end = item["at"]
        first, last = item.get("quoteAt", (start, end))
        whole = (first, last) == (start, end)
        iri = f"{self._namespace}ev-{self._document}-{start}-{end}" + ("" if whole else f"-{first}-{last}")
        node, span, words = URIRef(iri), URIRef(iri + "-position"), URIRef(iri + "-quote")
        quote = item.get("quote") or label or self._quotes[start, end]
        self.graph.add((node, RDF.type, _O.SpecificResource))
        self.graph.add((node, _O.hasSource, self.iri(self._document)))
        for selector in (span, words):
            self.graph.add((node, _O.hasSelector, selector))
        self.graph.add((span, RDF.type, _O.TextPositionSelector))
        self.graph.add((span, _O.start, Literal(start)))
        self.graph.add((span, _O.end, Literal(end)))
        self.graph.add((words, RDF.type, _O.TextQuoteSelector))
        self.graph.add((words, _O.exact, Literal(quote)))
        if not whole:
            self.graph.add((words, RDF.type, _O.TextPositionSelector))
            self.graph.add((words, _O.start, Literal(first)))
            self.graph.add((words, _O.end, Literal(last)))
            self.graph.add((span, _P.sha256, Literal(item["span"]["sha256"])))
        return node


def ontology_graph() -> Graph:
    """Return the ontology and the concept schemes as an rdflib graph."""
    graph = Graph()
    for turtle in ((ROOT / "plan.ttl").read_bytes(), *scheme_files().values()):
        graph.parse(data=turtle, format="turtle")
    return graph


def infer(graph: Graph, name: str, namespace: str) -> Graph:
    """Run the packaged rules on a graph until nothing new follows; return the inferred triples."""
    inferred = Graph()
    while True:
        before = len(inferred)
        for rule in packaged("plankg.build", "rules").values():
            for row in list(graph.query(rule.text)):
                _conclude(graph, inferred, rule.name, row, name, namespace)
        for triple in inferred:
            graph.add(triple)
        if len(inferred) == before:
            return inferred


def _conclude(graph: Graph, inferred: Graph, rule: str, row: Any, name: str, namespace: str) -> None:
    subject, predicate, target = row.subject, row.predicate, row.object
    parts = "\n".join((f"{name}/inferred", subject, predicate, target))
    node = URIRef(f"{namespace}st-{sha256(parts.encode()).hexdigest()[:16]}")
    if (subject, predicate, target) in graph and (node, RDF.type, _P.Statement) not in graph:
        return
    inferred.add((subject, predicate, target))
    inferred.add((node, RDF.type, _P.Statement))
    inferred.add((node, RDF.subject, subject))
    inferred.add((node, RDF.predicate, predicate))
    inferred.add((node, RDF.object, target))
    inferred.add((node, _P.grade, _P.Inferred))
    inferred.add((node, URIRef(PROV + "wasGeneratedBy"), URIRef(f"https://w3id.org/plankg/rule/{rule}")))
    for variable in row.labels:
        if variable.startswith("because") and row[variable] is not None:
            inferred.add((node, URIRef(PROV + "wasDerivedFrom"), row[variable]))


def audit(graph: Graph) -> int:
    """Run the packaged audits and violation queries; return how many findings they make."""
    register: Any = register_custom_function
    function = URIRef("https://w3id.org/plankg/function/sum")
    register(function, _sum, override=True)
    terms = URIRef("https://w3id.org/plankg/function/terms")
    register(terms, _terms, override=True)
    found: set[tuple[str, ...]] = set()
    for file in audit_files().values():
        about = ("entity",) if file.head.get("gather") else ("entity", "other")
        for row in graph.query(prepareQuery(file.text)):
            values: Any = row
            found.add((file.name, *(str(values[name]) for name in about if name in values.labels)))
    return len(found)


def _sum(formula: Any) -> Any:
    return Literal(sum(int(number) for number in str(formula).split("+")))


def _terms(formula: Any) -> Any:
    return Literal("+".join(sorted(str(formula).split("+"), key=int)))


def validate(graph: Graph) -> int:
    """Validate with pySHACL against the packaged shapes; return how many findings that makes."""
    import pyshacl

    shapes = Graph().parse(data=shapes_text(), format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    sh = Namespace("http://www.w3.org/ns/shacl#")
    assert isinstance(report, rdflib.Graph)
    parts = (sh.focusNode, sh.resultPath, sh.value, sh.sourceShape)
    nodes = report.subjects(RDF.type, sh.ValidationResult)
    return len({tuple(str(report.value(node, part)) for part in parts) for node in nodes})
