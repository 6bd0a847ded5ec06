"""Building: every source through its whole way, in parallel where there are several, then one commit."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from plankg.build.assemble import Assembled, Options, assemble_plan, count_terms
from plankg.build.cache import Cache, key_of
from plankg.build.findings import Finding, ordered
from plankg.build.lines import Lines
from plankg.build.outputs import commit, prepared
from plankg.build.rdf_files import check_rdf, read_rdf
from plankg.build.report import findings_rows
from plankg.build.shapes_file import check_shapes, focus_nodes
from plankg.build.sources import PlanSource, RdfSource, Sources, collect
from plankg.errors import InputError, PlankgError, Problem, UsageError
from plankg.graph.builds import manifest
from plankg.graph.table import Column, Table
from plankg.graph.terms import Cell
from plankg.ontology.names import VERSION
from plankg.ontology.planfile import SCHEMA_VERSION

_PARALLEL_FROM: Final = 4
_MAX_WORKERS: Final = 8
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
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
    notes: list[str] = field(default_factory=list)
    """What a reader should know of the run itself: inputs and shapes by which nothing was checked."""

    @property
    def conforms(self) -> bool:
        """True where no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)

    def table(self, language: str = "zh") -> Table:
        """Return the findings as a table."""
        headings = {
            "severity": ("程度", "Severity", None),
            "check": ("检查", "Check", 20),
            "about": ("对象", "About", 30),
            "message": ("说明", "Message", 36),
        }
        columns = [Column(name, {"zh": zh, "en": en}, width=width) for name, (zh, en, width) in headings.items()]
        rows: list[tuple[Cell, ...]] = list(findings_rows(self.findings, language))
        return Table(columns, rows, empty={"zh": "没有发现问题。", "en": "Nothing was found."}, language=language)

    def summary(self, language: str = "zh") -> str:
        """Return in one line what was built, found and read again."""
        counts, found = self.manifest["counts"], self.manifest["findings"]
        statements = sum(counts["grades"].values())
        things = sum(n for name, n in counts["classes"].items() if name not in {"Statement", "Finding"})
        words = _SUMMARY[language]
        read = words["read"] if self.quotes_read else words["unread"]
        line = (
            words["line"]
            .format(plans=", ".join(self.plans), things=things, statements=statements, read=read, **found)
            .format(read=self.quotes_read, unread=self.quotes_unread)
        )
        return f"{line} → {self.folder}" if self.folder else line


_SUMMARY: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "line": "{plans}：{things} 个事物，{statements} 条陈述；{read}；错误 {error}、提醒 {warning}、说明 {info}",
        "read": "核对原文 {read} 处",
        "unread": "未核对原文 {unread} 处（用 --text 给出文本）",
    },
    "en": {
        "line": "{plans}: {things} things, {statements} statements; {read}; "
        "{error} errors, {warning} warnings, {info} notes",
        "read": "{read} quotes read again",
        "unread": "{unread} quotes not read again (give --text)",
    },
}


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
    with prepared(Path(out), force=force):
        graphs, result = _assemble(collect(paths), options, text, Cache(Path(out) / "cache"))
        plain = sorted(name for name in graphs if not any(part in name for part in _ASIDE))
        result.folder = commit(Path(out), graphs, plain, result.findings, result.manifest)
    result.manifest = manifest(result.folder)
    return result


def check(
    paths: Sequence[str | Path] = (),
    *,
    options: Options = Options(),  # noqa: B008
    text: str | Path | None = None,
) -> Build:
    """Do what `build` does, but write nothing."""
    return _assemble(collect(paths), options, text, None)[1]


def _assemble(
    sources: Sources, options: Options, text: str | Path | None, cache: Cache | None
) -> tuple[dict[str, Lines], Build]:
    if text is not None and len(sources.plans) != 1:
        raise InputError.of(str(text), f"a text belongs to one plan; {len(sources.plans)} were given")
    _check_base(options.base)
    if options.shapes:
        check_shapes(options.shapes, "shapes")
    units, problems = _each(sources.plans, options, None if text is None else Path(text), cache)
    more, of_rdf = _rdf(sources.rdf, units)
    problems += of_rdf
    if problems:
        raise InputError(problems)
    if more:
        check_rdf(more, units, options)
    units += more
    graphs = {name: lines for unit in units for name, lines in unit.graphs.items()}
    findings = ordered(finding for unit in units for finding in unit.findings)
    manifest = {
        "plankg": VERSION,
        "schema": SCHEMA_VERSION,
        "inputs": sources.inputs(),
        "options": {**asdict(options), "shapes": sha256(options.shapes.encode()).hexdigest() if options.shapes else ""},
        "counts": count_terms(graphs),
        "findings": {
            severity: sum(f.severity == severity for f in findings) for severity in ("error", "warning", "info")
        },
        "plans": [unit.plan for unit in units],
    }
    read, unread = sum(u.quotes_read for u in units), sum(u.quotes_unread for u in units)
    result = Build(findings, manifest, None, read, unread, [unit.plan for unit in units])
    result.notes = [f"{unit.plan}: it says nothing: nothing was checked" for unit in units if not unit.graphs]
    if options.shapes and not focus_nodes(options.shapes, graphs):
        result.notes.append("the shapes have no target in these inputs: nothing was checked by them")
    return graphs, result


