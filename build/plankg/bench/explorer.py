"""What the explorer costs a browser: CPU seconds until it is ready, CPU milliseconds a frame, the size of its file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from plankg.bench.plans import write_plans
from plankg.build import build
from plankg.errors import UsageError
from plankg.graph import PlanGraph
from plankg.graph.table import Column, Table
from plankg.graph.terms import Cell

_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
_READY: Final = "() => window.plankg && window.plankg.ready"
_FRAME: Final = "() => new Promise((done) => requestAnimationFrame(done))"
_FRAMES: Final = 40
_ROUNDS: Final = 3


def run(sizes: Sequence[int], say: Callable[[str], None]) -> Table:
    """Measure the explorer of as many generated plans, each like the packaged one, as `sizes` says.

    Needs playwright and a Chromium on the path. Raises UsageError where there is none.
    """
    with tempfile.TemporaryDirectory() as name:
        pages: list[tuple[int, int, Path]] = []
        for count in sizes:
            say(f"explorer, {count} plans")
            pages.append((count, *_page(Path(name), count)))
        rows: list[tuple[Cell, ...]] = [(count, things, *measure(page)) for count, things, page in pages]
    return Table([Column(name, {"zh": zh, "en": en}) for name, zh, en in _HEADINGS], rows)


def _page(folder: Path, count: int) -> tuple[int, Path]:
    build(write_plans(folder / f"plans-{count}", count), folder / f"out-{count}")
    picture = PlanGraph.open(folder / f"out-{count}").draw()
    page = folder / f"explorer-{count}.html"
    picture.write(page)
    return picture.num_nodes(), page


def measure(page: Path) -> tuple[str, str, str]:
    """Return what a page costs: CPU seconds to ready, CPU milliseconds a frame while it is dragged, megabytes.

    The CPU time is that of the whole process of the page, its threads that paint included. Raises UsageError where
    playwright or Chromium is missing.
    """
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise UsageError("measuring the explorer needs the package 'playwright'") from None
    if chromium is None:
        raise UsageError("measuring the explorer needs 'chromium' on the path")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=list(_FLAGS), viewport={"width": 1600, "height": 1000}
        )
        opened = context.new_page()
        session = context.new_cdp_session(opened)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        empty = Path(profile) / "empty.html"
        empty.write_text("<!DOCTYPE html><title>empty</title>", encoding="utf-8")
        opened.goto(empty.as_uri())  # the process that shows local files has started before the clock runs
        before = _cpu(session)
        opened.goto(page.as_uri())
        opened.wait_for_function(_READY, timeout=120_000)
        opened.evaluate(_FRAME)
        ready = _cpu(session) - before
        frame = median(_frame(opened, session) for _ in range(_ROUNDS))
        context.close()
    return f"{ready:.2f}", f"{frame:.1f}", f"{page.stat().st_size / 1e6:.2f}"


def _cpu(session: Any) -> float:
    found = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return float(found["ProcessTime"])


def _frame(opened: Any, session: Any) -> float:
    area = opened.locator("#stage canvas").first.bounding_box()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    opened.mouse.move(x, y)
    opened.mouse.down()
    before = _cpu(session)
    for step in range(_FRAMES):
        opened.mouse.move(x + 4 * step, y + 2 * step)
        opened.evaluate(_FRAME)
    spent = _cpu(session) - before
    opened.mouse.up()
    return spent / _FRAMES * 1000


_HEADINGS: Final = (
    ("plans", "规划数", "plans"),
    ("things", "事物", "things"),
    ("ready", "就绪，CPU 秒", "ready, CPU s"),
    ("frame", "每帧，CPU 毫秒", "a frame, CPU ms"),
    ("size", "文件，MB", "file, MB"),
)
