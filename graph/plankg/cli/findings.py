"""What `build` and `check` share: their options as the pipeline takes them, and what they print."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from plankg.cli.streams import emit, say

if TYPE_CHECKING:
    from plankg.build import Build, Options


def settings(options: argparse.Namespace) -> Options:
    """Return the options of a build."""
    from plankg.build import Options
    from plankg.build.shapes_file import read_shapes

    shapes = read_shapes(options.shapes) if options.shapes else ""
    return Options(drafts=options.with_drafts, shapes=shapes, base=options.base)


def report(result: Build, options: argparse.Namespace) -> int:
    """Print what was found; return 0 where it conforms and 1 where not."""
    emit(result.table(options.lang).format(options.format))
    for note in result.notes:
        say(f"plankg: {note}")
    if not options.quiet:
        say(result.summary(options.lang))
    return 0 if result.conforms else 1