def _check_base(base: str) -> None:
    try:
        good = base.startswith(("https://", "http://")) and base.endswith("/") and bool(ox.NamedNode(base))
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"the base '{base}' is no web address that ends in '/'; for example https://plans.example/")


def _each(
    plans: Sequence[PlanSource], options: Options, text: Path | None, cache: Cache | None
) -> tuple[list[Assembled], list[Problem]]:
    keys = [key_of(plan, options) for plan in plans]
    reusable = cache is not None and text is None
    known = {key: found for key in keys if cache and reusable and (found := cache.get(key))}
    fresh = [(key, plan) for key, plan in zip(keys, plans, strict=True) if key not in known]
    outcomes = dict(zip((key for key, _ in fresh), _work([plan for _, plan in fresh], options, text), strict=True))
    problems = [problem for outcome in outcomes.values() if isinstance(outcome, list) for problem in outcome]
    known |= {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, Assembled)}
    sound = [(known[key], plan) for key, plan in zip(keys, plans, strict=True) if key in known]
    problems += _repeats(sound)
    if cache and plans and not problems:
        for key in outcomes:
            cache.put(key, known[key])
        cache.keep(set(keys))
    return [unit for unit, _ in sound], problems


def _work(plans: Sequence[PlanSource], options: Options, text: Path | None) -> list[Assembled | list[Problem]]:
    work = partial(_one, options=options, text=text)
    if len(plans) < _PARALLEL_FROM:
        return [work(plan) for plan in plans]
    workers = min(os.cpu_count() or 1, _MAX_WORKERS)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_ignore_interrupts)
    try:
        with _signals_held():
            pool.submit(os.getpid)
        outcomes = list(pool.map(work, plans, chunksize=max(1, len(plans) // (workers * 8))))
        pool.shutdown()
        return outcomes
    except BrokenProcessPool:
        raise PlankgError("a process of this build ended by itself (too little memory?); give fewer plans") from None
    except BaseException:
        for process in active_children():
            process.kill()
        # Waiting for a pool whose processes were killed in the middle of an answer can last for ever.
        pool.shutdown(wait=False, cancel_futures=True)
        raise


@contextmanager
def _signals_held() -> Generator[None, None, None]:
    """Hold the signals to stop back while processes are started: one that is half started cannot be ended cleanly."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def _rdf(sources: Sequence[RdfSource], plans: Sequence[Assembled]) -> tuple[list[Assembled], list[Problem]]:
    taken = {name: unit.plan for unit in plans for name in unit.graphs}
    stems: set[str] = set()
    units: list[Assembled] = []
    problems: list[Problem] = []
    for source in sources:
        stem = source.file.name.removesuffix(source.suffix)
        if stem in stems:
            message = f"a second RDF file called '{stem}'; graphs are named by it: rename one"
            problems.append(Problem(source.file.name, None, None, "", message))
            continue
        stems.add(stem)
        try:
            unit = read_rdf(source, taken)
        except InputError as error:
            problems.extend(error.problems)
        else:
            units.append(unit)
            taken |= dict.fromkeys(unit.graphs, unit.plan)
    return units, problems


def _one(source: PlanSource, options: Options, text: Path | None) -> Assembled | list[Problem]:
    try:
        return assemble_plan(source, options, text)
    except InputError as error:
        return list(error.problems)


def _repeats(units: Iterable[tuple[Assembled, PlanSource]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for unit, source in units:
        name = source.files[0].name
        if unit.plan in first:
            yield Problem(name, None, None, "plan/id", f"'{unit.plan}' is also the id of {first[unit.plan]}")
        first.setdefault(unit.plan, name)
