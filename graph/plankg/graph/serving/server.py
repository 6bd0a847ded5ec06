"""The server process: its socket, its limits on what comes before a request is whole, its end."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final

from plankg.errors import UsageError
from plankg.graph.builds import current_build
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.serving.settings import Settings

_BACKLOG: Final = 512


def serve(folder: Path, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve the builds of an output folder until a signal stops it; `ready` is told the address.

    Raises StoreError where there is no build, UsageError where the address cannot be had or the extra is missing.
    """
    try:
        import httptools
        import starlette
        import uvicorn
    except ImportError as error:
        raise UsageError(f"'plankg serve' needs {error.name}: pip install 'plankg[serve]'") from None
    assert httptools
    assert starlette
    current_build(folder)
    if settings.plan:
        PlanGraph.open(folder, plan=settings.plan)  # says now where there is no such plan
    from plankg.graph.serving.app import Service
    from plankg.graph.serving.connection import limited

    listening = _socket(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    service = Service(folder, settings, lambda: ready(address))
    limits = settings.limits
    config = uvicorn.Config(
        service.door, http=limited(limits.idle), ws="none", lifespan="on", log_config=None, log_level="critical",
        access_log=False, server_header=False, timeout_keep_alive=int(limits.idle), timeout_graceful_shutdown=2,
        limit_concurrency=limits.connections,
    )  # fmt: skip
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listening])
    except SystemExit:
        if service.failure is None:
            raise
    if service.failure:
        raise service.failure


def _socket(host: str, port: int) -> socket.socket:
    listening = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol is named because asyncio sends small packets at once (TCP_NODELAY) only where it is.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        if listening:
            listening.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot listen on {host} port {port}: {reason}; choose others with --host and --port"
        ) from None
    return listening
