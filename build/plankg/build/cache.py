"""What unchanged plans became last time, kept beside the builds, so that one changed plan among many is all the work.

An entry is named by everything that it depends on: the plan's files, the options, and the code and data of this plankg.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache as once
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from plankg.build.assemble import Assembled, Options
from plankg.build.findings import Finding
from plankg.build.sources import PlanSource
from plankg.graph.evidence import Words


class Cache:
    """A folder of assembled plans; `keep` removes what the last build did not use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Assembled | None:
        """Return what is stored under a key, or None (also where the entry is damaged)."""
        try:
            content = json.loads((self._folder / f"{key}.json").read_text(encoding="utf-8"))
            return _from_json(content)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, assembled: Assembled) -> None:
        """Store an assembled plan; a full disk or a read-only folder is no reason to fail."""
        aside = self._folder / f"{key}.new"
        try:
            self._folder.mkdir(exist_ok=True)
            aside.write_text(json.dumps(asdict(assembled), ensure_ascii=False), encoding="utf-8")
            aside.replace(self._folder / f"{key}.json")
        except OSError:
            aside.unlink(missing_ok=True)

    def keep(self, keys: set[str]) -> None:
        """Remove every entry but these."""
        for path in self._folder.glob("*"):
            if path.stem not in keys:
                path.unlink(missing_ok=True)


def key_of(source: PlanSource, options: Options) -> str:
    """Return the name under which a plan is stored: a hash of all that its outcome depends on."""
    parts = [_fingerprint(), json.dumps(asdict(options), sort_keys=True)]
    parts += [f"{file.name} {file.sha256}" for file in source.files]
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


def _from_json(content: dict[str, Any]) -> Assembled:
    findings = [
        Finding(
            **{
                **finding,
                "about": tuple(finding["about"]),
                "labels": tuple(finding["labels"]),
                "quotes": tuple(Words(**words) for words in finding["quotes"]),
            }
        )
        for finding in content.pop("findings")
    ]
    return Assembled(**content, findings=findings)
