/* All things, or all statements, as a table: only the rows that are in the window exist, so any number of them scrolls. */
const { make, t, say } = plankg;
const ROW = 36, MARGIN = 8; // pixels; rows kept ready above and below the window
const PRINTED = 3000; // rows on paper, about a hundred pages
let bar = null, grid = null, sheet = null, model = null, key = "", active = 0, field = null;
const placed = new Map(); // number -> the element of that row

plankg.keep("listed", "things");
plankg.keep("sort", "");
plankg.keep("words", "");
plankg.words.add({
  zh: { listThings: "事物", listStatements: "陈述", tableWords: "在表中查找", tableCount: "{0} 行", tableSome: "{0} / {1} 行", tableOf: "列出", sortBy: "按“{0}”排序", noRows: "没有符合的行。" },
  en: { listThings: "Things", listStatements: "Statements", tableWords: "Find in the table", tableCount: "{0} rows", tableSome: "{0} of {1} rows", tableOf: "List", sortBy: "Sort by {0}", noRows: "No row fits." },
});

const content = (column, item) => {
  if (column.chip) return plankg.chip(column.chip(item));
  if (column.grade) return plankg.grade(column.grade(item));
  return make("span", { class: column.thing ? "words" : "text", text: column.text(item) });
};
const line = (item, number) => {
  const made = make("div", { role: "row", class: item.inferred ? "line-row inferred" : "line-row", "aria-rowindex": number + 2, "data-number": number, "data-id": model.of === "things" ? item.id : undefined },
  ...model.columns.map((column) => make("span", { role: "gridcell", class: column.number ? "number" : "", title: column.number ? undefined : column.text(item) }, content(column, item))));
  made.style.top = `${number * ROW}px`;
  return made;
};
/** Put the rows of the window in place; those that are there already stay. */
const paint = () => {
  const first = Math.max(0, Math.floor(grid.scrollTop / ROW) - MARGIN), last = Math.min(model.items.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + MARGIN);
  for (const [number, row] of placed) {
    if (number >= first && number < last) continue;
    row.remove();
    placed.delete(number);
  }
  for (let number = last - 1, below = null; number >= first; number -= 1) {
    const row = placed.get(number) ?? line(model.items[number], number);
    if (!placed.has(number)) sheet.insertBefore(row, below);
    placed.set(number, row);
    row.tabIndex = number === active ? 0 : -1;
    row.setAttribute("aria-selected", String(model.items[number].id === plankg.state.selection));
    below = row;
  }
  // Where the active row is out of the window, the keyboard comes in at the first that is in it.
  const entry = placed.get(active) ?? placed.get(Math.min(last - 1, Math.ceil(grid.scrollTop / ROW)));
  if (entry) entry.tabIndex = 0;
};
const sorting = (name) => {
  const { sort } = plankg.state;
  plankg.set({ sort: sort === name ? `-${name}` : sort === `-${name}` ? "" : name });
};
const heads = (state) => make("div", { class: "line-heads", role: "row", "aria-rowindex": "1" }, ...model.columns.map(({ name, title, number }) => {
  const direction = state.sort === name ? "ascending" : state.sort === `-${name}` ? "descending" : "none";
  const sign = { ascending: " ▴", descending: " ▾", none: "" }[direction];
  return make("span", { role: "columnheader", class: number ? "number" : "", "aria-sort": direction }, make("button", { "data-sort": name, title: t("sortBy", title), text: title + sign, on: { click: () => sorting(name) } }));
}));
const drawBar = (state) => {
  const { items, all } = model;
  const kind = (name, text) => make("button", { text, "data-listed": name, "aria-pressed": String(state.listed === name), on: { click: () => plankg.set({ listed: name, sort: "" }) } });
  if (!field) {
    const change = plankg.later(() => plankg.set({ words: field.value }), 150);
    field = make("input", { type: "search", class: "seek", on: { input: change } });
    bar.append(make("span", { class: "steps", role: "group" }), field, make("span", { class: "faint", role: "status" }));
  }
  const [switches, , count] = bar.children;
  switches.setAttribute("aria-label", t("tableOf"));
  switches.replaceChildren(kind("things", t("listThings")), kind("statements", t("listStatements")));
  if (document.activeElement !== field) field.value = state.words;
  field.placeholder = t("tableWords");
  field.setAttribute("aria-label", t("tableWords"));
  count.textContent = items.length === all ? t("tableCount", all) : t("tableSome", items.length, all);
};
const draw = (state) => {
  const of = state.listed === "statements" ? "statements" : "things";
  model = { of, ...plankg.table({ of, sort: state.sort, words: state.words, language: state.language }) };
  active = Math.min(active, Math.max(0, model.items.length - 1));
  drawBar(state);
  grid.setAttribute("aria-rowcount", String(model.items.length + 1));
  grid.setAttribute("aria-label", t(of === "things" ? "listThings" : "listStatements"));
  grid.style.setProperty("--columns", model.columns.map(({ share }) => `minmax(${share * 3.6}px, ${share}fr)`).join(" "));
  grid.firstElementChild.replaceChildren(heads(state));
  sheet.style.height = `${Math.max(1, model.items.length) * ROW}px`;
  for (const row of placed.values()) row.remove();
  placed.clear();
  grid.querySelector(".none").textContent = model.items.length ? "" : t("noRows");
  paint();
};
const bring = (number) => {
  active = Math.max(0, Math.min(model.items.length - 1, number));
  const top = active * ROW, room = grid.clientHeight - grid.firstElementChild.offsetHeight - ROW;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
  paint();
};
const go = (number) => {
  bring(number);
  sheet.querySelector(`[data-number="${active}"]`)?.focus({ preventScroll: true });
};
const select = (number) => model.items[number] && plankg.set({ selection: model.items[number].id });
const page = () => Math.max(1, Math.floor(grid.clientHeight / ROW) - 2);
const KEYS = {
  ArrowDown: (at) => go(at + 1), ArrowUp: (at) => go(at - 1), PageDown: (at) => go(at + page()), PageUp: (at) => go(at - page()),
  Home: () => go(0), End: () => go(model.items.length - 1), Enter: select, " ": select,
};
const keys = (event) => {
  const row = event.target.closest("[data-number]");
  if (!row || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key](Number(row.dataset.number));
};
const press = (event) => {
  const row = event.target.closest("[data-number]");
  if (!row) return;
  active = Number(row.dataset.number);
  select(active);
};
const wanted = (state) => JSON.stringify([state.filters, state.language, state.listed, state.sort, state.words]);

