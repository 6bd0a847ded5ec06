"""`plankg build`: plans to a checked graph."""

from __future__ import annotations

import argparse
from pathlib import Path

from plankg.cli.arguments import building
from plankg.cli.findings import report, settings


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    building(command)
    command.add_argument(
        "-o", "--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)"
    )
    command.add_argument("--force", action="store_true", help="write into a folder that is not empty and not a build's")


def run(options: argparse.Namespace) -> int:
    """Build, and return 1 where an error was found."""
    from plankg.build import build

    return report(
        build(options.plans, options.out, options=settings(options), text=options.text, force=options.force), options
    )
