"""The canvas of cards: it fits its window from the first screen on, and what is dragged stays painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.test_picture import PAINTED, inside

Visit = Callable[..., Any]


def test_a_window_that_grows_or_shrinks_shows_the_whole_plan_in_the_next_frame(visit: Visit) -> None:
    opened = visit()
    for size in ((1600, 857), (1600, 1000), (1200, 700), (1600, 1000)):
        opened.page.set_viewport_size({"width": size[0], "height": size[1]})
        opened.settle()
        boxes = opened.boxes()
        assert len(boxes) > 200
        assert len(inside(opened, boxes)) == len(boxes)


def test_what_is_dragged_stays_painted_and_lies_where_it_was_dragged_to(visit: Visit) -> None:
    opened = visit()
    before = {box["id"]: box for box in opened.boxes()}
    opened.page.mouse.move(800, 500)
    opened.page.mouse.down()
    for step in range(1, 6):
        opened.page.mouse.move(800 + 24 * step, 500 + 8 * step)
        opened.settle()
    during = opened.boxes()
    seen = inside(opened, during)
    assert len(seen) > 100
    assert opened.page.evaluate(PAINTED, seen) >= 0.95 * len(seen)
    opened.page.mouse.up()
    opened.settle()
    shifts = {(round(box["x"] - before[box["id"]]["x"]), round(box["y"] - before[box["id"]]["y"])) for box in during}
    assert len(shifts) == 1
    assert shifts.pop()[0] > 50
