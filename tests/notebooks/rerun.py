"""Runs the notebooks from the top, in a folder of their own, and writes their outputs back.

A cell tagged `picture` keeps no output: a picture is a whole page, too large to be stored.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"


def executed(path: Path) -> Any:
    """Return a notebook with the outputs of this run."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}})
        client.execute(env=environment())
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def environment() -> dict[str, str]:
    """Return the environment of a kernel: what this process imports from, the kernel does too."""
    import os
    import sys

    return os.environ | {"PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}


def main() -> None:
    """Run every notebook and write it back."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        notebook = executed(path)
        for cell in notebook.cells:
            if "picture" in cell.metadata.get("tags", []):
                cell.outputs = []
        nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
