"""Plans made up for measuring: the shape of a packaged plan, under other ids, labels and quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from plankg.build.check import label_of
from plankg.build.plan_tree import items
from plankg.build.sources import PlanSource, collect
from plankg.build.yaml_tree import decode, load


def write_plans(folder: Path, count: int, mould: str = "jinpu-14fyp") -> list[Path]:
    """Write `count` generated plans, one file each, and return their paths.

    Each has the entities, relations, spans and shared things of the mould; every label carries the plan's number, so
    that no two plans say the same of the same thing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = collect([mould]).plans[0]
    paths: list[Path] = []
    for number in range(count):
        path = folder / f"generated-{number:04d}.yaml"
        text = yaml.dump(
            _numbered(source, number),
            Dumper=yaml.CSafeDumper,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=None,
            width=4096,
        )
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _numbered(source: PlanSource, number: int) -> dict[str, Any]:
    parts = [load(decode(file.data, file.name), file.name) for file in source.files]
    whole: dict[str, Any] = {}
    entities: dict[str, Any] = {}
    for part in parts:
        assert isinstance(part, dict)
        whole |= {key: value for key, value in part.items() if key in {"schema", "plan", "document"}}
        found: Any = part.get("entities", {})
        entities |= found
    whole["plan"]["id"] = f"generated-{number:04d}"
    for entity in (whole["plan"], whole["document"], *entities.values()):
        _rename(entity, number)
    return whole | {"entities": entities}


def _rename(entity: dict[str, Any], number: int) -> None:
    name = label_of(entity)
    for mention in items(entity.get("mentions", [])):
        mention.setdefault("quote", name)
    words = entity.get("label") or entity.get("title")
    if isinstance(words, dict):
        for language in words:
            words[language] = f"{words[language]} {number}"
