"""The pages: each says what the graph says in both languages, with the words, and nothing on it can run or call out."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import yaml

from plankg.build import Options, build
from plankg.graph import PlanGraph
from plankg.graph.pages import ServerLinks, render
from plankg.ontology.names import PLAN

from .conftest import PAYLOADS, QUERIES, Ask, Page, get, json_of, plan

TASK = "/id/jinpu-14fyp/task-2-modern-industrial-system"
ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "header",
        "nav",
        "ul",
        "ol",
        "li",
        "form",
        "input",
    ),
    *(
        "button",
        "select",
        "option",
        "label",
        "main",
        "footer",
        "p",
        "div",
        "span",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "q", "code", "pre", "b", "details", "summary"),
    *("figure", "figcaption", "svg", "rect", "text"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", QUERIES)
def test_hostile_words_are_inert_on_every_kind_of_page(path: str, language: str, harbour: Ask) -> None:
    page = Page(harbour(path, language, **QUERIES[path]).body)
    assert len(page.tags) > 15
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert [n for _, a in page.tags for n in a if n.startswith("on") or n in {"style", "src", "srcdoc"}] == []
    assert [link for link in page.links() if not link.startswith(("/", "#", "https://example.org/plan"))] == []
    assert [a for tag, a in page.tags if tag == "script" and a.get("type") != "application/ld+json"] == []
    assert [json.loads(script) is None for script in page.scripts if "<" in script] == []
    assert (page.misnested, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", QUERIES)
def test_a_policy_lets_nothing_run(path: str, harbour: Ask) -> None:
    tags = Page(harbour(path, **QUERIES[path]).body).tags
    policy = [
        str(a["content"]) for tag, a in tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'nonce-n0nce'; form-action 'self'; base-uri 'none'"]
    assert [a.get("nonce") for tag, a in tags if tag == "link" and a.get("rel") == "stylesheet"] == ["n0nce"]


def test_hostile_names_are_shown_whole(harbour: Ask) -> None:
    text = Page(harbour("/things").body).text
    assert [p for p in PAYLOADS if " ".join(p.split()) not in " ".join(text.split())] == []
    assert PAYLOADS[0] in Page(harbour("/").body).text


def test_only_addresses_of_the_web_can_be_clicked(harbour: Ask) -> None:
    page = Page(harbour("/id/harbour/doc").body)
    assert "https://example.org/plan?a=1&b=2" in page.links()
    assert "javascript:hit()" in page.text


@pytest.mark.parametrize(("language", "spoken"), [("zh", "zh-CN"), ("en", "en")])
@pytest.mark.parametrize("path", [path for path in QUERIES if not path.startswith("/nothing")])
def test_pages_have_landmarks_one_heading_and_the_other_language(
    path: str, language: str, spoken: str, harbour: Ask
) -> None:
    page = Page(harbour(path, language, **QUERIES[path]).body)
    names = [tag for tag, _ in page.tags]
    assert [names.count(tag) for tag in ("h1", "main", "header", "footer", "title")] == [1, 1, 1, 1, 1]
    assert page.tags[0] == ("html", {"lang": spoken})
    skip = next(a for tag, a in page.tags if tag == "a")
    assert skip["href"] == "#content"
    assert "content" in page.ids
    switch = [a for tag, a in page.tags if tag == "a" and a.get("class") == "language"]
    assert len(switch) == 1
    assert ("lang=en" in str(switch[0]["href"])) is (language == "zh")
    fields = [a for tag, a in page.tags if tag in {"input", "select"} and a.get("type") != "hidden"]
    labelled = {a.get("for") for tag, a in page.tags if tag == "label"}
    assert [a for a in fields if not a.get("aria-label") and a.get("id") not in labelled] == []
    assert [a for tag, a in page.tags if tag == "th" and a.get("scope") not in {"col", "row"}] == []


def test_the_first_page_says_what_was_read_and_how_much(jinpu: Ask) -> None:
    text = Page(jinpu("/").body).text
    assert "政策解读" in text
    assert "本文件未载明，不等于不存在" in text
    assert "构建智造引领的现代产业新体系" in text


def test_an_entity_page_has_its_statements_with_words_positions_and_grades(jinpu: Ask) -> None:
    text = " ".join(Page(jinpu(TASK).body).text.split())
    assert "推进优势制造业提质增效 明文 推进优势制造业提质增效 第 1616–1627 字" in text
    assert "规则推断 由规则推断，原文没有明写" in text
    english = " ".join(Page(jinpu(TASK, "en").body).text.split())
    assert "characters 1616–1627" in english


def test_what_others_of_its_class_have_and_it_has_not_is_not_stated(jinpu: Ask) -> None:
    text = " ".join(Page(jinpu(TASK).body).text.split())
    unsaid = text[text.index("本文件未载明") : text.index("不等于不存在")]
    assert "理由" in unsaid
    assert "助力实现" in unsaid, "an inferred goal is not stated by the document"
    assert "采取举措" not in unsaid


@pytest.mark.parametrize("kind", [ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD])
def test_an_entity_is_given_as_rdf_with_its_evidence(kind: ox.RdfFormat, jinpu: Ask) -> None:
    rendered = jinpu(TASK, accept=kind.media_type)
    assert rendered.media_type == kind.media_type
    triples = {quad.triple for quad in ox.parse(rendered.body, format=kind)}
    predicates = {quad.predicate.value.rpartition("#")[2] for quad in triples}
    assert {"hasMeasure", "grade", "evidence", "exact", "start", "wasDerivedFrom", "contributesTo"} <= predicates
    assert len(triples) > 100
    assert jinpu(TASK, format=kind.file_extension).body == rendered.body


def test_the_json_ld_inside_a_page_is_the_thing_itself(harbour: Ask) -> None:
    page = Page(harbour("/id/harbour/measure-0").body)
    assert len(page.scripts) == 1
    triples = list(ox.parse(page.scripts[0].encode(), format=ox.RdfFormat.JSON_LD))
    assert PAYLOADS[0] in {t.object.value for t in triples if isinstance(t.object, ox.Literal)}


def test_every_iri_of_a_thing_leads_to_its_page(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    links = ServerLinks()
    from plankg.graph.pages.links import thing_address

    checked = 0
    for iri in packaged_graph.lookup.names:
        path, query = thing_address(packaged_graph, iri)
        assert links.to(path, query, "zh") == iri.removeprefix("https://w3id.org/plankg")
        assert jinpu(path, accept="application/json", **query).status == 200
        checked += 1
    assert checked > 300


@pytest.mark.parametrize(
    "path", ["/id/jinpu-14fyp/nothing", "/id", "/id/../../x", "/question/nothing", "/no", "/downloads/plankg.exe"]
)
def test_what_is_not_there_is_a_page_with_404(path: str, jinpu: Ask) -> None:
    assert jinpu(path).status == 404
    assert "没有这一页" in Page(jinpu(path).body).text


@pytest.mark.parametrize("iri", ["", "not an iri", "http://[", "https://w3id.org/plankg/id/jinpu-14fyp/nothing"])
def test_an_iri_of_nothing_is_404(iri: str, jinpu: Ask) -> None:
    assert jinpu("/id", iri=iri).status == 404


def test_a_statement_and_a_concept_have_pages_by_their_iri(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    statement = next(packaged_graph.seen.quads(None, ox.NamedNode(PLAN + "grade"), None)).subject
    assert isinstance(statement, ox.NamedNode)
    assert jinpu("/id", iri=statement.value).status == 200
    assert jinpu("/id", iri=PLAN + "Task").status == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_is_answered_or_asks_for_what_it_needs(
    language: str, packaged_graph: PlanGraph, jinpu: Ask
) -> None:
    checked = 0
    for name, question in packaged_graph.questions().items():
        rendered = jinpu(f"/question/{name}", language)
        assert rendered.status == 200
        page = Page(rendered.body)
        asks = any(parameter.default is None for parameter in question.parameters)
        assert ("plankg query" in page.text) is not asks
        assert [
            a for tag, a in page.tags if tag == "form" and a.get("class") == "form"
        ] != [] or not question.parameters
        checked += 1
    assert checked > 60


def test_an_answer_is_the_same_as_page_csv_and_json(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    asked = {"task": "task-2-modern-industrial-system"}
    table = packaged_graph.ask("measures-of-a-task", quotes=True, task=asked["task"])
    page = Page(jinpu("/question/measures-of-a-task", **asked).body)
    assert [row[0].label() for row in table if row[0].label() not in page.text] == []  # type: ignore[union-attr]
    csv = jinpu("/question/measures-of-a-task", format="csv", **asked)
    assert (csv.media_type, csv.body.decode()) == ("text/csv", table.format("csv") + "\n")
    assert len(json_of(jinpu("/question/measures-of-a-task", format="json", **asked))["rows"]) == len(table) == 11


def test_a_form_offers_the_things_that_fit(jinpu: Ask) -> None:
    page = Page(jinpu("/question/measures-of-a-task").body)
    values = [a["value"] for tag, a in page.tags if tag == "option" and a["value"]]
    assert values[0] == "jinpu-14fyp/task-1-innovation-engine"
    assert len(values) == 8
    chosen = Page(jinpu("/question/measures-of-a-task", task=str(values[1])).body)
    assert [a["value"] for tag, a in chosen.tags if tag == "option" and "selected" in a] == [values[1]]


def test_a_value_that_names_nothing_is_said_on_the_form(jinpu: Ask) -> None:
    rendered = jinpu("/question/measures-of-a-task", task="no such task")
    assert rendered.status == 400
    assert "nothing in the graph is called 'no such task'" in Page(rendered.body).text


def test_an_empty_answer_says_what_that_means(jinpu: Ask) -> None:
    text = Page(jinpu("/question/goals-tied-to-tasks-outright").body).text
    assert "0 行" in text
    assert "这不等于" in text or "不等于" in text


def test_a_chart_has_a_bar_for_each_figure(jinpu: Ask) -> None:
    asked = {"first": "task-1-innovation-engine", "second": "task-2-modern-industrial-system"}
    page = Page(jinpu("/question/two-tasks-compared", **asked).body)
    widths = [float(str(a["width"]).rstrip("%")) for tag, a in page.tags if tag == "rect"]
    assert len(widths) == 12
    assert max(widths) == 100
    assert [tag for tag, _ in Page(jinpu("/question/tasks-in-order").body).tags if tag == "rect"] == []


def test_findings_stand_by_severity_with_their_words_and_an_address_each(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    from plankg.graph.findings import findings

    page = Page(jinpu("/findings").body)
    every = findings(packaged_graph)
    assert len(every) > 50
    assert [f.iri.id for f in every if f.iri.id not in page.ids] == []
    assert [f.message["zh"] for f in every if f.message["zh"] not in page.text] == []
    assert page.text.index("提醒") < page.text.index("说明")
    assert json_of(jinpu("/findings", format="json"))[0]["quotes"][0]["exact"]


def test_search_says_where_it_matched(jinpu: Ask) -> None:
    page = Page(jinpu("/search", q="lssh").body)
    assert "绿色石化" in page.text
    assert "拼音" in page.text
    assert json_of(jinpu("/search", q="lssh", format="json"))[0]["thing"]["id"] == "green-petrochemicals"
    assert "没有找到" in Page(jinpu("/search", q="zzzz").body).text
    assert jinpu("/search").status == 200


def test_a_path_page_marks_what_is_inferred(jinpu: Ask) -> None:
    asked = {"from": "绿色石化", "to": "task-2-modern-industrial-system"}
    assert "规则推断" in Page(jinpu("/path", **asked).body).text
    firm = Page(jinpu("/path", firm="1", **asked).body)
    assert "规则推断" not in firm.text
    assert "绿色石化、新一代汽车、电子信息、先进装备制造4大优势制造业" in firm.text
    assert "没有这样的路径" in Page(jinpu("/path", firm="1", **(asked | {"to": "goal-2035-node-city"})).body).text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/path", {"longest": "99"}),
        ("/path", {"from": "x", "to": "y"}),
        ("/neighbours", {"thing": "nothing"}),
        ("/neighbours", {"thing": "doc", "hops": "-1"}),
    ],
)
def test_what_cannot_be_asked_is_said_with_400(path: str, query: dict[str, str], jinpu: Ask) -> None:
    assert jinpu(path, **query).status == 400


def test_neighbours_are_data(jinpu: Ask) -> None:
    content = json_of(jinpu("/neighbours", thing="绿色石化", hops="1"))
    assert {node["distance"] for node in content["nodes"]} == {0, 1}
    assert content["edges"]


def plain(term: object) -> str:
    assert isinstance(term, (ox.NamedNode, ox.Literal))
    return term.value


def test_the_description_counts_what_is_there(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    body = jinpu("/void", accept="text/turtle").body
    triples = list(ox.parse(body, format=ox.RdfFormat.TURTLE, base_iri="http://localhost/"))
    said = {(str(t.subject)[1:-1], t.predicate.value.rpartition("#")[2]): plain(t.object) for t in triples}
    dataset = "http://localhost/void#dataset"
    assert int(said[dataset, "triples"]) == packaged_graph.manifest["quads"]
    assert int(said[dataset, "entities"]) == len(packaged_graph.lookup.names)
    assert int(said["http://localhost/void#class-Task", "entities"]) == 8
    assert said[dataset, "sparqlEndpoint"] == "http://localhost/sparql"
    downloads = [value for (_, name), value in said.items() if name == "downloadURL"]
    assert len(downloads) == 7
    assert {f"http://localhost/downloads/plankg.{n}" for n in ("ttl", "trig", "csv")} < set(downloads)
    parsed = ox.parse(jinpu("/void", format="jsonld").body, format=ox.RdfFormat.JSON_LD, base_iri="http://localhost/")
    assert {q.triple for q in parsed} == {q.triple for q in triples}


def test_downloads_are_whole(packaged_graph: PlanGraph, jinpu: Ask) -> None:
    rendered = jinpu("/downloads/plankg.nq")
    assert rendered.media_type == "application/n-quads"
    assert len(list(ox.parse(rendered.body, format=ox.RdfFormat.N_QUADS))) == packaged_graph.manifest["quads"]


def test_pages_are_the_same_every_time(hostile: PlanGraph, hostile_out: object) -> None:
    again = PlanGraph(hostile.store, hostile.manifest)
    for path, query in QUERIES.items():
        for language in ("zh", "en"):
            assert render(again, path, query, language).body == render(hostile, path, query, language).body


def test_a_server_below_a_prefix_keeps_it(packaged_graph: PlanGraph) -> None:
    links = ServerLinks(prefix="/plans", language="en", absent=frozenset({"/sparql"}))
    page = Page(render(packaged_graph, "/", {}, "zh", links=links).body)
    inside = [link for link in page.links() if not link.startswith("#")]
    assert len(inside) > 30
    assert [link for link in inside if not link.startswith("/plans/")] == []
    assert "/plans/?lang=zh" in inside
    assert not any("sparql" in link for link in inside)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Two plans that use the same ids."""
    folder = tmp_path_factory.mktemp("several")
    for name in ("east", "west"):
        content = plan()
        content["plan"] |= {"id": name, "title": {"zh": f"{name}规划", "en": f"{name} plan"}}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    build([folder / "east.yaml", folder / "west.yaml"], folder / "out", options=Options(base="https://city.example/"))
    return get(PlanGraph.open(folder / "out"))


