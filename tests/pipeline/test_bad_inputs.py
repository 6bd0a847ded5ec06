"""Bad plan files and RDF files: a clear message with its place, exit code 2, and what was built before untouched."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from plankg.cli import main
from plankg.graph import PlanGraph

PARTS = ("plan files", "RDF files")
HEAD = f"""\
schema: 1
plan: {{id: yunwan, title: {{zh: 云湾市规划, en: Plan of Yunwan}}}}
document: {{id: doc, type: PolicyInterpretation, label: {{zh: 解读}}, sha256: "{"0" * 64}", length: 100, language: zh}}
"""
FIRST = HEAD.count("\n") + 1
"""The first line below the head."""
TURTLE = (
    "@prefix x: <https://yunwan.example/> . @prefix plan: <https://w3id.org/plankg/ontology#> . "
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://yunwan.example/> .\n"


def task(more: str = "", name: str = "task-1") -> str:
    return f"entities:\n  {name}: {{type: Task, label: {{zh: 任务}}{', ' if more else ''}{more}}}\n"


def snapshot(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


class Trial:
    """One bad input tried on a folder that holds an earlier build."""

    def __init__(self, folder: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.kept = kept
        self._capsys = capsys

    def write(self, content: str | bytes, name: str = "bad.yaml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return path

    def run(self, *arguments: str | Path, command: str = "build") -> tuple[int, str, str]:
        self._capsys.readouterr()
        target = ["-o", str(self.kept)] if command == "build" else []
        code = main([command, *map(str, arguments), *target, "--lang", "en"])
        written = self._capsys.readouterr()
        assert "Traceback" not in written.err
        return code, written.out, written.err

    def refused(self, *arguments: str | Path, seconds: float = 20.0) -> str:
        """Build, and return what was said; exit code 2, nothing on stdout, the earlier build as it was."""
        before, begun = snapshot(self.kept), time.monotonic()
        code, out, err = self.run(*arguments)
        assert code == 2, err
        assert not out
        assert snapshot(self.kept) == before
        assert time.monotonic() - begun < seconds
        return err

    def plan(self, below: str, *expected: str) -> None:
        """Refuse the head with these lines below it; each expected text stands in the message."""
        said = self.refused(self.write(HEAD + below))
        for text in expected:
            assert text in said, said

    def rdf(self, content: str | bytes, *expected: str, name: str = "bad.ttl") -> None:
        said = self.refused(self.write(content, name))
        assert name in said
        for text in expected:
            assert text in said, said

    def taken(self, content: str | bytes, name: str = "good.yaml", *, code: int = 0) -> PlanGraph:
        """Build into a folder of its own, which holds the content then."""
        out = self.folder / f"out-{name}"
        self._capsys.readouterr()
        assert main(["build", str(self.write(content, name)), "-o", str(out), "--quiet"]) == code
        assert "Traceback" not in self._capsys.readouterr().err
        return PlanGraph.open(out)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "plan.yaml").write_text(HEAD + task(), encoding="utf-8")
    assert main(["build", str(folder / "plan.yaml"), "-o", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


@pytest.fixture
def trial(tmp_path: Path, earlier: Path, capsys: pytest.CaptureFixture[str]) -> Trial:
    return Trial(tmp_path, earlier, capsys)


class Listener:
    """A server that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.calls += 1

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.close()


def empty_file(t: Trial) -> None:
    assert "bad.yaml:1:1: empty document; expected a mapping" in t.refused(t.write(""))


def list_root(t: Trial) -> None:
    assert "bad.yaml:1:1: expected a mapping with 'schema', 'plan', 'document'" in t.refused(t.write("- a\n- b\n"))


def tab(t: Trial) -> None:
    t.plan("entities:\n\ttask-1: {}\n", f"bad.yaml:{FIRST + 1}:1: ", "tabs cannot indent YAML")


def duplicate_key(t: Trial) -> None:
    t.plan(task() + "  task-1: {type: Goal, label: x}\n",
           f"bad.yaml:{FIRST + 2}:3: key 'task-1' stands twice, here and in line {FIRST + 1}")  # fmt: skip


def python_tag(t: Trial) -> None:
    t.plan(f"entities: !!python/object/apply:os.system ['touch {t.folder}/pwned']\n",
           f"bad.yaml:{FIRST}:11: tag", "python/object/apply:os.system' refused")  # fmt: skip
    assert not (t.folder / "pwned").exists()


