"""What a build writes: the same bytes everywhere, whole or not at all, and only what changed is worked on again."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from plankg.build import Options, build
from plankg.build.cache import Cache
from plankg.errors import OutputError, StoreError
from plankg.graph.builds import BUILDS, CURRENT, MANIFEST, STORE, current_build, manifest
from plankg.ontology.names import ONTOLOGY_GRAPH, VERSION
from plankg.ontology.planfile import SCHEMA_VERSION

from .conftest import Yunwan

FILES = ["findings.json", "findings.md", "graph.trig", "graph.ttl", "manifest.json"]
RDF_FILE = '<https://data.yunwan.example/port> <http://www.w3.org/2000/01/rdf-schema#label> "云湾港"@zh .\n'


def entities(number: int = 1) -> str:
    return f"""
    task-1:
      type: Task
      label: {{zh: 建设智慧港口, en: Build a smart port}}
      order: {number}
      mentions: [{{at: [20, 26]}}]
      hasMeasure: [measure-1, {{to: measure-2, grade: structural, at: [40, 44], quote: 扩建港区}}]
    measure-1: {{type: Measure, label: {{zh: 新建两个泊位}}, mentions: [{{at: [27, 33]}}]}}
    measure-2: {{type: Measure, label: {{zh: 扩建港区}}}}
    region-1: {{type: Prefecture, label: {{zh: 云湾市}}, shared: region/999900}}
    """


def contents(out: Path) -> dict[str, bytes]:
    """The files of the current build, and the two copies for people."""
    folder = current_build(out)
    assert sorted(p.name for p in folder.iterdir()) == sorted([*FILES, STORE])
    copies = {f"out/{name}": (out / name).read_bytes() for name in ("graph.ttl", "findings.md", CURRENT)}
    return {name: (folder / name).read_bytes() for name in FILES} | copies


def quads(out: Path) -> list[str]:
    store = ox.Store.read_only(str(current_build(out) / STORE))
    return sorted(map(str, store))


def run(arguments: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(p for p in sys.path if p)
    return subprocess.run(
        [sys.executable, "-m", "plankg.cli", "build", "--quiet", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two plans and an RDF file."""
    folder = tmp_path_factory.mktemp("plans")
    made = [Yunwan().write(folder, entities(n), plan=f"yunwan-{n}") for n in (1, 2)]
    (folder / "port.ttl").write_text(RDF_FILE, encoding="utf-8")
    return [*made, folder / "port.ttl"]