def test_several_plans_are_listed_and_their_things_kept_apart(several: Ask) -> None:
    page = Page(several("/").body)
    assert "2 个规划" in page.text
    assert {"/id/east/plan", "/id/west/plan", "/id/east/task-1", "/id/west/task-1"} <= set(page.links())
    form = Page(several("/question/measures-of-a-task").body)
    offered = [a["value"] for tag, a in form.tags if tag == "option" and a["value"]]
    assert sorted(map(str, offered)) == ["east/task-1", "east/task-2", "west/task-1", "west/task-2"]
    answer = Page(several("/question/measures-of-a-task", task="west/task-1").body)
    assert "/id/west/measure-1" in answer.links()
    assert "/id/east/measure-1" not in answer.links()
    assert "give the id" in Page(several("/question/measures-of-a-task", task="task-1").body).text


def test_long_lists_are_cut_and_say_so(several: Ask) -> None:
    page = Page(several("/things").body)
    count = 2 * len(PAYLOADS)
    assert count > 100
    assert f"全部（{count}）" in page.text
    assert "/things?class=Measure" in page.links()
    whole = Page(several("/things", **{"class": "Measure"}).body)
    assert len([link for link in whole.links() if "/measure-" in link]) == count
    checks = Page(several("/findings").body)
    assert [link for link in checks.links() if link.startswith("/findings?check=")]
