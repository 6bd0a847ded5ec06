/* The text of a document with its words marked, and what the graph says of the words that are selected. */
const { make, t, say } = plankg;
const texts = plankg.content.texts.map(({ document: number, text }) => ({ document: plankg.things[number], characters: [...text] }));
const AROUND = 28; // characters of context on each side of a quote
let stage = null, drawn = "";

plankg.words.add({
  zh: { tHint: "点有底色的字，或用鼠标选一段文字，看图里有什么说法。", tNothing: "图里没有用到这些字。", tHere: "这里说到的事物", tStatements: "由这里得出的陈述", tShow: "在全文中看", tSelected: "第 {0}–{1} 字", tFindings: "检查发现", tMore: "另有 {0} 条" },
  en: { tHint: "Click marked words, or select a passage, to see what the graph says of it.", tNothing: "The graph makes no use of these words.", tHere: "Things named here", tStatements: "Statements that rest on it", tShow: "Show in the text", tSelected: "characters {0}–{1}", tFindings: "Findings of the checks", tMore: "{0} more" },
});
plankg.keep("passage", "", "at");

/** The places of a text where quotes begin and end, and who cites each: things by mention, statements, findings. */
const cited = new Map(); // quote -> {things, relations, findings}
const citing = (quote) => cited.get(quote) ?? cited.set(quote, { things: [], relations: [], findings: [] }).get(quote);
if (texts.length) {
  for (const thing of plankg.things) for (const quote of thing.quotes) citing(quote).things.push(thing);
  for (const relation of plankg.relations) for (const quote of relation.quotes) citing(quote).relations.push(relation);
  for (const finding of plankg.findings) for (const quote of finding.quotes) citing(quote).findings.push(finding);
}
/** Where the words of a quote stand: inside its span, which may be longer than they are. */
const place = (quote, characters) => {
  const { start, end, exact } = quote, long = [...exact].length;
  if (end - start === long) return { start, end };
  const at = characters.slice(start, end).join("").indexOf(exact);
  const from = at < 0 ? start : start + [...characters.slice(start, end).join("").slice(0, at)].length;
  return { start: from, end: at < 0 ? end : from + long };
};
const marks = texts.map(({ document: of, characters }) => plankg.quotes.filter((quote) => quote.document === of).map((quote) => ({ quote, ...place(quote, characters) })));

const passage = (text, { start, end }) => make("p", { class: "context" },
  start > AROUND ? "…" : "", text.characters.slice(Math.max(0, start - AROUND), start).join("").trimStart(),
  make("mark", { text: text.characters.slice(start, end).join("") }),
  text.characters.slice(end, end + AROUND).join("").trimEnd(), end + AROUND < text.characters.length ? "…" : "");
const bare = plankg.quote;
/** With the text at hand, a quote stands in its passage and leads to it. */
const quoteInPassage = (quote) => {
  const number = texts.findIndex(({ document: of }) => of === quote.document);
  const made = bare(quote);
  if (number < 0) return made;
  const at = place(quote, texts[number].characters);
  made.querySelector("cite").replaceWith(passage(texts[number], at), make("button", { class: "link place", text: made.querySelector("cite").textContent, title: t("tShow"), on: { click: () => plankg.set({ view: "text", passage: `${number}.${at.start}-${at.end}` }) } }));
  return made;
};
if (texts.length) plankg.quote = quoteInPassage;

/** A text as runs of characters between which nothing begins or ends: [{start, end, depth, kind}]. */
const runs = (number) => {
  const { characters } = texts[number];
  const cuts = new Set([0, characters.length]);
  characters.forEach((character, i) => { if (character === "\n") cuts.add(i).add(i + 1); });
  for (const { start, end } of marks[number]) cuts.add(start).add(end);
  const edges = [...cuts].filter((at) => at <= characters.length).sort((a, b) => a - b);
  return edges.slice(0, -1).map((start, i) => {
    const over = marks[number].filter((mark) => mark.start <= start && mark.end > start);
    const nearest = over.filter(({ quote }) => cited.get(quote)?.things.length).sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    return { start, end: edges[i + 1], depth: over.length, kind: nearest ? cited.get(nearest.quote).things[0].kind : null };
  });
};
const writing = (number) => {
  const { characters } = texts[number];
  const article = make("article", { lang: "zh", "data-text": number });
  let line = make("p");
  for (const run of runs(number)) {
    const words = characters.slice(run.start, run.end).join("");
    if (words === "\n") { article.append(line); line = make("p"); continue; }
    const span = make("span", { class: run.depth ? "run cited" : "run", text: words.replace("\r", ""), "data-from": run.start, "data-to": run.end });
    if (run.kind) span.style.setProperty("--kind", run.kind.colour);
    line.append(span);
  }
  article.append(line);
  return article;
};

