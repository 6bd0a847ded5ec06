"""What unchanged plans became last time, kept beside the builds, so that one changed plan among many is all the work.

An entry is named by everything that it depends on: the plan's files, the text beside them, the options, and the code
and data of this plankg. It begins with the hash of what follows, so that a damaged one is known and not used.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, fields
from functools import cache as once
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from plankg.build.assemble import Assembled, Options
from plankg.build.findings import Finding
from plankg.build.lines import Lines
from plankg.build.sources import PlanSource
from plankg.build.yaml_tree import read_bytes
from plankg.graph.evidence import Words


class Cache:
    """A folder of assembled plans; `keep` removes what the last build did not use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Assembled | None:
        """Return what is stored under a key, or None (also where the entry is not whole)."""
        try:
            digest, _, content = (self._folder / f"{key}.json").read_bytes().partition(b"\n")
        except OSError:
            return None
        whole = digest == sha256(content).hexdigest().encode()
        return _unpacked(content) if whole else None

    def put(self, key: str, assembled: Assembled) -> None:
        """Store an assembled plan; a full disk or a read-only folder is no reason to fail."""
        aside = self._folder / f"{key}.new"
        content = _packed(assembled)
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            aside.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
            aside.replace(self._folder / f"{key}.json")

    def keep(self, keys: set[str]) -> None:
        """Remove every entry but these."""
        for path in self._folder.glob("*"):
            if path.stem not in keys or path.suffix != ".json":
                with suppress(OSError):
                    path.unlink()


def _packed(assembled: Assembled) -> bytes:
    """Return a line of JSON that says how long each graph is, and then the graphs."""
    head: dict[str, Any] = {field.name: getattr(assembled, field.name) for field in fields(assembled)}
    head["graphs"] = {name: len(lines.data) for name, lines in assembled.graphs.items()}
    head["findings"] = [asdict(finding) for finding in assembled.findings]
    return b"".join(
        (json.dumps(head, ensure_ascii=False).encode(), b"\n", *(lines.data for lines in assembled.graphs.values()))
    )


def key_of(source: PlanSource, options: Options) -> str:
    """Return the name under which a plan is stored: a hash of all that its outcome depends on."""
    parts = [_fingerprint(), json.dumps(asdict(options), sort_keys=True)]
    parts += [f"{file.name} {file.sha256}" for file in source.files]
    if source.text:
        parts.append(sha256(read_bytes(source.text, source.text.name)).hexdigest())
    return sha256("\n".join(parts).encode()).hexdigest()[:40]


@once
def _fingerprint() -> str:
    hasher = sha256()
    for package in ("plankg.ontology", "plankg.build", "plankg.graph"):
        _feed(hasher, files(package))
    return hasher.hexdigest()


def _feed(hasher: Any, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            if entry.name not in {"__pycache__", "plans", "questions", "vendor"}:
                _feed(hasher, entry)
        elif entry.name.endswith((".py", ".rq", ".ttl", ".json", ".yaml")):
            hasher.update(entry.name.encode())
            hasher.update(entry.read_bytes())


def _unpacked(content: bytes) -> Assembled:
    begin = content.index(b"\n") + 1
    head = json.loads(content[:begin])
    findings = [_finding(finding) for finding in head.pop("findings")]
    graphs: dict[str, Lines] = {}
    for name, length in head.pop("graphs").items():
        graphs[name] = Lines.packed(content[begin : begin + length])
        begin += length
    return Assembled(**head, graphs=graphs, findings=findings)


def _finding(content: dict[str, Any]) -> Finding:
    tuples: dict[str, Any] = {
        "about": tuple(content["about"]),
        "labels": tuple(content["labels"]),
        "quotes": tuple(Words(**words) for words in content["quotes"]),
    }
    return Finding(**(content | tuples))
