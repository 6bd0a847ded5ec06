"""The scheme of a plan's space, and a map of the reader's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from plankg.graph import PlanGraph

Visit = Callable[..., Any]
HOSTILE = "</script><img src=x onerror=window.hit=1>"
CORNERS = [[120.0, 30.0], [120.2, 30.0], [120.2, 30.2], [120.0, 30.0]]


def plan_of(things: dict[str, Any], folder: Path) -> PlanGraph:
    from plankg.build import build

    plan = {
        "schema": 1,
        "plan": {"id": "shore", "title": {"zh": "甲"}, "period": [2026, 2030]},
        "document": {"id": "doc", "kind": "interpretation", "label": {"zh": "甲"}, "length": 90, "language": "zh"},
        "entities": things,
    }
    plan["document"]["sha256"] = "0" * 64  # type: ignore[index]
    (folder / "plan.yaml").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    build([folder / "plan.yaml"], folder / "out")
    return PlanGraph.open(folder / "out")


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> PlanGraph:
    """A plan of another place: two cores, an axis, a belt along the coast, a zone with a hostile name."""
    words = {"at": [0, 3], "quote": "甲乙丙"}
    named = {
        "core-1": ("Core", "北核"),
        "core-2": ("Core", "南核"),
        "axis": ("Axis", "南北轴"),
        "coast": ("CoastalBelt", "东海岸带"),
        "zone": ("EconomicZone", HOSTILE),
        "hill": ("NaturalFeature", "青山"),
    }
    things: dict[str, Any] = {
        name: {"type": kind, "label": {"zh": label, "en": f"{label} en"}, "mentions": [words]}
        for name, (kind, label) in named.items()
    }
    things["whole"] = {"type": "SpatialStructure", "label": {"zh": "一轴两核一带"}, "mentions": [words]}
    things["whole"]["includes"] = [{"to": name, **words} for name in ("core-1", "core-2", "axis", "coast")]
    things["axis"]["includes"] = [{"to": "hill", **words}]
    things["zone"]["locatedIn"] = [{"to": "core-1", **words}]
    return plan_of(things, tmp_path_factory.mktemp("shore"))


def places(opened: Any) -> dict[str, dict[str, Any]]:
    return {box["id"]: box for box in opened.boxes()}


def test_the_packaged_plan_has_its_structure_with_everything_inside(visit: Visit) -> None:
    opened = visit("v=space")
    spatial = opened.page.evaluate("() => [...window.plankg.spatial.keys()].map((thing) => thing.id)")
    assert len(spatial) > 15
    assert set(spatial) == set(places(opened))
    coast, bay = (places(opened)[opened.id(name)] for name in ("渤海", "普湾"))
    assert coast["y"] < bay["y"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1600, 1000), (900, 700)])
def test_no_two_places_overlap_but_those_inside_one_another(size: tuple[int, int], language: str, visit: Visit) -> None:
    opened = visit(f"v=space&lang={language}")
    opened.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened.page.wait_for_timeout(200)
    tiles = """() => [...document.querySelectorAll(".place.tile, .place.coast")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height]; })"""
    found = opened.page.evaluate(tiles)
    wide = opened.page.evaluate("() => document.querySelector('.space').clientWidth")
    opened.page.set_viewport_size({"width": 1600, "height": 1000})
    assert len(found) > 10
    assert all(w <= wide for _, _, w, _ in found)
    assert not [
        (a, b)
        for a, b in combinations(found, 2)
        if a[0] + a[2] > b[0] + 1 and b[0] + b[2] > a[0] + 1 and a[1] + a[3] > b[1] + 1 and b[1] + b[3] > a[1] + 1
    ]


def test_a_place_shows_the_tasks_that_touch_it_and_a_task_its_places(visit: Visit) -> None:
    opened = visit("v=space")
    zone = opened.page.evaluate("""() => [...window.plankg.spatial.keys()].find((thing) => thing.subjects.length).id""")
    place = opened.page.locator(f'.place[data-id="{zone}"]').first
    place.focus()
    opened.page.keyboard.press("Enter")
    assert opened.state()["selection"] == zone
    tasks = opened.page.locator(".touches .touch")
    assert tasks.count() >= 1
    tasks.first.locator(".link").first.click()
    lit = opened.page.locator(".place.lit")
    assert lit.count() >= 1
    assert opened.page.locator(".place.dim").count() >= 1
    assert zone in [element.get_attribute("data-id") for element in lit.all()]


def test_any_plan_is_drawn_by_its_classes_and_relations(visit: Visit, shore: PlanGraph, tmp_path: Path) -> None:
    shore.draw().write(tmp_path / "explorer.html")
    opened = visit("v=space", tmp_path / "explorer.html")
    assert len(places(opened)) == 7
    assert opened.page.locator(".tie").count() == 1
    opened.page.locator(".tie").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("() => window.plankg.selected().relations.length") == 1
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img')")
    assert HOSTILE in opened.page.locator(".drawn").text_content()


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(properties: dict[str, Any], kind: str, coordinates: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}, **more}


def test_a_map_is_drawn_with_what_matches_and_what_does_not(visit: Visit, shore: PlanGraph, tmp_path: Path) -> None:
    (tmp_path / "map.geojson").write_text(
        geojson(
            feature({}, "Polygon", [CORNERS], id="core-1"),
            feature({"name": "南核 en"}, "Point", [120.4, 30.1]),
            feature({"名称": "东海岸带"}, "LineString", [[120.0, 30.0], [120.5, 30.3]]),
            feature({"name": HOSTILE + "别处"}, "MultiPolygon", [[CORNERS]]),
        ),
        encoding="utf-8",
    )
    picture = shore.draw(geojson=tmp_path / "map.geojson")
    picture.write(tmp_path / "explorer.html")
    assert picture.view.chart is not None
    assert picture.view.chart.unmatched == (HOSTILE + "别处",)
    opened = visit("v=space", tmp_path / "explorer.html")
    assert set(places(opened)) == {opened.id(name) for name in ("北核", "南核", "东海岸带")}
    assert HOSTILE + "别处" in opened.page.locator(".space").inner_text()
    opened.page.locator('.place[data-id$="core-2"] circle').click()
    assert opened.state()["selection"].endswith("core-2")
    opened.page.locator(".steps button", has_text="示意图").click()
    assert len(places(opened)) == 7
    assert opened.page.evaluate("() => window.hit === undefined && !document.querySelector('img')")
