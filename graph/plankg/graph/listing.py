"""The library of questions as a table, grouped by subject."""

from __future__ import annotations

from plankg.graph.questions import SUBJECTS, questions
from plankg.graph.table import Column, Table


def listing(language: str = "zh") -> Table:
    """Return one row a question: subject, name, the question, its parameters."""
    columns = [
        Column("subject", {"zh": "主题", "en": "Subject"}),
        Column("name", {"zh": "名称", "en": "Name"}),
        Column("question", {"zh": "问题", "en": "Question"}, width=60),
        Column("parameters", {"zh": "参数", "en": "Parameters"}),
    ]
    known = questions().values()
    order = list(SUBJECTS)
    rows = [
        (SUBJECTS[q.subject][language], q.name, q.wording[language], ", ".join(p.name for p in q.parameters))
        for q in sorted(known, key=lambda q: (order.index(q.subject), q.name))
    ]
    return Table(columns, list(rows), language=language)
