"""Audits and violation queries: query files whose rows are the offenders, turned into findings with their quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox
from plankg.build.findings import Finding
from plankg.build.validate import Result
from plankg.graph.evidence import words_of, Words
from plankg.graph.lookup import Lookup
from plankg.graph.query_file import QueryFile, packaged

_QUOTES_EACH: Final = 3
_FORMULA: Final = ox.NamedNode("https://w3id.org/plankg/function/sum")


def audit_files() -> dict[str, QueryFile]:
    """Return the packaged audits and violation queries, by name."""
    return packaged("plankg.build", "audits") | packaged("plankg.ontology", "checks")


def run_audits(store: ox.Store, plan: str) -> list[Finding]:
    """Run every audit and violation query on the default graph of `store`.

    A row gives ?entity, the thing that the finding is filed under, and may give ?other (a second thing) and
    ?statement, ?otherStatement (whose evidence is then quoted); every variable may stand in the message as {name}.
    """
    found: list[Finding] = []
    lookup = Lookup(store)
    for audit in audit_files().values():
        solutions = store.query(audit.text, custom_functions={_FORMULA: _sum})
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            found.append(_finding(lookup, plan, audit, {name: row[name] for name in names}))
    return found


def finding_of_result(store: ox.Store, plan: str, result: Result) -> Finding:
    """Turn a SHACL result into a finding about its focus node."""
    check = "shape-" + "".join(c if c.isalnum() else "-" for c in result.shape.lower())
    about = (result.focus,)
    message = {lang: f"{text} ({result.value})" if result.value else text for lang, text in result.message}
    nodes = [ox.NamedNode(iri) for iri in about if ":" in iri]
    labels = tuple(Lookup(store).thing(node).labels for node in nodes)
    key = (*about, result.path, result.value) if result.path else about
    return Finding(check, result.severity, plan, _iris_first(key), labels, message, tuple(_quotes(store, nodes)))


def _iris_first(key: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in key if ":" in part and " " not in part)


def _finding(lookup: Lookup, plan: str, audit: QueryFile, row: dict[str, Any]) -> Finding:
    nodes = [row[name] for name in ("entity", "other") if isinstance(row.get(name), ox.NamedNode)]
    labels = tuple(lookup.thing(node).labels for node in nodes)
    cited = [row[name] for name in ("statement", "otherStatement") if isinstance(row.get(name), ox.NamedNode)]
    message = {
        language: template.format_map(_Row(lookup, row, language)) for language, template in audit.words("message").items()
    }
    return Finding(
        check=audit.name,
        severity=str(audit.head.get("severity", "warning")),
        plan=plan,
        about=tuple(node.value for node in nodes),
        labels=labels,
        message=message,
        quotes=tuple(_quotes(lookup.store, cited or nodes)),
        absent=bool(audit.head.get("absent", False)),
    )


class _Row(dict[str, str]):
    """The values of a row as words in one language, made when the message asks for them."""

    def __init__(self, lookup: Lookup, row: dict[str, Any], language: str) -> None:
        super().__init__()
        self._lookup, self._values, self._language = lookup, row, language

    def __missing__(self, name: str) -> str:
        value = self._values.get(name)
        if isinstance(value, ox.NamedNode):
            return self._lookup.thing(value).label(self._language)
        return value.value if isinstance(value, ox.Literal) else ""


def _quotes(store: ox.Store, nodes: Iterable[ox.NamedNode]) -> Iterator[Words]:
    for node in nodes:
        yield from words_of(store, node)[:_QUOTES_EACH]


def _sum(formula: Any) -> ox.Literal | None:
    """The SPARQL function `https://w3id.org/plankg/function/sum`: the sum of a formula such as 2+3+1."""
    parts = str(formula.value).split("+")
    return ox.Literal(sum(map(int, parts))) if all(part.strip().isdigit() for part in parts) else None
