"""A reader's own map: what is GeoJSON, what is matched, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plankg.errors import InputError
from plankg.graph import PlanGraph
from plankg.graph.drawing.geography import SHEET, chart
from plankg.graph.drawing.material import Material, read


@pytest.fixture(scope="module")
def material(packaged_graph: PlanGraph) -> Material:
    return read(packaged_graph)


def put(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "map.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def point(at: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": at}}


BAD = {
    "no JSON": "{",
    "another file": "<html></html>",
    "a list": [],
    "no type": {"features": []},
    "features of another type": {"type": "FeatureCollection", "features": [{"type": "Point"}]},
    "nothing inside": {"type": "FeatureCollection", "features": []},
    "no geometry": {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]},
    "metres": point([4321000.0, 3210000.0]),
    "texts": point(["120", "30"]),
    "too short": point([120.0]),
    "not finite": '{"type": "Point", "coordinates": [NaN, 30]}',
    "true": point([True, 30]),
    "too shallow": {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[120, 30], [121, 31]]}},
    "unknown geometry": {"type": "Feature", "geometry": {"type": "Circle", "coordinates": [120, 30]}},
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_geojson_is_refused_with_the_file_and_the_reason(
    name: str, material: Material, tmp_path: Path
) -> None:
    path = put(tmp_path, BAD[name])
    with pytest.raises(InputError) as refused:
        chart(material, path)
    (problem,) = refused.value.problems
    assert problem.file == str(path)
    assert len(problem.message) > 10


def test_a_file_that_is_not_there_is_refused(material: Material, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        chart(material, tmp_path / "nowhere.geojson")


def test_features_are_known_by_id_label_alias_in_either_language(material: Material, tmp_path: Path) -> None:
    found = {iri: label for iri, labels in material.labels.items() if "/id/" in iri for label in labels.values()}
    iri, label = next((iri, label) for iri, label in found.items() if list(found.values()).count(label) == 1)
    alias = next((iri, names[0]) for iri, names in material.aliases.items())
    names = [("id", iri.rpartition("/")[2]), ("name", label), ("别名", alias[1]), ("name", "  " + label.upper())]
    features = [point([120 + i, 30]) | {"properties": {key: value}} for i, (key, value) in enumerate(names)]
    made = chart(material, put(tmp_path, {"type": "FeatureCollection", "features": features}))
    assert [f.thing is not None for f in made.features] == [True] * len(names)
    assert made.unmatched == ()


def test_the_sheet_is_north_up_and_true_along_the_middle(material: Material, tmp_path: Path) -> None:
    corners = [[[120.0, 59.5], [121.0, 59.5], [121.0, 60.5], [120.0, 60.5], [120.0, 59.5]]]
    square = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": corners}}
    made = chart(material, put(tmp_path, square))
    (shape,) = made.features
    assert made.height == SHEET
    assert made.width == pytest.approx(SHEET / 2, rel=0.01)
    assert shape.parts[0][:2] == (0, SHEET)


def test_points_that_cannot_be_told_apart_are_one(material: Material, tmp_path: Path) -> None:
    line = [[120 + i / 1e6, 30.0] for i in range(1000)] + [[121.0, 31.0]]
    made = chart(material, put(tmp_path, {"type": "LineString", "coordinates": line}))
    assert len(made.features[0].parts[0]) < 40
    assert made.unmatched == ("#1",)
