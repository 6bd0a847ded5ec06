"""Communities: groups of things with more relations inside than between, for an overview of what is too many to draw.

Louvain (Blondel et al. 2008, doi 10.1088/1742-5468/2008/10/P10008), as networkx has it, with a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from plankg.graph.drawing.content import Json, Tables
    from plankg.graph.drawing.view import View

MANY: Final = 800
"""More things than this are not drawn at once: the page begins with an overview."""
_NAMES: Final = 3
_LEAST: Final = 5


def communities(view: View) -> list[list[str]]:
    """Return the communities of a view, the largest first, each with its members by number of neighbours.

    Hubs tie everything together and belong to none; nor do things in groups of fewer than five.
    """
    import networkx as nx

    hubs = {node.id for node in view.nodes if node.hub}
    graph: nx.Graph[str] = nx.Graph()
    for edge in view.edges:
        if edge.source not in hubs and edge.target not in hubs and edge.source != edge.target:
            graph.add_edge(edge.source, edge.target)
    found = nx.community.louvain_communities(graph, seed=0) if graph else []
    groups = [sorted(group, key=lambda iri: (-graph.degree(iri), iri)) for group in found if len(group) >= _LEAST]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def part(tables: Tables) -> Json:
    """Return the part of a page's content: the community of each thing (-1: none), the naming members of each.

    Empty where there is little enough to be drawn at once.
    """
    if len(tables.things) <= MANY:
        return {}
    groups = communities(tables.view)
    of = {iri: number for number, group in enumerate(groups) for iri in group}
    return {
        "community": [of.get(iri, -1) for iri in tables.things],
        "names": [_names(tables, group) for group in groups],
    }


def _names(tables: Tables, group: list[str]) -> list[int]:
    """The best-connected members, each label once: many plans share their words."""
    labels = Counter[str]()
    chosen: list[int] = []
    for iri in group:
        label = tables.view.nodes[tables.things[iri]].label(tables.view.language)
        labels[label] += 1
        if labels[label] == 1:
            chosen.append(tables.things[iri])
        if len(chosen) == _NAMES:
            break
    return chosen
