"""Building: every source through its whole way, in parallel where there are several, then one commit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from plankg.build.assemble import Assembled, Options, assemble_plan, count_terms
from plankg.build.findings import Finding, ordered
from plankg.build.outputs import commit, prepare
from plankg.build.sources import PlanSource, Sources, collect
from plankg.errors import InputError, Problem
from plankg.ontology.names import VERSION
from plankg.ontology.planfile import SCHEMA_VERSION

_PARALLEL_FROM: Final = 4
_ASIDE: Final = ("/findings", "/draft", "/analyst/")


@dataclass(slots=True)
class Build:
    """What came of a build or a check.

    `folder` is None where nothing was written; `quotes_read` and `quotes_unread` say how much evidence was compared
    with the text; `manifest` holds inputs, versions, options and counts.
    """

    findings: list[Finding]
    manifest: dict[str, Any]
    folder: Path | None = None
    quotes_read: int = 0
    quotes_unread: int = 0
    plans: list[str] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """True where no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)


def build(
    paths: Sequence[str | Path] = (),
    out: str | Path = "out",
    *,
    options: Options = Options(),  # noqa: B008  # frozen: one default for all calls is safe
    text: str | Path | None = None,
    force: bool = False,
) -> Build:
    """Build the graph of plans and RDF files and make it the current one of `out`.

    `paths`: packaged plan ids, plan files, folders, RDF files; none means every packaged plan. `text`: the stored text
    of the document, to read every quote again (with one plan only); None: a text beside the plan file, if there is one.
    Raises InputError (nothing is written) with every problem of every input, OutputError where `out` cannot be written.
    """
    prepare(Path(out), force=force)
    graphs, result = _assemble(collect(paths), options, text)
    plain = sorted(name for name in graphs if not any(part in name for part in _ASIDE))
    result.folder = commit(Path(out), graphs, plain, result.findings, result.manifest)
    return result


def check(
    paths: Sequence[str | Path] = (),
    *,
    options: Options = Options(),  # noqa: B008
    text: str | Path | None = None,
) -> Build:
    """Do what `build` does, but write nothing."""
    return _assemble(collect(paths), options, text)[1]


def _assemble(sources: Sources, options: Options, text: str | Path | None) -> tuple[dict[str, list[str]], Build]:
    if text is not None and len(sources.plans) != 1:
        raise InputError.of(str(text), f"a text belongs to one plan; {len(sources.plans)} were given")
    units = _each(sources.plans, options, None if text is None else Path(text))
    _refuse_repeats(units, sources)
    graphs = {name: lines for unit in units for name, lines in unit.graphs.items()}
    findings = ordered(finding for unit in units for finding in unit.findings)
    manifest = {
        "plankg": VERSION,
        "schema": SCHEMA_VERSION,
        "inputs": sources.inputs(),
        "options": {**asdict(options), "shapes": sha256(options.shapes.encode()).hexdigest() if options.shapes else ""},
        "counts": count_terms(graphs),
        "findings": {severity: sum(f.severity == severity for f in findings) for severity in ("error", "warning", "info")},
        "plans": [unit.plan for unit in units],
    }
    read, unread = sum(u.quotes_read for u in units), sum(u.quotes_unread for u in units)
    return graphs, Build(findings, manifest, None, read, unread, [unit.plan for unit in units])


def _each(plans: Sequence[PlanSource], options: Options, text: Path | None) -> list[Assembled]:
    work = partial(_one, options=options, text=text)
    if len(plans) < _PARALLEL_FROM:
        outcomes = [work(plan) for plan in plans]
    else:
        workers = min(os.cpu_count() or 1, 8)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            outcomes = list(pool.map(work, plans, chunksize=max(1, len(plans) // (workers * 8))))
    problems = [problem for outcome in outcomes if isinstance(outcome, list) for problem in outcome]
    if problems:
        raise InputError(problems)
    return [outcome for outcome in outcomes if isinstance(outcome, Assembled)]


def _one(source: PlanSource, options: Options, text: Path | None) -> Assembled | list[Problem]:
    try:
        return assemble_plan(source, options, text)
    except InputError as error:
        return list(error.problems)


def _refuse_repeats(units: Sequence[Assembled], sources: Sources) -> None:
    first: dict[str, str] = {}
    problems = []
    for unit, source in zip(units, sources.plans, strict=True):
        name = source.files[0].name
        if unit.plan in first:
            problems.append(Problem(name, None, None, "plan/id", f"'{unit.plan}' is also the id of {first[unit.plan]}"))
        first.setdefault(unit.plan, name)
    if problems:
        raise InputError(problems)
