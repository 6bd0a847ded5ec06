"""`plankg mcp`: the graph for assistants, over the Model Context Protocol on stdin and stdout."""

from __future__ import annotations

import argparse

from plankg.cli.arguments import reading


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Answer until stdin ends."""
    from plankg.graph.assistants.server import server

    server(options.folder, drafts=options.with_drafts).run("stdio")
    return 0
