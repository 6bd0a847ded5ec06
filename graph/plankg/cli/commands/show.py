"""`plankg show`: one thing and the words behind it."""

from __future__ import annotations

import argparse

from plankg.cli.arguments import positive_int, reading
from plankg.cli.streams import emit


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("word", metavar="ID|LABEL", help="an id, an IRI, a label or a part of one, pinyin initials")
    command.add_argument("--format", choices=("table", "json"), default="table", help="how it is printed")
    command.add_argument("--limit", type=positive_int, metavar="N", help="at most N statements")
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Print the description."""
    import json

    from plankg.graph import PlanGraph
    from plankg.graph.entity import describe

    graph = PlanGraph.open(options.folder, plan=options.plan, drafts=options.with_drafts)
    found = describe(graph, graph.thing(options.word), options.lang, options.limit)
    as_json = options.format == "json"
    emit(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else found.text())
    return 0
