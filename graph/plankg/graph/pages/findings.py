"""The page of findings: what the checks found, by severity and check, with the words that show it."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from plankg.graph.findings import findings
from plankg.graph.pages.html import html
from plankg.graph.pages.request import JSON, Rendered, Request, as_json

_SHOWN: Final = 50


def listed(request: Request) -> Rendered:
    """Return all findings, as a page or as JSON."""
    found = findings(request.graph)
    if request.media_type == JSON:
        return as_json([one.to_json() for one in found])
    wanted = request.query.get("check")
    shown = [one for one in found if wanted in (None, one.check.id)]
    severities = [
        (severity, [(check, list(each)) for check, each in groupby(members, key=lambda one: one.check)])
        for severity, members in groupby(shown, key=lambda one: one.severity)
    ]
    most = len(found) if wanted else _SHOWN
    return html(request, "findings.html", severities=severities, count=len(found), wanted=wanted, most=most)