@pytest.fixture(scope="module")
def first(plans: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of them in this process."""
    out = tmp_path_factory.mktemp("first") / "out"
    build(plans, out)
    return out


# The same bytes everywhere.

MACHINES = {
    "a locale without Chinese": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Chinese locale": {"PYTHONHASHSEED": "2", "LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8", "PLANKG_LANG": "en"},
    "another hash seed and time zone": {"PYTHONHASHSEED": "4294967295", "TZ": "Asia/Shanghai"},
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_outputs_are_the_same_on_every_machine(
    machine: str, plans: list[Path], first: Path, tmp_path: Path
) -> None:
    done = run([*map(str, plans), "-o", "elsewhere"], tmp_path, **MACHINES[machine])
    assert done.returncode == 0, done.stderr.decode()
    assert contents(tmp_path / "elsewhere") == contents(first)
    assert quads(tmp_path / "elsewhere") == quads(first)


def test_the_packaged_plan_is_built_alike_under_two_hash_seeds(packaged_out: Path, tmp_path: Path) -> None:
    done = run(["-o", "elsewhere"], tmp_path, PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr.decode()
    assert contents(tmp_path / "elsewhere") == contents(packaged_out)
    assert quads(tmp_path / "elsewhere") == quads(packaged_out)


def test_the_order_of_the_inputs_changes_nothing(plans: list[Path], first: Path, tmp_path: Path) -> None:
    build(list(reversed(plans)), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(first)
    assert quads(tmp_path / "out") == quads(first)


def test_a_folder_of_plans_is_built_like_its_files(plans: list[Path], tmp_path: Path) -> None:
    build(plans[:2], tmp_path / "one")
    build([plans[0].parent], tmp_path / "other")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_building_again_changes_nothing(plans: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(plans, out)
    before, marks = contents(out), {p: p.stat().st_mtime_ns for p in current_build(out).rglob("*") if p.is_file()}
    build(plans, out)
    assert contents(out) == before
    assert marks
    assert {p: p.stat().st_mtime_ns for p in marks} == marks


# The manifest.


def test_the_manifest_says_what_went_in(plans: list[Path], first: Path) -> None:
    content = manifest(current_build(first))
    assert content["inputs"] == {path.name: sha256(path.read_bytes()).hexdigest() for path in plans}
    assert (content["plankg"], content["schema"]) == (VERSION, SCHEMA_VERSION)
    assert content["options"] == {"base": "https://w3id.org/plankg/", "drafts": False, "shapes": ""}
    assert content["plans"] == ["yunwan-1", "yunwan-2", "file/port"]
    assert content["counts"]["grades"] == {"Explicit": 2, "Structural": 2}
    assert content["counts"]["relations"] == {"hasMeasure": 4}


def test_the_manifest_names_no_place_time_or_machine(plans: list[Path], first: Path) -> None:
    text = (current_build(first) / MANIFEST).read_text(encoding="utf-8")
    names = [str(first), str(plans[0].parent), os.uname().nodename, str(Path.home()) + "/", sys.platform]
    assert [name for name in names if name in text] == []
    assert re.findall(r"\b20[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}|/tmp", text) == []


def test_the_hash_of_the_manifest_names_the_build(first: Path) -> None:
    folder = current_build(first)
    assert sha256((folder / MANIFEST).read_bytes()).hexdigest()[:32] == folder.name


def canonical(term: object) -> str:
    """A term as N-Quads writes it, from rdflib's reading of another file."""
    if isinstance(term, rdflib.Literal):
        escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        words = "".join(escapes.get(c, c) for c in str(term))
        return f'"{words}"' + (
            f"@{term.language}" if term.language else f"^^<{term.datatype}>" if term.datatype else ""
        )
    return f"<{term}>"


@pytest.mark.filterwarnings("ignore:.*use Dataset:DeprecationWarning")  # rdflib's own reader of TriG
def test_the_hash_of_the_sorted_quads_is_that_of_another_readers_quads(packaged_out: Path) -> None:
    folder = current_build(packaged_out)
    dataset = rdflib.Dataset()
    dataset.parse(data=(folder / "graph.trig").read_bytes(), format="trig")
    lines = sorted(" ".join(map(canonical, quad)) + " ." for quad in dataset.quads())
    content = manifest(folder)
    assert len(lines) == content["quads"] > 5000
    assert sha256(("\n".join(lines) + "\n").encode()).hexdigest() == content["sha256OfSortedNQuads"]


def test_the_store_holds_the_named_graphs_of_the_file_and_the_ontology(packaged_out: Path) -> None:
    folder = current_build(packaged_out)
    named = {quad for quad in ox.Store.read_only(str(folder / STORE)) if quad.graph_name != ox.DefaultGraph()}
    written = set(ox.parse((folder / "graph.trig").read_bytes(), format=ox.RdfFormat.TRIG))
    assert len(written) == manifest(folder)["quads"]
    assert written == {quad for quad in named if quad.graph_name != ox.NamedNode(ONTOLOGY_GRAPH)}
    assert len(named) > len(written)


def test_what_a_plain_query_sees_leaves_findings_out(packaged_out: Path) -> None:
    store = ox.Store.read_only(str(current_build(packaged_out) / STORE))
    plain = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    seen = {
        quad.triple
        for quad in store
        if isinstance(quad.graph_name, ox.NamedNode) and not quad.graph_name.value.endswith("/findings")
    }
    assert plain
    assert plain == seen


# Whole or not at all.

LOOP = """
import sys
from plankg.build import build
first, second, out = sys.argv[1:]
build([first], out)
print("ready", flush=True)
while True:
    for plan in (second, first):
        build([plan], out)
"""


def kill_some(tmp_path: Path, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    plans = [Yunwan().write(tmp_path, entities(n), plan=f"yunwan-{n}") for n in (1, 2)]
    out, whole = tmp_path / "out", {}
    for plan in plans:
        build([plan], out)
        whole[(out / CURRENT).read_text(encoding="utf-8")] = contents(out), quads(out)
    path = os.pathsep.join(p for p in sys.path if p)
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, *map(str, plans), str(out)],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(moments.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        files, stored = whole[(out / CURRENT).read_text(encoding="utf-8")]
        folder = current_build(out)
        assert {name: (folder / name).read_bytes() for name in FILES} == {name: files[name] for name in FILES}
        assert quads(out) == stored
        for name in ("graph.ttl", "findings.md"):
            assert (out / name).read_bytes() in [known[f"out/{name}"] for known, _ in whole.values()]
    build(plans[:1], out)
    assert [p.name for p in (out / BUILDS).iterdir() if p.name.startswith(".")] == []
    assert len(list((out / BUILDS).iterdir())) <= 2
    assert contents(out) in [files for files, _ in whole.values()]


def test_a_build_killed_at_any_moment_leaves_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    kill_some(tmp_path, 10, seed=1)


@pytest.mark.soak
def test_two_hundred_killed_builds_leave_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    kill_some(tmp_path, 200, seed=2)


def test_current_names_the_newest_and_two_builds_are_kept(yunwan: Yunwan, tmp_path: Path) -> None:
    out, names = tmp_path / "out", []
    for number in range(1, 5):
        folder = build([yunwan.write(tmp_path, entities(number))], out).folder
        assert folder == current_build(out)
        names.append(folder.name)
    assert (out / CURRENT).read_text(encoding="utf-8") == names[-1] + "\n"
    assert sorted(p.name for p in (out / BUILDS).iterdir()) == sorted(names[-2:])


def test_going_back_to_an_older_plan_makes_its_build_current_again(yunwan: Yunwan, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folders = [build([yunwan.write(tmp_path, entities(number))], out).folder for number in (1, 2, 1)]
    assert folders[0] == folders[2] == current_build(out)


@pytest.mark.parametrize("part", [MANIFEST, STORE])
def test_a_build_that_lost_a_part_is_not_read_but_can_be_made_again(yunwan: Yunwan, tmp_path: Path, part: str) -> None:
    out, plan = tmp_path / "out", yunwan.write(tmp_path, entities())
    build([plan], out)
    before = contents(out)
    (current_build(out) / part).rename(tmp_path / "lost")
    with pytest.raises(StoreError, match="plankg build"):
        current_build(out)
    build([plan], out)
    assert contents(out) == before


def test_a_store_that_cannot_be_opened_is_made_again(yunwan: Yunwan, tmp_path: Path) -> None:
    out, plan = tmp_path / "out", yunwan.write(tmp_path, entities())
    build([plan], out)
    before = quads(out)
    (current_build(out) / STORE / "CURRENT").write_text("nothing", encoding="utf-8")
    build([plan], out)
    assert quads(out) == before


def test_a_folder_of_others_is_refused(yunwan: Yunwan, tmp_path: Path) -> None:
    plan, out = yunwan.write(tmp_path, entities()), tmp_path / "theirs"
    out.mkdir()
    (out / "letter.txt").write_text("不要动", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        build([plan], out)
    assert [p.name for p in out.iterdir()] == ["letter.txt"]
    build([plan], out, force=True)
    assert (out / "letter.txt").read_text(encoding="utf-8") == "不要动"
    build([plan], out)


def test_a_file_and_a_link_are_no_folder_to_write_to(yunwan: Yunwan, tmp_path: Path) -> None:
    plan = yunwan.write(tmp_path, entities())
    with pytest.raises(OutputError, match="is a file"):
        build([plan], plan)
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with pytest.raises(OutputError, match="symbolic link"):
        build([plan], tmp_path / "link")
    assert list((tmp_path / "there").iterdir()) == []


# Only what changed.


def cached(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (out / "cache").iterdir()}


def test_of_six_plans_only_the_changed_one_is_worked_on_again(tmp_path: Path) -> None:
    plans, out = tmp_path / "plans", tmp_path / "out"
    plans.mkdir()
    for number in range(6):
        Yunwan().write(plans, entities(number), plan=f"yunwan-{number}")
    build([plans], out)
    before = cached(out)
    assert len(before) == 6
    Yunwan().write(plans, entities(9), plan="yunwan-3")
    build([plans], out)
    after = cached(out)
    assert len(after) == 6
    assert len(before.keys() - after.keys()) == len(after.keys() - before.keys()) == 1
    assert all(after[name] == before[name] for name in before.keys() & after.keys())
    build([plans], tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh")
    assert quads(out) == quads(tmp_path / "fresh")


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "null", "words", "folder"])
def test_a_damaged_entry_of_the_cache_is_not_used(yunwan: Yunwan, tmp_path: Path, damage: str) -> None:
    out, plan = tmp_path / "out", yunwan.write(tmp_path, entities())
    build([plan], out)
    before = contents(out)
    (entry,) = (out / "cache").iterdir()
    data = entry.read_bytes()
    entry.unlink()
    if damage == "folder":
        entry.mkdir()
    else:
        middle = data.index("智慧".encode())
        spoiled = {"cut": data[:middle], "flip": data.replace("智慧".encode(), "智能".encode(), 1), "empty": b""}
        entry.write_bytes(spoiled.get(damage, b"null" if damage == "null" else b'{"plan": "x"}'))
    (out / CURRENT).unlink()
    build([plan], out)
    assert contents(out) == before


@pytest.mark.parametrize("options", [Options(drafts=True), Options(base="https://data.yunwan.example/")])
def test_another_option_is_another_entry(yunwan: Yunwan, tmp_path: Path, options: Options) -> None:
    plan = yunwan.write(tmp_path, entities())
    build([plan], tmp_path / "out")
    build([plan], tmp_path / "out", options=options)
    build([plan], tmp_path / "fresh", options=options)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_cache_that_cannot_be_written_stops_no_build(yunwan: Yunwan, tmp_path: Path) -> None:
    (tmp_path / "out" / BUILDS).mkdir(parents=True)
    (tmp_path / "out" / "cache").write_text("in the way", encoding="utf-8")
    assert build([yunwan.write(tmp_path, entities())], tmp_path / "out").folder
    assert Cache(tmp_path / "out" / "cache").get("any") is None


def test_findings_are_the_same_from_the_cache(packaged_out: Path, tmp_path: Path) -> None:
    results = [build(out=tmp_path / "out") for _ in range(2)]
    assert results[0].findings == results[1].findings
    assert len(results[0].findings) > 20
    written = json.loads((current_build(packaged_out) / "findings.json").read_text(encoding="utf-8"))
    assert [finding["id"] for finding in written] == [finding.id for finding in results[1].findings]
