"""`plankg export`: the graph in other formats."""

from __future__ import annotations

import argparse
from pathlib import Path

from plankg.cli.arguments import reading, target
from plankg.cli.streams import say


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    from plankg.graph.export import FORMATS

    command.add_argument("--format", choices=sorted(FORMATS), required=True, help="the format to write")
    command.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="the file to write (default: out/export.<format>)"
    )
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Write the file, and say what it cannot carry."""
    from plankg.graph import PlanGraph
    from plankg.graph.export import export

    graph = PlanGraph.open(options.folder, plan=options.plan, drafts=options.with_drafts)
    out = target(options.out or options.folder / f"export.{options.format}")
    for line in export(graph, options.format, out):
        say(f"plankg: {line}")
    return 0
