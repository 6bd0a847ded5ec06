/* The whole plan in columns by layer. */
const { make, t, say } = plankg;
const MOST = 800;
let board = null, layout = null, note = null, heads = null, key = "";

plankg.words.add({ zh: { whole: "适合窗口" }, en: { whole: "Fit to window" } });

/** The things that are drawn: what the filters let through, at most so many, the most connected first. */
const drawn = () => {
  const things = [...plankg.visible().things];
  if (things.length <= MOST) return { things, rest: 0 };
  return { things: things.sort((a, b) => b.weight - a.weight || a.index - b.index).slice(0, MOST), rest: things.length - MOST };
};
const place = () => {
  const { things, rest } = drawn();
  layout = plankg.columns(things, board.aspect());
  note.textContent = rest ? t("tooMany", MOST, rest) : "";
  note.hidden = !rest;
  heads.replaceChildren(...layout.columns.map(({ layer, count }) => make("div", { title: say(layer) }, make("b", { text: say(layer) }), ` ${count}`)));
  board.place(layout, plankg.visible().relations);
  board.refit();
  follow();
  const lines = Math.max(1, ...layout.columns.map((column, i) => plankg.wrap(`${say(column.layer)} 000`, plankg.font(12, true), heads.children[i].clientWidth).length));
  if (heads.style.height !== `${lines * 15 + 10}px`) {
    heads.style.height = `${lines * 15 + 10}px`;
    requestAnimationFrame(() => board.refit());
  }
};
const follow = () => {
  const room = plankg.card.between / 2 - 2;
  const at = (x) => board.network.canvasToDOM({ x, y: 0 }).x;
  layout?.columns.forEach(({ left, right }, i) => Object.assign(heads.children[i].style, { left: `${at(left - room)}px`, width: `${at(right + room) - at(left - room)}px` }));
};
/** For export: the cards under the names of their columns. */
const drawing = () => {
  const sheet = board.drawing();
  if (!sheet) return null;
  const font = plankg.font(12, true), room = plankg.card.between / 2 - 2;
  const names = layout.columns.map(({ layer, left, right, count }) => ({ x: (left + right) / 2, lines: plankg.wrap(`${say(layer)} ${count}`, font, right - left + 2 * room) }));
  const top = sheet.bounds.top - 12 - 16 * Math.max(...names.map(({ lines }) => lines.length));
  return { bounds: { ...sheet.bounds, top }, paint: (ctx) => {
    sheet.paint(ctx);
    Object.assign(ctx, { font, fillStyle: getComputedStyle(heads).color, textAlign: "center", textBaseline: "middle", globalAlpha: 1 });
    for (const { x, lines } of names) lines.forEach((text, i) => ctx.fillText(text, x, top + 8 + 16 * i));
  } };
};
const press = (hit) => plankg.set({ selection: hit ? (hit.thing ?? hit.relation).id : "" });
const open = (thing) => plankg.set({ view: "neighbourhood", focus: thing.id, selection: thing.id, opened: [], folded: [] });
const marked = () => {
  const { path, selection } = plankg.state;
  return !selection && path.length > 1 ? plankg.onTheWay() : null;
};
const refresh = (stale) => {
  if (stale) place();
  const { thing, relations } = plankg.selected();
  board.paint();
  // The panel has just taken its room: the canvas learns its new size first.
  requestAnimationFrame(() => { const seen = thing ?? relations[0]?.target; if (seen) board.show(seen); });
};
const wanted = (state) => JSON.stringify([state.filters, state.language, window.innerWidth, window.innerHeight]);

plankg.tools.push(() => (plankg.state.view === "layered" ? make("button", { id: "all", text: t("whole"), on: { click: () => { plankg.set({ selection: "" }); place(); } } }) : null));

plankg.views.register({
  name: "layered", order: 10, label: { zh: "全图", en: "Whole plan" },
  show(stage, state) {
    if (!board) {
      heads = stage.appendChild(make("div", { class: "heads" }));
      board = plankg.board(stage.appendChild(make("div", { class: "canvas" })), { press, open, marked });
      note = stage.appendChild(make("p", { class: "note", hidden: true }));
      board.onMove(follow);
      window.addEventListener("resize", plankg.later(() => plankg.state.view === "layered" && this.update(plankg.state, new Set(["language"])), 120, { first: true }));
    }
    this.update(state, new Set(["theme", "language"]));
  },
  update(state, changed) {
    if (changed.has("theme")) board.repaint();
    const stale = key !== wanted(state);
    key = wanted(state);
    refresh(stale);
  },
  boxes: () => board.boxes(),
  drawing,
  shown: () => board.shown(),
});
plankg.layered = { network: () => board.network, layout: () => layout };
