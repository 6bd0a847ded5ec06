"""The texts of a graph's documents, given by their reader and known by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plankg.errors import InputError
from plankg.ontology.vocabulary import Vocabulary

if TYPE_CHECKING:
    from plankg.graph.drawing.content import Json, Tables
    from plankg.graph.drawing.material import Material

_MOST: Final = 20_000_000


def texts(material: Material, paths: Iterable[Path]) -> Mapping[str, str]:
    """Return the text of each document whose SHA-256 is that of one of the files, by the document's IRI.

    Raises InputError for a file that cannot be read or is the text of no document of the graph.
    """
    vocabulary = Vocabulary.load()
    documents = {iri for iri, name in material.kinds.items() if vocabulary.is_a(name, "Document")}
    known = {v: iri for iri in documents for name, v in material.attributes.get(iri, ()) if name == "sha256"}
    found: dict[str, str] = {}
    for path in paths:
        data = read(path)
        digest = sha256(data).hexdigest()
        if digest not in known:
            expected = ", ".join(f"{value[:12]}..." for value in sorted(known)) or "none at all"
            message = f"the text of no document here: its SHA-256 is {digest[:12]}..., the graph knows {expected}"
            raise InputError.of(path, message)
        found[known[digest]] = data.decode("utf-8", errors="replace")
    return found


def read(path: Path) -> bytes:
    """Return the bytes of a file; raises InputError where it cannot be read or is larger than 20 MB."""
    try:
        if path.stat().st_size > _MOST:
            raise InputError.of(path, "larger than 20 MB")
        return path.read_bytes()
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror or error}") from None


def part(tables: Tables) -> Json:
    """Return the part of a page's content: each text with the number of its document."""
    return [
        {"document": tables.things[iri], "text": text}
        for iri, text in tables.view.texts.items()
        if iri in tables.things
    ]
