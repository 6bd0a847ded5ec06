"""`plankg site`: the pages as a folder of files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from plankg.cli.arguments import reading
from plankg.cli.streams import say


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("-o", "--out", type=Path, default=Path("site"), metavar="DIR",
                         help="the folder to write (default: site)")  # fmt: skip
    command.add_argument("--url", metavar="URL", help="where the site will stand, for its sitemap (default: the base "
                         "of the plans' own IRIs)")  # fmt: skip
    command.add_argument("--force", action="store_true", help="replace a folder that is not empty and no site of ours")
    command.add_argument("--quiet", action="store_true", help="say nothing on stderr but errors")
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Write the site."""
    from plankg.graph import PlanGraph
    from plankg.graph.publishing import publish

    graph = PlanGraph.open(options.folder, plan=options.plan, drafts=options.with_drafts)
    shown = sys.stderr.isatty() and not options.quiet
    made = publish(graph, options.out, address=options.url, force=options.force, progress=_progress if shown else None)
    if not options.quiet:
        say(f"{options.out}: {made.pages} pages, {made.files} files")
    return 0


def _progress(done: int, known: int) -> None:
    if done % 50 == 0 or done == known:
        sys.stderr.write(f"\r{done}/{known}" + ("\n" if done == known else ""))