def custom_tag(t: Trial) -> None:
    t.plan("entities: !Plan {a: b}\n", f"bad.yaml:{FIRST}:11: tag '!Plan' refused")


def recursive_alias(t: Trial) -> None:
    t.plan("a: &a [*a]\n", f"bad.yaml:{FIRST}:4: anchor '&a' refused", "alias '*a' refused (it may be a cycle")


def deep_nesting(t: Trial) -> None:
    text = HEAD + "entities: " + "[" * 100_000 + "x" + "]" * 100_000
    assert f"bad.yaml:{FIRST}:74: nested deeper than 64 levels" in t.refused(t.write(text), seconds=1)
    assert "nested deeper" in t.refused(t.write("- " * 100_000 + "a"), seconds=1)


def norway(t: Trial) -> None:
    t.plan(task("generic: NO"), f"bad.yaml:{FIRST + 1}:", 'task-1/generic: expected true or false, found "NO"')
    graph = t.taken(HEAD + "entities:\n  region-1: {type: Region, label: NO}\n")
    assert graph.thing("region-1").label() == "NO"


def impossible_date(t: Trial) -> None:
    t.plan(task("date: 2024-02-30"), "task-1/date: expected a date that exists", "2024-02-30")


def not_finite(t: Trial) -> None:
    for word in (".nan", ".inf", "-.inf", "1.0e999"):
        expected = f'value: expected a number (without quotes, written in digits), found "{word}"'
        t.plan(task(f"value: {word}"), f"bad.yaml:{FIRST + 1}:", expected)


def years(t: Trial) -> None:
    period = "entities:\n  p: {{type: PlanPeriod, label: {{zh: 时期}}, {}}}\n"
    t.plan(period.format("startYear: 99999"), "p/startYear: expected at most 2999, found 99999")
    t.plan(period.format("startYear: -1"), "p/startYear: expected 1000 or more, found -1")
    t.plan(period.format("startYear: '2030-2025'"), "p/startYear: expected a whole number", "2030-2025")
    t.plan(period.format("startYear: 2030, endYear: 2025"), "startYear 2030 comes after endYear 2025")


def encodings(t: Trial) -> None:
    text = HEAD + task()
    for encoding in ("utf-16", "utf-32"):
        said = t.refused(t.write(text.encode(encoding)))
        assert f"bad.yaml:1:1: encoded as {encoding.upper()} (byte order mark at byte 0)" in said
    assert "a zero at byte 1" in t.refused(t.write(text.encode("utf-16-le")))
    place = len(HEAD.encode()) + 5
    said = t.refused(t.write(HEAD.encode() + b"# caf\xe9\n"))
    assert f"bad.yaml:{FIRST}:6: not UTF-8 at byte {place} (perhaps Latin-1" in said
    assert "perhaps GBK" in t.refused(t.write(text.encode("gbk")))
    assert "not UTF-8 at byte" in t.refused(t.write(os.urandom(4000).replace(b"\0", b"\1") + b"\xff"))


def hostile_ids(t: Trial) -> None:
    for name in ("'../../etc/passwd'", "'a/b'", "CON", "'a b'", "'a>b'", "'" + "a" * 900 + "'", "st-1", "ev-1"):
        t.plan(task(name=name), f"bad.yaml:{FIRST + 1}:3: ", "is no id: expected lower-case ASCII letters")
    head = HEAD.replace("id: yunwan", "id: '../../etc/passwd'")
    assert "bad.yaml:2:12: plan/id: '../../etc/passwd' is no id" in t.refused(t.write(head + task()))
    assert "is no id" in t.refused(t.write(HEAD.replace("id: yunwan", "id: " + "a" * 5000) + task()))


def links(t: Trial) -> None:
    for link in ("javascript:alert(1)", "'data:text/html,x'", "file:///etc/passwd", "http://%zz/", "'http://['"):
        said = t.refused(t.write(HEAD.replace("en: Plan of Yunwan}", f"en: x}}, source: {link}") + task()))
        assert "bad.yaml:2:" in said
        assert "plan/source: " in said


