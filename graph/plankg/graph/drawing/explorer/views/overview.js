/* Too many things to be drawn as cards: a dot for each, in a disc for each group, on a canvas that is painted in few strokes.
 * A click opens a bounded part of a group in the other views. */
const { make, t, say } = plankg;
const DOT = 4, TIES = 300, CLEAR = 9, FEW = 40;
let canvas = null, popup = null, side = null, bar = null, found = null, key = "", view = { x: 0, y: 0, scale: 1 }, over = null, labels = [], asked = false;

plankg.words.add({
  zh: { oHow: "{0} 个事物，一点一个；点一个圈，打开它的一部分（至多 300 个）。滚轮放大，放大后点单个的点。", oCount: "{0} 个", oOpen: "打开“{0}”" },
  en: { oHow: "{0} things, a dot each. Click a disc to open a part of it (at most 300 things); zoom in with the wheel to click single dots.", oCount: "{0}", oOpen: "Open “{0}”" },
});

/** The groups with their discs: {key, members, r, x, y}; ties between groups: {a, b, count}. */
const collect = (grouping, things) => {
  const groups = new Map();
  for (const thing of things) {
    const of = grouping.of(thing);
    if (!groups.has(of)) groups.set(of, { key: of, name: grouping.say(of), colour: grouping.colour(of), members: [], x: 0, y: 0 });
    groups.get(of).members.push(thing);
  }
  const list = [...groups.values()].sort((a, b) => b.members.length - a.members.length || (a.key < b.key ? -1 : 1));
  const number = new Map();
  list.forEach((group, i) => {
    group.r = DOT * 0.62 * Math.sqrt(group.members.length) + DOT * 2;
    for (const thing of group.members) number.set(thing, i);
  });
  const ties = new Map();
  for (const { source, target } of plankg.visible().relations) {
    const [a, b] = [number.get(source), number.get(target)].sort((one, two) => one - two);
    if (a !== b && a !== undefined && b !== undefined) ties.set(a * list.length + b, (ties.get(a * list.length + b) ?? 0) + 1);
  }
  const strongest = [...ties].sort((a, b) => b[1] - a[1]).slice(0, TIES).map(([pair, count]) => ({ a: list[Math.floor(pair / list.length)], b: list[pair % list.length], count }));
  return { list, ties: strongest };
};
/** Kinds stand in the columns of their layers, as in the whole plan. */
const inColumns = (list) => {
  let left = 0;
  for (const layer of plankg.vocabulary.layers) {
    const own = list.filter((group) => group.members[0].kind.layer === layer);
    if (!own.length) continue;
    const width = 2 * Math.max(...own.map((group) => group.r), 40);
    let top = -own.reduce((sum, group) => sum + 2 * Math.max(group.r, 22) + 26, 0) / 2;
    for (const group of own) {
      const half = Math.max(group.r, 22);
      Object.assign(group, { x: left + width / 2, y: top + half });
      top += 2 * half + 26;
    }
    left += width + 46;
  }
};
/** Other groups are packed around the largest, in a sheet of the window's proportions. */
const packed = (list, aspect) => {
  const wide = Math.sqrt(aspect);
  let reached = 0;
  const free = (x, y, r, count) => {
    for (let i = 0; i < count; i += 1) {
      const other = list[i], apart = other.r + r + 14;
      if ((other.x - x) ** 2 + (other.y - y) ** 2 < apart * apart) return false;
    }
    return true;
  };
  list.forEach((group, count) => {
    const pace = Math.max(4, group.r * 0.7);
    for (let step = Math.floor((reached / pace) ** 2 * 0.7); ; step += 1) {
      const angle = step * 2.399963, radius = pace * Math.sqrt(step);
      const x = radius * Math.cos(angle) * wide, y = (radius * Math.sin(angle)) / wide;
      if (!free(x, y, group.r, count)) continue;
      Object.assign(group, { x, y });
      reached = radius;
      return;
    }
  });
};
/** Dots: a sunflower in each disc, the most connected in the middle; sorted by colour, so that each colour is set once. */
const sow = (list) => {
  const dots = new Map();
  for (const group of list) {
    group.members.sort((a, b) => b.weight - a.weight || a.index - b.index);
    group.members.forEach((thing, i) => {
      const radius = DOT * 0.6 * Math.sqrt(i + 0.5), angle = i * 2.399963;
      const { colour } = thing.kind;
      if (!dots.has(colour)) dots.set(colour, []);
      dots.get(colour).push({ thing, group, x: group.x + radius * Math.cos(angle), y: group.y + radius * Math.sin(angle) });
    });
  }
  return dots;
};
const edges = (list) => ({
  left: Math.min(...list.map((g) => g.x - g.r)), right: Math.max(...list.map((g) => g.x + g.r)),
  top: Math.min(...list.map((g) => g.y - g.r)) - 8, bottom: Math.max(...list.map((g) => g.y + g.r)),
});
const fit = () => {
  if (!found.list.length || !canvas.clientWidth) return;
  const { left, right, top, bottom } = edges(found.list);
  view.scale = Math.min((canvas.clientWidth - 40) / (right - left || 1), (canvas.clientHeight - 40) / (bottom - top || 1), 6);
  view.x = canvas.clientWidth / 2 - ((left + right) / 2) * view.scale;
  view.y = canvas.clientHeight / 2 - ((top + bottom) / 2) * view.scale;
};

