"""Findings: what a check, a shape or an audit has to say of a plan, with the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from plankg.build.expand import literal
from plankg.graph.evidence import Words
from plankg.ontology.names import CHECK, PLAN, RDF, SKOS, digest

SEVERITIES: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `about` are the IRIs it is about, the first being the one that it is filed under.

    `detail` tells findings of one check about one thing apart (a path, a value).
    `absent` says that what is missing is absent from this document, which does not mean that it does not exist.
    """

    check: str
    severity: str
    plan: str
    about: tuple[str, ...]
    labels: tuple[Mapping[str, str], ...]
    message: Mapping[str, str]
    quotes: tuple[Words, ...]
    absent: bool = False
    detail: str = ""

    @property
    def id(self) -> str:
        """The stable local id: the check and a hash of what the finding is about."""
        return f"finding-{self.check}-{digest(self.check, *self.about, self.detail)[:12]}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON-ready values."""
        return {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "plan": self.plan,
            "about": list(self.about),
            "labels": [dict(label) for label in self.labels],
            "message": dict(self.message),
            "quotes": [{"exact": q.exact, "start": q.start, "end": q.end} for q in self.quotes],
            "absentFromThisDocument": self.absent,
        }


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by severity, check and id, each id once."""
    unique = {(f.plan, f.id): f for f in findings}
    return sorted(unique.values(), key=lambda f: (SEVERITIES.index(f.severity), f.check, f.plan, f.id))


def finding_triples(findings: Sequence[Finding], namespace: str) -> list[str]:
    """Return the findings as sorted N-Triples lines, for the plan's graph of findings."""
    lines: set[str] = set()
    for finding in findings:
        node = f"<{namespace}{finding.id}>"
        lines.add(f"{node} <{RDF}type> <{PLAN}Finding> .")
        lines.add(f"{node} <{PLAN}check> <{CHECK}{finding.check}> .")
        lines.add(f"{node} <{PLAN}severity> {literal(finding.severity)} .")
        lines.update(f"{node} <{PLAN}about> <{iri}> ." for iri in finding.about)
        lines.update(f"{node} <{SKOS}note> {literal(text)}@{lang} ." for lang, text in finding.message.items())
        lines.update(f"{node} <{PLAN}evidence> <{quote.iri}> ." for quote in finding.quotes)
    return sorted(lines)