def reference_cycle(t: Trial) -> None:
    t.plan("entities:\n  a: {type: DraftingStep, label: 甲, elaboratedBy: b}\n"
           "  b: {type: DraftingStep, label: 乙, elaboratedBy: a}\n",
           f"bad.yaml:{FIRST + 1}:", "a cycle of elaboratedBy: ")  # fmt: skip
    allowed = "entities:\n  a: {type: Goal, label: 甲, supports: b}\n  b: {type: Goal, label: 乙, supports: a}\n"
    code, _, err = t.run(t.write(HEAD + allowed), command="check")
    assert code in {0, 1}, err


def unknown_field(t: Trial) -> None:
    expected = f"bad.yaml:{FIRST + 1}:41: entities/task-1/gaols: unknown key 'gaols'; did you mean 'hasGoal'?"
    t.plan(task("gaols: [a]"), expected)
    t.plan(task("hasMesure: a"), "did you mean 'hasMeasure'?")


def wrong_kinds(t: Trial) -> None:
    t.plan(task("mentions: x"), 'task-1/mentions: expected a list, found "x"')
    t.plan("entities:\n  a: {type: Task, label: [a]}\n", "a/label: expected text, or a mapping with zh, en or both")
    t.plan("entities:\n  a: {type: [Task], label: 甲}\n", 'a/type: unknown type ["Task"]')
    for below in ("entities:\n", "entities:\n  a:\n", "entities:\n  a: {type: null, label: null}\n"):
        t.plan(below, "bad.yaml:", "nothing" if "type" not in below else "unknown type nothing")
    assert "expected a mapping, found nothing" in t.refused(t.write("schema: 1\nplan:\ndocument:\nentities: {}\n"))


def odd_files(t: Trial) -> None:
    t.write("", "folder/plan.yaml/x")
    assert "folder/plan.yaml: not a regular file" in t.refused(t.folder / "folder")
    os.mkfifo(t.folder / "pipe.yaml")
    (t.folder / "loop.yaml").symlink_to(t.folder / "loop.yaml")
    (t.folder / "gone.yaml").symlink_to(t.folder / "nowhere.yaml")
    (t.folder / "zero.yaml").symlink_to("/dev/zero")
    names = ("pipe.yaml", "loop.yaml", "gone.yaml", "zero.yaml")
    said = t.refused(*(t.folder / name for name in names), t.write(HEAD + task("gaols: 1")), seconds=10)
    assert all(f"{name}: " in said for name in names), said
    assert "gaols" in said, "the other file is reported as well"
    if os.geteuid():
        path = t.write(HEAD, "shut.yaml")
        path.chmod(0)
        assert "shut.yaml: cannot be read: Permission denied" in t.refused(path)


def look_alikes(t: Trial) -> None:
    for name in ("'t\u202eask'", "tаsk", "ta＿sk"):
        t.plan(task(name=name), "is no id")
    graph = t.taken(HEAD + "entities:\n  a: {type: Task, label: caf\u00e9}\n  b: {type: Task, label: cafe\u0301}\n")
    assert {graph.thing(name).label() for name in "ab"} == {"caf\u00e9", "cafe\u0301"}, "titles are kept as written"


def syntax_far_down(t: Trial) -> None:
    text = TURTLE + "".join(f"x:a{i} x:b x:c .\n" for i in range(199_999)) + "x:a x:b .\n"
    t.rdf(text, "bad.ttl:200001:", "not Turtle")


def billion_laughs(t: Trial) -> None:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{entities}]><r>&l11;</r>'
    said = t.refused(t.write(text, "bad.rdf"), seconds=10)
    assert "bad.rdf: RDF/XML is refused (its entities can be a bomb); convert it to Turtle" in said


def external_dtd(t: Trial, listener: Listener) -> None:
    t.rdf(f'<?xml version="1.0"?><!DOCTYPE r SYSTEM "{listener.address}/x.dtd"><r/>', "is refused", name="bad.owl")
    assert not listener.calls


def remote_context(t: Trial, listener: Listener) -> None:
    for context in ("file:///etc/hostname", f"{listener.address}/c"):
        document = json.dumps({"@context": context, "@id": "https://x.example/a"})
        t.rdf(document, "a remote @context is refused", name="bad.jsonld")
    assert not listener.calls


