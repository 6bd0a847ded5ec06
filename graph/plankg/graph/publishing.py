"""The pages as a folder of files that any file server or a stick can carry: every link relative, nothing else needed.

Pages are made by following links from the first page in both languages, so that what is linked is there.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from plankg.errors import OutputError
from plankg.graph.pages import Rendered, render
from plankg.graph.replacing import replaced_folder
from plankg.ontology.names import BASE, VERSION, digest

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

MARK: Final = "plankg-site.json"
LANGUAGES: Final = ("zh", "en")
EXPLORER: Final = "/explorer"
_NO_SERVER: Final = frozenset({"/search", "/path", "/neighbours", "/sparql"})
_FOLDERS: Final = ("/id",)
_NEUTRAL: Final = frozenset({"ttl", "jsonld", "css"})
_READABLE: Final = re.compile(r"[a-z0-9][a-z0-9./-]*\Z")
_LONGEST: Final = 100
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")

Address = tuple[str, tuple[tuple[str, str], ...], str]


class SiteLinks:
    """Relative names of files, as seen from the one that is being made; `wanted` are all that were linked."""

    live = False
    language = LANGUAGES[0]

    def __init__(self) -> None:
        self.here = ""
        self.wanted: dict[str, Address] = {}

    def to(self, path: str, query: Mapping[str, str], language: str) -> str | None:
        """Return the name of a page's file as a relative link, or None for what only a server answers."""
        if path in _NO_SERVER or query.get("format") == "json":
            return None
        name = file_name(path, query, language)
        self.wanted.setdefault(name, (path, tuple(sorted(query.items())), language))
        return "../" * self.here.count("/") + quote(name)


def file_name(path: str, query: Mapping[str, str], language: str) -> str:
    """Return the file of a page: folders with an index for things, so that their IRIs lead to them on any server.

    >>> file_name("/id/harbour/task-1", {}, "zh"), file_name("/question/tasks", {"format": "csv"}, "en")
    ('id/harbour/task-1/index.html', 'en/question/tasks.csv')
    """
    stem, dot, ending = path.strip("/").partition(".")
    values = {name: value for name, value in query.items() if name != "format"}
    ending = query.get("format") or (ending if dot else "html")
    parts = [f"{part}_" if _RESERVED.match(part) else part for part in stem.split("/") if part]
    if path.startswith(_FOLDERS) or not parts:
        parts = [*parts, *([digest(*values.values())] if values else []), "index"]
    elif values:
        parts[-1] += f"~{_slug(values)}"
    neutral = ending in _NEUTRAL or path.startswith("/downloads/")
    spoken = [] if neutral or language == LANGUAGES[0] else [language]
    return "/".join([*spoken, *parts]) + f".{ending}"


def _slug(values: Mapping[str, str]) -> str:
    given = [values[name] for name in sorted(values)]
    text = "~".join(value.replace("/", ".") for value in given)
    readable = all(_READABLE.match(value) for value in given) and len(text) <= _LONGEST
    return text if readable else digest(*(f"{name}={values[name]}" for name in sorted(values)))


@dataclass(frozen=True, slots=True)
class Site:
    """A published site: its folder, how many pages it has, and how many files of all kinds."""

    folder: Path
    pages: int
    files: int


def publish(
    graph: PlanGraph,
    folder: Path,
    *,
    address: str | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Site:
    """Write the site of a graph into a folder, replacing it whole.

    `address`: where the site will stand on the web, for the sitemap (None: the base of the build, under which its IRIs
    stand). `force`: replace a folder that is no site of ours. `progress` is told the pages made and known. Raises
    OutputError where the folder is not ours or cannot be written; it is then unchanged.
    """
    folder = folder.resolve()
    _check(folder, force)
    try:
        with replaced_folder(folder) as aside:
            files = pages = 0
            for name, body in _files(graph, address or base(graph), progress):
                target = aside / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(body)
                files, pages = files + 1, pages + name.endswith(".html")
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from None
    return Site(folder, pages, files)


def base(graph: PlanGraph) -> str:
    """Return the base under which the IRIs of a build's plans stand."""
    options: Mapping[str, Any] = graph.manifest.get("options", {})
    return str(options.get("base", BASE))


def _check(folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a folder with -o")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file() and not force:
        raise OutputError(
            f"{folder} is not empty and no site of plankg; name another with -o, or replace it with --force"
        )
    if folder == Path.cwd() or folder in Path.cwd().parents:
        raise OutputError(f"{folder} holds the folder that you are in; name another with -o")


def _files(graph: PlanGraph, address: str, progress: Callable[[int, int], None] | None) -> Iterator[tuple[str, bytes]]:
    links = SiteLinks()
    for language in LANGUAGES:
        links.to("/", {}, language)
    made: list[str] = []
    waiting = deque(links.wanted)
    while waiting:
        name = waiting.popleft()
        before = len(links.wanted)
        links.here = name
        body = _body(graph, links, name)
        waiting.extend(list(links.wanted)[before:])
        made.append(name)
        if progress:
            progress(len(made), len(links.wanted))
        yield name, body
    yield "sitemap.xml", _sitemap(sorted(name for name in made if name.endswith(".html")), address)
    mark = {"plankg": VERSION, "build": graph.manifest.get("sha256OfSortedNQuads", ""), "files": len(made) + 2}
    yield MARK, (json.dumps(mark, sort_keys=True) + "\n").encode()


def _body(graph: PlanGraph, links: SiteLinks, name: str) -> bytes:
    path, query, language = links.wanted[name]
    if path == EXPLORER:
        return graph.draw(language=language).generate_html().encode()
    nonce = sha256(name.encode()).hexdigest()[:22]
    rendered: Rendered = render(graph, path, dict(query), language, links=links, nonce=nonce)
    return rendered.body


def _sitemap(names: list[str], address: str) -> bytes:
    root = address.rstrip("/")
    places = (f"{root}/{quote(name.removesuffix('index.html'))}" for name in names)
    lines = "".join(f"<url><loc>{escape(place)}</loc></url>\n" for place in places)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n".encode()
