"""What the build was given: plan files, folders of them, packaged plans, RDF files, score fragments.

A folder that holds `plan.yaml` is one plan; any other folder is searched for plans. Sources are known by short names
(never by where they lie on this machine), so that the same input gives the same output everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from plankg.build.yaml_tree import read_bytes
from plankg.errors import InputError, Problem, UsageError

RDF_SUFFIXES: Final = (".ttl", ".nt", ".nq", ".trig", ".jsonld")
REFUSED_SUFFIXES: Final = {
    ".rdf": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
    ".owl": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
    ".xml": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
}
YAML_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was read: its short name and its bytes, or why it could not be read."""

    name: str
    data: bytes
    refused: Problem | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class PlanSource:
    """The files of one plan, the first being the one with `plan` and `document`."""

    name: str
    files: tuple[SourceFile, ...]
    text: Path | None = None
    """A text of the document that lies beside the plan file, if there is one."""


@dataclass(frozen=True, slots=True)
class RdfSource:
    """One RDF file, to become a named graph."""

    file: SourceFile
    suffix: str


@dataclass(slots=True)
class Sources:
    """Everything that one build takes in, in the order of names."""

    plans: list[PlanSource] = field(default_factory=list)
    rdf: list[RdfSource] = field(default_factory=list)

    def inputs(self) -> dict[str, str]:
        """Return the SHA-256 of every input file by its short name, sorted."""
        found = [f for plan in self.plans for f in plan.files] + [r.file for r in self.rdf]
        return {f.name: f.sha256 for f in sorted(found, key=lambda f: f.name)}


def packaged_plans() -> dict[str, Path]:
    """Return the plans that come with plankg, by id."""
    root = Path(str(files("plankg.build") / "plans"))
    return {path.parent.name: path.parent for path in sorted(root.glob("*/plan.yaml"))}


def collect(arguments: Sequence[str | Path]) -> Sources:
    """Read the inputs that the arguments name: packaged plan ids, files or folders; none means every packaged plan.

    A file that cannot be read is taken in with the reason, so that the build reports it beside all other problems.
    Raises UsageError where an argument names nothing.
    """
    sources = Sources()
    for argument in arguments or list(packaged_plans()):
        try:
            _add(sources, argument)
        except OSError as error:
            name = Path(argument).name[:60]
            sources.plans.append(PlanSource(name, (_refused(name, f"cannot be read: {error.strerror}"),)))
    sources.plans.sort(key=lambda plan: plan.name)
    sources.rdf.sort(key=lambda rdf: rdf.file.name)
    return sources


def _add(sources: Sources, argument: str | Path) -> None:
    path = Path(argument)
    if not str(argument):
        raise UsageError("an empty name names no plan; give a file, a folder or a packaged plan")
    if str(argument) in packaged_plans() and not path.exists():
        path = packaged_plans()[str(argument)]
    suffix = path.suffix.lower()
    if path.is_dir():
        found = list(_plans_in(path))
        if not found:
            message = "no plan in this folder; expected plan.yaml or *.yaml files of single plans"
            found = [PlanSource(path.name, (_refused(path.name, message),))]
        sources.plans.extend(found)
    elif suffix in REFUSED_SUFFIXES:
        sources.rdf.append(RdfSource(_refused(path.name, REFUSED_SUFFIXES[suffix]), suffix))
    elif suffix in RDF_SUFFIXES:
        sources.rdf.append(RdfSource(_read(path, path.name), suffix))
    elif suffix in YAML_SUFFIXES or path.exists() or path.is_symlink():
        sources.plans.append(PlanSource(path.stem, (_read(path, path.name),), _text_beside(path)))
    else:
        raise UsageError.unknown("plan or file", str(argument), packaged_plans())


def _read(path: Path, name: str) -> SourceFile:
    try:
        return SourceFile(name, read_bytes(path, name))
    except InputError as error:
        return SourceFile(name, b"", error.problems[0])


def _refused(name: str, message: str) -> SourceFile:
    return SourceFile(name, b"", Problem(name, None, None, "", message))


def _plans_in(folder: Path) -> Iterator[PlanSource]:
    head = folder / "plan.yaml"
    if head.exists() or head.is_symlink():
        rest = sorted(p for p in folder.glob("*.yaml") if p != head)
        read = tuple(_read(path, f"{folder.name}/{path.name}") for path in (head, *rest))
        yield PlanSource(folder.name, read, _text_beside(head))
        return
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.is_dir() and not path.is_symlink():
            yield from _plans_in(path)
        elif path.suffix in YAML_SUFFIXES:
            yield PlanSource(path.stem, (_read(path, path.name),), _text_beside(path))


def _text_beside(path: Path) -> Path | None:
    candidate = path.with_suffix(".txt")
    return candidate if candidate.is_file() else None
