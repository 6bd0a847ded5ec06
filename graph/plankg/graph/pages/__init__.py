"""The pages that people read of a graph, made alike for a server and for a folder of files."""

from plankg.graph.pages.html import style
from plankg.graph.pages.links import Links, ServerLinks
from plankg.graph.pages.request import Rendered
from plankg.graph.pages.routes import PATHS, render

__all__ = ["PATHS", "Links", "Rendered", "ServerLinks", "render", "style"]
