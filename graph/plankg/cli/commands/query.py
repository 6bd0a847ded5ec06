"""`plankg query`: a named question, a file, or SPARQL on stdin."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plankg.cli.arguments import TABLE_FORMATS, positive_int, reading, seconds
from plankg.cli.streams import emit, say
from plankg.errors import UsageError

if TYPE_CHECKING:
    from plankg.graph import Table


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("query", nargs="?", metavar="NAME|FILE.rq|-", help="a named question, a file, or - for stdin")
    command.add_argument("--list", action="store_true", help="list the named questions by subject")
    command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the question")
    command.add_argument("--format", choices=TABLE_FORMATS, default="table", help="how rows are printed")
    command.add_argument("--limit", type=positive_int, metavar="N", help="at most N rows")
    command.add_argument("--timeout", type=seconds, metavar="S", help="stop after S seconds (files and stdin: 60)")
    command.add_argument("--quotes", action="store_true", help="show the words behind each row")
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Answer, or list the questions."""
    from plankg.graph.listing import listing

    if options.list:
        emit(listing(options.lang).format(options.format))
        return 0
    if options.query is None:
        raise UsageError("give a question's name, a file, or - for stdin; 'plankg query --list' shows the questions")
    answer = _answer(options)
    if isinstance(answer, bool):
        emit("true" if answer else "false")
    elif isinstance(answer, str):
        emit(answer)
    else:
        emit(answer.format(options.format))
        if answer.truncated:
            say(f"plankg: cut off after {len(answer)} rows (--limit)")
    return 0


def _answer(options: argparse.Namespace) -> Table | bool | str:
    from plankg.graph import PlanGraph
    from plankg.graph.worker import ask_apart

    parameters: dict[str, Any] = dict(_pair(text) for text in options.set)
    common: dict[str, Any] = {"language": options.lang, "limit": options.limit}
    if options.query == "-" or options.query.endswith(".rq"):
        from plankg.graph.guard import guard, read_query

        text = read_query(None if options.query == "-" else Path(options.query))
        guard(text)
        return ask_apart(
            options.folder,
            sparql=text,
            timeout=options.timeout or 60,
            plan=options.plan,
            drafts=options.with_drafts,
            **common,
        )
    if options.timeout:
        return ask_apart(options.folder, name=options.query, parameters=parameters, timeout=options.timeout,
                         quotes=options.quotes, plan=options.plan, drafts=options.with_drafts, **common)  # fmt: skip
    graph = PlanGraph.open(options.folder, plan=options.plan, drafts=options.with_drafts)
    return graph.ask(options.query, quotes=options.quotes, **common, **parameters)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--set expects NAME=VALUE, not '{text}'")
    return name, value
