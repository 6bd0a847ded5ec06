"""PlanGraph: an open build, to be asked, looked at and analysed. The public face of this room."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from plankg.errors import QueryRefused, StoreError, UsageError
from plankg.graph.builds import STORE, current_build, manifest
from plankg.graph.evidence import Words, statements_of, words_of
from plankg.graph.guard import guard
from plankg.graph.lookup import Lookup
from plankg.graph.questions import Question, question, questions
from plankg.graph.sparql import Seen, select, serialized
from plankg.graph.table import Column, Table
from plankg.graph.terms import Cell, Thing, python_value
from plankg.ontology.names import PLAN, PREFIXES

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from plankg.graph.drawing.picture import Picture

_PATTERN: Final = re.compile(r"(\?\w+)(?:\s+(\S+)\s+(\?\w+))?\Z")
Answer = Table | bool | str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer: its cells, the words behind it, each once, and the grades of their statements."""

    cells: tuple[Cell, ...]
    words: tuple[Words, ...]
    grades: tuple[str, ...]


class PlanGraph:
    """An open build. A plain query sees the plans, what rules inferred, RDF files and the ontology.

    Findings, analysts' scores and drafts lie in graphs of their own and are asked for by GRAPH.
    """

    def __init__(
        self,
        store: ox.Store,
        content: Mapping[str, Any] | None = None,
        *,
        plan: str | None = None,
        with_drafts: bool = False,
    ) -> None:
        self.store = store
        self.manifest: Mapping[str, Any] = content or {}
        self.seen = Seen.choose(store, plan=plan, drafts=with_drafts)
        self.lookup = Lookup(self.seen)

    @classmethod
    def open(cls, path: str | Path = "out", *, plan: str | None = None, drafts: bool = False) -> PlanGraph:
        """Open the current build of an output folder, read-only.

        `plan`: the id of one of its plans, as if it were alone; None: all of them. With `drafts`, plain queries see
        draft graphs too. Raises StoreError where there is no build or it is damaged, UsageError for an unknown plan.
        """
        folder = current_build(Path(path))
        try:
            store = ox.Store.read_only(str(folder / STORE))
        except OSError as error:
            raise StoreError(f"the store in {folder} is damaged ({error}): run 'plankg build' again") from None
        return cls(store, manifest(folder), plan=plan, with_drafts=drafts)

    def ask(
        self, name: str, *, language: str = "zh", quotes: bool = False, limit: int | None = None, **parameters: Any
    ) -> Table:
        """Answer a named question (see `questions()`), with its parameters by name.

        An entity is given by id, IRI or label. `quotes`: with the words behind each row. `limit`: at most so many rows.
        Raises UsageError for unknown names, with the nearest valid one.
        """
        asked = question(name)
        rows: list[Row] = []
        truncated = False
        for row in self.rows(asked, parameters, quotes=quotes):
            if limit is not None and len(rows) == limit:
                truncated = True
                break
            rows.append(row)
        words = [list(dict.fromkeys(f"{w.exact} ({w.start}–{w.end})" for w in row.words)) for row in rows]
        told = (words, [list(row.grades) for row in rows]) if quotes else (None, None)
        return Table(asked.columns, [row.cells for row in rows], told[0], asked.empty, truncated, language, told[1])

    def rows(self, asked: Question, parameters: Mapping[str, Any], *, quotes: bool = True) -> Iterator[Row]:
        """Yield the answer to a question row by row; `quotes`: with the words behind each, and their grades.

        Raises UsageError for an unknown or missing parameter and for a value that names nothing.
        """
        solutions = self._run(asked.text, substitutions=asked.bind(parameters, self.lookup))
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            terms = {name: row[name] for name in names}
            cells = tuple(self._cell(terms.get(column.name)) for column in asked.columns)
            yield Row(cells, *(self._said(asked, terms) if quotes else ((), ())))

    def query(self, sparql: str, *, language: str = "zh", limit: int | None = None) -> Answer:
        """Run SPARQL: a Table for SELECT, True or False for ASK, Turtle text for CONSTRUCT and DESCRIBE.

        The usual prefixes are there without being declared. Raises QueryRefused for what is no query, would leave the
        graph, or change it. A query that runs away cannot be stopped here: `plankg query --timeout` runs it apart.
        """
        guarded = guard(sparql)
        results = self._run(guarded.text, own_dataset=guarded.has_dataset)
        if isinstance(results, ox.QueryBoolean):
            return bool(results)
        if isinstance(results, ox.QuerySolutions):
            columns = [Column(variable.value) for variable in results.variables]
            rows: list[tuple[Cell, ...]] = []
            for row in results:
                if limit is not None and len(rows) == limit:
                    return Table(columns, rows, truncated=True, language=language)
                rows.append(tuple(self._cell(term) for term in row))
            return Table(columns, rows, language=language)
        return serialized(results, ox.RdfFormat.TURTLE, PREFIXES).decode()

    def network(self, relations: Iterable[str] | None = None) -> nx.MultiDiGraph[str]:
        """Return the relations between things as a networkx graph: nodes are IRIs, edges are keyed by relation.

        Nodes carry `label`, `label_en`, `type`; edges `grade` and `weight` (the number of pieces of evidence).
        `relations`: names of relations to take; None takes all.
        """
        from plankg.graph.network import network

        return network(self, relations)

    def draw(
        self,
        *,
        focus: str | None = None,
        hops: int = 2,
        types: Iterable[str] = (),
        language: str = "zh",
        text: Iterable[Path] = (),
        geojson: Path | None = None,
    ) -> Picture:
        """Return the picture of the graph, a pyvis Network; its `write(path)` makes one offline HTML file.

        `focus`: an id or label, with everything up to `hops` relations away; `types`: only things of these classes.
        `text`: files with the texts of documents, known by their SHA-256; `geojson`: a map whose features are matched
        with things by id or name. Raises UsageError for unknown names, InputError for files that do not fit.
        """
        from plankg.graph.drawing.picture import Picture
        from plankg.graph.drawing.view import view

        return Picture(view(self, focus=focus, hops=hops, types=types, language=language, text=text, geojson=geojson))

    def words(self, iri: str) -> list[str]:
        """Return the words that name a thing, in the order of the text, each once."""
        return list(dict.fromkeys(words.exact for words in words_of(self.seen, ox.NamedNode(iri))))

    def first_named(self, iri: str) -> int:
        """Return where the text first names a thing, in characters from 0 (beyond any text where it does not)."""
        return next((words.start for words in words_of(self.seen, ox.NamedNode(iri))), sys.maxsize)

    def edge_words(self, subject: str, relation: str, target: str) -> list[str]:
        """Return the words that say a relation between two things, each once."""
        ends = (ox.NamedNode(subject), ox.NamedNode(PLAN + relation), ox.NamedNode(target))
        return list(dict.fromkeys(w.exact for stated in statements_of(self.seen, *ends) for w in stated.words))

    def relation_labels(self, relation: str) -> Mapping[str, str]:
        """Return the labels of a relation by language."""
        return self.lookup.thing(ox.NamedNode(PLAN + relation)).labels

    def title(self) -> Mapping[str, str]:
        """Return the title of the plan, or of the plans, by language."""
        found = select(self.seen, "SELECT ?plan WHERE { ?plan a plan:Plan } ORDER BY ?plan")
        plans = [self.lookup.thing(row["plan"]) for row in found]
        return {language: " · ".join(plan.label(language) for plan in plans) for language in ("zh", "en")}

    def rdflib(self) -> rdflib.Dataset:
        """Return a copy of all named graphs as an rdflib Dataset (needs memory: about 1 KB a triple)."""
        import rdflib

        dataset = rdflib.Dataset()
        for name in self.seen.named_graphs():
            quads = self.store.quads_for_pattern(None, None, None, name)
            text = serialized((quad.triple for quad in quads), ox.RdfFormat.N_TRIPLES, {})
            dataset.graph(name.value).parse(data=text, format="nt")
        return dataset

    def thing(self, word: str) -> Thing:
        """Return the thing that a word names (IRI, id, label, part of a label, pinyin initials)."""
        return self.lookup.resolve(word)

    @staticmethod
    def questions() -> Mapping[str, Question]:
        """Return the library of named questions, by name."""
        return questions()

    def _run(
        self, text: str, *, own_dataset: bool = False, substitutions: Mapping[ox.Variable, Any] | None = None
    ) -> Any:
        try:
            return self.store.query(
                text,
                prefixes=dict(PREFIXES),
                **({} if own_dataset else self.seen.dataset()),
                substitutions=dict(substitutions) if substitutions else None,
            )
        except SyntaxError as error:
            raise QueryRefused(f"not a SPARQL query: {error}") from None

    def _cell(self, term: Any) -> Cell:
        if isinstance(term, ox.NamedNode):
            return self.lookup.thing(term)
        if isinstance(term, ox.Literal):
            return python_value(term.value, term.datatype.value)
        return None if term is None else str(term)

    def _said(self, asked: Question, row: Mapping[str, Any]) -> tuple[tuple[Words, ...], tuple[str, ...]]:
        """Return the words behind a row, each once, and the grades of the statements that have them."""
        found: dict[Words, None] = {}
        grades: dict[str, None] = {}
        for pattern in asked.quotes:
            match = _PATTERN.match(pattern)
            if match is None:
                raise UsageError(f"'{asked.name}': '{pattern}' is no pattern of a quote")
            subject, predicate, target = (self._bound(part, row) for part in match.groups())
            if subject is None:
                continue
            if match.group(2) is None:
                found.update(dict.fromkeys(words_of(self.seen, subject)))
            elif predicate is not None and target is not None:
                for stated in statements_of(self.seen, subject, predicate, target):
                    grades[stated.grade] = None
                    found.update(dict.fromkeys(stated.words))
        return tuple(found), tuple(grades)

    @staticmethod
    def _bound(part: str | None, row: Mapping[str, Any]) -> ox.NamedNode | None:
        if part is None:
            return None
        if part.startswith("?"):
            value = row.get(part[1:])
            return value if isinstance(value, ox.NamedNode) else None
        return ox.NamedNode(PLAN + part.removeprefix("plan:")) if part.startswith("plan:") else None
