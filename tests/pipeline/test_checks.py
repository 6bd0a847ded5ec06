"""Each violation query finds its fault in the spoiled example and nothing in the sound one."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from plankg.build.audits import run_audit
from plankg.graph.lookup import Lookup
from plankg.graph.query_file import packaged
from plankg.ontology.graphs import ontology_triples
from plankg.ontology.names import PLAN
from plankg.ontology.vocabulary import Vocabulary

FOLDER = Path(__file__).parent / "checks"
CHECKS = packaged("plankg.ontology", "checks")
SUFFIX = "-violation"


def store_of(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    assert len(store) > 0
    store.load("\n".join(ontology_triples()), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def found(check: str, store: ox.Store) -> set[str]:
    return {finding.about[0] for finding in run_audit(Lookup(store), "yunwan-15fyp", CHECKS[check])}


def marked(store: ox.Store) -> set[str]:
    """The offenders of a spoiled example: the subjects whose names say so (their selectors aside)."""
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    return {iri for iri in subjects if "wrong" in iri and not iri.endswith(("-position", "-quote"))}


def test_every_check_has_a_sound_and_a_spoiled_example() -> None:
    names = {name.removesuffix(SUFFIX) for name in CHECKS}
    assert len(names) >= 18
    assert {path.name for path in FOLDER.iterdir()} == {f"{n}{end}" for n in names for end in (".ttl", ".spoiled.ttl")}


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_an_error_and_says_so_in_two_languages(check: str) -> None:
    query = CHECKS[check]
    assert check.endswith(SUFFIX)
    assert query.head["severity"] == "error"
    assert set(query.words("title")) == set(query.words("message")) == {"zh", "en"}


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_every_offender_of_the_spoiled_example(check: str) -> None:
    store = store_of(FOLDER / f"{check.removesuffix(SUFFIX)}.spoiled.ttl")
    offenders = marked(store)
    assert offenders
    assert found(check, store) == offenders


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_nothing_in_the_sound_example(check: str) -> None:
    assert found(check, store_of(FOLDER / f"{check.removesuffix(SUFFIX)}.ttl")) == set()


def test_the_check_of_cycles_covers_every_acyclic_relation() -> None:
    covered = re.findall(r"plan:(\w+)\+", CHECKS["cycle" + SUFFIX].text)
    acyclic = Vocabulary.load().acyclic
    assert acyclic
    assert sorted(covered) == sorted(acyclic)


def test_the_example_of_cycles_has_one_for_every_acyclic_relation() -> None:
    store = store_of(FOLDER / "cycle.spoiled.ttl")
    used = {quad.predicate.value.removeprefix(PLAN) for quad in store if "wrong" in str(quad.subject)}
    assert used == Vocabulary.load().acyclic
