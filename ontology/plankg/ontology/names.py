"""Names: the namespaces of plankg and how an IRI is made from what it stands for.

A name is checked where it is born, so that nothing further down needs to escape it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

VERSION: Final = "0.1.0"
BASE: Final = "https://w3id.org/plankg/"
PLAN: Final = BASE + "ontology#"
SHAPES: Final = BASE + "shapes#"
SCHEME: Final = BASE + "scheme/"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
RULE: Final = BASE + "rule/"
CHECK: Final = BASE + "check/"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
WORKSPACE_FINDINGS: Final = GRAPH + "workspace/findings"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"
PROV: Final = "http://www.w3.org/ns/prov#"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"

PREFIXES: Final[dict[str, str]] = {
    "plan": PLAN,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "oa": OA,
    "prov": PROV,
    "schema": SCHEMA,
    "sh": SH,
}
"""The prefixes that every query and every file of plankg may use; plans and shared kinds add their own."""

SHARED_KINDS: Final = ("region", "organization", "period", "doctrine", "strategy", "industry", "field")
LOCAL_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,63}\Z")
SHARED_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
RESERVED_LOCAL: Final = ("st-", "ev-", "finding-", "rater-")
WORK: Final = "plan"
"""The local id of the plan itself, the work that documents express."""


def plan_namespace(plan: str, base: str = BASE) -> str:
    """Return the namespace of the things of one plan.

    >>> plan_namespace("harbour-15fyp")
    'https://w3id.org/plankg/id/harbour-15fyp/'
    """
    return f"{base}id/{plan}/"


def shared_iri(reference: str) -> str:
    """Return the IRI of a shared thing from `kind/key`.

    >>> shared_iri("region/210200")
    'https://w3id.org/plankg/id/shared-region/210200'
    """
    return f"{ID}shared-{reference}"


def plan_graph(plan: str, part: str = "", base: str = BASE) -> str:
    """Return the name of a plan's graph; `part` is inferred, draft, findings or analyst/<rater>.

    >>> plan_graph("harbour-15fyp", "inferred")
    'https://w3id.org/plankg/graph/harbour-15fyp/inferred'
    """
    return f"{base}graph/{plan}/{part}" if part else f"{base}graph/{plan}"


def prefixes(graphs: Iterable[str]) -> dict[str, str]:
    """Return the prefixes of an output with these graphs: one for each plan and shared kind, and the fixed ones.

    >>> prefixes(["https://w3id.org/plankg/graph/harbour-15fyp"])["harbour-15fyp"]
    'https://w3id.org/plankg/id/harbour-15fyp/'
    """
    own: dict[str, str] = {}
    for name in graphs:
        base, _, plan = name.rpartition("graph/")
        if base and is_plan_id(plan):
            own[plan] = plan_namespace(plan, base)
    shared = {kind: f"{ID}shared-{kind}/" for kind in SHARED_KINDS}
    return dict(sorted((own | shared | PREFIXES).items()))


def is_local_id(name: str) -> bool:
    """Say whether `name` may name a plan's thing: `[a-z][a-z0-9-]{0,63}`, not reserved.

    >>> is_local_id("task-1"), is_local_id("st-0"), is_local_id("../etc")
    (True, False, False)
    """
    return bool(LOCAL_ID.match(name)) and not name.startswith(RESERVED_LOCAL)


def is_plan_id(name: str) -> bool:
    """Say whether `name` may name a plan; ids that begin `shared-` are reserved."""
    return bool(LOCAL_ID.match(name)) and not name.startswith("shared-")


def digest(*parts: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of the parts, joined by newlines."""
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
