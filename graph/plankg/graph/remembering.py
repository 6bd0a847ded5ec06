"""What is computed of an open graph once and kept as long as the graph is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from plankg.graph.plan_graph import PlanGraph

T = TypeVar("T")


def once_a_graph(compute: Callable[[PlanGraph], T]) -> Callable[[PlanGraph], T]:
    """Let a function of a graph run once for each graph; its result must not be changed by who gets it."""
    kept: WeakKeyDictionary[PlanGraph, T] = WeakKeyDictionary()

    @wraps(compute)
    def remembered(graph: PlanGraph) -> T:
        if graph not in kept:
            kept[graph] = compute(graph)
        return kept[graph]

    return remembered
