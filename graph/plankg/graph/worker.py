"""Queries in a process of their own: the engine cannot be stopped from inside, so the whole process is.

`ask_apart` starts `python -m plankg.graph.worker`, hands it a request as JSON on stdin and reads the answer as JSON
from stdout. When time or memory runs out, or the engine ends by itself (its stack, its memory), the process is gone and
the caller has a QueryLimit; nothing else is touched.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

from plankg.errors import PlankgError, QueryLimit, QueryRefused, StoreError, UsageError
from plankg.graph.table import Table

MEMORY_LIMIT: Final = 4 * 1024**3
_STACK: Final = 512 * 1024**2
_ERRORS: Final[dict[str, type[PlankgError]]] = {
    error.__name__: error for error in (QueryLimit, QueryRefused, StoreError, UsageError)
}


def ask_apart(
    folder: Path,
    *,
    sparql: str | None = None,
    name: str | None = None,
    parameters: dict[str, str] | None = None,
    timeout: float = 60.0,
    **options: Any,
) -> Table | bool | str:
    """Answer SPARQL, or a named question, in a process that is killed after `timeout` seconds.

    Raises what PlanGraph raises, and QueryLimit where time or memory ran out.
    """
    request = {"folder": str(folder), "sparql": sparql, "name": name, "parameters": parameters or {}, **options}
    command = [sys.executable, "-X", "utf8", "-m", "plankg.graph.worker"]
    try:
        done = subprocess.run(
            command, input=json.dumps(request).encode(), capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise QueryLimit(
            f"no answer within {timeout:g} s; narrow the query, or give more time with --timeout"
        ) from None
    if done.returncode != 0:
        raise QueryLimit("the query needed more memory or depth than allowed; narrow it")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise _ERRORS.get(answer["error"], QueryRefused)(answer["message"])
    return Table.from_json(answer["table"]) if "table" in answer else answer["value"]


def main() -> None:
    """Answer one request from stdin on stdout."""
    request = json.loads(sys.stdin.buffer.read())
    _limit_memory()
    threading.stack_size(_STACK)
    answer: dict[str, Any] = {}
    thread = threading.Thread(target=lambda: answer.update(_answer(request)))
    thread.start()
    thread.join()
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    from plankg.graph.plan_graph import PlanGraph

    try:
        graph = PlanGraph.open(request["folder"], drafts=request.get("drafts", False))
        common: dict[str, Any] = {"language": request.get("language", "zh"), "limit": request.get("limit")}
        if request["sparql"] is None:
            parameters = request["parameters"]
            table = graph.ask(request["name"], quotes=request.get("quotes", False), **common, **parameters)
            return {"table": table.to_json()}
        result = graph.query(request["sparql"], **common)
        return {"table": result.to_json()} if isinstance(result, Table) else {"value": result}
    except PlankgError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        return {"error": "QueryLimit", "message": "the query needed more memory than allowed; narrow it"}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    main()
