/* One thing and what lies around it: what points at it to the left, what it points at to the right, step by step. */
const { make, t, say, card } = plankg;
const GROUP = 9, MOST = 160, GAP = 150;
let board = null, bar = null, layout = null, key = "";

plankg.words.add({
  zh: { hops: "步数", empty: "选一个事物，这里就画出它的周围。", dropped: "还有 {0} 个没有画出", showAll: "全部" },
  en: { hops: "Steps", empty: "Choose a thing, and its surroundings are drawn here.", dropped: "{0} more are not drawn", showAll: "all" },
});

const key2 = (relation, side) => `${relation.name}${side > 0 ? ">" : "<"}`;
/** Relations at a thing as {relation, other, side}: what it points at lies to the right, what points at it to the left. */
const ends = (thing, allowed) => [
  ...thing.out.map((relation) => ({ relation, other: relation.target, side: 1 })),
  ...thing.in.map((relation) => ({ relation, other: relation.source, side: -1 })),
].filter(({ relation, other }) => other !== thing && allowed(relation, other));

/** The groups of the focus: one for each relation and direction. */
const groupsOf = (focus, allowed) => {
  const groups = new Map();
  for (const end of ends(focus, allowed)) {
    const name = key2(end.relation.relation, end.side);
    const group = groups.get(name) ?? groups.set(name, { name, relation: end.relation.relation, side: end.side, others: new Set() }).get(name);
    group.others.add(end.other);
  }
  return [...groups.values()];
};
/** Which things are drawn, and in which column. */
const reach = (focus, state) => {
  const { filters } = state;
  const allowed = (relation, other) => plankg.visible().things.has(other) && !filters.relation.includes(relation.relation.name) && !filters.grade.includes(relation.grade.name);
  const column = new Map([[focus, 0]]), parents = new Map(), groups = groupsOf(focus, allowed);
  let dropped = 0;
  for (const group of groups) {
    if (state.folded.includes(group.name)) continue;
    const others = [...group.others].filter((other) => !column.has(other));
    const most = state.opened.includes(group.name) ? others.length : GROUP;
    others.slice(0, most).forEach((other) => { column.set(other, group.side); parents.set(other, [focus]); });
    dropped += Math.max(0, others.length - most);
  }
  let level = [...column.keys()].filter((thing) => thing !== focus);
  for (let hop = 2; level.length; hop += 1) {
    const next = [];
    for (const thing of level) {
      // Nothing is said by what a document or a period has around it: paths end there.
      if ((thing.hub || hop > state.hops) && !state.opened.includes(thing.id)) continue;
      for (const { other } of ends(thing, allowed)) {
        if (!column.has(other) && column.size >= MOST) { dropped += 1; continue; }
        if (!column.has(other)) { column.set(other, Math.sign(column.get(thing)) * hop); next.push(other); parents.set(other, []); }
        if (Math.abs(column.get(other)) === hop) parents.get(other).push(thing);
      }
    }
    level = next;
  }
  const around = new Set(ends(focus, () => true).map(({ other }) => other));
  return { column, parents, groups, dropped, filtered: [...around].filter((other) => !plankg.visible().things.has(other)).length };
};
const place = (focus, state) => {
  const found = reach(focus, state), boxes = new Map(), tallest = board.element.clientHeight * 1.1;
  const columns = new Map();
  for (const [thing, number] of found.column) {
    const box = { ...plankg.box(thing, thing === focus || thing.weight > 8), x: number * (card.width + GAP) };
    boxes.set(thing, box);
    columns.set(number, [...(columns.get(number) ?? []), box]);
  }
  for (const number of [...columns.keys()].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const members = columns.get(number);
    members.forEach((box, i) => {
      const above = (found.parents.get(box.thing) ?? []).map((parent) => boxes.get(parent).y);
      box.wish = Math.abs(number) > 1 ? above.reduce((sum, y) => sum + y, 0) / above.length : (i - (members.length - 1) / 2) * 34;
    });
    if (Math.abs(number) > 1) members.sort((a, b) => a.wish - b.wish || a.thing.index - b.thing.index);
    // Further out there is room beside: a long column goes into several.
    const share = Math.abs(number) > 1 ? Math.ceil(members.reduce((sum, box) => sum + box.h + card.gap, 0) / tallest) : 1;
    for (let i = 0; i < share; i += 1) {
      const column = members.filter((box, place) => place % share === i);
      for (const box of column) box.x += Math.sign(number) * i * (card.width + card.beside);
      plankg.stack(column);
    }
  }
  return { ...found, boxes, bounds: plankg.bounds(boxes) };
};
/** The relation beside each neighbour of the focus, written on the edge where it reaches the neighbour's card. */
const writeRelations = (focus) => (ctx, { scale, palette, near }) => {
  if (scale < 0.5) return;
  for (const [thing, box] of layout.boxes) {
    const side = layout.column.get(thing);
    if (Math.abs(side) !== 1) continue;
    const between = [...focus.out.filter((r) => r.target === thing), ...focus.in.filter((r) => r.source === thing)].filter((r) => plankg.visible().relations.includes(r));
    const names = [...new Set(between.map((r) => say(r.relation)))].join(" · ");
    const font = plankg.font(11);
    const lines = plankg.wrap(names, font, GAP - 50).slice(0, 2);
    const x = box.x - (side * box.w) / 2 - side * 14;
    ctx.save();
    Object.assign(ctx, { font, textAlign: side > 0 ? "right" : "left", textBaseline: "middle", globalAlpha: near && !near.has(thing) ? 0.3 : 1 });
    lines.forEach((line, i) => {
      const y = box.y + (i - (lines.length - 1) / 2) * 13, w = plankg.measure(line, font) + 6;
      ctx.fillStyle = palette.board;
      ctx.fillRect(side > 0 ? x - w + 3 : x - 3, y - 7, w, 14);
      ctx.fillStyle = palette.soft;
      ctx.fillText(line, x, y);
    });
    ctx.restore();
  }
};
const chips = (focus, state) => {
  const toggle = (name) => plankg.set({ folded: state.folded.includes(name) ? state.folded.filter((each) => each !== name) : [...state.folded, name] });
  const steps = make("span", { class: "steps", role: "group", "aria-label": t("hops") }, t("hops"), ...[1, 2, 3].map((number) =>
    make("button", { text: number, "aria-pressed": String(state.hops === number), on: { click: () => plankg.set({ hops: number }) } })));
  bar.replaceChildren(steps, ...layout.groups.map((group) => make("span", { class: "fold" },
    make("button", { "aria-pressed": String(!state.folded.includes(group.name)), "data-group": group.name, on: { click: () => toggle(group.name) } },
      group.side > 0 ? `${say(group.relation)} → ` : `← ${say(group.relation)} `, make("span", { class: "count", text: group.others.size })),
    group.others.size > GROUP && !state.opened.includes(group.name) && !state.folded.includes(group.name)
      ? make("button", { class: "more", text: t("showAll"), on: { click: () => plankg.set({ opened: [...state.opened, group.name] }) } }) : null)),
  ...(layout.filtered ? [make("span", { class: "faint", text: t("hiddenBy", layout.filtered) })] : []),
  ...(layout.dropped ? [make("span", { class: "faint", text: t("dropped", layout.dropped) })] : []));
};

