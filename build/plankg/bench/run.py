"""Running the measurements: each in a fresh process, CPU seconds and peak memory read from the system, ratios."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from plankg.bench.plans import write_plans
from plankg.graph.table import Column, Table

_SERVED: Final = 4
"""Generated plans behind the endpoints: about 100,000 triples."""

_PACKAGES: Final = ("pyoxigraph", "shacl", "rdflib", "pyshacl", "jsonschema-rs", "pyyaml", "networkx", "pyvis")


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: CPU seconds of the process and its children, peak memory in MB, and what it reported."""

    name: str
    plans: int
    cpu: float
    memory: float
    said: dict[str, Any] = field(default_factory=dict)


def measure(task: str, folder: Path, count: int) -> Measured:
    """Run one task in a fresh process; POSIX only (it reads the process's resource usage)."""
    command = [sys.executable, "-m", "plankg.bench.tasks", task, str(folder), str(count)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = json.loads(out.read() or b"{}")
    if process.returncode:
        raise RuntimeError(f"{task} ended with {process.returncode}")
    scale = 1 if platform.system() == "Darwin" else 1024
    return Measured(task, count, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale / 1e6, said)


def cold_seconds(command: Sequence[str], times: int = 5) -> float:
    """Return the median CPU seconds of a command run afresh."""
    found: list[float] = []
    for _ in range(times):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        found.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(found)


def run(sizes: Sequence[int], peers: int, out: Path, say: Callable[[str], None]) -> Table:
    """Run everything at the given numbers of plans and write `out` (JSON).

    `peers`: the ordinary stack is run at sizes up to this number of plans only (it takes minutes at 20).
    """
    begun = time.time()
    results: list[Measured] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plans"
        write_plans(folder, max(*sizes, _SERVED))
        for task, count in _schedule(sizes, peers):
            say(f"{task}, {count} plans")
            results.append(measure(task, folder, count))
        query = ["-m", "plankg.cli", "query", "tasks-in-order", "--from", f"{name}/out-{min(sizes)}"]
        cold = cold_seconds([sys.executable, *query])
    nothing = cold_seconds([sys.executable, "-c", "pass"])
    imported = cold_seconds([sys.executable, "-c", "import plankg.graph"]) - nothing
    rows = _rows(results)
    rows.append(("cold plankg query", min(sizes), "", f"{cold:.2f}", "", ""))
    rows.append(("import plankg.graph", "", "", f"{imported:.2f}", "", ""))
    report = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "packages": {package: version(package) for package in _PACKAGES},
        "seconds": round(time.time() - begun),
        "measured": [asdict(result) for result in results],
        "rows": rows,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Table([Column(name, {"zh": zh, "en": en}) for name, zh, en in _HEADINGS], rows)


def _schedule(sizes: Sequence[int], peers: int) -> Iterator[tuple[str, int]]:
    for count in sizes:
        yield "expand_ours", count
        yield "pipeline_ours", count
        yield "validate_ours", count
        yield "questions_ours", count
        yield "questions_of_one_plan", count
    for count in (count for count in sizes if count <= peers):
        yield "pipeline_peer", count
        yield "validate_peer", count
        yield "questions_peer", count
    if peers:
        if _SERVED not in sizes:
            yield "pipeline_ours", _SERVED
        yield "endpoints_ours", _SERVED


def _rows(results: Sequence[Measured]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    by_name = {(result.name, result.plans): result for result in results}
    for result in results:
        if "every" in result.said:
            rows.extend(_endpoints(result))
            continue
        triples = result.said.get("triples", 0)
        figure = f"{triples / result.said.get('seconds', result.cpu):,.0f} triples a CPU second"
        if "questions" in result.said:
            times = sorted(asked["ms"] for asked in result.said["questions"].values())
            slowest = times[int(len(times) * 0.99)]
            figure = f"median {statistics.median(times):.1f} ms, p99 {slowest:.0f} ms of {len(times)}"
        peer = by_name.get((result.name.replace("_ours", "_peer"), result.plans)) if "_ours" in result.name else None
        if peer:
            figure += f"; {_ratio(result, peer)}"
        memory = f"{result.memory:.0f} MB, {result.memory * 1e3 / triples:.2f} KB a triple"
        rows.append((result.name, result.plans, triples, f"{result.cpu:.2f}", figure, memory))
    return rows


def _endpoints(result: Measured) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each set of questions and each server, with ours as a multiple of the others."""
    for kind in ("common", "every"):
        ours = result.said[kind]["plankg"]
        for name, other in result.said[kind].items():
            figure = f"{other['rate']:.0f} answers a second, median {other['ms']:.1f} ms, of {other['asked']} questions"
            times = "" if name == "plankg" else f"; plankg gives {ours['rate'] / other['rate']:.2g} times as many"
            yield f"endpoint {name}", result.plans, result.said["triples"], "", figure + times, ""


def _ratio(ours: Measured, peer: Measured) -> str:
    if "questions" in ours.said:
        other = peer.said["questions"]
        both = [(asked, other[name]) for name, asked in ours.said["questions"].items() if name in other]
        equal = sum(one["rows"] == two["rows"] for one, two in both)
        times = statistics.median(two["ms"] / one["ms"] for one, two in both)
        return f"median {times:.0f} times rdflib, {equal} of {len(both)} answers equal"
    times = peer.said.get("seconds", peer.cpu) / ours.said.get("seconds", ours.cpu)
    kinds = ("triples", "findings", "results", "digest")
    same = [kind for kind in kinds if kind in ours.said and ours.said[kind] == peer.said.get(kind)]
    return f"{times:.0f} times the ordinary stack (equal: {', '.join(same) or 'nothing'})"


_HEADINGS: Final = (
    ("what", "测量", "what"),
    ("plans", "规划数", "plans"),
    ("triples", "三元组", "triples"),
    ("cpu", "CPU 秒", "CPU s"),
    ("figure", "数值", "figure"),
    ("memory", "内存峰值", "peak memory"),
)
