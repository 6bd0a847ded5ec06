"""A reader's own map: GeoJSON (RFC 7946) brought onto a small sheet, its features matched with things of the graph.

The projection is equirectangular, true along the middle parallel: enough for a city, and nothing to install.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plankg.errors import InputError
from plankg.graph.drawing.texts import read

if TYPE_CHECKING:
    from plankg.graph.drawing.content import Json
    from plankg.graph.drawing.material import Material

SHEET: Final = 4096
"""The longer side of the sheet, in units; points nearer than one are drawn as one."""
_DEPTH: Final[Mapping[str, int]] = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How deep the positions lie in the coordinates of each type of geometry."""
Position = tuple[float, float]
Parts = list[list[Position]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: its name, the thing that it is (None: no thing is called so), its type, its points on the sheet."""

    name: str
    thing: str | None
    type: str
    parts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A map on its sheet: width and height in units, and its features."""

    width: int
    height: int
    features: tuple[Feature, ...]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The names of the features that no thing of the graph is called by."""
        return tuple(feature.name for feature in self.features if feature.thing is None)

    def content(self, things: Mapping[str, int]) -> Json:
        """Return the map as JSON, things by number."""
        features = [
            {"name": f.name, "thing": things.get(f.thing or "", -1), "type": f.type, "parts": f.parts}
            for f in self.features
        ]
        return {"width": self.width, "height": self.height, "features": features}


def chart(material: Material, path: Path) -> Chart:
    """Read a GeoJSON file; a feature is a thing where its id or one of its texts is the thing's id, label or alias.

    Raises InputError for what is no GeoJSON with positions in degrees of longitude and latitude.
    """
    try:
        given = json.loads(read(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError.of(path, f"no JSON: {error}") from None
    names = _names(material)
    found = [
        (feature, list(_geometries(path, feature, f"features/{i}"))) for i, feature in enumerate(_features(path, given))
    ]
    points = [point for _, geometries in found for _, parts in geometries for part in parts for point in part]
    if not points:
        raise InputError.of(path, "no feature with a geometry")
    sheet = _Sheet(points)
    features = [
        Feature(*_named(feature, names, number), kind, sheet.put(parts))
        for number, (feature, geometries) in enumerate(found)
        for kind, parts in geometries
    ]
    return Chart(sheet.width, sheet.height, tuple(features))


def _features(path: Path, given: Any) -> Sequence[Mapping[str, Any]]:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list) or not all(
            isinstance(f, dict) and f.get("type") == "Feature" for f in features
        ):
            raise InputError.of(path, "'features' is no list of features")
        return features
    if kind == "Feature":
        return [given]
    if kind in _DEPTH or kind == "GeometryCollection":
        return [{"geometry": given}]
    raise InputError.of(path, "no GeoJSON: expected 'type' to be FeatureCollection, Feature or a geometry")


def _geometries(path: Path, holder: Mapping[str, Any], place: str) -> Iterator[tuple[str, Parts]]:
    """Yield the geometries of a feature, each with its parts: rings, lines, or points."""
    geometry = holder.get("geometry")
    if geometry is None:
        return
    kind = str(geometry.get("type")) if isinstance(geometry, dict) else ""
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        for i, each in enumerate(geometry["geometries"]):
            yield from _geometries(path, {"geometry": each}, f"{place}/geometries/{i}")
    elif kind in _DEPTH:
        parts = _parts(geometry.get("coordinates"), _DEPTH[kind])
        if parts is None:
            message = f"{place}: the coordinates of this {kind} are no longitudes and latitudes in degrees"
            raise InputError.of(path, message)
        yield kind.removeprefix("Multi"), parts
    else:
        raise InputError.of(path, f"{place}: no geometry of GeoJSON")


def _parts(coordinates: Any, depth: int) -> Parts | None:
    """Return lists of positions; None where anything else stands in their place."""
    if depth == 0:
        position = _position(coordinates)
        return None if position is None else [[position]]
    if not isinstance(coordinates, list):
        return None
    if depth == 1:
        positions = [_position(each) for each in coordinates]
        return None if None in positions else [[p for p in positions if p is not None]]
    found = [_parts(each, depth - 1) for each in coordinates]
    return None if None in found else [part for parts in found if parts is not None for part in parts]


def _position(given: Any) -> Position | None:
    if not isinstance(given, list) or len(given) < 2:
        return None
    able = all(isinstance(n, (int, float)) and not isinstance(n, bool) and isfinite(n) for n in given[:2])
    return (given[0], given[1]) if able and abs(given[0]) <= 180 and abs(given[1]) <= 90 else None


class _Sheet:
    """Longitudes and latitudes as whole numbers on a sheet, north above."""

    def __init__(self, points: Sequence[Position]) -> None:
        longitudes, latitudes = zip(*points, strict=True)
        self._left, self._top = min(longitudes), max(latitudes)
        self._narrow = cos(radians((min(latitudes) + max(latitudes)) / 2))
        wide = (max(longitudes) - self._left) * self._narrow
        high = self._top - min(latitudes)
        self._scale = SHEET / (max(wide, high) or 1)
        self.width, self.height = max(1, round(wide * self._scale)), max(1, round(high * self._scale))

    def put(self, parts: Parts) -> tuple[tuple[int, ...], ...]:
        """Return the points of parts one after another, x and y; equal neighbours once."""
        return tuple(tuple(self._along(part)) for part in parts)

    def _along(self, part: Sequence[Position]) -> Iterator[int]:
        last: tuple[int, int] | None = None
        for longitude, latitude in part:
            x = round((longitude - self._left) * self._narrow * self._scale)
            y = round((self._top - latitude) * self._scale)
            if (x, y) != last:
                yield from (x, y)
            last = (x, y)


def _names(material: Material) -> dict[str, str]:
    found: dict[str, str] = {}
    for iri in sorted(material.kinds):
        labels = (*material.labels.get(iri, {}).values(), *material.aliases.get(iri, ()))
        for name in (iri, iri.rpartition("/")[2], *labels):
            found.setdefault(name.casefold().strip(), iri)
    return found


def _named(feature: Mapping[str, Any], names: Mapping[str, str], number: int) -> tuple[str, str | None]:
    """Return the name of a feature and the thing that it is called by."""
    properties = feature.get("properties")
    values = [feature.get("id"), *(properties.values() if isinstance(properties, dict) else ())]
    said = [str(value) for value in values if isinstance(value, (str, int)) and not isinstance(value, bool)]
    named = next((text for text in said if text.casefold().strip() in names), None)
    given = [text for text in said if not text.isdigit()]
    return named or (given or said or [f"#{number + 1}"])[0], names.get(named.casefold().strip()) if named else None
