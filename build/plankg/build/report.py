"""Findings for people: the page `findings.md`, in Chinese and English, and the rows of the table in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plankg.build.audits import audit_files
from plankg.build.expand import literal
from plankg.build.findings import SEVERITIES, Finding
from plankg.ontology.names import CHECK, RDFS

_SEVERITY: Final[Mapping[str, Mapping[str, str]]] = {
    "error": {"zh": "错误", "en": "Errors"},
    "warning": {"zh": "提醒", "en": "Warnings"},
    "info": {"zh": "说明", "en": "Notes"},
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "head": "检查结果",
        "none": "没有发现问题。",
        "absent": "本文件未载明，不等于不存在",
        "quote": "原文",
        "at": "字符",
    },
    "en": {
        "head": "Findings",
        "none": "Nothing was found.",
        "absent": "absent from this document, which does not mean that it does not exist",
        "quote": "words",
        "at": "characters",
    },
}
_SHOWN: Final = 2


def findings_page(findings: Sequence[Finding]) -> str:
    """Return the findings as Markdown, first in Chinese, then in English."""
    return "\n".join(line for language in ("zh", "en") for line in _page(findings, language)) + "\n"


def _page(findings: Sequence[Finding], language: str) -> Iterator[str]:
    words = _WORDS[language]
    counts = Counter(finding.severity for finding in findings)
    summary = "、" if language == "zh" else ", "
    yield f"# {words['head']}"
    yield ""
    yield summary.join(f"{_SEVERITY[s][language]} {counts[s]}" for s in SEVERITIES) if findings else words["none"]
    yield ""
    for severity in SEVERITIES:
        of_severity = [finding for finding in findings if finding.severity == severity]
        if of_severity:
            yield f"## {_SEVERITY[severity][language]}"
            yield ""
        title = None
        for finding in of_severity:
            if finding.check != title:
                title = finding.check
                yield f"### {check_title(title, language)}"
                yield ""
            yield from _entry(finding, language)


def check_title(check: str, language: str) -> str:
    """Return the title of a check: from its query file, or its name where a shape found it."""
    audit = audit_files().get(check)
    if audit:
        return audit.words("title").get(language) or check
    kind = {"zh": "约束", "en": "constraint"}[language]
    return f"{kind} {check.removeprefix('shape-')}"


def check_triples(findings: Sequence[Finding]) -> list[str]:
    """Return the titles of the checks that found something as sorted N-Triples lines, to stand beside the findings."""
    checks = {finding.check for finding in findings}
    lines = {
        f"<{CHECK}{check}> <{RDFS}label> {literal(check_title(check, language))}@{language} ."
        for check in checks
        for language in _WORDS
    }
    return sorted(lines)


def _entry(finding: Finding, language: str) -> Iterator[str]:
    words = _WORDS[language]
    labels = [label.get(language) or next(iter(label.values()), "") for label in finding.labels]
    names = ("；" if language == "zh" else "; ").join(labels)
    yield f"- **{names or finding.about[0]}** — {finding.message.get(language, '')}"
    if finding.absent:
        yield f"  - {words['absent']}"
    for quote in finding.quotes:
        yield f"  - {words['quote']}: “{quote.exact}” ({words['at']} {quote.start}–{quote.end})"
    yield f"  - `{finding.id}`"
    yield ""


def findings_rows(findings: Sequence[Finding], language: str) -> list[tuple[str, str, str, str]]:
    """Return a row a finding: severity, check, what it is about (two names, and how many more), message."""
    rows = []
    for finding in findings:
        labels = [label.get(language) or next(iter(label.values()), "") for label in finding.labels]
        more = f" +{len(labels) - _SHOWN}" if len(labels) > _SHOWN else ""
        about = " / ".join(labels[:_SHOWN]) + more or finding.about[0]
        rows.append((finding.severity, check_title(finding.check, language), about, finding.message.get(language, "")))
    return rows
