/* The space of the plan as a scheme: what it consists of, by shape, size and inclusion; which tasks touch which place. */
const { make, drawn: svg, t, say } = plankg;
const { zones, map, parts } = plankg.content.space;
let stage = null, layout = null, key = "";

plankg.keep("chart", map ? "map" : "scheme", "chart");
plankg.words.add({
  zh: {
    sHow: "示意图，不是地图。形状＝种类，大小＝相连的事物多少，圆点＝触及它的{0}数，框和带里的是它的组成部分。", sNone: "没有空间要素（或已被筛选隐去）。", sOutside: "格局之外", sTouch: "触及它的{0}：", sNoTouch: "没有写明哪项{0}触及它。", sThrough: "经由",
    sTouches: "“{0}”触及 {1} 处", sScheme: "示意图", sMap: "地图", sUnmatched: "地图中有 {0} 处对不上图里的事物：{1}", sMapHow: "由用户给出的地图；有颜色的是图里的事物。", sMore: "另有 {0} 个未画，请用筛选缩小范围。",
  },
  en: {
    sHow: "A scheme, not a map. Shape: kind; size: how much is tied to it; dots: by how many it is touched ({0}); inside frames and bands: what it consists of.", sNone: "No places (or the filter hides them).", sOutside: "Outside the structure", sTouch: "Touched by ({0}):", sNoTouch: "Nothing ({0}) is stated to touch it.", sThrough: "by way of",
    sTouches: "“{0}” touches {1} places", sScheme: "Scheme", sMap: "Map", sUnmatched: "{0} features of the map match nothing in the graph: {1}", sMapHow: "A map of the reader's own; what is in colour is in the graph.", sMore: "{0} more are not drawn; narrow it down with the filter.",
  },
});
const MOST = 300;
const subject = () => say(plankg.vocabulary.subject);
const colour = (thing) => zones[plankg.spatial.get(thing)?.zone]?.colour ?? thing.kind.colour;
const touched = (thing) => thing.subjects.filter((each) => each !== thing);
const choose = (thing) => () => plankg.set({ selection: thing.id });
const select = (box, attributes, ...children) => plankg.drawnButton({ class: `place ${box.kind}`, "data-id": box.thing.id, "aria-label": `${say(box.thing.kind)}: ${say(box.thing)}`, ...attributes }, choose(box.thing), ...children);
const dots = (thing, x, y) => {
  const tasks = touched(thing);
  return tasks.length ? svg("g", { title: `${t("sTouch", subject())} ${tasks.map((each) => say(each)).join(", ")}` }, ...tasks.slice(0, 12).map((task, i) => svg("circle", { cx: x + (i - (Math.min(12, tasks.length) - 1) / 2) * 8, cy: y, r: 2.6, fill: task.kind.colour }))) : null;
};

/** A shore: waves towards the middle of the frame. */
const shore = ({ x, y, w, h, upper }) => {
  const count = Math.max(2, Math.round(w / 40)), half = w / count / 2, waves = `q${half / 2} -8 ${half} 0${`t${half} 0`.repeat(2 * count - 1)}`;
  return upper ? `M${x} ${y}V${y + h - 8}${waves}V${y}Z` : `M${x} ${y + 8}${waves}V${y + h}H${x}Z`;
};
const drawTile = (box) => {
  const { x, y, w, h, thing, radius, lines } = box, middle = x + w / 2;
  return select(box, {}, svg("rect", { class: "ground", x, y, width: w, height: h, rx: 8 }), plankg.glyph(plankg.spatial.get(thing).shape, middle, y + radius + 4, radius, colour(thing)),
    plankg.drawnText(lines, { x: middle, top: y + 2 * radius + 8, size: 13, line: 16.5 }), dots(thing, middle, y + h - 5));
};
const drawGroup = (box) => [select(box, {}, svg("rect", { class: "ground", x: box.x, y: box.y, width: box.w, height: box.h, rx: 12, fill: colour(box.thing), stroke: colour(box.thing) }),
  plankg.drawnText(box.lines, { x: box.x + box.w / 2, top: box.y + 7, size: 13, line: 16.5, bold: true }), dots(box.thing, box.x + box.w - 30, box.y + 12)), ...box.inner.flatMap(draw1)];