const draw = (state) => {
  const focus = plankg.thing(state.focus) ?? plankg.selected().thing ?? plankg.selected().relations[0]?.source;
  if (!focus) {
    layout = null;
    board.place({ boxes: new Map(), bounds: plankg.bounds(new Map()) }, []);
    bar.replaceChildren(make("span", { class: "faint", text: t("empty") }));
    return;
  }
  layout = place(focus, state);
  layout.after = writeRelations(focus);
  const { filters } = state;
  board.place(layout, plankg.relations.filter((each) => !filters.relation.includes(each.relation.name) && !filters.grade.includes(each.grade.name)));
  chips(focus, state);
  requestAnimationFrame(() => board.refit(layout.boxes.get(focus)));
};
const press = (hit) => plankg.set({ selection: hit ? (hit.thing ?? hit.relation).id : "" });
const open = (thing) => plankg.set({ focus: thing.id, selection: thing.id, opened: [], folded: [] });

plankg.actions.push(({ thing }) => (plankg.state.view === "neighbourhood" && plankg.state.focus && thing.id !== plankg.state.focus && !plankg.state.opened.includes(thing.id)
  ? make("button", { text: t("expand"), on: { click: () => plankg.set({ opened: [...plankg.state.opened, thing.id] }) } }) : null));

plankg.views.register({
  name: "neighbourhood", order: 20, label: { zh: "邻域", en: "Neighbourhood" },
  show(stage, state) {
    if (!board) {
      bar = stage.appendChild(make("div", { class: "bar" }));
      board = plankg.board(stage.appendChild(make("div", { class: "canvas" })), { press, open });
      window.addEventListener("resize", plankg.later(() => plankg.state.view === "neighbourhood" && layout && board.refit(layout.boxes.values().next().value), 120));
    }
    this.update(state, new Set(["theme"]));
  },
  update(state, changed) {
    if (changed.has("theme")) board.repaint();
    if (!state.focus && state.selection) return plankg.set({ focus: (plankg.selected().thing ?? plankg.selected().relations[0]?.source)?.id ?? "" });
    const wanted = JSON.stringify([state.focus, state.hops, state.filters, state.language, state.opened, state.folded]);
    if (wanted !== key) draw(state);
    key = wanted;
    board.paint();
  },
  boxes: () => board.boxes(),
  drawing: () => board.drawing(),
  shown: () => board.shown(),
});