def nested_turtle(t: Trial) -> None:
    for text in ("[ x:p " * 100_000 + "1" + "]" * 100_000, "(" * 100_000 + ")" * 100_000):
        t.rdf(f"{TURTLE}x:a x:b {text} .", "blank nodes; at most 20000 are taken: give them IRIs")
    t.rdf(f"{TURTLE}x:a x:b {'[' * 100_000}{']' * 100_000} .", "bad.ttl:2:")
    t.rdf("[" * 100_000, "bad.jsonld:1:", "not JSON-LD", name="bad.jsonld")


def invalid_literals(t: Trial) -> None:
    for value, kind in (("2024-02-30", "date"), ("abc", "integer"), ("abc", "double"), ("abc", "dateTime")):
        t.rdf(f'{TURTLE}x:a x:b "{value}"^^xsd:{kind} .', f"'{value}' is no xsd:{kind}")


def language_tags(t: Trial) -> None:
    for tag in ("x", "123", "abcdefghi"):
        t.rdf(f'{TURTLE}x:a x:b "v"@{tag} .', "bad.ttl:2:13: not Turtle")
    graph = t.taken(f'{TURTLE}x:a x:b "v"@EN, "v"@en, "w"@en-GB-oed .', "good.ttl")
    tags = graph.query("SELECT DISTINCT (LANG(?o) AS ?tag) { <https://yunwan.example/a> ?p ?o } ORDER BY ?tag")
    assert not isinstance(tags, (bool, str))
    assert [row[0] for row in tags] == ["en", "en-gb-oed"], "tags are kept in lower case"


def wrong_suffix(t: Trial) -> None:
    t.rdf(TURTLE, "RDF/XML is refused", name="bad.rdf")
    t.rdf(TURTLE, "bad.jsonld:1:1: not JSON-LD", name="bad.jsonld")
    t.rdf("<r/>", "bad.ttl:1:", "not Turtle")
    t.rdf('{"@id": "x:a"}', "bad.nt:1:1: not N-Triples", name="bad.nt")


def large_terms(t: Trial) -> None:
    graph = t.taken(f'{TURTLE}x:a x:b "{"v" * 10_000_000}" .', "literal.ttl")
    found = graph.query("SELECT (STRLEN(?o) AS ?n) { <https://yunwan.example/a> <https://yunwan.example/b> ?o }")
    assert not isinstance(found, (bool, str))
    assert [row[0] for row in found] == [10_000_000]
    lines = "".join(f"<x:a> <x:p{i}> <x:b> .\n" for i in range(1_000_000))
    assert t.run(t.write(lines, "many.nt"), command="check")[0] == 0


def hostile_shapes(t: Trial, listener: Listener) -> None:
    data = t.write(f'{TURTLE}x:a a x:T ; x:p "{"a" * 50}!" .', "data.ttl")
    shape = SHAPES + "x:S a sh:NodeShape ; sh:targetClass x:T ; "
    shapes = t.write(shape + 'sh:property [ sh:path x:p ; sh:pattern "^(a+)+$" ] .', "shapes.ttl")
    begun = time.monotonic()
    code, out, _ = t.run(data, "--shapes", shapes, command="check")
    assert code == 1
    assert "error" in out
    assert time.monotonic() - begun < 20
    select = f"SELECT $this {{ SERVICE <{listener.address}> {{ ?s ?p ?o }} }}"
    for body, said in (
        ("sh:node x:S .", "recursive shapes"),
        ("sh:property [ sh:path x:p ; sh:node x:S ] .", "recursive shapes"),
        (f'sh:sparql [ sh:select "{select}" ] .', "SERVICE is refused"),
        ('sh:sparql [ sh:select "SELECT $this {{{" ] .', "shapes.ttl: "),
        ('sh:property [ sh:path "x" ] .', "a literal is not a valid property path"),
        ("x", "shapes.ttl:2:"),
    ):
        assert said in t.refused(data, "--shapes", t.write(shape + body, "shapes.ttl"))
    assert not listener.calls


def nothing_checked(t: Trial) -> None:
    code, _, err = t.run(t.write("", "empty.ttl"), command="check")
    assert (code, "nothing was checked" in err) == (0, True)
    data = t.write(f"{TURTLE}x:a a x:T .", "data.ttl")
    for body in ("", "x:S a sh:NodeShape .", "x:S a sh:NodeShape ; sh:targetClass x:Other ."):
        code, _, err = t.run(data, "--shapes", t.write(SHAPES + body, "shapes.ttl"), command="check")
        assert (code, "nothing was checked" in err) == (0, True)


