"""Audits and violation queries: query files whose rows are the offenders, turned into findings with their quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import pyoxigraph as ox

from plankg.build.findings import Finding
from plankg.build.validate import Result
from plankg.graph.evidence import Words, words_of
from plankg.graph.lookup import Lookup
from plankg.graph.query_file import QueryFile, packaged

_QUOTES_EACH: Final = 3
_QUOTES_GATHERED: Final = 12
_FUNCTION: Final = "https://w3id.org/plankg/function/"

Row = dict[str, Any]


def check_files() -> dict[str, QueryFile]:
    """Return the packaged violation queries, by name: faults of a graph as such, whatever it was made from."""
    return packaged("plankg.ontology", "checks")


def audit_files() -> dict[str, QueryFile]:
    """Return the packaged audits and violation queries, by name."""
    return packaged("plankg.build", "audits") | check_files()


def run_audits(store: ox.Store, plan: str) -> list[Finding]:
    """Run every audit and violation query on the default graph of `store`."""
    lookup = Lookup(store)
    return [finding for audit in audit_files().values() for finding in run_audit(lookup, plan, audit)]


def run_audit(lookup: Lookup, plan: str, audit: QueryFile) -> list[Finding]:
    """Run one audit or violation query.

    A row gives ?entity, the thing that the finding is filed under, and may give ?other (a second thing) and
    ?statement, ?otherStatement (whose evidence is then quoted); every variable may stand in the message as {name}.
    Rows about the same things are one finding, with the words of all of them. Where the head says `gather: true`, all
    rows of one ?entity are one finding, about it and every ?other; {count} is then how many others there are.
    """
    solutions = lookup.store.query(audit.text, custom_functions=_FUNCTIONS)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = sorted(({name: row[name] for name in names} for row in solutions), key=lambda row: [*map(str, row.values())])
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        about = ("entity",) if audit.head.get("gather") else ("entity", "other")
        groups.setdefault(tuple(str(row.get(name)) for name in about), []).append(row)
    return [_finding(lookup, plan, audit, group) for group in groups.values()]


def finding_of_result(store: ox.Store, plan: str, result: Result) -> Finding:
    """Turn a SHACL result into a finding about its focus node, and about its value where that is a thing."""
    lookup = Lookup(store)
    check = "shape-" + "".join(c if c.isalnum() else "-" for c in result.shape.lower())
    value = "" if result.value == result.focus else result.value
    nodes = [node for text in (result.focus, value) if (node := _known(store, text))]
    shown = lookup.thing(nodes[-1]) if len(nodes) == 2 else None
    said = result.message[0][1] if result.shape == "unnamed" else ""
    message = {
        language: f"{text} ({shown.label(language) if shown else value})" if value else text
        for language, text in result.message
    }
    return Finding(
        check=check,
        severity=result.severity,
        plan=plan,
        about=tuple(node.value for node in nodes) or (result.focus,),
        labels=tuple(lookup.thing(node).labels for node in nodes),
        message=message,
        quotes=tuple(_quotes(store, nodes)),
        detail=f"{result.path} {value} {said}".strip(),
    )


def _known(store: ox.Store, text: str) -> ox.NamedNode | None:
    if ":" not in text or " " in text:
        return None
    try:
        node = ox.NamedNode(text)
    except ValueError:
        return None
    return node if next(store.quads_for_pattern(node, None, None), None) else None


def _finding(lookup: Lookup, plan: str, audit: QueryFile, rows: Sequence[Row]) -> Finding:
    others = _nodes(rows, "other")
    nodes = list(dict.fromkeys([*_nodes(rows, "entity"), *others]))
    gather = bool(audit.head.get("gather"))
    values = {**rows[0], "count": ox.Literal(len(others))}
    return Finding(
        check=audit.name,
        severity=str(audit.head.get("severity", "warning")),
        plan=plan,
        about=tuple(node.value for node in nodes),
        labels=tuple(lookup.thing(node).labels for node in nodes),
        message={
            language: template.format_map(_Row(lookup, values, language))
            for language, template in audit.words("message").items()
        },
        quotes=tuple(dict.fromkeys(_cited(lookup, rows, others if gather else nodes, gather))),
        absent=bool(audit.head.get("absent", False)),
    )


def _cited(lookup: Lookup, rows: Sequence[Row], nodes: list[ox.NamedNode], gather: bool) -> Iterator[Words]:
    """The words of the statements that the rows cite, one side after the other; without such, those of the things."""
    cited = [side for side in (_nodes(rows, "statement"), _nodes(rows, "otherStatement")) if side]
    for side in cited or ([nodes] if gather else [[node] for node in nodes]):
        each = _QUOTES_EACH if len(side) == 1 else 1
        words = [word for node in side for word in _words(lookup, node)[:each]]
        yield from words[: _QUOTES_GATHERED if gather else _QUOTES_EACH]


def _words(lookup: Lookup, node: ox.NamedNode) -> list[Words]:
    """The words of a thing or a statement in the order of the text, those first that are the thing's own name."""
    name = lookup.thing(node).labels.get("zh")
    return sorted(words_of(lookup.store, node), key=lambda word: (word.exact != name, word))


def _nodes(rows: Sequence[Row], name: str) -> list[ox.NamedNode]:
    found = {row[name] for row in rows if isinstance(row.get(name), ox.NamedNode)}
    return sorted(found, key=lambda node: node.value)


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


def _terms(formula: Any) -> list[int] | None:
    parts = str(formula.value).split("+")
    return sorted(map(int, parts)) if all(part.strip().isdigit() for part in parts) else None


def _sum(formula: Any) -> ox.Literal | None:
    """The sum of a formula such as 2+3+1."""
    terms = _terms(formula)
    return None if terms is None else ox.Literal(sum(terms))


def _ordered_terms(formula: Any) -> ox.Literal | None:
    """A formula with its terms in ascending order: 1+2+3 for 2+3+1."""
    terms = _terms(formula)
    return None if terms is None else ox.Literal("+".join(map(str, terms)))


_FUNCTIONS: Final[dict[ox.NamedNode, Callable[..., Any]]] = {
    ox.NamedNode(_FUNCTION + "sum"): _sum,
    ox.NamedNode(_FUNCTION + "terms"): _ordered_terms,
}
"""The SPARQL functions that audits may call, by IRI."""