const lines = (ctx, style) => {
  for (const { a, b, count } of found.ties) {
    const near = over && (over === a || over === b);
    ctx.globalAlpha = over ? (near ? 0.8 : 0.06) : 0.3;
    ctx.strokeStyle = near ? style.accent : style.line;
    ctx.lineWidth = (0.5 + Math.log2(count) * 0.55) / view.scale;
    ctx.beginPath();
    ctx.moveTo(a.x, a.y);
    ctx.lineTo(b.x, b.y);
    ctx.stroke();
  }
};
const discs = (ctx, style) => {
  for (const group of found.list) {
    ctx.beginPath();
    ctx.arc(group.x, group.y, group.r, 0, 7);
    ctx.globalAlpha = 1;
    ctx.fillStyle = style.paper;
    ctx.fill();
    ctx.lineWidth = (over === group ? 2.2 : 1) / view.scale;
    ctx.strokeStyle = over === group ? style.accent : group.colour ?? style.line;
    ctx.stroke();
  }
};
const points = (ctx) => {
  const half = DOT * 0.4, { thing: selected } = plankg.selected();
  ctx.globalAlpha = 0.9;
  const [left, top, right, bottom] = [-view.x / view.scale, -view.y / view.scale, (canvas.clientWidth - view.x) / view.scale, (canvas.clientHeight - view.y) / view.scale];
  for (const [colour, dots] of found.dots) {
    ctx.fillStyle = colour;
    for (const { x, y } of dots) if (x > left && x < right && y > top && y < bottom) ctx.fillRect(x - half, y - half, 2 * half, 2 * half);
  }
  const dot = selected && [...found.dots.values()].flat().find(({ thing }) => thing === selected);
  if (dot) { ctx.strokeStyle = selected.kind.colour; ctx.lineWidth = 2 / view.scale; ctx.beginPath(); ctx.arc(dot.x, dot.y, DOT * 1.6, 0, 7); ctx.stroke(); }
};
/** Names on the rims of discs, the largest first, as many as fit without two overlapping or one covering another disc. */
const write = (ctx, style) => {
  const font = plankg.font(12.5, true), few = found.list.length <= FEW;
  labels = [];
  const standing = found.list.map((group) => ({ group, x: view.x + group.x * view.scale, y: view.y + group.y * view.scale, r: group.r * view.scale }));
  for (const { group, x, y, r } of standing) {
    if (r < 15 && !few) continue;
    const [name] = group.name.split(" · "), whole = plankg.wrap(name, font, Math.max(96, 2 * r - 12, plankg.longest(name, font)));
    const text = whole.length > 2 ? [`${whole[0]}…`, whole.at(-1)] : whole;
    const w = Math.max(...text.map((each) => plankg.breadth(each, font))) + 10, h = text.length * 16 + 16;
    const box = { group, text, x: x - w / 2, y: y - r - Math.min(h / 2, r), w, h };
    const covers = (other) => other.group !== group && other.r > 12 && Math.abs(other.x - x) < other.r * 0.7 + w / 2 && Math.abs(other.y - box.y - h / 2) < other.r * 0.7 + h / 2;
    if (labels.some((o) => box.x < o.x + o.w && o.x < box.x + box.w && box.y < o.y + o.h && o.y < box.y + box.h) || standing.some(covers)) continue;
    labels.push(box);
    ctx.globalAlpha = over && over !== group ? 0.5 : 0.85;
    ctx.fillStyle = style.paper;
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, w, h, 5);
    ctx.fill();
    Object.assign(ctx, { globalAlpha: 1, fillStyle: style.ink, font, textAlign: "center", textBaseline: "middle" });
    text.forEach((each, i) => ctx.fillText(each, x, box.y + 9 + i * 16));
    Object.assign(ctx, { fillStyle: style.faint, font: plankg.font(11) });
    ctx.fillText(t("oCount", group.members.length), x, box.y + h - 8);
  }
};
const paint = () => {
  asked = false;
  const ratio = window.devicePixelRatio || 1, { clientWidth: w, clientHeight: h } = canvas;
  if (!w) return;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) Object.assign(canvas, { width: Math.round(w * ratio), height: Math.round(h * ratio) });
  const css = getComputedStyle(document.documentElement), of = (name) => css.getPropertyValue(`--${name}`).trim();
  const style = { paper: of("paper"), board: of("board"), ink: of("ink"), line: of("line"), accent: of("accent"), faint: of("faint") };
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.globalAlpha = 1;
  ctx.fillStyle = style.board;
  ctx.fillRect(0, 0, w, h);
  ctx.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
  lines(ctx, style);
  discs(ctx, style);
  points(ctx);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  write(ctx, style);
};
const repaint = () => { if (!asked) { asked = true; requestAnimationFrame(paint); } };

