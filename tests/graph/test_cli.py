"""The command line: stdout is data, stderr is talk, exit codes tell, and a user's mistake is never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from wcwidth import wcswidth


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def plankg(*arguments: str | Path, given: str = "", cwd: Path | None = None, **environment: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "plankg.cli", *map(str, arguments)],
        input=given.encode(),
        capture_output=True,
        check=False,
        cwd=cwd,
        env=os.environ | environment,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in out + err, err
    return Done(done.returncode, out, err)


def test_answers_are_data_and_talk_stands_apart(harbour_out: Path) -> None:
    done = plankg("query", "tasks-in-order", "--from", harbour_out, "--format", "csv", "--limit", "1")
    assert done.code == 0
    assert next(csv.DictReader(io.StringIO(done.out)))["task_label"] == "建设港口"
    assert done.out.count("\n") == 2
    assert done.err == "plankg: cut off after 1 rows (--limit)\n"


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "json", "markdown"])
def test_every_format_is_printed(name: str, harbour_out: Path) -> None:
    done = plankg("query", "tasks-in-order", "--from", harbour_out, "--format", name)
    assert (done.code, done.err) == (0, "")
    assert "建设港口" in done.out
    assert done.out.endswith("\n")
    if name == "json":
        assert len(json.loads(done.out)) == 2


def test_language_is_an_option_and_a_setting(harbour_out: Path) -> None:
    question = ("query", "tasks-in-order", "--from", harbour_out)
    assert "Build the harbour" in plankg(*question, "--lang", "en").out
    assert "Build the harbour" in plankg(*question, PLANKG_LANG="en").out
    assert "Build the harbour" not in plankg(*question, PLANKG_LANG="klingon").out
    assert "建设港口" in plankg(*question, "--lang", "zh", PLANKG_LANG="en").out


def test_sparql_comes_from_stdin_or_a_file(harbour_out: Path, tmp_path: Path) -> None:
    query = "SELECT (COUNT(?t) AS ?n) { ?t a plan:Task }"
    (tmp_path / "mine.rq").write_text(query, encoding="utf-8")
    for done in (
        plankg("query", "-", "--from", harbour_out, "--format", "csv", given=query),
        plankg("query", tmp_path / "mine.rq", "--from", harbour_out, "--format", "csv"),
    ):
        assert (done.code, done.out.split()) == (0, ["n", "2"])
    assert plankg("query", "-", "--from", harbour_out, given="ASK {}").out == "true\n"


def test_parameters_are_set(harbour_out: Path) -> None:
    done = plankg("query", "measures-of-a-task", "--set", "task=筑港", "--from", harbour_out, "--format", "json")
    assert "疏浚航道" in done.out


def test_the_list_of_questions_needs_no_build(tmp_path: Path) -> None:
    done = plankg("query", "--list", "--format", "csv", cwd=tmp_path)
    assert done.code == 0
    assert "tasks-in-order" in done.out


def test_show_prints_text_or_json(harbour_out: Path) -> None:
    assert plankg("show", "建设港口", "--from", harbour_out).out.startswith("建设港口  (")
    done = plankg("show", "task-1", "--from", harbour_out, "--format", "json", "--limit", "1")
    assert len(json.loads(done.out)["statements"]) == 1


def test_draw_and_export_write_one_file_and_say_what(harbour_out: Path, tmp_path: Path) -> None:
    done = plankg("draw", "--from", harbour_out, "-o", tmp_path / "p.html", "--type", "Task", "--type", "Measure")
    assert (done.code, done.out, done.err) == (0, "", f"{tmp_path / 'p.html'}: 5 things, 3 relations\n")
    for name in ("ttl", "trig", "nq", "jsonld", "graphml", "gexf", "csv"):
        done = plankg("export", "--format", name, "-o", tmp_path / f"x.{name}", "--from", harbour_out)
        assert (done.code, done.out) == (0, ""), done.err
        assert (tmp_path / f"x.{name}").stat().st_size > 500
    assert len(list(tmp_path.iterdir())) == 8


def test_a_spreadsheet_is_given_no_formula(tmp_path: Path) -> None:
    from plankg.graph.export import _inert

    assert [_inert(cell) for cell in ("=1+1", "+1", "-1", "@x", "一=1", "")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "一=1",
        "",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["query"], "plankg query --list"),
        (["query", "tasks-in-ordr"], "did you mean 'tasks-in-order'?"),
        (["query", "tasks-in-order", "--set", "x"], "--set expects NAME=VALUE"),
        (["query", "tasks-in-order", "--set", "x=1"], "unknown parameter"),
        (["query", "tasks-in-order", "--limit", "0"], "'0' is not a whole number above 0"),
        (["query", "tasks-in-order", "--timeout", "soon"], "'soon' is not a number of seconds above 0"),
        (["query", "tasks-in-order", "--format", "xml"], "invalid choice: 'xml'"),
        (["query", "nowhere.rq"], "nowhere.rq"),
        (["query", "measures-of-a-task", "--set", "task=火星"], "nothing in the graph is called '火星'"),
        (["show", "Dredge"], "may be: measure-1"),
        (["show", "http://a b"], "nothing in the graph is called"),
        (["draw", "--type", "Tasks"], "did you mean 'Task'?"),
        (["draw", "--focus", "火星"], "nothing in the graph is called '火星'"),
        (["draw", "-o", "nowhere/x.html"], "cannot write nowhere"),
        (["export", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["export"], "--format"),
    ],
)
def test_a_mistake_is_exit_2_with_what_to_do(
    arguments: list[str], said: str, harbour_out: Path, tmp_path: Path
) -> None:
    reading = ["--from", str(harbour_out)] if arguments and arguments[0] != "fly" else []
    done = plankg(*arguments, *reading, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) <= 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "empty"),
        ("SELECT", "not a SPARQL query"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT is refused"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "SERVICE is refused"),
    ],
)
def test_a_query_that_is_none_is_exit_2(query: str, said: str, harbour_out: Path) -> None:
    done = plankg("query", "-", "--from", harbour_out, given=query)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_query_that_takes_too_long_is_exit_2(harbour_out: Path) -> None:
    forever = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    done = plankg("query", "-", "--from", harbour_out, "--timeout", "1", given=forever)
    assert (done.code, done.out) == (2, "")
    assert "no answer within 1 s" in done.err


@pytest.mark.parametrize(
    "command", [["query", "tasks-in-order"], ["show", "x"], ["draw"], ["export", "--format", "nq"]]
)
def test_without_a_build_every_reader_says_how_to_make_one(command: list[str], tmp_path: Path) -> None:
    done = plankg(*command, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "run 'plankg build -o out'" in done.err


def test_check_writes_nothing_and_prints_findings_that_fit(tmp_path: Path) -> None:
    done = plankg("check", cwd=tmp_path)
    assert done.code == 0
    assert max(wcswidth(line) for line in done.out.splitlines()) <= 100
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_stops_early_is_no_error(harbour_out: Path) -> None:
    command = f"{sys.executable} -m plankg.cli query --list | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_version_and_help_are_exit_0() -> None:
    assert plankg("--version").out.startswith("plankg ")
    for command in ("build", "check", "query", "show", "draw", "export"):
        assert plankg(command, "--help").code == 0
