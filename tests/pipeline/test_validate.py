"""Validation: the two engines say the same of a user's shapes, and what they say does not change from run to run."""

from __future__ import annotations

import pytest

from plankg.build.validate import Result, validate

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:t:> .
:named a sh:NodeShape ; sh:targetClass :A ; sh:property
  [ sh:path :p ; sh:minCount 1 ; sh:message "give a p" ],
  [ sh:path :q ; sh:minCount 1 ] .
"""
DATA = ["<urn:t:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:t:A> ."]


@pytest.mark.parametrize("engine", ["rust", "pyshacl"])
def test_shapes_without_a_name_are_called_unnamed_and_keep_their_words(engine: str) -> None:
    found = validate(DATA, extra_shapes=SHAPES, engine=engine)
    assert [(r.focus, r.path, r.shape) for r in found] == [
        ("urn:t:x", "urn:t:p", "unnamed"),
        ("urn:t:x", "urn:t:q", "unnamed"),
    ]
    assert dict(found[0].message) == {"en": "give a p", "zh": "give a p"}


def test_both_engines_say_the_same_where_the_shape_has_words() -> None:
    def worded(results: list[Result]) -> list[Result]:
        return [result for result in results if result.path == "urn:t:p"]

    rust, referee = (worded(validate(DATA, extra_shapes=SHAPES, engine=engine)) for engine in ("rust", "pyshacl"))
    assert rust
    assert rust == referee
