"""The server for assistants, asked by the protocol's own client over stdio: answers are cited, bad calls are said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plankg.errors import StoreError, UsageError
from plankg.graph.assistants.server import TOOLS, server

anyio = pytest.importorskip("anyio", reason="the package mcp is not installed")
pytest.importorskip("mcp", reason="the package mcp is not installed")
TASK, INDUSTRY = "task-2-modern-industrial-system", "绿色石化"
Calls = list[tuple[str, dict[str, Any]]]
GOOD: Calls = [
    ("list_questions", {"subject": "tasks"}),
    ("ask_question", {"name": "measures-of-a-task", "parameters": {"task": TASK}}),
    ("search", {"text": INDUSTRY}),
    ("show_entity", {"entity": TASK}),
    ("find_path", {"source": INDUSTRY, "target": TASK}),
    ("run_sparql", {"query": "SELECT ?task ?measure { ?task plan:hasMeasure ?measure }", "limit": 3}),
    ("run_sparql", {"query": "ASK { ?task a plan:Task }"}),
    ("run_sparql", {"query": "CONSTRUCT { ?task a plan:Task } WHERE { ?task a plan:Task }"}),
    ("read_findings", {"about": TASK}),
    ("ask_question", {"name": "goals-tied-to-tasks-outright"}),
]
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("ask_question", {"name": "measures-of-a-tsk"}, "did you mean 'measures-of-a-task'?"),
    ("ask_question", {"name": "measures-of-a-task"}, "task"),
    ("ask_question", {"name": "measures-of-a-task", "parameters": {"tsk": "x"}}, "did you mean 'task'?"),
    (
        "ask_question",
        {"name": "measures-of-a-task", "parameters": {"task": "no such"}},
        "nothing in the graph is called",
    ),
    ("ask_question", {}, "name"),
    ("list_questions", {"subject": "task"}, "did you mean 'tasks'?"),
    ("show_entity", {"entity": "绿色石油"}, "did you mean '绿色石化'?"),
    ("find_path", {"source": INDUSTRY, "target": TASK, "longest": 99}, "1 to 6"),
    ("run_sparql", {"query": "DROP ALL"}, "refused"),
    ("run_sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}, "SERVICE is refused"),
    ("run_sparql", {"query": "SELECT WHERE"}, "not a SPARQL query"),
    ("search", {"text": "x", "limit": -1}, "above 0"),
    ("search", {"text": ["x"]}, "text"),
    ("read_findings", {"severity": "eror"}, "did you mean 'error'?"),
    ("drop_everything", {}, "drop_everything"),
]


def session(out: Path, use: Callable[[Any], Awaitable[None]], said: Path) -> None:
    """Start `plankg mcp` and hand a session with it to `use`."""
    from mcp.client.session import ClientSession
    from mcp.client.stdio import StdioServerParameters, stdio_client

    command = ["-W", "error", "-m", "plankg.cli", "mcp", "--from", str(out)]
    environment = {name: os.environ[name] for name in ("PYTHONPATH", "PATH") if name in os.environ}
    started = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def run() -> None:
        with said.open("w", encoding="utf-8") as log:
            async with stdio_client(started, errlog=log) as streams, ClientSession(*streams) as opened:
                await opened.initialize()
                await use(opened)

    anyio.run(run)


@pytest.fixture(scope="module")
def answered(packaged_out: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything that the tests ask, asked in one session."""
    said = tmp_path_factory.mktemp("assistants") / "stderr.txt"
    found: dict[str, Any] = {"good": [], "bad": []}

    async def use(opened: Any) -> None:
        found["tools"] = (await opened.list_tools()).tools
        for name, given in GOOD:
            found["good"].append(await opened.call_tool(name, given))
        for name, given, _ in BAD:
            found["bad"].append(await opened.call_tool(name, given))
        found["after"] = await opened.call_tool("search", {"text": INDUSTRY})

    session(packaged_out, use, said)
    found["said"] = said.read_text(encoding="utf-8")
    return found


