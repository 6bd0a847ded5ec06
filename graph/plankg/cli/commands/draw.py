"""`plankg draw`: the picture, one offline file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from plankg.cli.arguments import positive_int, reading, target
from plankg.cli.streams import say

_NAMED: Final = 10


def arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    command.add_argument("-o", "--out", type=Path, metavar="FILE",
                         help="the HTML file (default: explorer.html in the build's folder)")  # fmt: skip
    command.add_argument("--focus", metavar="ID", help="draw one thing and its surroundings")
    command.add_argument(
        "--hops", type=positive_int, default=2, metavar="N", help="how far around the focus (default: 2)"
    )
    command.add_argument(
        "--type", action="append", default=[], metavar="T", help="only things of this class (repeatable)"
    )
    command.add_argument("--text", type=Path, action="append", default=[], metavar="FILE",
                         help="a document's text, shown with its words marked (repeatable)")  # fmt: skip
    command.add_argument("--map", type=Path, metavar="FILE", help="a GeoJSON map; features are known by id or name")
    reading(command)


def run(options: argparse.Namespace) -> int:
    """Write the picture."""
    from plankg.graph import PlanGraph

    out = options.out or options.folder / "explorer.html"
    target(out)
    graph = PlanGraph.open(options.folder, plan=options.plan, drafts=options.with_drafts)
    network = graph.draw(
        focus=options.focus,
        hops=options.hops,
        types=options.type,
        language=options.lang,
        text=options.text,
        geojson=options.map,
    )
    network.write(out)
    chart = network.view.chart
    if chart and chart.unmatched:
        names, more = ", ".join(chart.unmatched[:_NAMED]), "..." if len(chart.unmatched) > _NAMED else ""
        say(f"{options.map}: {len(chart.unmatched)} of {len(chart.features)} features match nothing: {names}{more}")
    say(f"{out}: {network.num_nodes()} things, {network.num_edges()} relations")
    return 0
