"""How it is drawn: a pyvis network with our own page around it, whole in one file, asking nothing of the network.

The page holds vis-network as pyvis ships it. Text reaches the page as JSON and is shown as text, never as markup; a
content security policy with a nonce lets only our own scripts run.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape
from pyvis.network import Network

from plankg.errors import OutputError
from plankg.graph.drawing.view import CARD_WIDTH, LINE_HEIGHT, PADDING, View
from plankg.graph.replacing import replaced
from plankg.ontology.vocabulary import Vocabulary

_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"


class Picture(Network):
    """A pyvis Network of a view, with positions computed and physics off; `write` makes the page."""

    def __init__(self, view: View) -> None:
        super().__init__(height="100%", width="100%", directed=True, cdn_resources="in_line")
        self.view = view
        self.toggle_physics(False)
        index = {node.id: position for position, node in enumerate(view.nodes)}
        for node in view.nodes:
            self.nodes.append(_node(index[node.id], node, view.language))
            self.node_ids.append(index[node.id])
            self.node_map[index[node.id]] = self.nodes[-1]
        for position, edge in enumerate(view.edges):
            self.edges.append(_Edge(position, index[edge.source], index[edge.target]))

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """Return the whole page; the arguments of pyvis have no effect, the page is always whole and offline."""
        environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        template = environment.from_string(_text("page.html"))
        content = _json(_content(self))
        scripts = {"vis": files("pyvis").joinpath(_VIS).read_text(encoding="utf-8"), "page": _text("page.js")}
        nonce = b64encode(sha256(content.encode()).digest()[:18]).decode()
        title = self.view.title.get(self.view.language) or "plankg"
        return template.render(
            content=Markup(content),  # noqa: S704  # JSON with every < escaped
            script=Markup(scripts["page"]),  # noqa: S704
            vis=Markup(scripts["vis"].replace("</script", "<\\/script")),  # noqa: S704
            style=Markup(_text("page.css")),  # noqa: S704
            language=self.view.language,
            nonce=nonce,
            title=title,
        )

    def write(self, path: Path) -> None:
        """Write the page, replacing the file whole.

        Raises OutputError where it cannot be written.
        """
        try:
            with replaced(path) as aside:
                aside.write_text(self.generate_html(), encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror or error}") from None

    def _repr_html_(self) -> str:
        # JupyterLab shows this; the sandbox keeps the page's script away from the notebook's.
        page = escape(self.generate_html())
        style = "width: 100%; height: 640px; border: 1px solid #e4e4e7"
        return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{page}"></iframe>'


class _Edge:
    """An edge as pyvis keeps it: an object with `options`; its own add_edge searches all edges each time."""

    def __init__(self, position: int, source: int, target: int) -> None:
        self.options = {"id": position, "from": source, "to": target, "arrows": "to"}


def _node(position: int, node: Any, language: str) -> dict[str, Any]:
    return {
        "id": position,
        "x": round(node.x, 1),
        "y": round(node.y, 1),
        "label": node.labels[language],
        "shape": "custom",
    }


def _content(picture: Picture) -> dict[str, Any]:
    view = picture.view
    vocabulary = Vocabulary.load()
    language = view.language
    kinds = {n.kind for n in view.nodes}
    grades = {name: term.label[language] for name, term in vocabulary.grades.items()}
    return {
        "nodes": [
            {
                **shown,
                "kind": n.kind,
                "colour": n.colour,
                "lines": n.lines,
                "labels": dict(n.labels),
                "quotes": n.quotes,
                "iri": n.id,
            }
            for shown, n in zip(picture.nodes, view.nodes, strict=True)
        ],
        "edges": [
            {
                **e.options,
                "relation": edge.labels[language],
                "grade": grades.get(edge.grade, edge.grade),
                "inferred": edge.grade == "Inferred",
                "quotes": list(edge.quotes),
            }
            for e, edge in zip(picture.edges, view.edges, strict=True)
        ],
        "legend": [
            {
                "layer": layer.wording[language],
                "kinds": [
                    {
                        "kind": k,
                        "colour": c,
                        "label": vocabulary.classes[k].label[language],
                        "count": sum(n.kind == k for n in view.nodes),
                    }
                    for k, c in layer.classes.items()
                    if k in kinds
                ],
            }
            for layer in view.layers
            if kinds & set(layer.classes)
        ],
        "hidden": dict(view.hidden),
        "title": view.title.get(language, ""),
        "card": {"width": CARD_WIDTH, "line": LINE_HEIGHT, "padding": PADDING},
        "words": _WORDS[language],
    }


def _json(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _text(name: str) -> str:
    return (files("plankg.graph.drawing") / name).read_text(encoding="utf-8")


_WORDS: Final = {
    "zh": {
        "hint": "点击卡片查看它的关系和原文；拖动平移，滚轮缩放；点图例可隐藏或显示一类。",
        "legend": "图例",
        "hidden": "未画出",
        "words": "原文",
        "out": "指向",
        "in": "来自",
        "none": "本文件未载明",
        "all": "全图",
        "inferred": "虚线：由规则推断，原文没有明写",
        "search": "查找",
    },
    "en": {
        "hint": (
            "Click a card for its relations and the words that say them; drag to move, wheel to zoom; "
            "click the legend to hide or show a class."
        ),
        "legend": "Legend",
        "hidden": "Not drawn",
        "words": "Words",
        "out": "to",
        "in": "from",
        "none": "not stated in this document",
        "all": "Whole picture",
        "inferred": "Dashed: inferred by a rule, not said in the text",
        "search": "Find",
    },
}