def content(answered: dict[str, Any], position: int) -> dict[str, Any]:
    result = answered["good"][position]
    assert not result.is_error, result.content[0].text
    parsed: dict[str, Any] = json.loads(result.content[0].text)
    assert parsed == result.structured_content
    return parsed


def values(node: Any, key: str) -> Iterator[Any]:
    """Every value of a key anywhere in an answer."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == key)
        for value in node.values():
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, key)


def test_every_tool_is_offered_and_explained(answered: dict[str, Any]) -> None:
    assert [tool.name for tool in answered["tools"]] == list(TOOLS)
    assert [tool.name for tool in answered["tools"] if len(tool.description) < 100] == []


@pytest.mark.parametrize("position", [1, 3, 4, 5])
def test_answers_carry_ids_quotes_and_grades(position: int, answered: dict[str, Any]) -> None:
    found = content(answered, position)
    quotes = [quote for each in values(found, "quotes") for quote in each]
    assert len([one for one in values(found, "id") if one]) > 2
    assert quotes
    assert [q for q in quotes if not (isinstance(q, str) or (q["exact"] and q["start"] < q["end"]))] == []
    grades = {*values(found, "grade"), *(grade for each in values(found, "grades") for grade in each)}
    assert grades
    assert grades <= {"Explicit", "Structural", "Inferred"}


def test_findings_and_hits_carry_ids_and_quotes(answered: dict[str, Any]) -> None:
    for position in (2, 8):
        found = content(answered, position)
        assert any(values(found, "exact"))
        assert list(values(found, "id"))


def test_questions_are_listed_by_subject_with_their_parameters(answered: dict[str, Any]) -> None:
    listed = content(answered, 0)["questions"]
    assert {one["subject"] for one in listed} == {"tasks"}
    asked = next(one for one in listed if one["name"] == "measures-of-a-task")
    assert asked["parameters"] == [
        {"name": "task", "type": "entity", "wording": {"zh": "任务", "en": "Task"}, "default": None, "of": ["Task"]}
    ]


def test_sparql_gives_rows_truth_or_triples_and_says_when_it_was_cut(answered: dict[str, Any]) -> None:
    rows = content(answered, 5)
    assert (len(rows["rows"]), rows["cut"]) == (3, True)
    assert [row for row in rows["rows"] if not row["statements"]] == []
    assert content(answered, 6) == {"answer": True}
    assert "plan:Task" in content(answered, 7)["turtle"]


def test_an_inferred_step_is_marked(answered: dict[str, Any]) -> None:
    steps = [step for path in content(answered, 4)["paths"] for step in path["steps"]]
    assert {step["inferred"] for step in steps} == {True, False}
    assert [step for step in steps if step["inferred"] != (step["grade"] == "Inferred")] == []


def test_an_empty_answer_says_what_that_means(answered: dict[str, Any]) -> None:
    found = content(answered, 9)
    assert found["rows"] == []
    assert found["empty"]["en"]


@pytest.mark.parametrize("position", range(len(BAD)))
def test_a_bad_call_is_said_and_ends_nothing(position: int, answered: dict[str, Any]) -> None:
    result = answered["bad"][position]
    assert result.is_error
    assert BAD[position][2] in result.content[0].text
    assert "Traceback" not in result.content[0].text
    assert not answered["after"].is_error


def test_nothing_goes_wrong_on_stderr(answered: dict[str, Any]) -> None:
    assert "Traceback" not in answered["said"]
    assert "Error" not in answered["said"]


def test_stdout_carries_the_protocol_only(packaged_out: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}),
        "this is no message",
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}),
    ]
    command = [sys.executable, "-m", "plankg.cli", "mcp", "--from", str(packaged_out)]
    asked = "\n".join([*lines, ""]).encode()
    done = subprocess.run(command, input=asked, capture_output=True, check=False, timeout=60)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert {message.get("id") for message in messages if "result" in message} == {1, 2}
    assert b"Traceback" not in done.stderr


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run 'plankg build"):
        server(tmp_path)


def test_a_missing_package_is_named(packaged_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(UsageError, match=r"pip install 'plankg\[mcp\]'"):
        server(packaged_out)