const at = (event) => {
  const area = canvas.getBoundingClientRect(), x = (event.clientX - area.left - view.x) / view.scale, y = (event.clientY - area.top - view.y) / view.scale;
  const group = found.list.find((each) => Math.hypot(each.x - x, each.y - y) <= each.r) ?? labels.find((box) => event.clientX - area.left >= box.x && event.clientX - area.left <= box.x + box.w && event.clientY - area.top >= box.y && event.clientY - area.top <= box.y + box.h)?.group ?? null;
  const near = group && DOT * view.scale >= CLEAR ? [...found.dots.values()].flat().find((dot) => dot.group === group && Math.abs(dot.x - x) < DOT / 2 && Math.abs(dot.y - y) < DOT / 2) : null;
  return { group, thing: near?.thing ?? null };
};
const enter = (group) => plankg.set({ view: "layered", selection: "", filters: { ...plankg.state.filters, scope: [`${plankg.state.by}:${group.key}`] } });
const point = (event) => {
  const { group, thing } = at(event);
  canvas.classList.toggle("pointing", Boolean(group));
  popup.hidden = !group;
  if (group) {
    const counts = [...group.members.reduce((all, each) => all.set(each.kind, (all.get(each.kind) ?? 0) + 1), new Map())].sort((a, b) => b[1] - a[1]).slice(0, 5);
    popup.replaceChildren(make("b", { text: thing ? say(thing) : group.name }), make("small", { text: thing ? say(thing.kind) : counts.map(([kind, count]) => `${say(kind)} ${count}`).join(" · ") }));
    const area = canvas.parentElement.getBoundingClientRect();
    popup.style.left = `${Math.max(4, Math.min(event.clientX - area.left + 14, area.width - popup.offsetWidth - 6))}px`;
    popup.style.top = `${Math.min(event.clientY - area.top + 18, area.height - popup.offsetHeight - 6)}px`;
  }
  if (group !== over) { over = group; repaint(); }
};
const zoom = (factor, x, y) => {
  const scale = Math.min(Math.max(view.scale * factor, 0.02), 12), ratio = scale / view.scale;
  view = { scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio };
  repaint();
};
const listen = () => {
  let held = null, moved = false;
  canvas.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY }; moved = false; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return point(event);
    moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 3;
    if (!moved) return;
    view = { ...view, x: view.x + event.clientX - held.x, y: view.y + event.clientY - held.y };
    held = { x: event.clientX, y: event.clientY };
    popup.hidden = true;
    repaint();
  });
  canvas.addEventListener("pointerup", (event) => {
    held = null;
    if (moved) return;
    const { group, thing } = at(event);
    if (thing) plankg.set({ selection: thing.id });
    else if (group) enter(group);
  });
  canvas.addEventListener("pointerleave", () => { popup.hidden = true; over = null; repaint(); });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); const area = canvas.getBoundingClientRect(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX - area.left, event.clientY - area.top); }, { passive: false });
  new ResizeObserver(() => { if (canvas.clientWidth) { fit(); paint(); } }).observe(canvas);
};
const place = (state) => {
  const grouping = plankg.groupings.find((each) => each.name === state.by) ?? plankg.groupings[0];
  const things = [...plankg.visible().things];
  found = collect(grouping, things);
  if (grouping.name === "kind") inColumns(found.list);
  else packed(found.list, Math.max(0.5, canvas.clientWidth / Math.max(1, canvas.clientHeight)));
  found.dots = sow(found.list);
  bar.replaceChildren(make("span", { class: "steps", role: "group" }, ...plankg.groupings.map((each) => make("button", { "data-by": each.name, text: t(each.label), "aria-pressed": String(each === grouping), on: { click: () => plankg.set({ by: each.name }) } }))), make("span", { class: "faint", text: t("oHow", things.length) }));
  side.replaceChildren(...found.list.map((group) => make("button", { class: "group", "aria-label": t("oOpen", group.name), "data-key": group.key, on: { click: () => enter(group), mouseenter: () => { over = group; repaint(); }, focus: () => { over = group; repaint(); } } }, make("span", { text: group.name }), make("span", { class: "count", text: group.members.length }))));
  fit();
};

