"""Writing a build: everything aside, then one switch.

`out/builds/<hash>/` holds one whole build and `out/current` names the one that counts; replacing that one line commits
a build. A build that is killed at any moment leaves the old one or the new one. The newest two builds are kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, Final

import pyoxigraph as ox
from filelock import FileLock, Timeout

from plankg.build.findings import Finding
from plankg.build.lines import Lines
from plankg.build.report import findings_page
from plankg.errors import OutputError
from plankg.graph.builds import BUILDS, CURRENT, MANIFEST, STORE, damage, seal
from plankg.graph.replacing import replaced
from plankg.ontology.names import ONTOLOGY_GRAPH, PLAN, prefixes

_KEEP: Final = 2
_FILES: Final = (MANIFEST, "graph.trig", "graph.ttl", "findings.json", "findings.md")
_CHUNK: Final = 200_000
_PIECE: Final = 48_000_000
_PAPERWORK: Final = re.compile(rf"(?m)^(?:<[^>]*/(?:st|ev)-[^/>]*> |<[^>]*> <{PLAN}evidence> ).*\n".encode())
Graphs = dict[str, Lines]


def prepare(out: Path, *, force: bool = False) -> None:
    """Refuse a target that is not ours to write to.

    Raises OutputError for an existing file, a symbolic link, or a non-empty folder without a build (unless `force`).
    """
    try:
        if out.is_symlink() or (out / BUILDS).is_symlink():
            raise OutputError(f"{out} is a symbolic link; give the folder itself")
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out} is a file; give a folder with -o")
        ours = (out / BUILDS).is_dir() or not out.exists() or not any(out.iterdir())
        if not ours and not force:
            raise OutputError(f"{out} is not empty and holds no build; choose another folder with -o, or --force")
        (out / BUILDS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write to {out}: {error.strerror or error}") from None


@contextmanager
def prepared(out: Path, *, force: bool = False) -> Generator[None, None, None]:
    """Prepare a target for a build; when the build fails, take away again what was not there before."""
    made = [path for path in (out / BUILDS, out, *out.parents) if not path.exists()]
    prepare(out, force=force)
    try:
        yield
    except BaseException:
        if made:
            shutil.rmtree(out / "cache", ignore_errors=True)
            (out / ".lock").unlink(missing_ok=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise


def commit(
    out: Path, graphs: Graphs, plain: Sequence[str], findings: Sequence[Finding], manifest: dict[str, Any]
) -> Path:
    """Write a whole build aside, switch to it, and return its folder.

    `graphs` are all named graphs but the ontology's, `plain` the names of those that a plain query sees; the manifest
    is completed with the number of quads and the hash of the sorted N-Quads.
    """
    try:
        with FileLock(out / ".lock", timeout=60):
            return _commit(out, graphs, plain, findings, manifest)
    except Timeout:
        raise OutputError(f"another build is writing to {out}; try again when it is done") from None
    except OSError as error:
        raise OutputError(
            f"cannot write to {out}: {error.strerror or error}; the build that was there is unchanged"
        ) from None


def _commit(
    out: Path, graphs: Graphs, plain: Sequence[str], findings: Sequence[Finding], manifest: dict[str, Any]
) -> Path:
    for left in (out / BUILDS).glob(".new-*"):
        shutil.rmtree(left, ignore_errors=True)
    aside = out / BUILDS / f".new-{token_hex(8)}"
    aside.mkdir()
    try:
        quads, digest = _digest(graphs)
        manifest = {**manifest, "quads": quads, "sha256OfSortedNQuads": digest}
        content = _json(manifest)
        name = sha256(content.encode()).hexdigest()[:32]
        final = out / BUILDS / name
        if not _whole(final):
            _write_store(aside / STORE, graphs, plain)
            seal(aside / STORE)
            _write_trig(aside / "graph.trig", graphs)
            _write_turtle(aside / "graph.ttl", graphs, plain)
            _write(aside / "findings.json", _json([finding.to_json() for finding in findings]))
            _write(aside / "findings.md", findings_page(findings))
            _write(aside / MANIFEST, content)
            if final.exists():
                shutil.rmtree(final)
            os.replace(aside, final)
        replace_text(out / CURRENT, name + "\n")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for copy in ("graph.ttl", "findings.md"):
        replace_text(out / copy, (final / copy).read_text(encoding="utf-8"))
    _prune(out, final)
    return final


def _whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _FILES) and damage(folder / STORE) is None


def replace_text(path: Path, text: str) -> None:
    """Replace a text file whole."""
    with replaced(path) as aside:
        _write(aside, text)


def _prune(out: Path, final: Path) -> None:
    folders = [p for p in (out / BUILDS).iterdir() if p.is_dir() and not p.name.startswith(".")]
    others = sorted((p for p in folders if p != final), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in others[_KEEP - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _digest(graphs: Graphs) -> tuple[int, str]:
    every = sorted(line for name, lines in graphs.items() for line in lines.quads(name).split(b"\n") if line)
    hasher = sha256()
    for start in range(0, len(every), _CHUNK):
        hasher.update(b"\n".join(every[start : start + _CHUNK]) + b"\n")
    return len(every), hasher.hexdigest()


def _write_store(path: Path, graphs: Graphs, plain: Sequence[str]) -> None:
    """Load named graphs, and in the default graph what a plain query sees; by way of a file, a piece at a time.

    The loader keeps about eight times what it is given in memory.
    """
    from plankg.ontology.graphs import ontology_triples

    lines = path.with_name("store.nq")
    terms = Lines(ontology_triples())
    with lines.open("wb") as file:
        for seen in (*(graphs[name] for name in plain), terms):
            file.write(seen.data)
        for graph, named in (*graphs.items(), (ONTOLOGY_GRAPH, terms)):
            file.write(named.quads(graph))
    store = ox.Store(str(path))
    with lines.open("rb") as file:
        while piece := file.read(_PIECE):
            store.bulk_load(piece + file.readline(), format=ox.RdfFormat.N_QUADS, lenient=True)
    store.flush()
    lines.unlink()


def _write_trig(path: Path, graphs: Graphs) -> None:
    def parsed() -> Iterator[ox.Quad]:
        for name in sorted(graphs):
            yield from ox.parse(graphs[name].quads(name), format=ox.RdfFormat.N_QUADS, lenient=True)

    with path.open("wb") as file:
        sorted_file: Any = _SortedPrefixes(file)
        ox.serialize(parsed(), sorted_file, format=ox.RdfFormat.TRIG, prefixes=prefixes(graphs))


def _write_turtle(path: Path, graphs: Graphs, plain: Sequence[str]) -> None:
    merged = sorted({line for name in plain for line in _PAPERWORK.sub(b"", graphs[name].data).split(b"\n")})
    triples = (quad.triple for quad in ox.parse(b"\n".join(merged), format=ox.RdfFormat.N_TRIPLES, lenient=True))
    with path.open("wb") as file:
        sorted_file: Any = _SortedPrefixes(file)
        ox.serialize(triples, sorted_file, format=ox.RdfFormat.TURTLE, prefixes=prefixes(graphs))


class _SortedPrefixes:
    """A file that sorts the prefix lines at its head: the serializer writes them in an order that changes by run."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._head: bytes | None = b""

    def write(self, data: bytes) -> int:
        if self._head is None:
            return self._file.write(data)
        self._head += data
        complete, _, rest = self._head.rpartition(b"\n")
        lines = complete.split(b"\n") if complete else []
        body = next((i for i, line in enumerate(lines) if not line.startswith(b"@prefix")), None)
        if body is None and b"@prefix".startswith(rest[:7]):
            return len(data)
        split = len(lines) if body is None else body
        self._file.write(b"".join(line + b"\n" for line in sorted(lines[:split])))
        self._file.write(b"".join(line + b"\n" for line in lines[split:]) + rest)
        self._head = None
        return len(data)

    def flush(self) -> None:
        self._file.flush()