const chosen = () => {
  const found = /^(\d+)\.(\d+)-(\d+)$/.exec(plankg.state.passage);
  const [number, start, end] = found ? found.slice(1).map(Number) : [-1, 0, 0];
  return texts[number] && start < end ? { number, start, end } : null;
};
const LISTED = 60;
const listed = (title, items) => (items.length ? [make("h4", { text: `${title} ${items.length}` }), ...items.slice(0, LISTED), items.length > LISTED ? make("p", { class: "faint", text: t("tMore", items.length - LISTED) }) : null] : []);
const said = ({ number, start, end }) => {
  const over = marks[number].filter((mark) => mark.start < end && mark.end > start).sort((a, b) => a.end - a.start - (b.end - b.start));
  const all = (key) => [...new Set(over.flatMap(({ quote }) => cited.get(quote)?.[key] ?? []))];
  const [things, relations, findings] = ["things", "relations", "findings"].map(all);
  return [
    make("p", { class: "picked" }, make("q", { text: texts[number].characters.slice(start, end).join("") }), make("small", { text: t("tSelected", start, end) })),
    ...(things.length + relations.length + findings.length ? [] : [make("p", { class: "faint", text: t("tNothing") })]),
    ...listed(t("tHere"), things.map((thing) => make("p", { class: "thing" }, plankg.chip(thing.kind), " ", plankg.link(thing)))),
    ...listed(t("tStatements"), relations.map((relation) => plankg.sentence(relation))),
    ...listed(t("tFindings"), findings.map((finding) => make("p", { text: finding.message[plankg.state.language] || say(finding.check) }))),
  ];
};
const show = () => {
  const at = chosen();
  stage.querySelector(".sayings").replaceChildren(...(at ? said(at) : [make("p", { class: "faint", text: t("tHint") })]).filter(Boolean));
  for (const span of stage.querySelectorAll(".run.picked")) span.classList.remove("picked");
  if (!at) return;
  const spans = [...stage.querySelectorAll(`[data-text="${at.number}"] .run`)].filter(({ dataset }) => Number(dataset.from) < at.end && Number(dataset.to) > at.start);
  for (const span of spans) span.classList.add("picked");
  const area = stage.querySelector(".pages").getBoundingClientRect(), first = spans[0]?.getBoundingClientRect();
  if (first && (first.top < area.top || first.bottom > area.bottom)) spans[0].scrollIntoView({ block: "center" });
};
/** The words of what is selected elsewhere are underlined. */
const follow = () => {
  const { thing, relations } = plankg.selected();
  const wanted = new Set((thing ? [thing] : relations).flatMap((each) => each.quotes));
  texts.forEach((text, number) => {
    const own = marks[number].filter(({ quote }) => wanted.has(quote));
    for (const span of stage.querySelectorAll(`[data-text="${number}"] .run`)) span.classList.toggle("own", own.some(({ start, end }) => start <= Number(span.dataset.from) && end >= Number(span.dataset.to)));
  });
};
/** The characters that are selected with mouse or keys, or those under a click. */
const picked = () => {
  const selection = getSelection();
  const at = (node, offset) => {
    const span = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node.childNodes[offset] ?? node)?.closest?.(".run");
    return span && { number: Number(span.closest("article").dataset.text), place: Number(span.dataset.from) + (node.nodeType === Node.TEXT_NODE ? [...node.data.slice(0, offset)].length : 0) };
  };
  const [one, other] = [at(selection.anchorNode, selection.anchorOffset), at(selection.focusNode, selection.focusOffset)];
  if (!one || !other || one.number !== other.number) return null;
  const [start, end] = [one.place, other.place].sort((a, b) => a - b);
  return start < end ? { number: one.number, start, end } : null;
};
const choose = (event) => {
  const found = getSelection().isCollapsed ? null : picked();
  const run = event.target.closest?.(".run.cited");
  const { number, start, end } = found ?? (run ? { number: Number(run.closest("article").dataset.text), start: Number(run.dataset.from), end: Number(run.dataset.to) } : { number: -1 });
  plankg.set({ passage: number < 0 ? "" : `${number}.${start}-${end}` });
};

if (texts.length) plankg.views.register({
  name: "text", order: 65, label: { zh: "原文", en: "Text" },
  show(given, state) {
    stage = given;
    if (drawn !== state.language) {
      const pages = make("div", { class: "pages", tabindex: "0", on: { mouseup: choose, keyup: (event) => { if (event.key === "Shift") choose(event); } } }, ...texts.flatMap(({ document: of }, number) => [make("h3", { text: say(of) }), writing(number)]));
      stage.replaceChildren(make("div", { class: "text" }, pages, make("aside", { class: "sayings", "aria-live": "polite" })));
      drawn = state.language;
    }
    show();
    follow();
  },
  update(state, changed) {
    if (changed.has("language")) this.show(stage, state);
    else if (changed.has("passage")) show();
    if (changed.has("selection")) follow();
  },
  boxes: () => [...(stage?.querySelectorAll(".run.cited") ?? [])].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.dataset.from, x, y, w: width, h: height, text: true, lines: [element.textContent] };
  }),
});
