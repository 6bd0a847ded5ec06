"""The layers of a picture: columns from left to right, the classes that stand in each, their colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from plankg.ontology.vocabulary import Vocabulary

CONCEPT: Final = "Concept"
"""The kind of what has no class of the ontology: a concept of a scheme."""
_OTHER: Final = "#71717a"


@dataclass(frozen=True, slots=True)
class Layer:
    """A column: its wording and the core classes in it with their colours."""

    name: str
    wording: Mapping[str, str]
    drawn: bool
    classes: Mapping[str, str]


@cache
def layers() -> tuple[Layer, ...]:
    """Return the layers of `layers.yaml`, from left to right."""
    content = yaml.load(
        (files("plankg.graph.drawing") / "layers.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return tuple(Layer(e["name"], {"zh": e["zh"], "en": e["en"]}, e["drawn"], e["classes"]) for e in content)


@cache
def kind(name: str) -> str:
    """Return the class under which things of class `name` are drawn: itself, or the nearest that has a layer."""
    if not name:
        return CONCEPT
    vocabulary = Vocabulary.load()
    known = {shown for layer in layers() for shown in layer.classes}
    return next((c for c in (name, vocabulary.core(name) if name in vocabulary.classes else name) if c in known), name)


@cache
def place(shown: str) -> tuple[int, str]:
    """Return the layer (its number) and the colour of a kind; an unknown one stands in the last layer, in grey."""
    for number, layer in enumerate(layers()):
        if shown in layer.classes:
            return number, layer.classes[shown]
    return len(layers()) - 1, _OTHER