plankg.views.register({
  name: "table", order: 50, label: { zh: "表格", en: "Table" },
  show(stage, state) {
    if (!grid) {
      bar = stage.appendChild(make("div", { class: "bar" }));
      sheet = make("div", { class: "sheet", role: "rowgroup" });
      grid = stage.appendChild(make("div", { class: "lines", role: "grid", on: { keydown: keys, click: press } }, make("div", { class: "line-top", role: "rowgroup" }), sheet, make("p", { class: "none faint" })));
      let waiting = false;
      grid.addEventListener("scroll", () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => { waiting = false; paint(); });
      });
      new ResizeObserver(() => model && grid.clientHeight && paint()).observe(grid);
    }
    this.update(state, new Set(["selection"]));
  },
  update(state, changed) {
    const stale = key !== wanted(state);
    key = wanted(state);
    if (stale) draw(state);
    const at = changed.has("selection") ? model.items.findIndex((item) => item.id === state.selection) : -1;
    if (at >= 0) requestAnimationFrame(() => bring(at)); // the panel takes its room first
    else if (!stale) paint();
  },
  boxes: () => plankg.seenBoxes(grid, ".line-row[data-id]"),
  shown: () => {
    const { things, relations } = plankg.visible();
    if (model.of === "statements") return { things: new Set(model.items.flatMap(({ source, target }) => [source, target])), relations: model.items };
    const listed = new Set(model.items);
    return listed.size === things.size ? { things, relations } : { things: listed, relations: relations.filter(({ source, target }) => listed.has(source) && listed.has(target)) };
  },
  drawing: () => null,
  paper: () => make("table", { class: "plain" }, make("thead", {}, make("tr", {}, ...model.columns.map(({ title }) => make("th", { text: title })))),
    make("tbody", {}, ...model.items.slice(0, PRINTED).map((item) => make("tr", {}, ...model.columns.map((column) => make("td", { class: column.number ? "number" : "", text: column.text(item) })))))),
});
