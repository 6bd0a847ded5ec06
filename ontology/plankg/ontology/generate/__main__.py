"""Write the derived artefacts beside the ontology: `python -m plankg.ontology.generate`."""

from __future__ import annotations

import sys

from plankg.ontology.generate import artefacts

if __name__ == "__main__":
    for path, content in artefacts().items():
        path.write_text(content, encoding="utf-8", newline="\n")
        sys.stderr.write(f"wrote {path.name}: {len(content)} characters\n")
