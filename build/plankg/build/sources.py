"""What the build was given: plan files, folders of them, packaged plans, RDF files, score fragments.

A folder that holds `plan.yaml` is one plan; any other folder is searched for plans. Sources are known by short names
(never by where they lie on this machine), so that the same input gives the same output everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from plankg.build.yaml_tree import read_bytes
from plankg.errors import InputError, UsageError

RDF_SUFFIXES: Final = (".ttl", ".nt", ".nq", ".trig", ".jsonld")
REFUSED_SUFFIXES: Final = {
    ".rdf": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
    ".owl": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
    ".xml": "RDF/XML is refused (its entities can be a bomb); convert it to Turtle",
}
YAML_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was read: its short name and its bytes."""

    name: str
    data: bytes

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

    Raises UsageError where an argument names nothing, InputError (with all problems) where a file cannot be read.
    """
    sources = Sources()
    problems: list[InputError] = []
    for argument in arguments or list(packaged_plans()):
        try:
            _add(sources, argument)
        except InputError as error:
            problems.append(error)
    if problems:
        raise InputError(tuple(p for error in problems for p in error.problems))
    sources.plans.sort(key=lambda plan: plan.name)
    sources.rdf.sort(key=lambda rdf: rdf.file.name)
    return sources


def _add(sources: Sources, argument: str | Path) -> None:
    path = Path(argument)
    if str(argument) in packaged_plans() and not path.exists():
        path = packaged_plans()[str(argument)]
    if path.is_dir():
        found = list(_plans_in(path))
        if not found:
            raise InputError.of(path.name, "no plan in this folder; expected plan.yaml or *.yaml files of single plans")
        sources.plans.extend(found)
    elif path.suffix.lower() in REFUSED_SUFFIXES:
        raise InputError.of(path.name, REFUSED_SUFFIXES[path.suffix.lower()])
    elif path.suffix.lower() in RDF_SUFFIXES:
        file = SourceFile(path.name, read_bytes(path, path.name))
        sources.rdf.append(RdfSource(file, path.suffix.lower()))
    elif path.suffix.lower() in YAML_SUFFIXES or path.exists() or path.is_symlink():
        file = SourceFile(path.name, read_bytes(path, path.name))
        sources.plans.append(PlanSource(path.stem, (file,), _text_beside(path)))
    else:
        raise UsageError.unknown("plan or file", str(argument), packaged_plans())


def _plans_in(folder: Path) -> Iterator[PlanSource]:
    head = folder / "plan.yaml"
    if head.exists() or head.is_symlink():
        rest = sorted(p for p in folder.glob("*.yaml") if p != head)
        names = [(path, f"{folder.name}/{path.name}") for path in (head, *rest)]
        read = tuple(SourceFile(name, read_bytes(path, name)) for path, name in names)
        yield PlanSource(folder.name, read, _text_beside(head))
        return
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.is_dir() and not path.is_symlink():
            yield from _plans_in(path)
        elif path.suffix in YAML_SUFFIXES:
            file = SourceFile(path.name, read_bytes(path, path.name))
            yield PlanSource(path.stem, (file,), _text_beside(path))


def _text_beside(path: Path) -> Path | None:
    candidate = path.with_suffix(".txt")
    return candidate if candidate.is_file() else None


def names(files_read: Iterable[SourceFile]) -> list[str]:
    """Return the short names of files, sorted."""
    return sorted(file.name for file in files_read)
