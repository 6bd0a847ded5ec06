"""Makes `docs/picture.png`: the packaged plan with one task selected, as a browser shows it.

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
SELECT = """(label) => {
  const { id } = [...window.plankg.visible().things].find((thing) => thing.label.zh === label);
  window.plankg.set({ selection: id });
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
        page = browser.new_page(viewport={"width": 1400, "height": 800}, device_scale_factor=0.8)
        page.goto((folder / "picture.html").as_uri())
        page.wait_for_function("() => window.plankg && window.plankg.ready")
        page.evaluate(SELECT, FOCUS)
        page.locator("#panel").wait_for(state="visible")
        page.wait_for_timeout(500)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
