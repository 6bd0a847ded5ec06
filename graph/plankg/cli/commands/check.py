"""`plankg check`: the checks of a build, nothing written."""

from __future__ import annotations

import argparse

from plankg.cli.arguments import building
from plankg.cli.findings import report, settings

arguments = building


def run(options: argparse.Namespace) -> int:
    """Check, and return 1 where an error was found."""
    from plankg.build import check

    return report(check(options.plans, options=settings(options), text=options.text), options)