CASES: dict[str, Callable[..., None]] = {
    "B001": empty_file, "B003": list_root, "B005": tab, "B007": duplicate_key, "B009": python_tag, "B011": custom_tag,
    "B013": recursive_alias, "B015": deep_nesting, "B017": norway, "B019": impossible_date, "B021": not_finite,
    "B023": years, "B025": encodings, "B027": hostile_ids, "B031": links, "B033": reference_cycle,
    "B035": unknown_field, "B037": wrong_kinds, "B039": odd_files, "B041": look_alikes,
    "B043": syntax_far_down, "B045": billion_laughs, "B047": external_dtd, "B049": remote_context,
    "B051": nested_turtle, "B053": invalid_literals, "B055": language_tags, "B057": wrong_suffix,
    "B059": large_terms, "B061": hostile_shapes, "B063": nothing_checked,
}  # fmt: skip
_LISTENING = {"B047", "B049", "B061"}


@pytest.mark.parametrize("case", CASES)
def test_listed_case(case: str, trial: Trial, listener: Listener) -> None:
    CASES[case](trial, listener) if case in _LISTENING else CASES[case](trial)


def test_every_listed_case_is_tried(shared: Path) -> None:
    lines = (shared / "bad-inputs" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    listed = [case["id"] for case in map(json.loads, lines) if case["part"] in PARTS]
    assert sorted(CASES) == sorted(listed)
    assert len(CASES) == 31


# Beyond the list: what stands below the head, and what must be said of it.
MORE: list[tuple[str, str, str]] = [
    ("merge key", "entities:\n  <<: {a: 1}\n", "merge key '<<' refused"),
    ("anchor on a key", "entities:\n  &a task-1: {type: Task, label: x}\n", "anchor '&a' refused"),
    ("key that is a list", "entities:\n  ? [a, b]\n  : 1\n", "a key must be a word"),
    ("key that is a number", task(name="1"), "'1' is no id"),
    ("integer of 5,000 digits", task("order: " + "9" * 5000), "order: expected a whole number"),
    ("exponent", task("value: 1e5"), "value: expected a number"),
    ("hexadecimal", task("order: 0x10"), "order: expected a whole number"),
    ("octal", task("order: 010"), "order: expected a whole number"),
    ("a fraction of nothing", task("order: 1.0"), "order: expected a whole number or text, found 1.0"),
    ("fractional offsets", task("mentions: [{at: [1.0, 3.0]}]"), "at/0: expected a whole number"),
    ("a zero", task('note: "a\0b"'), "no text file: a zero at byte"),
    ("an escaped zero", task('note: "a\\0b"'), "the character U+0000 is not allowed"),
    ("an escaped bell", task('note: "a\\ab"'), "the character U+0007 is not allowed"),
    ("an escaped surrogate", task('note: "\\ud800"'), "invalid Unicode character"),
    ("a raw surrogate", task("note: \ud800"), "not UTF-8 at byte"),
    ("two documents", task() + "---\na: 1\n", "a second document begins here"),
    ("unclosed quote", task() + '  b: "x', "not YAML"),
    ("label without words", "entities:\n  a: {type: Task, label: {zh: null}}\n", "a/label/zh: expected text"),
    ("label in French", "entities:\n  a: {type: Task, label: {fr: x}}\n", "unknown key 'fr'; expected en or zh"),
    ("empty label", 'entities:\n  a: {type: Task, label: ""}\n', "expected text that is not empty"),
    ("label of nothing", "entities:\n  a: {type: Task, label: {}}\n", "expected a mapping that is not empty"),
    ("no label", "entities:\n  a: {type: Task}\n", "the key 'label' is missing"),
    ("misspelt type", "entities:\n  a: {type: Taks, label: x}\n", "unknown type \"Taks\"; did you mean 'Task'?"),
    ("entities as a list", "entities:\n  - a\n", "entities: expected a mapping"),
    ("entities twice nested", task("entities: {}"), "unknown key 'entities'"),
    ("empty list", task("hasMeasure: []"), "expected 1 or more in the list"),
    ("list in a list", task("hasMeasure: [[a]]"), "expected an id, or a mapping with 'to'"),
    ("offsets as text", task('mentions: [{at: ["1", "2"]}]'), "mentions/0/at/0: expected a whole number"),
    ("negative offset", task("mentions: [{at: [-1, 2]}]"), "expected 0 or more, found -1"),
    ("offset beyond the end", task("mentions: [{at: [99, 101]}]"), "lies outside the document of 100 characters"),
    ("reversed span", task("mentions: [{at: [3, 1]}]"), "[3, 1] is empty; expected start < end"),
    ("quote of 41", task(f"mentions: [{{at: [0, 41], quote: {'x' * 41}}}]"), "at most 40 characters, not 41"),
    ("quote of another length", task("mentions: [{at: [0, 3]}]"), "the quote '任务' has 2 characters, the offsets 3"),
    ("quote without place", task("mentions: [{quote: 任务}]"), "the key 'at' is missing"),
    (
        "grade of rules by hand",
        task("hasMeasure: {to: a, grade: inferred}"),
        "expected analyst, explicit or structural",
    ),
    ("id of another plan", task("hasMeasure: other/task-1"), "'other/task-1' is no id"),
    ("dangling", task("hasMeasure: task-2"), "'task-2' is not in this plan; did you mean 'task-1'?"),
    ("wrong tail", task("hasMeasure: task-1"), "'task-1' is a Task; hasMeasure leads to a Measure"),
    ("no concept", task("kind: nonsense"), "'nonsense' is no concept of a scheme"),
    ("shared with nothing", task("shared: planet/mars"), "expected kind/key, the kind one of region"),
    ("confidence of two", task("confidence: 2"), "expected at most 1, found 2"),
    ("scores", "scores: {plan: yunwan, rater: x}\n", "score fragments are not taken by this plankg yet"),
    ("schema of the future", task().replace("entities", "x") + "schema: 2\n", "key 'schema' stands twice"),
    ("id of the plan itself", task(name="plan"), "id 'plan' stands twice; first in bad.yaml:2"),
    ("very long line", task(f"gaols: {'x' * 2_000_000}"), "unknown key 'gaols'"),
    ("very long key", "entities:\n  a: {type: Task, label: x, '" + "k" * 900 + "': 1}\n", "unknown key 'kkk"),
]


@pytest.mark.parametrize(("below", "said"), [m[1:] for m in MORE], ids=[m[0] for m in MORE])
def test_bad_plan_beyond_the_list(trial: Trial, below: str, said: str) -> None:
    trial.plan(below, "bad.yaml:", said)


def test_newlines_and_marks_of_other_systems_are_taken(trial: Trial) -> None:
    text = HEAD + task()
    for number, data in enumerate((text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode())):
        assert trial.taken(data, f"good{number}.yaml").thing("task-1").label() == "任务"


def test_all_errors_of_all_files_come_in_one_run(trial: Trial) -> None:
    said = trial.refused(
        trial.write(HEAD + task("gaols: 1") + "  b: {type: Task, label: 乙, hasMeasure: nowhere}\n"
                    "  c: {type: Task, label: 丙, note: !x y}\n  b: {type: Task, label: 丁}\n", "one.yaml"),
        trial.write("- a\n", "two.yaml"), trial.write("<a> <b>", "three.nt"), trial.write("", "four.rdf"),
    )  # fmt: skip
    for part in (
        "one.yaml:5:41: entities/task-1/gaols", "'nowhere' is not in this plan", "tag '!x' refused",
        "key 'b' stands twice", "two.yaml:1:1: expected a mapping", "three.nt:1:", "four.rdf: RDF/XML",
    ):  # fmt: skip
        assert part in said, said


def test_alias_bomb_is_refused_at_once(trial: Trial) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    said = trial.refused(trial.write(HEAD + bomb), seconds=1)
    assert "not read further: 100 problems up to here" in said


def test_large_file_is_refused_unread(trial: Trial) -> None:
    path = trial.write("")
    os.truncate(path, 100 * 1024 * 1024)
    assert "104857600 bytes; a file may have 33554432 bytes" in trial.refused(path, seconds=1)


def test_many_problems_are_all_placed_in_time(trial: Trial) -> None:
    lines = "".join(f"  t-{i}: {{type: Task, label: 任务, hasMeasure: none-{i}}}\n" for i in range(20_000))
    said = trial.refused(trial.write(HEAD + "entities:\n" + lines), seconds=60)
    assert said.count("is not in this plan") == 20_000
    assert f"bad.yaml:{FIRST + 20_000}:" in said


def test_many_mentions_are_taken(trial: Trial) -> None:
    mentions = ", ".join(["{at: [0, 2]}"] * 10_000)
    assert trial.run(trial.write(HEAD + task(f"mentions: [{mentions}]")), command="check")[0] == 0


def test_folders_without_a_plan_or_with_two(trial: Trial) -> None:
    assert "empty: no plan in this folder; expected plan.yaml" in trial.refused(_folder(trial, "empty"))
    both = _folder(trial, "both", one__yaml=HEAD + task(), two__yaml=HEAD + task())
    assert "two.yaml: plan/id: 'yunwan' is also the id of one.yaml" in trial.refused(both)
    lone = _folder(trial, "lone", plan__yaml="schema: 1\n" + task())
    assert "lone/plan.yaml:1:1: the keys 'plan' and 'document' are missing" in trial.refused(lone)
    extra = _folder(trial, "extra", plan__yaml=HEAD + task(), more__yaml=HEAD + task(name="b"))
    assert "extra/more.yaml:2:1: plan: unknown key 'plan'" in trial.refused(extra)


def _folder(trial: Trial, name: str, **files: str) -> Path:
    (trial.folder / name).mkdir()
    for file, text in files.items():
        trial.write(text, f"{name}/{file.replace('__', '.')}")
    return trial.folder / name


MORE_RDF: list[tuple[str, str, str | bytes, str]] = [
    ("utf-16", "bad.ttl", TURTLE.encode("utf-16"), "bad.ttl:1:1: encoded as UTF-16"),
    ("latin-1", "bad.ttl", TURTLE.encode() + b'x:a x:b "\xe9" .', "bad.ttl:2:10: not UTF-8 at byte"),
    ("binary", "bad.ttl", bytes(1000), "no text file: a zero at byte 0"),
    ("escaped zero", "bad.ttl", TURTLE + 'x:a x:b "\\u0000" .', "the character U+0000 is not allowed"),
    ("relative", "bad.ttl", "<a> <b> <c> .", "No scheme found"),
    ("triple terms", "bad.ttl", TURTLE + "x:a x:b <<( x:a x:b x:c )>> .", "triple terms (RDF 1.2) are not taken"),
    ("direction", "bad.ttl", TURTLE + 'x:a x:b "v"@en--ltr .', "directions of text (RDF 1.2) are not taken"),
    ("the ontology's graph", "bad.trig",
     "GRAPH <https://w3id.org/plankg/graph/ontology> { <x:a> <x:b> <x:c> }", "this graph belongs to the ontology"),
    ("its own findings", "bad.trig",
     "GRAPH <https://w3id.org/plankg/graph/file/bad/findings> { <x:a> <x:b> <x:c> }", "this graph belongs to"),
    ("100,000 blank nodes", "bad.nt",
     "".join(f"_:a{i} <x:p> _:a{i + 1} .\n" for i in range(100_000)), "100001 blank nodes; at most 20000"),
    ("empty JSON-LD", "bad.jsonld", "", "bad.jsonld:1:1: not JSON-LD"),
    ("four parts in Turtle", "bad.ttl", "<x:a> <x:b> <x:c> <x:g> .", "bad.ttl:1:"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), [m[1:] for m in MORE_RDF], ids=[m[0] for m in MORE_RDF])
def test_bad_rdf_beyond_the_list(trial: Trial, name: str, content: str | bytes, said: str) -> None:
    trial.rdf(content, said, name=name)


def test_blank_nodes_that_cannot_be_told_apart_end_in_time(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plankg.build.rdf_files.CANONICAL_SECONDS", 1.0)
    lines = "".join(f"_:a{i} <x:p> _:a{j} .\n" for i in range(14) for j in range(14) if i != j)
    trial.rdf(lines, "cannot be told apart in reasonable time; give them IRIs", name="bad.nt")


def test_equal_stems_are_refused(trial: Trial) -> None:
    said = trial.refused(trial.write(TURTLE, "same.ttl"), trial.write("<x:a> <x:b> <x:c> .", "same.nt"))
    assert "a second RDF file called 'same'" in said
