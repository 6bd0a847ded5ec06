"""Signals end a command even while the engine keeps Python from running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

BUSY = """
import pyoxigraph as ox
from plankg.cli import process
process.mind_signals()
store = ox.Store()
one = ox.NamedNode("urn:p")
store.extend(ox.Quad(ox.NamedNode(f"urn:{i}"), one, ox.NamedNode(f"urn:{i % 7}")) for i in range(9000))
try:
    print("busy", flush=True)
    list(store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
except process.Stopped as stopped:
    process.leave(stopped.code)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_a_query_that_lasts_for_ever_is_ended_by_a_signal() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"busy\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (143, b"plankg: stopped\n")
