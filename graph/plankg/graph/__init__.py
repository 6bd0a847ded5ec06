"""What can be asked: an open build, its named questions, its things and the words behind them."""

from plankg.graph.plan_graph import PlanGraph
from plankg.graph.table import Column, Table
from plankg.graph.terms import Thing

__all__ = ["Column", "PlanGraph", "Table", "Thing"]
