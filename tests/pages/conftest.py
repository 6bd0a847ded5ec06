"""A plan whose words are hostile, its graph, and pages read as a browser would."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from plankg.build import build
from plankg.graph import PlanGraph
from plankg.graph.pages import Rendered, render

TAGS = ("script", "img", "svg", "iframe", "object", "embed", "form", "style", "base", "meta", "link", "a", "input")
ENDS = ("script", "style", "title", "textarea", "svg", "q", "dl", "option", "select", "table", "head", "template")
MARKS = ('"', "'", "`", '\\"', "&quot;", "&#34;")
SCHEMES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "data:text/html,<b>",
    "vbscript:hit()",
    "java\tscript:hit()",
    "//evil.eg",
)
MARKUP = (
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "%3Cscript%3E",
    "&#x3C;b&#x3E;",
)
ODD = ("\u202etxt.exe", "\u2028alert()", "\u2029x", "＜script＞", "𠮷" * 30, "a" * 300, "../../etc/passwd", "C:\\con")
PAYLOADS = [
    *(f"<{tag} src=x href=javascript:hit() onerror=hit() onload=hit()>" for tag in TAGS),
    *(f"</{end}><img src=x onerror=hit()>" for end in ENDS),
    *(f"{mark} onmouseover=hit() x={mark}" for mark in MARKS),
    *(f"{mark}><svg onload=hit()>" for mark in MARKS),
    *SCHEMES,
    *MARKUP,
    *ODD,
    "?x=1&y=2#z",
]
"""More than sixty words that are no words."""
Ask: TypeAlias = Callable[..., Rendered]


def plan() -> dict[str, Any]:
    """A plan with a measure for each payload, under one task."""
    entities: dict[str, Any] = {
        "task-1": {"type": "Task", "label": {"zh": "建设港口", "en": "Build the harbour"}, "order": 1,
                   "alias": [{"zh": "筑港"}], "mentions": [{"at": [0, 4]}], "hasMeasure": []},
        "task-2": {"type": "Task", "label": {"zh": "整治河道", "en": "Dredge the river"}, "order": 2,
                   "mentions": [{"at": [5, 9]}]},
        "con": {"type": "Goal", "label": {"zh": "港通天下", "en": "A world harbour"}, "mentions": [{"at": [9, 13]}]},
    }  # fmt: skip
    for number, payload in enumerate(PAYLOADS):
        at = [20 + 50 * number, 20 + 50 * number + min(40, len(payload))]
        entities[f"measure-{number}"] = {"type": "Measure", "label": {"zh": payload, "en": payload}}
        entities["task-1"]["hasMeasure"].append({"to": f"measure-{number}", "at": at, "quote": payload[:40]})
    document = {"id": "doc", "kind": "interpretation", "label": {"zh": "港口规划解读"}, "length": 9000,
                "language": "zh", "sha256": "0" * 64, "source": "https://example.org/plan?a=1&b=2",
                "publisher": "javascript:hit()",
                "hasTask": [{"to": "task-1", "at": [0, 4], "quote": "建设港口"}],
                "hasGoal": [{"to": "con", "at": [9, 13], "quote": "港通天下"}]}  # fmt: skip
    head = {"id": "harbour", "title": {"zh": PAYLOADS[0], "en": "Harbour plan"}, "period": [2026, 2030]}
    return {"schema": 1, "plan": head, "document": document, "entities": entities}


@pytest.fixture(scope="session")
def hostile_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "harbour.yaml"
    file.write_text(yaml.safe_dump(plan(), allow_unicode=True), encoding="utf-8")
    build([file], folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def hostile(hostile_out: Path) -> PlanGraph:
    return PlanGraph.open(hostile_out)


class Page(HTMLParser):
    """The tags of a page with their attributes, its text, and what stands inside its scripts."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.open: list[str] = []
        self.misnested: list[str] = []
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        else:
            self.text += data

    def links(self) -> list[str]:
        """Every address that the page names."""
        return [str(a[name]) for _, a in self.tags for name in ("href", "src", "action") if a.get(name) is not None]


def get(graph: PlanGraph) -> Ask:
    """Return a function that asks for a page of a graph."""

    def ask(path: str, language: str = "zh", accept: str = "text/html", **query: str) -> Rendered:
        return render(graph, path, query, language, accept, nonce="n0nce")

    return ask


def json_of(rendered: Rendered) -> Any:
    """Return the JSON of an answer."""
    assert rendered.media_type in {"application/json", "application/ld+json"}
    return json.loads(rendered.body)


@pytest.fixture(scope="session")
def jinpu(packaged_graph: PlanGraph) -> Ask:
    return get(packaged_graph)


@pytest.fixture(scope="session")
def harbour(hostile: PlanGraph) -> Ask:
    return get(hostile)


QUERIES: Mapping[str, Mapping[str, str]] = {
    "/": {},
    "/things": {},
    "/search": {"q": "港"},
    "/id/harbour/task-1": {},
    "/id/harbour/doc": {},
    "/questions": {},
    "/question/tasks-in-order": {},
    "/question/measures-of-a-task": {"task": "task-1"},
    "/question/two-tasks-compared": {"first": "task-1", "second": "task-2"},
    "/question/connections-of-an-entity": {"entity": "<script>hit()</script>"},
    "/findings": {},
    "/path": {"from": "task-1", "to": "measure-1"},
    "/void": {},
    "/nothing<script>": {},
}
"""A page of every kind."""
