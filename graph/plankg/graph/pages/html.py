"""Templates, and the words of the pages: everything that a reader sees goes through here, escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jinja2
import yaml
from markupsafe import Markup

from plankg.graph.drawing.layers import kind, layers
from plankg.graph.pages.links import web_address
from plankg.graph.pages.request import HTML, Rendered, Request
from plankg.graph.terms import Cell, Thing, cell_text
from plankg.ontology.names import PLAN
from plankg.ontology.vocabulary import Vocabulary

NAVIGATION: Final = ("/", "/questions", "/things", "/findings", "/explorer", "/void", "/sparql")
OTHER: Final[Mapping[str, str]] = {"zh": "en", "en": "zh"}


def html(request: Request, template: str, status: int = 200, **content: Any) -> Rendered:
    """Return a page made from a template."""
    language = request.language
    words = {key: value[language] for key, value in _words().items()}
    text = (
        _environment()
        .get_template(template)
        .render(page=request, language=language, other=OTHER[language], w=words, navigation=NAVIGATION, **content)
    )
    return Rendered(status, HTML, text.encode())


@cache
def style() -> str:
    """Return the style sheet of all pages, with a colour for each class that the picture gives one."""
    own = (files("plankg.graph.pages") / "templates" / "style.css").read_text(encoding="utf-8")
    colours = (f".kind-{name}{{--kind:{colour}}}\n" for layer in layers() for name, colour in layer.classes.items())
    return own + "".join(colours)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (files("plankg.graph.pages") / "words.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("plankg.graph.pages", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own: dict[str, dict[str, Any]] = {
        "filters": {"text": cell_text, "web": web_address, "inert_json": _inert_json, "kind": _kind, "spoken": _spoken},
        "tests": {"thing": _is_thing},
        "globals": {"meaning": _meaning, "grade_terms": Vocabulary.load().grades},
    }
    for name, added in own.items():
        getattr(made, name).update(added)
    return made


def _inert_json(content: object) -> Markup:
    """Return JSON that ends no script and begins no comment, whatever its texts are."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def _spoken(texts: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """Return a text in a language, else in any, else `otherwise`."""
    return texts.get(language) or next(iter(texts.values()), otherwise)


def _is_thing(value: Cell) -> bool:
    return isinstance(value, Thing)


def _kind(value: Thing | str) -> str:
    """Return the class of the picture that a class is drawn as: it names the colour."""
    return kind(Thing(value).id)


def _meaning(term: str, language: str) -> str:
    """Return what a class, relation or grade of the ontology means, or nothing."""
    vocabulary, name = Vocabulary.load(), term.removeprefix(PLAN)
    known = vocabulary.classes.get(name) or vocabulary.relations.get(name) or vocabulary.grades.get(name)
    return known.definition.get(language, "") if known else ""
