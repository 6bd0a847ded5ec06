/* The named questions as forms, answered by what was asked when the picture was made. */
const { make, t, say } = plankg;
const { subjects, questions } = plankg.content.answers;
const byName = new Map(questions.map((question) => [question.name, question]));
let stage = null, filter = "";

plankg.keep("question", "", "q");
plankg.keep("with", [], "with");
plankg.words.add({
  zh: {
    qFilter: "筛选问题", qChoose: "从左边选一个问题。这里的 {0} 个问题中，{1} 个在本页内就有答案。", qRows: "{0} 行", qQuotes: "依据的原文", qCut: "只保留了前 {0} 行；全部结果用：",
    qServe: "本页没有这个问题的答案：取值太多。请用：", qOrServe: "或运行 plankg serve，在浏览器里提问。", qOther: "下面列出的值之外，请用：", qPaths: "两个事物之间的路径，本页的“路径”视图也能回答。", qWhole: "只有整个规划的图才带答案。", qList: "问题",
  },
  en: {
    qFilter: "Filter the questions", qChoose: "Choose a question on the left. Of the {0} questions here, {1} are answered inside this page.", qRows: "{0} rows", qQuotes: "The words behind it", qCut: "Only the first {0} rows are kept here; for all of them:",
    qServe: "This page has no answer to this question: there are too many values. Ask:", qOrServe: "or run plankg serve and ask in a browser.", qOther: "For values other than those listed, ask:", qPaths: "The view “Paths” of this page answers for ways between two things, too.", qWhole: "Only the picture of a whole plan carries answers.", qList: "Questions",
  },
});

const text = (cell) => {
  if (cell === null) return "";
  if (!Array.isArray(cell)) return String(cell);
  return cell.length === 1 ? say(plankg.things[cell[0]]) : cell[plankg.state.language === "zh" ? 0 : 1];
};
const cellOf = (cell) => make("td", { class: typeof cell === "number" ? "number" : "" }, Array.isArray(cell) && cell.length === 1 ? plankg.link(plankg.things[cell[0]]) : text(cell));

/** The numbers of the values that are chosen: those of the address, else those of what is selected, else the first with an answer. */
const chosen = (question) => {
  const { with: given } = plankg.state;
  const index = plankg.selected().thing?.index;
  const keys = Object.keys(question.answers).map((each) => each.split(",").map(Number));
  const first = keys.find((each) => new Set(each).size === each.length) ?? keys[0] ?? []; // two different things, where two are asked for
  return question.parameters.map(({ values, default: usual }, i) => {
    const at = Number(given[i]);
    if (given[i] && values[at] !== undefined) return at;
    const here = values.findIndex((value) => Array.isArray(value) && value.length === 1 && value[0] === index);
    return here >= 0 ? here : usual !== null && values.includes(usual) ? values.indexOf(usual) : first[i] ?? 0;
  });
};
const form = (question, picked) => make("form", { class: "asked", on: { submit: (event) => event.preventDefault() } }, ...question.parameters.map((parameter, i) => {
  const select = make("select", { name: parameter.name, on: { change: (event) => plankg.set({ with: picked.map((at, k) => String(k === i ? event.target.value : at)) }) } },
    ...parameter.values.map((value, at) => {
      const key = picked.map((other, k) => (k === i ? at : other)).join(",");
      return { at, text: text(value), rows: question.answers[key]?.length ?? 0 };
    }).sort((a, b) => (b.rows > 0) - (a.rows > 0) || a.at - b.at).map(({ at, text: label, rows }) => make("option", { value: at, text: rows ? `${label} (${rows})` : label, selected: at === picked[i] })));
  return make("label", {}, make("span", { text: say(parameter) }), select);
}));
/** How the question is asked at the command line, with the chosen values. */
const command = (question, picked) => {
  const values = question.parameters.map((parameter, i) => {
    const value = parameter.values[picked[i]];
    const said = value === undefined ? "…" : Array.isArray(value) && value.length === 1 ? plankg.things[value[0]].id : text(value);
    return ` --set ${parameter.name}=${/^[\w./-]+$/.test(said) || said === "…" ? said : `'${said.replaceAll("'", "’")}'`}`;
  });
  return make("code", { text: `plankg query ${question.name}${values.join("")}` });
};
const rowOf = ([cells, quotes]) => make("tr", {}, ...cells.map(cellOf), make("td", { class: "words" }, ...quotes.map((number) => plankg.quote(plankg.quotes[number]))));
const table = (question, rows) => make("table", {},
  make("thead", {}, make("tr", {}, ...question.columns.map((column) => make("th", { scope: "col", text: say(column) })), make("th", { scope: "col", text: t("qQuotes") }))),
  make("tbody", {}, ...rows.map(rowOf)));

