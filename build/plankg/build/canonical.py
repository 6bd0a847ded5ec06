"""Canonical labels for blank nodes (RDF Dataset Canonicalization, W3C 2024), in a process that is ended in time.

`canonical_lines` starts `python -m plankg.build.canonical`: a graph made for it can keep the algorithm busy for ever,
and it cannot be stopped from inside.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pyoxigraph as ox

_MEMORY: Final = 4 * 1024**3


def canonical_lines(data: bytes, *, seconds: float) -> bytes | None:
    """Return N-Quads with canonical blank node labels, sorted; None where that takes too long or too much memory."""
    command = [sys.executable, "-X", "utf8", "-m", "plankg.build.canonical"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def main() -> None:
    """Canonicalize the N-Quads on stdin."""
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    dataset = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    sys.stdout.buffer.write("".join(sorted(f"{quad} .\n" for quad in dataset)).encode())


if __name__ == "__main__":
    main()
