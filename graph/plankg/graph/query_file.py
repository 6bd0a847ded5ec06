"""SPARQL files with a head: one query a file, named as the file, described in `#+` lines that hold YAML.

Rules, checks, audits and questions are all such files. The head follows grlc: every line that begins `#+` belongs to
it, the rest is plain SPARQL that any engine runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from plankg.errors import InputError


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query with its name (the file's stem), its text, and what its head says."""

    name: str
    text: str
    head: Mapping[str, Any]

    def words(self, key: str) -> Mapping[str, str]:
        """Return a text by language from the head (`{zh: ..., en: ...}`), empty where it is not given."""
        found = self.head.get(key, {})
        return found if isinstance(found, dict) else {"zh": str(found), "en": str(found)}


def parse_query_file(name: str, text: str) -> QueryFile:
    r"""Split a query file into head and query.

    Raises InputError where the head is no YAML mapping.

    >>> parse_query_file("ask", "#+ severity: info\nASK {}").head
    {'severity': 'info'}
    """
    import yaml

    lines = text.splitlines()
    head = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    try:
        content = yaml.load(head, Loader=yaml.CSafeLoader) if head else {}
    except yaml.YAMLError as error:
        raise InputError.of(f"{name}.rq", f"the '#+' head is not YAML: {error}") from None
    if not isinstance(content, dict):
        raise InputError.of(f"{name}.rq", "the '#+' head must be a mapping")
    return QueryFile(name, "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n", content)


def _walk(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.name.endswith(".rq"):
            yield entry


@cache
def packaged_names(package: str, folder: str) -> Mapping[str, Traversable]:
    """Return the query files of a package's folder and its subfolders by name, sorted, unread.

    Raises InputError where two files have one name.
    """
    found: dict[str, Traversable] = {}
    for entry in sorted(_walk(files(package) / folder), key=lambda e: e.name):
        name = entry.name.removesuffix(".rq")
        if name in found:
            raise InputError.of(entry.name, "a second query of this name")
        found[name] = entry
    return found


@cache
def packaged_file(package: str, folder: str, name: str) -> QueryFile:
    """Read one packaged query file; once per process."""
    return parse_query_file(name, packaged_names(package, folder)[name].read_text(encoding="utf-8"))


def packaged(package: str, folder: str) -> dict[str, QueryFile]:
    """Read every query file of a package's folder, by name."""
    return {name: packaged_file(package, folder, name) for name in packaged_names(package, folder)}