const drawBand = (box) => {
  const { x, y, w, h, thing, lines } = box, hue = colour(box.of ?? thing);
  const ground = box.kind === "coast" ? svg("path", { class: "ground", d: shore(box), fill: hue, stroke: hue }) : svg("rect", { class: "ground", x, y, width: w, height: h, rx: h / 2, fill: hue, stroke: hue });
  const of = box.of && select({ thing: box.of, kind: "owner" }, {}, plankg.drawnText([say(box.of)], { x: x + w - 16, top: y + h / 2 - 8, size: 12, line: 16, anchor: "end" }));
  const coast = box.kind === "coast";
  return [select(box, {}, ground, plankg.drawnText(lines, { x: coast ? x + w / 2 : x + 26, top: y + (h - lines.length * 16.5) / 2 + (coast ? (box.upper ? -3 : 3) : 0), size: 13, line: 16.5, bold: true, anchor: coast ? "middle" : "start" }), dots(thing, coast ? x + 24 : x + w - 60, y + h / 2)), of, ...box.inner.flatMap(draw1)];
};
const draw1 = (box) => ({ tile: drawTile, group: drawGroup, band: drawBand, coast: drawBand })[box.kind](box);
const drawFrame = (box) => {
  const ground = svg("rect", { class: "rim", x: box.x + 0.5, y: box.y + 0.5, width: box.w - 1, height: box.h - 1, rx: 14 });
  const title = box.thing
    ? select({ thing: box.thing, kind: "title" }, {}, svg("rect", { class: "ground", x: box.x + 8, y: box.y + 6, width: box.w - 16, height: 28, rx: 8 }), plankg.drawnText([say(box.thing)], { x: box.x + box.w / 2, top: box.y + 12, size: 15, line: 18, bold: true }), dots(box.thing, box.x + box.w - 40, box.y + 20))
    : layout.frames.length > 1 ? plankg.drawnText([t("sOutside")], { x: box.x + box.w / 2, top: box.y + 10, size: 13, line: 16 }) : null;
  return [ground, title, ...box.inner.flatMap(draw1)];
};
/** Relations between places that no frame shows: curves from box to box. */
const drawRelation = (relation) => {
  const from = layout.boxes.get(relation.source), to = layout.boxes.get(relation.target);
  const [a, b] = [from, to].map(({ x, y, w, h }) => ({ x: x + w / 2, y: y + Math.min(h / 2, 24) }));
  const d = `M${a.x} ${a.y}Q${(a.x + b.x) / 2 + (b.y - a.y) / 6} ${(a.y + b.y) / 2 - (b.x - a.x) / 6} ${b.x} ${b.y}`;
  return plankg.drawnButton({ class: relation.inferred ? "tie inferred" : "tie", "aria-label": `${say(relation.source)} ${say(relation.relation)} ${say(relation.target)}`, title: `${say(relation.source)} — ${say(relation.relation)} → ${say(relation.target)}`, "data-statement": relation.id }, () => plankg.set({ selection: relation.id }),
    svg("path", { class: "reach", d }), svg("path", { d }), svg("circle", { cx: b.x, cy: b.y, r: 3 }));
};
const inside = (relation) => relation.relation.name === parts && !relation.inferred;

const scheme = (holder) => {
  const all = [...plankg.visible().things].filter((thing) => plankg.spatial.has(thing)), things = all.slice(0, MOST);
  layout = plankg.scheme(things, Math.min(1180, Math.max(540, holder.clientWidth - 36)));
  if (!things.length) return make("p", { class: "faint", text: t("sNone") });
  const ties = plankg.visible().relations.filter((r) => layout.boxes.has(r.source) && layout.boxes.has(r.target) && r.source !== r.target && !inside(r));
  const [{ w }] = layout.frames;
  return make("div", {}, svg("svg", { class: "drawn", width: w, height: layout.height, viewBox: `0 0 ${w} ${layout.height}`, role: "group", "aria-label": t("sScheme") }, ...layout.frames.flatMap(drawFrame), ...ties.map(drawRelation)),
    all.length > MOST ? make("p", { class: "faint", text: t("sMore", all.length - MOST) }) : null);
};
const key1 = (colourOf, label) => { const made = make("span", { class: "key" }, make("span", { class: "swatch" }), label); made.firstElementChild.style.background = colourOf; return made; };
const legend = () => make("div", { class: "keys" }, ...Object.values(zones).map((zone) => key1(zone.colour, say(zone))));

