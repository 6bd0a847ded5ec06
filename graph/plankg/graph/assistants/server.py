"""The tools as a server of the Model Context Protocol, on stdin and stdout."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plankg.errors import PlankgError, UsageError
from plankg.graph.assistants.tools import Tools
from plankg.ontology.names import VERSION

if TYPE_CHECKING:
    from mcp.server import MCPServer

_INSTRUCTIONS: Final = """\
A knowledge graph of government plans in which every relation names the words of the text that say it.
Grades: Explicit (the words say it), Structural (it follows from numbering, listing, names), Inferred (a rule added it:
say so, the text does not), Analyst (a person's judgement). The document that was read may only interpret a plan, and
what it does not state may still exist: say 'not stated in this document', never 'does not exist'.
Begin with search or list_questions; prefer a named question to SPARQL; cite quotes with their positions and ids.
"""


def server(folder: Path, *, drafts: bool = False) -> MCPServer[Any]:
    """Return the server over the current build of an output folder.

    Raises StoreError where there is no build, UsageError where the package mcp is not installed.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise UsageError("this needs the package mcp: pip install 'plankg[mcp]'") from None
    made: MCPServer[Any] = MCPServer(
        "plankg", title="plankg", version=VERSION, instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    tools = Tools(folder, drafts=drafts)
    for name in TOOLS:
        made.add_tool(_safe(getattr(tools, name), ToolError))
    return made


TOOLS: Final = (
    "list_questions",
    "ask_question",
    "search",
    "show_entity",
    "find_path",
    "run_sparql",
    "read_findings",
)
"""The methods of `Tools` that an assistant may call."""


def _safe(tool: Callable[..., dict[str, Any]], error: type[Exception]) -> Callable[..., dict[str, Any]]:
    """Return the tool so that a mistake of the caller is an answer that says what was wrong."""

    @wraps(tool)
    def called(*arguments: Any, **options: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **options)
        except PlankgError as found:
            raise error(str(found)) from None

    return called
