/* Any class or layer against any other: how many statements link each to each, and what is linked to nothing. */
const { make, t, say } = plankg;
const MOST = { columns: 150, cells: 15_000 };
const PAIRS = [
  ["Goal", "Task"], ["Task", "Project", "two"], ["Task", "Industry", "two"], ["Task", "FunctionalZone", "two"], ["Task", "PolicyField", "two"],
  ["Measure", "PolicyField"], ["Measure", "Industry"], ["Measure", "Positioning"], ["Goal", "Indicator"], ["Organization", "Task"], ["Organization", "Measure"], ["Region", "Positioning"],
]; // rows, columns, and whether by way of one thing between
const SCOPE = "layer:";
let bar = null, scroller = null, model = null, key = "";

plankg.keep("rows", "");
plankg.keep("columns", "", "cols");
plankg.keep("through", "");
plankg.keep("sorted", "");
plankg.words.add({
  zh: {
    rows: "行", columns: "列", swap: "行列互换", direct: "直接相联", two: "或经一个中间事物", sortText: "按原文顺序", sortCount: "按数量", wholeLayer: "{0}（整层）", readyPairs: "常用",
    gapRows: "{1} 个“{0}”中有 {2} 个，本文件没有写明与“{3}”的联系", gapNone: "{1} 个“{0}”都写明了与“{3}”的联系", gapThrough: "（经一个中间事物的也算在内）", gapFilter: "（按当前筛选）", gap: "未载明",
    moreCells: "太大，只画出联系最多的 {0} 行 × {1} 列；请用筛选缩小范围。", cellOf: "{0} × {1}：{2}", cellInferred: "只有推断", noMembers: "没有可列的事物：请换一类，或在图例中恢复。", order: "排序",
  },
  en: {
    rows: "Rows", columns: "Columns", swap: "Swap", direct: "Linked directly", two: "or by one thing between", sortText: "Order of the text", sortCount: "By count", wholeLayer: "{0} (whole layer)", readyPairs: "Ready-made",
    gapRows: "Of {1} “{0}”, {2} have no link to “{3}” stated in this document", gapNone: "All {1} “{0}” have a link to “{3}” stated", gapThrough: " (links by one thing between included)", gapFilter: " (as filtered)", gap: "not stated",
    moreCells: "Too large: only the {0} rows × {1} columns with most links are drawn; narrow it down with the filter.", cellOf: "{0} × {1}: {2}", cellInferred: "inferred only", noMembers: "Nothing to list: choose another class, or show it again in the legend.", order: "Order",
  },
});

const belongs = (choice) => (choice.startsWith(SCOPE) ? (thing) => `${SCOPE}${thing.kind.layer.name}` === choice : (thing) => thing.kind.name === choice);
const named = (choice) => {
  const layer = plankg.vocabulary.layers.find((each) => `${SCOPE}${each.name}` === choice);
  return say(layer ?? plankg.vocabulary.kinds.find((kind) => kind.name === choice) ?? { zh: choice, en: choice });
};
const members = (choice) => [...plankg.visible().things].filter(belongs(choice)).sort(plankg.byText);
const present = new Set(plankg.things.flatMap((thing) => [thing.kind.name, `${SCOPE}${thing.kind.layer.name}`]));
const ready = PAIRS.filter(([rows, columns]) => present.has(rows) && present.has(columns));

/** The pair that is chosen; where none is, the first ready-made one that has links. */
const chosen = (state) => {
  if (present.has(state.rows) && present.has(state.columns)) return [state.rows, state.columns, state.through];
  const linked = ready.find(([rows, columns, through]) => plankg.links(members(rows), members(columns), through).rows.size);
  const first = plankg.things[0]?.kind.name ?? "";
  return linked ?? ready[0] ?? [first, first];
};
/** Choose a pair; what a filter has closed of it is opened. */
const choose = (rows, columns, through = "") => {
  const kinds = plankg.vocabulary.kinds.filter((kind) => [rows, columns].some((choice) => belongs(choice)({ kind })));
  const { filters } = plankg.state;
  const type = filters.type.filter((name) => !kinds.some((kind) => kind.name === name));
  const layer = filters.layer.filter((name) => !kinds.some((kind) => kind.layer.name === name));
  plankg.set({ rows, columns, through, filters: { ...filters, type, layer } });
};

const build = (state) => {
  const [of, by, through] = chosen(state);
  const all = { rows: members(of), columns: members(by) };
  const links = plankg.links(all.rows, all.columns, through);
  const most = (things, counts, number) => {
    const kept = things.length > number || state.sorted === "count" ? [...things].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, number) : things;
    return state.sorted === "count" ? kept : kept.sort(plankg.byText);
  };
  const columns = most(all.columns, links.columns, MOST.columns);
  const rows = most(all.rows, links.rows, Math.max(20, Math.floor(MOST.cells / Math.max(1, columns.length))));
  return { of, by, through, all, links, rows, columns, cells: plankg.cross(rows, columns, through) };
};