if (plankg.content.overview.community) {
  plankg.keep("view", "overview", "v");
  plankg.keep("by", plankg.groupings[0].name, "by");
  plankg.views.register({
    name: "overview", order: 5, label: { zh: "总览", en: "Overview" },
    show(stage, state) {
      if (!canvas) {
        bar = stage.appendChild(make("div", { class: "bar" }));
        const holder = stage.appendChild(make("div", { class: "overview" }));
        const drawing = holder.appendChild(make("div", { class: "canvas" }));
        canvas = drawing.appendChild(make("canvas", { class: "dots", role: "img" }));
        popup = drawing.appendChild(make("div", { class: "popup", hidden: true }));
        side = holder.appendChild(make("nav", { class: "groups", "aria-label": t("toOverview") }));
        listen();
      }
      this.update(state, new Set(["theme"]));
    },
    update(state) {
      if (state.filters.scope.length) return plankg.set({ filters: { ...state.filters, scope: [] } });
      const wanted = JSON.stringify([state.filters, state.language, state.by]);
      if (wanted !== key) place(state);
      key = wanted;
      repaint();
    },
    boxes: () => labels.map(({ group, text, x, y, w, h }) => {
      const area = canvas.getBoundingClientRect();
      return { id: group.key, x: area.left + x, y: area.top + y, w, h, text: true, lines: text };
    }),
  });
}
