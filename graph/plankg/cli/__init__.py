"""The command line: every command a thin skin over a function of the rooms.

stdout is data, stderr is talk. Exit codes: 0 done and conforms, 1 findings of severity error, 2 the command could not
do its work, 130 and 143 stopped by a signal. Heavy modules are imported in the command that uses them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from plankg.cli.commands import COMMANDS
from plankg.cli.process import Stopped, leave, mind_signals, open_streams
from plankg.cli.streams import say
from plankg.errors import PlankgError
from plankg.ontology.names import VERSION

__all__ = ["main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    open_streams()
    mind_signals()
    try:
        options = parser().parse_args(arguments)
        return int(options.run(options))
    except PlankgError as error:
        say(f"plankg: {error}")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(f"plankg: {error.filename or 'system'}: {error.strerror or error}")
        return 2
    except Stopped as stopped:
        leave(stopped.code)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"plankg: {message}\nplankg: see '{self.prog} --help'\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(prog="plankg", description="Knowledge graphs of plans: build, ask, explore. 规划知识图谱。")
    top.add_argument("--version", action="version", version=f"plankg {VERSION}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, help_text in COMMANDS.items():
        module = import_module(f"plankg.cli.commands.{name}")
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=module.run)
        module.arguments(command)
    return top
