"""Derived artefacts of the ontology: context, plan-file schema, shapes, diagram (`make generate`; a test compares)."""

from __future__ import annotations

import json
from pathlib import Path

from plankg.ontology.generate.context import context
from plankg.ontology.generate.diagram import class_diagram, page
from plankg.ontology.generate.schema import plan_file_schema
from plankg.ontology.generate.shapes import shapes_turtle
from plankg.ontology.vocabulary import ROOT


def artefacts() -> dict[Path, str]:
    """Return every derived file with the content that it should have."""
    folder = Path(str(ROOT))
    return {
        folder / "context.jsonld": json.dumps(context(), ensure_ascii=False, indent=1) + "\n",
        folder / "plan-file.schema.json": json.dumps(plan_file_schema(), ensure_ascii=False, indent=1) + "\n",
        folder / "shapes.ttl": shapes_turtle(),
        folder.parents[1] / "diagram.svg": class_diagram(),
        folder.parents[1] / "README.md": page(),
    }