/** The measures between a task and a place. */
const through = (task, thing) => [...new Set(thing.in.filter((r) => !r.inferred && r.source !== task && r.source.subjects.includes(task)).map((r) => r.source))];
const touches = () => {
  const { thing } = plankg.selected();
  if (thing && plankg.spatial.has(thing)) {
    const tasks = touched(thing);
    return tasks.length ? [make("b", { text: t("sTouch", subject()) }), ...tasks.map((task) => {
      const between = through(task, thing);
      return make("span", { class: "touch" }, plankg.link(task), between.length ? make("small", { text: ` ${t("sThrough")} ` }) : null, ...between.slice(0, 3).map((each) => plankg.link(each)));
    })] : [make("span", { class: "faint", text: t("sNoTouch", subject()) })];
  }
  const reached = thing ? [...plankg.spatial.keys()].filter((place) => place.subjects.includes(thing) && place !== thing) : [];
  return reached.length ? [make("b", { text: t("sTouches", say(thing), reached.length) }), ...reached.map((place) => plankg.link(place))] : [make("span", { class: "faint", text: plankg.state.chart === "map" && map ? t("sMapHow") : t("sHow", subject()) })];
};
const light = () => {
  const { thing, relations } = plankg.selected();
  const lit = thing && (plankg.spatial.has(thing) ? (place) => place === thing : [...plankg.spatial.keys()].some((place) => place.subjects.includes(thing)) ? (place) => place.subjects.includes(thing) : null);
  for (const element of stage.querySelectorAll(".place")) {
    const place = plankg.thing(element.dataset.id);
    element.classList.toggle("selected", place === thing);
    element.classList.toggle("lit", Boolean(lit?.(place)));
    element.classList.toggle("dim", Boolean(lit) && !plankg.spatial.has(thing) && !lit(place));
  }
  for (const element of stage.querySelectorAll(".tie")) element.classList.toggle("selected", relations.some((each) => each.id === element.dataset.statement));
  const [bar] = stage.children;
  const switches = map ? [make("span", { class: "steps", role: "group" }, ...["scheme", "map"].map((name) => make("button", { text: t(name === "map" ? "sMap" : "sScheme"), "aria-pressed": String(plankg.state.chart === name), on: { click: () => plankg.set({ chart: name }) } })))] : [];
  bar.replaceChildren(...switches, ...touches());
};
const draw = () => {
  stage.replaceChildren(make("div", { class: "bar touches" }), make("div", { class: "space" }));
  light();
  const holder = stage.lastElementChild;
  const chart = map && plankg.state.chart === "map";
  holder.append(...(chart ? plankg.drawnMap(holder, choose) : [scheme(holder), legend()]));
  light();
};

if (plankg.spatial.size || map) plankg.views.register({
  name: "space", order: 35, label: { zh: "空间", en: "Space" },
  show(given, state) {
    if (!stage) window.addEventListener("resize", plankg.later(() => plankg.state.view === "space" && this.update(plankg.state, new Set()), 120));
    stage = given;
    this.update(state, new Set(["selection"]));
  },
  update(state, changed) {
    const wanted = JSON.stringify([state.filters, state.language, state.chart, state.scope, stage.clientWidth]);
    if (wanted !== key) draw();
    else if (changed.has("selection")) light();
    key = wanted;
  },
  shown: () => {
    const things = new Set([...(stage?.querySelectorAll(".place") ?? [])].map((element) => plankg.thing(element.dataset.id)));
    return { things, relations: plankg.visible().relations.filter((r) => things.has(r.source) && things.has(r.target)) };
  },
  boxes: () => [...(stage?.querySelectorAll(".place") ?? [])].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.dataset.id, x, y, w: width, h: height, text: true, lines: [...element.querySelectorAll("tspan")].map((each) => each.textContent) };
  }),
});
