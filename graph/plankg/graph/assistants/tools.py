"""What an assistant may ask of a graph. Queries run in a process that is killed when they last; the rest is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from plankg.errors import UsageError
from plankg.graph.entity import Related, describe
from plankg.graph.evidence import Words, stated, statements_with, words_of
from plankg.graph.findings import SEVERITIES, findings, findings_about
from plankg.graph.guard import guard
from plankg.graph.paths import find_paths
from plankg.graph.plan_graph import PlanGraph
from plankg.graph.questions import SUBJECTS, question, questions
from plankg.graph.search import search
from plankg.graph.table import Table
from plankg.graph.terms import Cell, Thing, cell_to_json, thing_to_json
from plankg.graph.worker import ask_apart

_ROWS: Final = 200
_WITH_WORDS: Final = 50
_STATEMENTS: Final = 100
_SECONDS: Final = 20.0
_FIRM: Final = ("Explicit", "Structural")


class Tools:
    """The tools over the current build of an output folder. Each raises UsageError, QueryRefused or QueryLimit."""

    def __init__(self, folder: Path, *, drafts: bool = False) -> None:
        self._folder = folder
        self._drafts = drafts
        self._graph = PlanGraph.open(folder, drafts=drafts)

    def list_questions(self, subject: str | None = None) -> dict[str, Any]:
        """List the named questions that can be asked with ask_question, with the parameters that each takes.

        subject: only the questions of one subject (its name, for example 'tasks'); all without it.
        """
        if subject is not None and subject not in SUBJECTS:
            raise UsageError.unknown("subject", subject, SUBJECTS)
        chosen = [one for one in questions().values() if subject in (None, one.subject)]
        subjects = {name: dict(words) for name, words in SUBJECTS.items()}
        return {"subjects": subjects, "questions": [_asked(one.name) for one in chosen]}

    def ask_question(self, name: str, parameters: dict[str, str] | None = None, limit: int = 100) -> dict[str, Any]:
        """Ask a named question; each row comes with the words of the text behind it and the grade of what it states.

        name: as list_questions has it. parameters: a value for each parameter of the question; an entity is given by
        its id or label. limit: at most so many rows. An empty answer says what it means that nothing is there.
        """
        table = ask_apart(self._folder, name=name, parameters=parameters or {}, quotes=True,
                          limit=_bounded(limit, _ROWS), timeout=_SECONDS, drafts=self._drafts)  # fmt: skip
        assert isinstance(table, Table)
        rows = [
            row | {"quotes": quotes, "grades": grades}
            for row, quotes, grades in zip(_rows(table), table.quotes or [], table.grades or [], strict=True)
        ]
        empty = {} if rows else {"empty": dict(table.empty)}
        return {"question": _asked(name), "rows": rows, "cut": table.truncated, **empty}

    def search(self, text: str, limit: int = 10) -> dict[str, Any]:
        """Find things by name in Chinese or English, alias, id, pinyin, or words of the text; the best come first.

        text: what to look for. limit: at most so many. Each hit has the words with which the text names the thing.
        """
        hits = search(self._graph, text, limit=_bounded(limit, _ROWS))
        return {"hits": [hit.to_json() | {"quotes": self._named(hit.thing)} for hit in hits]}

    def show_entity(self, entity: str, limit: int = 50) -> dict[str, Any]:
        """Show one thing: its classes, attributes, and every statement about it with its words and grade.

        entity: an id, IRI or label. limit: at most so many statements. What is absent is not stated in this document,
        which never means that it does not exist.
        """
        found = describe(self._graph, self._graph.thing(entity))
        shown = found.related[: _bounded(limit, _STATEMENTS)]
        about = [one.to_json() for one in findings_about(self._graph, found.thing)]
        return {
            "entity": thing_to_json(found.thing),
            "classes": [thing_to_json(one) for one in found.types],
            "attributes": [{"name": _cell(name), "value": _cell(value)} for name, value in found.attributes],
            "quotes": [_quote(words) for words in found.named],
            "statements": [_related(one) for one in shown],
            "findings": about,
            "cut": len(shown) < len(found.related),
        }

    def find_path(
        self, source: str, target: str, longest: int = 4, limit: int = 5, inferred: bool = True
    ) -> dict[str, Any]:
        """Find how two things hang together: short paths over relations, with the words and the grade of each step.

        source, target: ids, IRIs or labels. longest: at most so many steps (1 to 6). limit: at most so many paths.
        inferred: whether steps that a rule inferred may be used; each such step is marked. Paths through documents,
        their parts, periods and the plan's own region say nothing and are never given.
        """
        if not 1 <= longest <= 6:
            raise UsageError(f"'longest' is a whole number from 1 to 6, not {longest}")
        grades = None if inferred else _FIRM
        found = find_paths(self._graph, source, target, longest=longest, limit=_bounded(limit, 50), grades=grades)
        ends = {"from": thing_to_json(self._graph.thing(source)), "to": thing_to_json(self._graph.thing(target))}
        return {**ends, "paths": [one.to_json() for one in found]}

    def run_sparql(self, query: str, limit: int = 100) -> dict[str, Any]:
        """Run a SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) over the graph; usual prefixes need no declaration.

        The ontology's namespace is `plan:`. limit: at most so many rows. The first rows come with the words and grades
        of the statements between their things. Updates, SERVICE and LOAD are refused; a query that lasts is stopped.
        """
        guard(query)
        found = ask_apart(
            self._folder, sparql=query, limit=_bounded(limit, _ROWS), timeout=_SECONDS, drafts=self._drafts
        )
        if isinstance(found, Table):
            rows = list(_rows(found))
            for row, cells in islice(zip(rows, found, strict=True), _WITH_WORDS):
                row["statements"] = list(self._between([cell for cell in cells if isinstance(cell, Thing)]))
            return {"rows": rows, "cut": found.truncated}
        return {"answer": found} if isinstance(found, bool) else {"turtle": found}

    def read_findings(self, severity: str | None = None, about: str | None = None, limit: int = 50) -> dict[str, Any]:
        """Read what the checks found: contradictions, counts that differ, what is left open; each with its words.

        severity: error, warning or info. about: only findings about one thing (id, IRI or label). limit: at most so
        many.
        """
        if severity is not None and severity not in SEVERITIES:
            raise UsageError.unknown("severity", severity, SEVERITIES)
        thing = None if about is None else self._graph.thing(about)
        chosen = [
            f for f in findings(self._graph) if severity in (None, f.severity) and (thing is None or thing in f.about)
        ]
        shown = chosen[: _bounded(limit, _ROWS)]
        return {"findings": [one.to_json() for one in shown], "count": len(chosen), "cut": len(shown) < len(chosen)}

    def _named(self, thing: Thing) -> list[dict[str, Any]]:
        return [_quote(words) for words in words_of(self._graph.seen, ox.NamedNode(thing))]

    def _between(self, things: list[Thing]) -> Iterator[dict[str, Any]]:
        seen, lookup = self._graph.seen, self._graph.lookup
        wanted = set(permutations(map(str, things), 2))
        for subject, predicate, target, node in statements_with(seen, ox.NamedNode(things[0])) if things else ():
            if (subject.value, target.value) in wanted:
                said = stated(seen, node)
                ends = {"subject": thing_to_json(lookup.thing(subject)), "object": thing_to_json(lookup.thing(target))}
                yield ends | {
                    "relation": thing_to_json(lookup.thing(predicate)),
                    "grade": said.grade,
                    "quotes": [_quote(words) for words in said.words],
                }


def _bounded(limit: int, most: int) -> int:
    if limit < 1:
        raise UsageError(f"'limit' is a whole number above 0, not {limit}")
    return min(limit, most)


def _asked(name: str) -> dict[str, Any]:
    one = question(name)
    parameters = [
        {"name": p.name, "type": p.type, "wording": dict(p.wording), "default": p.default, "of": list(p.of)}
        for p in one.parameters
    ]
    return {"name": name, "subject": one.subject, "question": dict(one.wording), "parameters": parameters}


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    for row in table:
        yield {name: _cell(cell) for name, cell in zip(names, row, strict=True)}


def _cell(cell: Cell) -> Any:
    return thing_to_json(cell) if isinstance(cell, Thing) else cell_to_json(cell)


def _quote(words: Words) -> dict[str, Any]:
    return {"exact": words.exact, "start": words.start, "end": words.end}


def _related(one: Related) -> dict[str, Any]:
    return {
        "direction": "→" if one.outward else "←",
        "relation": thing_to_json(one.relation),
        "other": thing_to_json(one.other),
        "grade": one.grade.id,
        "rules": list(one.stated.rules),
        "quotes": [_quote(words) for words in one.words],
    }
