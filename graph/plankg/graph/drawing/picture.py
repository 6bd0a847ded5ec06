"""How it is drawn: a pyvis network with our own page around it, whole in one file, asking nothing of the network.

The page holds vis-network as pyvis ships it and the scripts of `explorer/`. Text reaches the page as JSON and is shown
as text, never as markup; a content security policy with a nonce lets only our own scripts and styles in.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape
from pyvis.network import Network

from plankg.errors import OutputError
from plankg.graph.drawing.content import content
from plankg.graph.drawing.view import View
from plankg.graph.replacing import replaced

_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"
_ROOM: Final[Traversable] = files("plankg.graph.drawing")
_FIRST: Final = ("plankg", "words", "content", "state")


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
        template = environment.from_string((_ROOM / "page.html").read_text(encoding="utf-8"))
        given = _json(content(self.view))
        vis = files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")
        nonce = b64encode(sha256(given.encode()).digest()[:18]).decode()
        return template.render(
            content=Markup(given),  # noqa: S704  # JSON with every < escaped
            script=Markup(_script()),  # noqa: S704
            vis=Markup(vis.replace("</script", "<\\/script")),  # noqa: S704
            style=Markup("\n".join(_texts("css"))),  # noqa: S704
            language=self.view.language,
            nonce=nonce,
            title=self.view.title.get(self.view.language) or "plankg",
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
        style = "width: 100%; height: 720px; border: 1px solid #e4e4e7"
        return f'<iframe sandbox="allow-scripts allow-downloads" style="{style}" srcdoc="{page}"></iframe>'


class _Edge:
    """An edge as pyvis keeps it: an object with `options`; its own add_edge searches all edges each time."""

    def __init__(self, position: int, source: int, target: int) -> None:
        self.options = {"id": position, "from": source, "to": target, "arrows": "to"}


def _node(position: int, node: Any, language: str) -> dict[str, Any]:
    x, y = node.places[language]
    return {"id": position, "x": round(x, 1), "y": round(y, 1), "label": node.label(language), "shape": "custom"}


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _texts(kind: str) -> list[str]:
    """Return the files of a kind: those of `explorer/`, those of `explorer/views/`, `start` last."""
    explorer = _ROOM / "explorer"
    entries = [entry for folder in (explorer, explorer / "views") for entry in sorted(folder.iterdir(), key=_order)]
    chosen = [entry for entry in entries if entry.name.endswith(f".{kind}")]
    return [entry.read_text(encoding="utf-8") for entry in sorted(chosen, key=lambda e: e.name == f"start.{kind}")]


def _order(entry: Traversable) -> tuple[int, str]:
    stem = entry.name.partition(".")[0]
    return _FIRST.index(stem) if stem in _FIRST else len(_FIRST), entry.name


def _script() -> str:
    # Each file is a block of its own, so that its names meet no other's; `plankg` is what they share.
    blocks = "\n".join(f"{{\n{text}\n}}" for text in _texts("js"))
    return f'"use strict";\n(() => {{\nconst plankg = (window.plankg = {{}});\n{blocks}\n}})();'
