"""A real browser, and pages opened in it with everything that they say and ask for."""

from __future__ import annotations

import importlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from plankg.graph import PlanGraph

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Opened:
    """An explorer's page in a browser: `said` is its console, its errors and dialogs, `asked` its requests."""

    def __init__(self, context: Any, path: Path, address: str = "") -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.own = path.as_uri()
        self.page: Any = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self.asked.append(request.url.partition("#")[0]))
        self.page.goto(f"{self.own}#{address}")
        self.page.wait_for_function("() => window.plankg && window.plankg.ready", timeout=15_000)
        self.settle()

    def _dialog(self, dialog: Any) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def settle(self) -> None:
        """Wait until what was asked for has been painted."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def set(self, **change: Any) -> None:
        """Change the state of the page."""
        self.page.evaluate("(change) => window.plankg.set(change)", change)
        self.settle()

    def state(self) -> dict[str, Any]:
        """Return the state of the page."""
        found: dict[str, Any] = self.page.evaluate("() => window.plankg.state")
        return found

    def boxes(self) -> list[dict[str, Any]]:
        """Return the boxes that the current view expects to have painted, in pixels of the window."""
        found: list[dict[str, Any]] = self.page.evaluate("() => window.plankg.boxes()")
        return found

    def id(self, label: str) -> str:
        """Return the id of the thing with a label, in either language, a visible one first."""
        search = """(label) => [...window.plankg.visible().things, ...window.plankg.things].find((t) =>
          Object.values(t.label).includes(label)).id"""
        return str(self.page.evaluate(search, label))

    def click(self, label: str) -> None:
        """Click on the card of a thing."""
        wanted = self.id(label)
        (box,) = [box for box in self.boxes() if box["id"] == wanted]
        self.page.mouse.click(box["x"] + box["w"] / 2, box["y"] + box["h"] / 2)
        self.page.wait_for_function("(id) => window.plankg.state.selection === id", arg=wanted, timeout=3000)
        self.settle()

    def find(self, words: str) -> list[str]:
        """Type into the search box and return the hits."""
        self.page.fill("#find", words)
        return list(self.page.locator(".hit span").all_inner_texts())


@pytest.fixture(scope="session")
def browser(lacking: Callable[[str], NoReturn]) -> Iterator[Any]:
    """A browser of its own profile."""
    playwright = importlib.import_module("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        lacking("no Chromium on this machine: neither 'chromium' on the path nor /usr/bin/chromium")
    with playwright.sync_playwright() as driver, tempfile.TemporaryDirectory() as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, headless=True, viewport={"width": 1600, "height": 1000}
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def explorer(packaged_graph: PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the packaged plan, a file."""
    path: Path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    packaged_graph.draw().write(path)
    return path


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of generated plans with more than a thousand things together, a file."""
    from plankg.bench.plans import write_plans
    from plankg.build import build
    from plankg.graph import PlanGraph

    folder: Path = tmp_path_factory.mktemp("thousand")
    build(write_plans(folder / "plans", 5), folder / "out")
    PlanGraph.open(folder / "out").draw().write(folder / "explorer.html")
    return folder / "explorer.html"


HOSTILE = (
    "</script><img src=x onerror=window.hit=1>",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2",
    "@SUM(1)",
    "<svg onload=window.hit=1>&amp;]]>",
    "很长" * 60,
    "\u202egnol\u202c a\u0301\u200d \U0001f469\u200d\U0001f680",
)
"""Labels that try to run, to be a formula, to be markup, to be too long, to turn round."""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of a plan whose labels are all hostile: a task with measures, each on a field; a file."""
    from plankg.build import build
    from plankg.graph import PlanGraph

    folder: Path = tmp_path_factory.mktemp("hostile")
    words = {"at": [0, 3], "quote": "=<b"}
    pairs = list(enumerate(HOSTILE))
    things: dict[str, Any] = {
        "task-1": {"type": "Task", "label": {"zh": HOSTILE[0]}, "mentions": [words]}
        | {"hasMeasure": [{"to": f"measure-{i}", **words} for i, _ in pairs]}
    }
    for i, label in pairs:
        field = {"to": f"field-{i}", **words}
        things[f"measure-{i}"] = {"type": "Measure", "label": {"zh": label, "en": label}, "concerns": [field]}
        things[f"field-{i}"] = {"type": "PolicyField", "label": {"zh": f"{label} {i}"}, "mentions": [words]}
    plan: dict[str, Any] = {
        "schema": 1,
        "plan": {"id": "hostile", "title": {"zh": HOSTILE[0]}, "period": [2026, 2030]},
        "document": {"id": "doc", "kind": "interpretation", "label": {"zh": "甲"}, "length": 90, "language": "zh"},
        "entities": things,
    }
    plan["document"]["sha256"] = "0" * 64
    (folder / "plan.yaml").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    build([folder / "plan.yaml"], folder / "out")
    PlanGraph.open(folder / "out").draw().write(folder / "explorer.html")
    return folder / "explorer.html"


@pytest.fixture
def visit(browser: Any, explorer: Path) -> Iterator[Callable[..., Opened]]:
    """Open the explorer at an address (`visit("v=paths")`) or another file; nothing may be said or asked for."""
    opened: list[Opened] = []

    def visit(address: str = "", path: Path = explorer) -> Opened:
        opened.append(Opened(browser, path, address))
        return opened[-1]

    yield visit
    for each in opened:
        assert (each.said, each.asked) == ([], [each.own])
        each.page.close()
