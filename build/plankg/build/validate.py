"""SHACL: one function, the Rust engine where it is installed, pySHACL as referee and where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from plankg.ontology.graphs import shapes_text, validation_context
from plankg.ontology.names import SH, SHAPES

_SEVERITY: Final = {"Violation": "error", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result: the node, the path (empty for a node shape), the shape's name, severity, messages."""

    focus: str
    path: str
    value: str
    shape: str
    severity: str
    message: tuple[tuple[str, str], ...]


def validate(lines: Iterable[str], *, extra_shapes: str = "", engine: str = "auto") -> list[Result]:
    """Validate N-Triples lines against the packaged shapes, and `extra_shapes` (Turtle) if given; sorted.

    `engine` is "rust" (package shacl), "pyshacl" or "auto" (rust where it is installed).
    """
    data = "\n".join(lines) + "\n" + validation_context()
    use = _engine() if engine == "auto" else engine
    return sorted(set(_rust(data, extra_shapes) if use == "rust" else _pyshacl(data, extra_shapes)))


@cache
def _engine() -> str:
    from importlib.util import find_spec

    return "rust" if find_spec("shacl") else "pyshacl"


def refused(extra_shapes: str) -> str | None:
    """Return why the engine does not take these shapes, or None."""
    if _engine() == "rust":
        try:
            _compiled(extra_shapes)
        except ValueError as error:
            return " ".join(str(error).split())[:300]
    return None


@cache
def _compiled(extra_shapes: str) -> Any:
    import shacl

    return shacl.Shapes.from_turtle(shapes_text() + "\n" + extra_shapes)


def _rust(data: str, extra_shapes: str) -> Iterable[Result]:
    report = _compiled(extra_shapes).validate_text(data, format="ntriples")
    messages = _messages(extra_shapes)
    for result in report.results:
        shape = _name(result.source_shape)
        yield Result(
            result.focus_node.strip("<>"),
            (result.path or "").strip("<>"),
            str(result.value_plain or ""),
            shape.removeprefix(SHAPES),
            _SEVERITY.get(result.severity, "error"),
            messages.get(shape) or _worded(sorted(map(str, result.messages))),
        )


def _name(shape: str) -> str:
    """Return the IRI of a shape; one without a name has a label that changes from run to run and is called unnamed."""
    return "unnamed" if shape.startswith("_:") else shape.strip("<>")


def _worded(messages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the messages of a shape of the user's, or that there is none, in both languages."""
    return (
        ("en", "; ".join(messages) or "a shape without a message is not met"),
        ("zh", "；".join(messages) or "不符合一个没有说明的约束"),
    )


@cache
def _messages(extra_shapes: str) -> dict[str, tuple[tuple[str, str], ...]]:
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    text = (shapes_text() + "\n" + extra_shapes).encode()
    for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == SH + "message" and isinstance(quad.object, ox.Literal):
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
            found.setdefault(subject, {})[quad.object.language or "en"] = quad.object.value
    return {shape: tuple(sorted(words.items())) for shape, words in found.items()}


def _pyshacl(data: str, extra_shapes: str) -> Iterable[Result]:
    import pyshacl
    import rdflib

    graph = rdflib.Graph().parse(data=data, format="nt")
    shapes = rdflib.Graph().parse(data=shapes_text() + "\n" + extra_shapes, format="turtle")
    outcome: Any = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    report = outcome[1]
    sh = rdflib.Namespace(SH)
    messages = _messages(extra_shapes)
    for node in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        source = report.value(node, sh.sourceShape)
        shape = _name(source.n3())
        severity = str(report.value(node, sh.resultSeverity)).removeprefix(SH)
        yield Result(
            str(report.value(node, sh.focusNode)),
            str(report.value(node, sh.resultPath) or ""),
            str(report.value(node, sh.value) or ""),
            shape.removeprefix(SHAPES),
            _SEVERITY.get(severity, "error"),
            messages.get(shape) or _worded(sorted(map(str, report.objects(node, sh.resultMessage)))),
        )