const answer = (question) => {
  const heading = make("h3", { text: say(question) });
  if (!question.asked) {
    return [heading, make("p", { text: t("qServe") }), make("p", {}, command(question, [])), make("p", { class: "faint", text: t("qOrServe") }), question.parameters.length === 2 ? make("p", {}, make("button", { text: plankg.views.get("paths").label[plankg.state.language], on: { click: () => plankg.set({ view: "paths" }) } }), ` ${t("qPaths")}`) : null];
  }
  const picked = chosen(question), key = picked.join(","), rows = question.answers[key] ?? [];
  const open = question.parameters.some((parameter) => parameter.default !== null && parameter.values.length === 1);
  return [
    heading, question.parameters.length ? form(question, picked) : null,
    rows.length ? make("p", { class: "faint", text: t("qRows", rows.length) }) : make("p", { text: question.empty[plankg.state.language] }),
    question.cut.includes(key) ? make("p", { class: "faint" }, `${t("qCut", rows.length)} `, command(question, picked)) : null,
    open ? make("p", { class: "faint" }, `${t("qOther")} `, command(question, [])) : null,
    rows.length ? make("div", { class: "rows" }, table(question, rows)) : null,
  ];
};
const entry = (question) => make("button", { class: "question", "aria-current": plankg.state.question === question.name ? "true" : null, "data-question": question.name, text: say(question), on: { click: () => plankg.set({ question: question.name, with: [] }) } });
const library = () => {
  const wanted = filter.trim().toLowerCase();
  const fitting = questions.filter(({ zh, en, name }) => [zh, en, name].some((each) => each.toLowerCase().includes(wanted)));
  return subjects.map((subject) => ({ subject, members: fitting.filter((question) => question.subject === subject.name) })).filter(({ members }) => members.length)
    .map(({ subject, members }) => make("section", {}, make("h3", { text: say(subject) }), ...members.map(entry)));
};
const draw = () => {
  const question = byName.get(plankg.state.question);
  const main = make("div", { class: "reading" }, ...(question ? answer(question) : [make("p", { class: "faint", text: questions.length ? t("qChoose", questions.length, questions.filter((each) => each.asked).length) : t("qWhole") })]).filter(Boolean));
  stage.classList.toggle("asking", Boolean(question));
  let side = stage.querySelector(".library");
  if (!side) {
    const input = make("input", { type: "search", on: { input: () => { filter = input.value; side.lastElementChild.replaceChildren(...library()); } } });
    side = make("nav", { class: "library" }, input, make("div", {}));
    stage.replaceChildren(make("div", { class: "questions" }, side));
  }
  side.setAttribute("aria-label", t("qList"));
  side.firstElementChild.placeholder = t("qFilter");
  side.firstElementChild.setAttribute("aria-label", t("qFilter"));
  side.lastElementChild.replaceChildren(...library());
  side.nextElementSibling?.remove();
  side.after(main);
};

if (questions.length) plankg.views.register({
  name: "questions", order: 70, label: { zh: "问题", en: "Questions" },
  show(given) { stage = given; draw(); },
  update(state, changed) { if (["question", "with", "language"].some((each) => changed.has(each))) draw(); },
  boxes: () => [...(stage?.querySelectorAll("tbody tr") ?? [])].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.querySelector("[data-id]")?.dataset.id ?? "", x, y, w: width, h: height, text: true, lines: [element.textContent] };
  }),
});
