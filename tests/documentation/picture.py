"""Makes `docs/picture.png`: one task of the packaged plan with its surroundings, as a browser shows it.

Run by hand when the picture looks different: `python tests/documentation/picture.py`. Needs Chromium.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from plankg.build import build
from plankg.graph import PlanGraph

TARGET = Path(__file__).parents[2] / "docs" / "picture.png"
FOCUS = "构建智造引领的现代产业新体系"
CLICK = """(label) => {
  const { network, nodes } = window.plankg;
  const at = network.canvasToDOM(nodes.find((n) => n.label === label || n.labels.zh === label));
  const area = document.getElementById("picture").getBoundingClientRect();
  return [area.left + at.x, area.top + at.y];
}"""
FIT = """() => {
  const { network, nodes } = window.plankg;
  const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
  const left = Math.min(...xs), right = Math.max(...xs), top = Math.min(...ys), bottom = Math.max(...ys);
  const area = document.getElementById("picture").getBoundingClientRect();
  const scale = Math.min(area.width / (right - left + 290), area.height / (bottom - top + 80));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
}"""


def main() -> None:
    """Build, draw, click on the task, and take the picture."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        build(out=folder / "out")
        PlanGraph.open(folder / "out").draw(focus=FOCUS).write(folder / "picture.html")
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1600, "height": 900}, device_scale_factor=0.8)
        page.goto((folder / "picture.html").as_uri())
        page.wait_for_function("window.plankg && window.plankg.ready")
        page.mouse.click(*page.evaluate(CLICK, FOCUS))
        page.locator("#panel").wait_for(state="visible")
        page.evaluate(FIT)
        page.mouse.move(700, 860)
        page.mouse.move(702, 862)
        page.wait_for_timeout(500)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