const select = (label, value, act) => {
  const groups = plankg.vocabulary.layers.map((layer) => {
    const kinds = plankg.vocabulary.kinds.filter((kind) => kind.layer === layer && present.has(kind.name));
    const count = (choice) => plankg.things.filter(belongs(choice)).length;
    const option = (choice, text) => make("option", { value: choice, text: `${text} ${count(choice)}`, selected: choice === value });
    return kinds.length ? make("optgroup", { label: say(layer) }, ...kinds.map((kind) => option(kind.name, say(kind))), kinds.length > 1 ? option(`${SCOPE}${layer.name}`, t("wholeLayer", say(layer))) : null) : null;
  });
  return make("label", { class: "field" }, `${label} `, make("select", { name: label, on: { change: (event) => act(event.target.value) } }, ...groups));
};
const switches = (label, value, options, act) => make("span", { class: "steps", role: "group", "aria-label": label },
  ...options.map(([name, text]) => make("button", { text, "data-switch": name || "plain", "aria-pressed": String(value === name), on: { click: () => act(name) } })));
const gap = (of, by, all, linked, state) => {
  const none = all.length - linked.size;
  const filtered = JSON.stringify([state.filters.relation, state.filters.grade, state.filters.subject]) !== "[[],[],[]]";
  return t(none ? "gapRows" : "gapNone", named(of), all.length, none, named(by)) + (none && model.through ? t("gapThrough") : "") + (filtered ? t("gapFilter") : "");
};
const drawBar = (state) => {
  const { of, by, through, all, links } = model;
  const set = (change) => plankg.set({ rows: of, columns: by, through: through ?? "", ...change });
  const offered = ready.filter(([rows, columns]) => rows !== of || columns !== by).slice(0, 6);
  const cut = all.rows.length > model.rows.length || all.columns.length > model.columns.length;
  bar.replaceChildren(
    select(t("rows"), of, (rows) => choose(rows, by, through)), select(t("columns"), by, (columns) => choose(of, columns, through)),
    make("button", { class: "swap", text: "⇄", title: t("swap"), "aria-label": t("swap"), on: { click: () => set({ rows: by, columns: of }) } }),
    switches(t("direct"), through ?? "", [["", t("direct")], ["two", t("two")]], (next) => set({ through: next })),
    switches(t("order"), state.sorted, [["", t("sortText")], ["count", t("sortCount")]], (sorted) => plankg.set({ sorted })),
    make("span", { class: "ready" }, make("span", { class: "faint", text: t("readyPairs") }), ...offered.map(([rows, columns, two]) =>
      make("button", { "data-pair": `${rows} ${columns}`, text: `${named(rows)} × ${named(columns)}`, on: { click: () => choose(rows, columns, two) } }))),
    make("p", { class: "gaps" }, make("span", { text: gap(of, by, all.rows, links.rows, state) }), make("span", { text: gap(by, of, all.columns, links.columns, state) }),
      cut ? make("span", { class: "cut", text: t("moreCells", model.rows.length, model.columns.length) }) : null));
};
const draw = (state) => {
  const { scrollLeft, scrollTop } = scroller;
  model = build(state);
  drawBar(state);
  const whole = model.rows.length && model.columns.length;
  scroller.replaceChildren(whole ? plankg.grid(model, { room: scroller.clientWidth, corner: [named(model.of), named(model.by)] }) : make("p", { class: "faint", text: t("noMembers") }));
  scroller.scrollTo(scrollLeft, scrollTop);
};
const wanted = (state) => JSON.stringify([state.filters, state.language, state.rows, state.columns, state.through, state.sorted, window.innerWidth]);

plankg.views.register({
  name: "matrix", order: 30, label: { zh: "矩阵", en: "Matrix" },
  show(stage, state) {
    if (!bar) {
      bar = stage.appendChild(make("div", { class: "bar matrix-bar" }));
      scroller = stage.appendChild(make("div", { class: "scroller" }));
      window.addEventListener("resize", plankg.later(() => plankg.state.view === "matrix" && this.update(plankg.state), 120));
    }
    this.update(state);
  },
  update(state) {
    const stale = key !== wanted(state);
    key = wanted(state);
    if (stale) draw(state);
    plankg.markCell(scroller, state.selection);
  },
  boxes: () => plankg.seenBoxes(scroller, "th[data-id]"),
  shown: () => {
    const things = new Set([...model.rows, ...model.columns]), relations = new Set();
    for (const [row, line] of model.cells) {
      for (const column of line.keys()) {
        const { direct, ways } = plankg.between(row, column);
        for (const relation of [...direct, ...(model.through ? ways.flatMap((way) => way.relations) : [])]) relations.add(relation);
      }
    }
    for (const { source, target } of relations) things.add(source).add(target);
    return { things, relations: [...relations] };
  },
});
