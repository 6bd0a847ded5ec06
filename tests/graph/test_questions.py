"""Named questions: their heads are whole, their parameters are values and never query text."""

from __future__ import annotations

from itertools import pairwise

import pyoxigraph as ox
import pytest

from plankg.errors import UsageError
from plankg.graph import PlanGraph, Thing
from plankg.graph.listing import listing
from plankg.graph.questions import BINDERS, SUBJECTS, Parameter, Question, questions
from plankg.graph.table import Column
from plankg.ontology.vocabulary import Vocabulary

NASTY = [
    '"',
    "'",
    "}",
    "{ } . ?s ?p ?o",
    '" } UNION { ?s ?p ?o } #',
    "\\",
    "$& \\1",
    "}} ; INSERT DATA { <a:a> <a:b> <a:c> }",
    "?word",
    "<urn:x>",
    "\n",
]


def asking(text: str, *parameters: Parameter) -> Question:
    return Question("mine", "across", {}, parameters, (Column("label"),), (), {}, text)


def labels(graph: PlanGraph, value: str) -> list[object]:
    word = Parameter("word", "text", {"zh": "", "en": "a word"}, None)
    bound = asking("", word).bind({"word": value}, graph.lookup)
    assert bound == {ox.Variable("word"): ox.Literal(value)}
    text = "SELECT ?label ?word WHERE { ?thing rdfs:label ?label FILTER(STR(?label) = ?word) }"
    solutions = graph._run(text, substitutions=bound)
    return [row["label"].value for row in solutions]


@pytest.mark.parametrize("value", NASTY)
def test_a_text_stays_a_value(value: str, harbour: PlanGraph) -> None:
    assert labels(harbour, value) == []


def test_a_label_with_quotes_and_braces_is_found_as_itself(harbour: PlanGraph, quoted: str, hostile: str) -> None:
    assert labels(harbour, quoted) == [quoted]
    assert set(labels(harbour, hostile)) == {hostile}
    table = harbour.ask("connections-of-an-entity", entity=quoted)
    assert {cell for row in table for cell in row if isinstance(cell, Thing) and cell.id == "task-2"}


@pytest.mark.parametrize("value", NASTY)
def test_an_entity_of_such_a_name_is_nothing(value: str, packaged_graph: PlanGraph) -> None:
    with pytest.raises(UsageError):
        packaged_graph.ask("connections-of-an-entity", entity=value)


@pytest.mark.parametrize("value", ["Task", "plan:Task", "https://w3id.org/plankg/ontology#Task", "重点任务"])
def test_a_class_is_given_by_name_or_label(value: str, harbour: PlanGraph) -> None:
    assert BINDERS["class"](value, harbour.lookup) == ox.NamedNode("https://w3id.org/plankg/ontology#Task")


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("class", "Tsk", "unknown class 'Tsk'; did you mean 'Task'?"),
        ("relation", "hasMeasures", "unknown relation 'hasMeasures'; did you mean 'hasMeasure'?"),
        ("integer", "two", "'two' is no whole number"),
        ("entity", "task-9", "nothing in the graph is called 'task-9'"),
    ],
)
def test_a_value_that_does_not_fit_is_said(kind: str, value: str, message: str, harbour: PlanGraph) -> None:
    with pytest.raises(UsageError) as caught:
        BINDERS[kind](value, harbour.lookup)
    assert str(caught.value).startswith(message)


def test_unknown_names_get_the_nearest(harbour: PlanGraph) -> None:
    with pytest.raises(UsageError, match="unknown question 'tasks-in-ordr'; did you mean 'tasks-in-order'"):
        harbour.ask("tasks-in-ordr")
    with pytest.raises(UsageError, match="unknown parameter of 'measures-of-a-task' 'taks'; did you mean 'task'"):
        harbour.ask("measures-of-a-task", taks="task-1")


def test_a_parameter_without_default_must_be_given(harbour: PlanGraph) -> None:
    with pytest.raises(UsageError, match=r"'mine' needs 'word' \(a word, text\): --set word=\.\.\."):
        asking("", Parameter("word", "text", {"zh": "词", "en": "a word"}, None)).bind({}, harbour.lookup)


def test_a_default_holds_until_another_value_is_given(harbour: PlanGraph) -> None:
    minimum = asking("", Parameter("minimum", "integer", {"zh": "", "en": ""}, 2))
    assert minimum.bind({}, harbour.lookup) == {ox.Variable("minimum"): ox.Literal(2)}
    assert minimum.bind({"minimum": "3"}, harbour.lookup) == {ox.Variable("minimum"): ox.Literal(3)}


def test_every_question_is_described_in_both_languages() -> None:
    known = questions()
    assert len(known) >= 60
    for question in known.values():
        words = [question.wording, *(p.wording for p in question.parameters)]
        words += [column.heading for column in question.columns]
        assert all(text.get("zh") and text.get("en") for text in words), question.name
        assert set(question.empty) == {"zh", "en"}, question.name
        assert question.subject in SUBJECTS
        assert all(parameter.type in BINDERS for parameter in question.parameters)
        assert all(column.meaning for column in question.columns)


def test_every_column_is_a_variable_of_its_query(harbour: PlanGraph) -> None:
    for question in questions().values():
        variables = {f"?{column.name}" for column in question.columns}
        assert all(variable in question.text for variable in variables), question.name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_is_grouped_by_subject_in_the_order_of_a_plan(language: str) -> None:
    table = listing(language)
    assert len(table) == len(questions())
    subjects = list(dict.fromkeys(row[0] for row in table))
    order = [words[language] for words in SUBJECTS.values()]
    assert subjects == [subject for subject in order if subject in subjects]
    assert len(subjects) == len({q.subject for q in questions().values()})
    assert sum(row[0] == before[0] for before, row in pairwise(table.rows)) == len(table) - len(subjects)


def test_heads_name_classes_and_columns_that_are_there() -> None:
    known = Vocabulary.load().classes
    checked = 0
    for name, one in questions().items():
        columns = {column.name for column in one.columns}
        assert set(one.chart) <= columns, name
        assert len(one.chart) != 1, name
        for parameter in one.parameters:
            assert set(parameter.of) <= set(known), name
            assert not parameter.of or parameter.type == "entity", name
            assert not parameter.choices or str(parameter.default or parameter.choices[0]) in parameter.choices, name
            checked += 1
    assert checked > 15
