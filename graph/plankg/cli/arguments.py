"""Arguments that several commands take, and how their values are read."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

from plankg.errors import OutputError

TABLE_FORMATS: Final = ("table", "csv", "tsv", "json", "markdown")


def positive_int(text: str) -> int:
    """Read a whole number above 0."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return value


def seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return value


def language(command: argparse.ArgumentParser) -> None:
    """Add --lang."""
    default = os.environ.get("PLANKG_LANG", "zh")
    command.add_argument("--lang", choices=("zh", "en"), default=default if default in {"zh", "en"} else "zh",
                         help="language of labels and headings (default: $PLANKG_LANG, else zh)")  # fmt: skip


def reading(command: argparse.ArgumentParser) -> None:
    """Add what every command that reads a build takes."""
    command.add_argument("--from", dest="folder", type=Path, default=Path("out"), metavar="DIR",
                         help="the output folder of a build (default: out)")  # fmt: skip
    command.add_argument("--plan", metavar="ID", help="see one plan as if it were alone (default: all of the build)")
    command.add_argument("--with-drafts", action="store_true", help="let queries see unreviewed drafts")
    language(command)


def building(command: argparse.ArgumentParser) -> None:
    """Add what every command that reads plans takes."""
    command.add_argument("plans", nargs="*", metavar="PLAN",
                         help="plan files, folders, RDF files, packaged plans (default: all packaged)")  # fmt: skip
    command.add_argument("--text", type=Path, metavar="FILE", help="the document's text: every quote is read again")
    command.add_argument("--shapes", type=Path, metavar="FILE", help="more SHACL shapes (Turtle)")
    command.add_argument("--with-drafts", action="store_true", help="take unreviewed items into the draft graph")
    command.add_argument(
        "--base", default="https://w3id.org/plankg/", metavar="IRI", help="base of the plans' own IRIs"
    )
    command.add_argument("--format", choices=TABLE_FORMATS, default="table", help="how findings are printed")
    command.add_argument("--quiet", action="store_true", help="say nothing on stderr but errors")
    language(command)


def target(path: Path) -> Path:
    """Return the path of a file to be written; raises OutputError where none can stand there."""
    if not path.name or (path.exists() and not path.is_file()):
        raise OutputError(f"'{path}' is no file to be written; give the name of one with -o")
    return path


def sizes(text: str) -> list[int]:
    """Read a list of whole numbers above 0 with commas between."""
    return sorted({positive_int(part) for part in text.split(",")})
