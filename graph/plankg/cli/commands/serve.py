"""`plankg serve`: the graph as a web service."""

from __future__ import annotations

import argparse

from plankg.cli.arguments import positive_int, reading, seconds
from plankg.cli.streams import say


def port(text: str) -> int:
    """Read a port number; 0 takes a free one."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if not 0 <= value < 65536:
        raise argparse.ArgumentTypeError(f"'{text}' is no port (0 to 65535)")
    return value


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("--host", default="127.0.0.1", metavar="ADDRESS",
                         help="where to listen (default: 127.0.0.1, reached from this machine alone; 0.0.0.0 opens the "
                              "graph to everyone who can reach this machine, without a password)")  # fmt: skip
    command.add_argument("--port", type=port, default=8765, metavar="N", help="default: 8765; 0 takes a free one")
    command.add_argument("--name", action="append", default=[], metavar="HOST",
                         help="a host name to answer to (repeatable; default: names of this machine where it listens "
                              "on 127.0.0.1, else every name)")  # fmt: skip
    command.add_argument("--cors", action="append", default=[], metavar="ORIGIN",
                         help="let scripts of this web origin read answers (repeatable; * for all)")  # fmt: skip
    command.add_argument(
        "--timeout", type=seconds, default=10.0, metavar="S", help="stop a query after S s (default: 10)"
    )
    command.add_argument("--rows", type=positive_int, default=100_000, metavar="N",
                         help="cut answers after N rows or triples, and say so (default: 100000)")  # fmt: skip
    command.add_argument("--memory", type=positive_int, default=2048, metavar="MB",
                         help="memory of one worker process (default: 2048)")  # fmt: skip
    command.add_argument("--workers", type=positive_int, metavar="N",
                         help="worker processes (default: one per processor, at least 2)")  # fmt: skip
    command.add_argument("--quiet", action="store_true", help="write no access log")
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from dataclasses import replace

    from plankg.graph.serving.server import serve
    from plankg.graph.serving.settings import MB, Limits, Settings

    limits = Limits(time=options.timeout, rows=options.rows, memory=options.memory * MB)
    if options.workers:
        limits = replace(limits, workers=options.workers)
    settings = Settings(
        host=options.host, port=options.port, names=tuple(options.name), origins=tuple(options.cors),
        language=options.lang, plan=options.plan, drafts=options.with_drafts,
        log=not options.quiet, limits=limits,
    )  # fmt: skip
    serve(options.folder, settings, lambda address: say(f"plankg: {address} (Ctrl-C stops it)"))
    return 0
