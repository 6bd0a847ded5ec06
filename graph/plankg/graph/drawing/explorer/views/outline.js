/* The outline: a tree for reading and for the keyboard (WAI-ARIA tree: arrows, Home, End, *, letters, Enter). */
const { make, t, say } = plankg;
const PAUSE = 700; // milliseconds between letters that belong together
let list = null, rows = [], active = "", key = "", typed = "", typedAt = 0;

plankg.keep("unfolded", []);
plankg.words.add({
  zh: { outlineLabel: "规划的层级", holding: "{0} 项", foldAll: "全部收起", unfoldOne: "展开一层" },
  en: { outlineLabel: "The plan as a tree", holding: "{0} items", foldAll: "Fold all", unfoldOne: "Open one level" },
});

const turned = () => new Set(plankg.state.unfolded);
const isOpen = (node, toggled = turned()) => node.count > 0 && node.open !== toggled.has(node.key);
/** The rows that are open to view, in their order, each with its level and its place among its siblings. */
const flat = (nodes, toggled, level = 1, parent = null) => nodes.flatMap((node, i) => {
  const row = { node, level, parent, place: i + 1, size: nodes.length, open: isOpen(node, toggled) };
  return row.open ? [row, ...flat(node.children(), toggled, level + 1, row)] : [row];
});
const relationsOf = ({ relations }) => [...new Set((relations ?? []).map((each) => say(each.relation)))].join(" · ");
const guessed = ({ relations }) => relations?.length > 0 && relations.every((each) => each.inferred);
const textOf = ({ thing, named }) => say(thing ?? named);

const line = (row, number) => {
  const { node, level, open } = row;
  const said = relationsOf(node);
  const made = make("div", { role: "treeitem", class: `branch ${node.thing ? "" : "heading"} ${guessed(node) ? "inferred" : ""}`, "data-key": node.key, "data-number": number,
    "data-id": node.thing?.id, "aria-level": level, "aria-posinset": row.place, "aria-setsize": row.size, "aria-expanded": node.count ? String(open) : undefined, tabindex: node.key === active ? "0" : "-1" },
  make("span", { class: "caret", "aria-hidden": "true", text: node.count ? (open ? "▾" : "▸") : "" }),
  node.thing ? make("span", { class: "swatch", title: say(node.thing.kind) }) : null,
  make("span", { class: "words", text: textOf(node) }),
  node.count ? make("span", { class: "count", text: node.count }) : null,
  said ? make("span", { class: "by", text: said }) : null,
  guessed(node) ? plankg.grade(node.relations[0].grade) : null);
  made.style.setProperty("--level", level);
  if (node.thing) made.style.setProperty("--kind", node.thing.kind.colour);
  return made;
};
const mark = () => {
  for (const row of list.children) row.setAttribute("aria-selected", String(Boolean(row.dataset.id) && row.dataset.id === plankg.state.selection));
};
const draw = () => {
  const focused = list.contains(document.activeElement);
  rows = flat(plankg.outline(), turned());
  if (!rows.some((row) => row.node.key === active)) active = rows[0]?.node.key ?? "";
  list.replaceChildren(...rows.map(line));
  list.setAttribute("aria-label", t("outlineLabel"));
  mark();
  if (focused) list.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
};
const go = (number) => {
  const element = list.children[Math.max(0, Math.min(rows.length - 1, number))];
  if (!element) return;
  const old = list.querySelector('[tabindex="0"]');
  if (old) old.tabIndex = -1;
  element.tabIndex = 0;
  active = element.dataset.key;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
};
/** Turn nodes: what was open is folded, and the other way round. */
const turn = (keys) => {
  const toggled = turned();
  for (const each of keys) if (!toggled.delete(each)) toggled.add(each);
  plankg.set({ unfolded: [...toggled] });
};
/** Whether a label begins with what was typed, as written or by the first letters of its pinyin. */
const begins = (label, wanted) => {
  const initials = [...label].filter((c) => !/[\s“”"《》]/.test(c)).map((c) => plankg.content.pinyin[c]?.[0] ?? c).join("");
  return label.toLowerCase().startsWith(wanted) || initials.toLowerCase().startsWith(wanted);
};
const type = (letter, at) => {
  typed = Date.now() - typedAt > PAUSE ? letter : typed + letter;
  typedAt = Date.now();
  const wanted = typed.toLowerCase(), from = typed.length > 1 ? at : at + 1;
  const order = [...rows.slice(from), ...rows.slice(0, from)];
  const found = order.find(({ node }) => begins(textOf(node), wanted));
  if (found) go(rows.indexOf(found));
};
const select = ({ node }) => (node.thing ? plankg.set({ selection: node.thing.id }) : turn([node.key]));
const KEYS = {
  ArrowDown: (row, at) => go(at + 1), ArrowUp: (row, at) => go(at - 1), Home: () => go(0), End: () => go(rows.length - 1),
  ArrowRight: (row, at) => (row.open ? go(at + 1) : row.node.count && turn([row.node.key])),
  ArrowLeft: (row) => (row.open ? turn([row.node.key]) : row.parent && go(rows.indexOf(row.parent))),
  Enter: (row) => select(row), " ": (row) => select(row),
  "*": (row) => turn(rows.filter((each) => each.parent === row.parent && each.node.count && !each.open).map((each) => each.node.key)),
};
const keys = (event) => {
  const at = rows.findIndex((row) => row.node.key === active);
  if (event.ctrlKey || event.metaKey || event.altKey || at < 0) return;
  if (KEYS[event.key]) KEYS[event.key](rows[at], at);
  else if (event.key.length === 1) type(event.key, at);
  else return;
  event.preventDefault();
};
const press = (event) => {
  const element = event.target.closest(".branch");
  if (!element) return;
  go(Number(element.dataset.number));
  const row = rows[Number(element.dataset.number)];
  if (event.target.closest(".caret") && row.node.count) turn([row.node.key]);
  else select(row);
};
/** Open what lies above a thing that was chosen elsewhere, and bring it into view. */
const follow = () => {
  const { thing } = plankg.selected();
  if (!thing) return;
  if (rows[list.querySelector(`[data-key="${CSS.escape(active)}"]`)?.dataset.number]?.node.thing === thing) return;
  let row = rows.find(({ node }) => node.thing === thing);
  const place = row ? null : plankg.outlinePlace(thing);
  if (place) {
    const toggled = turned();
    for (let nodes = plankg.outline(), node; (node = nodes.find((each) => place !== each.key && place.startsWith(`${each.key}.`))); nodes = node.children()) {
      if (!isOpen(node, toggled)) { if (!toggled.delete(node.key)) toggled.add(node.key); }
    }
    plankg.set({ unfolded: [...toggled] });
    row = rows.find(({ node }) => node.key === place);
  }
  if (!row) return;
  active = row.node.key;
  for (const each of list.children) each.tabIndex = each.dataset.key === active ? 0 : -1;
  list.children[rows.indexOf(row)].scrollIntoView({ block: "center" });
};
const wanted = (state) => JSON.stringify([state.filters, state.language, state.unfolded]);

plankg.views.register({
  name: "outline", order: 40, label: { zh: "大纲", en: "Outline" },
  show(stage, state) {
    list ??= stage.appendChild(make("div", { class: "outline", role: "tree", on: { keydown: keys, click: press } }));
    this.update(state, new Set(["selection"]));
  },
  update(state, changed) {
    const stale = key !== wanted(state);
    key = wanted(state);
    if (stale) draw();
    mark();
    if (changed.has("selection")) follow();
  },
  boxes: () => plankg.seenBoxes(list, "[data-id]"),
});
