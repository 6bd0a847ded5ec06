"""Bad commands and bad queries: a message of a line or two, exit code 2, and whatever was there before untouched."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from plankg.cli import main
from plankg.ontology.names import VERSION

PARTS = ("command line", "endpoint; the query itself also for the command line")
PLAN = f"""\
schema: 1
plan: {{id: yunwan, title: {{zh: 云湾市规划, en: Plan of Yunwan}}}}
document: {{id: doc, type: PolicyInterpretation, label: {{zh: 解读}}, sha256: "{"0" * 64}", length: 100, language: zh}}
entities:
  task-1: {{type: Task, label: {{zh: 建设港口, en: Build the port}}, order: 1, mentions: [{{at: [0, 4]}}]}}
  task-2: {{type: Task, label: {{zh: 建设港区, en: Build the port area}}, order: 2, mentions: [{{at: [5, 9]}}]}}
"""
QUICK = ("--timeout", "4")


def snapshot(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


class Trial:
    """Commands tried in a folder that holds a plan, on a build of it."""

    def __init__(self, folder: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.kept = kept
        self.plan = kept.parent / "plan.yaml"
        self._capsys = capsys

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        self._capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = self._capsys.readouterr()
        assert "Traceback" not in written.err
        return code, written.out, written.err

    def refused(self, *arguments: str | Path, lines: int = 2) -> str:
        """Run a command, and return what it said; exit code 2, a message of so many lines, the build as it was."""
        before = snapshot(self.kept)
        code, out, err = self.run(*arguments)
        assert code == 2, (err, out)
        assert not out
        assert 0 < len(err.splitlines()) <= lines
        assert snapshot(self.kept) == before
        return err

    def query(self, text: str, *, seconds: float = 2.0) -> str:
        path = self.folder / "bad.rq"
        path.write_text(text, encoding="utf-8")
        begun = time.monotonic()
        said = self.refused("query", path, "--from", self.kept, *QUICK)
        assert time.monotonic() - begun < seconds + 2
        return said

    def apart(self, *arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "plankg.cli", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload]
        assert "Traceback" not in done.stderr
        return done  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    assert main(["build", str(folder / "plan.yaml"), "-o", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


@pytest.fixture
def trial(tmp_path: Path, earlier: Path, capsys: pytest.CaptureFixture[str]) -> Trial:
    return Trial(tmp_path, earlier, capsys)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANKG_LANG", "en")


def empty_query(t: Trial) -> None:
    for text in ("", " \n", "# nothing"):
        assert "expected SELECT, ASK, CONSTRUCT or DESCRIBE" in t.query(text)
    assert "give a question's name" in t.refused("query", "--from", t.kept)
    assert "not a SPARQL query" in t.query("SELECT * { ?s ?p ?o } SELECT * { ?s ?p ?o }")


def update(t: Trial) -> None:
    for text in ("INSERT DATA { <x:a> <x:b> <x:c> }", "PREFIX a: <x:> DELETE WHERE { ?s ?p ?o }", "CLEAR ALL",
                 "DROP GRAPH <x:a>", "\\u0049NSERT DATA { <x:a> <x:b> <x:c> }"):  # fmt: skip
        assert "is refused: the graph is built with 'plankg build'" in t.query(text)


def deep_groups(t: Trial) -> None:
    for depth in (1_000, 5_000, 20_000):
        assert "nested deeper than 64" in t.query("SELECT * WHERE " + "{" * depth + "}" * depth)


def long_chains(t: Trial) -> None:
    for text in (
        "SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 5_000) + "}",
        "SELECT * {?s ?p ?o FILTER(" + "||".join(["?s=?o"] * 20_000) + ")}",
        "SELECT * {?s ?p ?o FILTER(" + "!" * 20_000 + "?o)}",
        "SELECT * {?s " + "|".join(["a"] * 20_000) + " ?o}",
        "SELECT * {?s " + "/".join(["a"] * 20_000) + " ?o}",
        "SELECT * {?s ?p ?o FILTER(" + "+".join(["1"] * 20_000) + " > 0)}",
    ):
        assert "more than 1000 operators" in t.query(text)


def long_collection(t: Trial) -> None:
    items = " ".join(f"?x{i}" for i in range(500))
    assert "no answer within 4 s; narrow the query" in t.query(f"SELECT * {{ ?s ?p ( {items} ) }}", seconds=5)


def product(t: Trial) -> None:
    said = t.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?i", seconds=5)
    assert "narrow" in said
    values = " ".join(map(str, range(900)))
    rows = " ".join(f"VALUES ?{v} {{ {values} }}" for v in "abcd")
    assert "narrow" in t.query(f"SELECT * {{ {rows} }} ORDER BY ?a ?d", seconds=5)


def replace_bomb(t: Trial) -> None:
    steps = " ".join(f'BIND(REPLACE(?{a}, "a", ?a) AS ?{b})' for a, b in zip("abcd", "bcde", strict=True))
    assert "narrow" in t.query(f'SELECT (STRLEN(?e) AS ?n) {{ BIND("{"a" * 100}" AS ?a) {steps} }}', seconds=5)


def regex_bombs(t: Trial) -> None:
    regex = 'SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?o), "{}")) }}'
    assert "at most 1000000 are taken" in t.query(regex.format("a" * 10_000_000))
    assert "a pattern is longer than 10000" in t.query(regex.format("a?" * 400_000))
    assert "or repeats over 100000" in t.query(regex.format("((((a{1,100}){1,100}){1,100}){1,100})"))


def load(t: Trial) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        for text in (f"LOAD <{address}>", "LOAD <file:///etc/passwd>", f"LOAD SILENT <{address}>"):
            assert "LOAD is refused" in t.query(text)
        for text in (
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ \\u0053ervice <{address}> {{}} }}",
        ):
            assert "SERVICE is refused: queries never leave the graph" in t.query(text)
        with pytest.raises(TimeoutError):
            server.accept()


def where_to_write(t: Trial) -> None:
    full = t.folder / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    file = t.folder / "file"
    file.write_text("mine")
    link = t.folder / "link"
    link.symlink_to(full)
    for out, said in ((full, "is not empty and holds no build"), (file, "is a file"), (link, "is a symbolic link"),
                      (full / ".." / "full", "is not empty"), (file / "x", "cannot write to")):  # fmt: skip
        assert said in t.refused("build", t.plan, "-o", out)
    inside = t.folder / "inside"
    (inside / "elsewhere").mkdir(parents=True)
    (inside / "builds").symlink_to(inside / "elsewhere")
    assert "is a symbolic link" in t.refused("build", t.plan, "-o", inside, "--force")
    assert (snapshot(full), file.read_text()) == ({"mine.txt": sha256(b"mine").hexdigest()}, "mine")
    assert t.run("build", t.plan, "-o", full, "--force", "--quiet")[0] == 0
    assert (full / "mine.txt").read_text() == "mine"
    assert t.run("build", t.plan, "-o", t.folder / "new" / ".." / "fresh", "--quiet")[0] == 0
    assert t.run("build", t.plan, "-o", full, "--quiet")[0] == 0, "a build's folder is replaced without asking"
    for command in (("draw",), ("export", "--format", "ttl")):
        for target in (full, Path("/dev/null"), t.folder / "no" / "such" / "x"):
            assert "plankg: " in t.refused(*command, "--from", t.kept, "-o", target)
    assert Path("/dev/null").is_char_device()


def read_only(t: Trial) -> None:
    assert "cannot write to /proc/out" in t.refused("build", t.plan, "-o", "/proc/out")
    if os.geteuid():
        shut = t.folder / "shut"
        shut.mkdir(mode=0o500)
        assert "Permission denied" in t.refused("build", t.plan, "-o", shut / "out")


def signals(t: Trial) -> None:
    folder = t.folder / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"p{number}.yaml").write_text(
            PLAN.replace("id: yunwan", f"id: p{number}") + "".join(
                f"  m-{i}: {{type: Measure, label: 措施{i}}}\n" for i in range(400)
            ), encoding="utf-8"
        )  # fmt: skip
    out = t.folder / "out"
    shutil.copytree(t.kept, out)
    before = snapshot(out)
    for number, code, wait in ((signal.SIGINT, 130, 1.0), (signal.SIGTERM, 143, 2.0), (signal.SIGTERM, 143, 0.6)):
        command = [sys.executable, "-m", "plankg.cli", "build", str(folder), "-o", str(out)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(wait)
        begun = time.monotonic()
        process.send_signal(number)
        stderr = process.communicate(timeout=20)[1].decode()
        assert process.returncode == code, stderr
        assert time.monotonic() - begun < 5
        assert "Traceback" not in stderr
        assert snapshot(out) == before
        assert not list((out / "builds").glob(".new-*"))
        assert not _alive(process.pid), "no process of the build is left"


def _alive(group: int) -> bool:
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


def ports(t: Trial) -> None:
    for port in ("0", "80", "70000", "abc"):
        assert "plankg: " in t.refused("serve", "--port", port)


def damaged_builds(t: Trial) -> None:
    def spoiled(name: str) -> tuple[Path, Path]:
        out = t.folder / name
        shutil.copytree(t.kept, out)
        return out, out / "builds" / (out / "current").read_text().strip()

    def said(out: Path) -> str:
        for command in (("query", "tasks-in-order"), ("show", "task-1"), ("export", "--format", "nq")):
            err = t.refused(*command, "--from", out)
        assert f"plankg build -o {out}" in err
        return err

    assert "no build in" in said(t.folder / "nowhere")
    (t.folder / "plain").mkdir()
    assert "no build in" in said(t.folder / "plain")
    (t.folder / "file").write_text("x")
    assert "cannot be read" in said(t.folder / "file")
    for name, current, message in (
        ("c1", "0" * 32, "lacks 'manifest.json'"),
        ("c2", "../../x", "does not name a build"),
        ("c3", "", "does not name a build"),
    ):
        out, _ = spoiled(name)
        (out / "current").write_text(current)
        assert message in said(out)
    out, folder = spoiled("no-manifest")
    (folder / "manifest.json").unlink()
    assert "lacks 'manifest.json'" in said(out)
    out, folder = spoiled("bad-manifest")
    (folder / "manifest.json").write_text("{")
    assert "manifest.json cannot be read" in t.refused("query", "tasks-in-order", "--from", out)
    out, folder = spoiled("other-version")
    (folder / "store" / "checksums.json").unlink()
    assert "another plankg may have made it" in said(out)
    table = max((t.kept / "builds").glob("*/store/*.sst"), key=lambda path: path.stat().st_size).name
    for name, spoil, message in (
        ("missing", Path.unlink, f"{table} is missing"),
        ("cut", lambda path: os.truncate(path, 100), f"{table} has changed"),
        ("one-bit", _flip, f"{table} has changed"),
    ):
        out, folder = spoiled(name)
        spoil(folder / "store" / table)
        assert message in said(out)
        assert t.run("build", t.plan, "-o", out, "--quiet")[0] == 0, "the cure works"
        assert t.run("query", "tasks-in-order", "--from", out)[0] == 0


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def bare_surroundings(t: Trial) -> None:
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", os.pathsep.join(sys.path))}
    bare = {**kept, "LANG": "C", "LC_ALL": "C", "TERM": "dumb", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = t.apart("show", "task-1", "--from", t.kept, env=bare, encoding="utf-8")
    assert (done.returncode, "建设港口" in done.stdout) == (0, True)
    gone = t.folder / "gone"
    command = f"mkdir {gone} && cd {gone} && rmdir {gone} && exec {sys.executable} -m plankg.cli"
    for arguments, codes in ((f"query tasks-in-order --from {t.kept}", {0}), ("query tasks-in-order", {2}),
                             (f"check {t.plan}", {0}), ("build", {2})):  # fmt: skip
        shell = subprocess.run(["sh", "-c", f"{command} {arguments}"], capture_output=True, env=kept, check=False)
        assert shell.returncode in codes, shell.stderr
        assert b"Traceback" not in shell.stderr


def many_files(t: Trial) -> None:
    folder = t.folder / "many"
    folder.mkdir()
    for number in range(9_999):
        (folder / f"n{number}.nt").write_text("<x:a> <x:b> <x:c> .\n")
    (folder / "bad.nt").write_text("<x:a> <x:b>\n")
    err = t.refused("build", *sorted(folder.iterdir()), "-o", t.kept, "--quiet")
    assert err.startswith("plankg: bad.nt:2:1: not N-Triples")


def bad_options(t: Trial) -> None:
    for arguments in (("--format", "xml"), ("--limit", "-1"), ("--limit", "0"), ("--limit", "²"), ("--timeout", "0"),
                      ("--timeout", "abc"), ("--timeout", "nan"), ("--timeout", "inf"), ("--lang", "fr")):  # fmt: skip
        err = t.refused("query", "tasks-in-order", "--from", t.kept, *arguments)
        assert f"argument {arguments[0]}: " in err
        assert arguments[1] in err
        assert "see 'plankg query --help'" in err
    assert "unrecognized arguments: --forse" in t.refused("build", "--forse", t.plan)


def twice(t: Trial) -> None:
    first, second = t.folder / "first", t.folder / "second"
    for out in (first, second):
        assert t.run("build", t.plan, "-o", out, "--quiet")[0] == 0
    bytes_of = [{k: v for k, v in snapshot(out).items() if "/store/" not in k} for out in (first, second)]
    assert bytes_of[0] == bytes_of[1]
    assert (
        t.run("export", "--format", "nq", "--from", first)[0]
        == t.run("export", "--format", "nq", "--from", second)[0]
        == 0
    )
    assert (first / "export.nq").read_bytes() == (second / "export.nq").read_bytes()


CASES: dict[str, Callable[[Trial], None]] = {
    "B065": empty_query, "B067": update, "B077": deep_groups, "B079": long_chains, "B081": long_collection,
    "B083": product, "B085": replace_bomb, "B087": regex_bombs, "B093": load,
    "B105": where_to_write, "B107": read_only, "B109": signals, "B111": ports, "B113": damaged_builds,
    "B115": bare_surroundings, "B117": many_files, "B119": bad_options, "B121": twice,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_listed_case(case: str, trial: Trial) -> None:
    CASES[case](trial)


def test_every_listed_case_is_tried(shared: Path) -> None:
    lines = (shared / "bad-inputs" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [case["id"] for case in map(json.loads, lines) if case["part"] in PARTS]
    assert sorted(CASES) == sorted(listed)
    assert len(CASES) == 18


MORE: list[tuple[str, Sequence[str], str]] = [
    ("no command", (), "required: COMMAND"),
    ("misspelt command", ("biuld",), "invalid choice: 'biuld'"),
    ("set without =", ("query", "tasks-in-order", "--set", "x"), "--set expects NAME=VALUE, not 'x'"),
    ("set without a name", ("query", "tasks-in-order", "--set", "=x"), "--set expects NAME=VALUE"),
    ("unknown parameter", ("query", "tasks-in-order", "--set", "foo=1"), "unknown parameter of 'tasks-in-order'"),
    ("unknown question", ("query", "task-in-order"), "did you mean 'tasks-in-order'?"),
    ("no such thing", ("show", "tesk-1"), "nothing in the graph is called 'tesk-1'; did you mean 'task-1'?"),
    ("nothing named", ("show", ""), "nothing in the graph is called ''"),
    ("no IRI", ("show", "http://a b"), "nothing in the graph is called 'http://a b'"),
    ("ambiguous", ("show", "建设港"), "'建设港' may be: "),
    ("query file that is none", ("query", "nowhere.rq"), "nowhere.rq cannot be read: No such file"),
    ("no focus", ("draw", "--focus", "nowhere"), "nothing in the graph is called 'nowhere'"),
    ("unknown class", ("draw", "--type", "Taks"), "unknown class 'Taks'; did you mean 'Task'?"),
    ("no hops", ("draw", "--hops", "0"), "'0' is not a whole number above 0"),
    ("unknown format", ("export", "--format", "pdf"), "invalid choice: 'pdf'"),
    ("empty target", ("export", "--format", "ttl", "-o", ""), "is no file to be written"),
]


@pytest.mark.parametrize(("arguments", "said"), [m[1:] for m in MORE], ids=[m[0] for m in MORE])
def test_bad_command_beyond_the_list(trial: Trial, arguments: Sequence[str], said: str) -> None:
    reading = ["--from", str(trial.kept)] if arguments and arguments[0] != "biuld" else []
    assert said in trial.refused(*arguments, *reading)


BASES = ["x y", "http://x/>", "", "https://x.example", "ftp://x.example/"]


@pytest.mark.parametrize("base", BASES)
def test_bad_base_is_refused(trial: Trial, base: str) -> None:
    assert "is no web address that ends in '/'" in trial.refused("check", trial.plan, "--base", base)


@pytest.mark.parametrize("name", ["", "nowhere", "x" * 5000, "/proc/self/mem.yaml"])
def test_bad_name_of_a_plan_is_refused(trial: Trial, name: str) -> None:
    assert "plankg: " in trial.refused("check", name)


def test_query_files_that_are_no_text(trial: Trial) -> None:
    (trial.folder / "zero.rq").symlink_to("/dev/zero")
    (trial.folder / "folder.rq").mkdir()
    os.mkfifo(trial.folder / "pipe.rq")
    for name in ("zero.rq", "folder.rq", "pipe.rq"):
        assert f"{name} is not a regular file" in trial.refused("query", trial.folder / name, "--from", trial.kept)
    (trial.folder / "latin.rq").write_bytes(b"SELECT \xff")
    assert "not UTF-8 at byte 7" in trial.refused("query", trial.folder / "latin.rq", "--from", trial.kept)


def test_closed_and_full_streams(trial: Trial) -> None:
    question = f"{sys.executable} -m plankg.cli query"
    for command, codes in (
        (f"{question} - --from {trial.kept} <&-", {2}),
        (f"{question} tasks-in-order --from {trial.kept} >&-", {0}),
        (f"{question} tasks-in-order --from {trial.kept} 2>&-", {0}),
        (f"{question} --list | head -1; exit 0", {0}),
        (f"{question} --list >/dev/full", {2}),
    ):
        done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
        assert done.returncode in codes, (command, done.stderr)
        assert b"Traceback" not in done.stderr, command


@pytest.fixture
def small_files() -> Iterator[str]:
    yield "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); "


def test_full_disk_leaves_the_earlier_build(trial: Trial, small_files: str) -> None:
    out = trial.folder / "out"
    shutil.copytree(trial.kept, out)
    before = snapshot(out)
    script = small_files + "from plankg.cli import main; raise SystemExit(main())"
    for target in (out, trial.folder / "fresh"):
        command = [sys.executable, "-c", script, "build", "jinpu-14fyp", "-o", str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert f"cannot write to {target}" in done.stderr
        assert "Traceback" not in done.stderr
    kept = {name: digest for name, digest in snapshot(out).items() if not name.startswith("cache/")}
    assert kept == {name: digest for name, digest in before.items() if not name.startswith("cache/")}
    assert not (trial.folder / "fresh").exists()


def test_stopped_query_leaves_no_process(trial: Trial) -> None:
    path = trial.folder / "slow.rq"
    path.write_text("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?i ?l")
    command = [sys.executable, "-m", "plankg.cli", "query", str(path), "--from", str(trial.kept)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1.0)
    process.send_signal(signal.SIGTERM)
    assert b"Traceback" not in process.communicate(timeout=5)[1]
    assert process.returncode == 143
    assert not _alive(process.pid)


def test_failed_first_build_leaves_no_folder(trial: Trial) -> None:
    bad = trial.folder / "bad.yaml"
    bad.write_text("- a\n")
    assert "expected a mapping" in trial.refused("build", bad, "-o", trial.folder / "a" / "out")
    assert not (trial.folder / "a").exists()


def test_the_version_is_said(trial: Trial) -> None:
    assert trial.run("--version") == (0, f"plankg {VERSION}\n", "")


def test_stdin_that_is_no_text(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"SELECT \xff")))
    assert "stdin: not UTF-8 at byte 7" in trial.refused("query", "-", "--from", trial.kept)
