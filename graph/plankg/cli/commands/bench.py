"""`plankg bench`: speed and memory against the ordinary stack, and what the explorer costs a browser."""

from __future__ import annotations

import argparse
from pathlib import Path

from plankg.cli.arguments import language, sizes
from plankg.cli.streams import emit, say


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("--plans", type=sizes, default=[1, 20, 200], metavar="N,N",
                         help="numbers of generated plans (default: 1,20,200)")  # fmt: skip
    command.add_argument("--peers", type=int, default=1, metavar="N",
                         help="run the ordinary stack at sizes up to N plans (default: 1)")  # fmt: skip
    command.add_argument("--explorer", action="store_true",
                         help="measure instead what the explorer of so many plans costs a browser")  # fmt: skip
    command.add_argument("-o", "--out", type=Path, default=Path("out/bench.json"), metavar="FILE",
                         help="where the figures are written (default: out/bench.json)")  # fmt: skip
    language(command)


def run(options: argparse.Namespace) -> int:
    """Measure, and print the table."""
    from plankg.bench import explorer, run

    def tell(text: str) -> None:
        say(f"plankg: {text}")

    plans, out = options.plans, options.out
    table = explorer.run(plans, tell) if options.explorer else run.run(plans, options.peers, out, tell)
    table.language = options.lang
    emit(table.format("markdown"))
    return 0
