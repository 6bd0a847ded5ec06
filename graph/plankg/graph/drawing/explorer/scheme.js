/* The layout of a scheme of space: a frame for each structure; what lies along the rim above and below, what runs across
 * in the middle, areas between. plankg.scheme(things, width) -> {frames, boxes: Map(thing -> {x, y, w, h, ...}), height}. */
const GAP = 14, INSET = 16, LABEL = 136, SIZE = 13, LINE = 16.5;
const { parts } = plankg.content.space;
const placed = new Map(Object.entries(plankg.content.space.things).map(([number, given]) => [plankg.things[number], given]));
plankg.spatial = placed;

/** The spatial things that a thing is stated to consist of. */
const within = (thing, known) => [...new Set(thing.out.filter((r) => r.relation.name === parts && !r.inferred && known.has(r.target) && r.target !== thing).map((r) => r.target))];

const tile = (thing, greatest) => {
  const radius = 12 + 16 * Math.sqrt(thing.weight / greatest);
  const font = plankg.font(SIZE), lines = plankg.wrap(plankg.say(thing), font, Math.max(LABEL, plankg.longest(plankg.say(thing), font)));
  const breadth = Math.max(...lines.map((line) => plankg.breadth(line, font)));
  return { thing, kind: "tile", radius, lines, w: Math.max(84, breadth + 16), h: 2 * radius + lines.length * LINE + 18, inner: [] };
};
/** Put boxes in rows of at most `width`, each row in the middle; their places are relative. */
const flow = (boxes, width) => {
  const rows = [];
  for (const box of boxes) {
    const row = rows.at(-1);
    if (row && row.w + GAP + box.w <= width) { row.boxes.push(box); row.w += GAP + box.w; row.h = Math.max(row.h, box.h); }
    else rows.push({ boxes: [box], w: box.w, h: box.h });
  }
  const whole = rows.reduce((most, row) => Math.max(most, row.w), 0);
  let top = 0;
  for (const row of rows) {
    let left = (whole - row.w) / 2;
    for (const box of row.boxes) { Object.assign(box, { left, top: top + (row.h - box.h) / 2 }); left += box.w + GAP; }
    top += row.h + GAP;
  }
  return { w: whole, h: Math.max(0, top - GAP) };
};
/** A group: its caption above, what it consists of below. */
const group = (thing, inner, width) => {
  const lines = plankg.wrap(plankg.say(thing), plankg.font(SIZE, true), Math.max(160, width / 3));
  const inside = flow(inner, width - 2 * INSET), head = lines.length * LINE + 10;
  const w = Math.max(inside.w, ...lines.map((line) => plankg.breadth(line, plankg.font(SIZE, true)))) + 2 * INSET;
  for (const box of inner) { box.left += (w - inside.w) / 2; box.top += head + 4; }
  return { thing, kind: "group", lines, w, h: head + inside.h + INSET, inner };
};
/** A band across the frame: its caption at the left, what lies along it at the right. */
const band = (thing, inner, width, kind) => {
  const lines = plankg.wrap(plankg.say(thing), plankg.font(SIZE, true), 150);
  const caption = Math.max(...lines.map((line) => plankg.breadth(line, plankg.font(SIZE, true)))) + 2 * INSET;
  const inside = flow(inner, width - caption - INSET);
  const h = Math.max(inside.h, lines.length * LINE) + (kind === "coast" ? 26 : 18);
  for (const box of inner) { box.left += caption + (width - caption - INSET - inside.w) / 2; box.top += (h - inside.h) / 2; }
  return { thing, kind, lines, caption, w: width, h, inner };
};

/** The boxes of things and of all that they consist of; each thing stands once. */
const build = (thing, width, greatest, known, seen) => {
  seen.add(thing);
  const inner = within(thing, known).filter((part) => !seen.has(part));
  for (const part of inner) seen.add(part);
  const { place } = placed.get(thing);
  const boxes = (room) => inner.map((part) => (within(part, known).some((each) => !seen.has(each)) ? build(part, room, greatest, known, seen) : tile(part, greatest)));
  if (place === "line") return [band(thing, boxes(width - 200), width, "band")];
  if (place === "edge") return inner.length ? inner.map((part, i) => Object.assign(band(part, [], width, "coast"), { of: thing, first: i === 0 })) : [band(thing, [], width, "coast")];
  return [inner.length ? group(thing, boxes(width / 2), Math.min(width, Math.max(width / 2, 420))) : tile(thing, greatest)];
};
const frame = (structure, members, width, greatest, known, seen) => {
  const inside = width - 2 * INSET, edges = [], lines = [], areas = [];
  for (const part of members.filter((each) => !seen.has(each))) {
    const { place } = placed.get(part);
    (place === "edge" ? edges : place === "line" ? lines : areas).push(...build(part, inside, greatest, known, seen));
  }
  const upper = edges.splice(0, Math.ceil(edges.length / 2));
  for (const box of upper) box.upper = true;
  const below = lines.length ? areas.splice(Math.ceil(areas.length / 2)) : [];
  const rows = [];
  let top = structure ? 40 : 34;
  const add = (boxes) => {
    if (!boxes.length) return;
    const found = flow(boxes, inside);
    for (const box of boxes) { box.left += INSET + (inside - found.w) / 2; box.top += top; }
    top += found.h + GAP;
    rows.push(...boxes);
  };
  for (const box of upper) add([box]);
  add(areas);
  for (const box of lines) add([box]);
  add(below);
  for (const box of edges) add([box]);
  return { thing: structure, kind: "frame", inner: rows, left: 0, w: width, h: top + 2 };
};
/** From places inside one another to places on the sheet. */
const settle = (box, left, top, boxes) => {
  box.x = left + box.left;
  box.y = top + box.top;
  if (box.thing) boxes.set(box.thing, box);
  if (box.first) boxes.set(box.of, { ...box, thing: box.of, shadow: true });
  for (const each of box.inner) settle(each, box.x, box.y, boxes);
};

plankg.scheme = (things, width) => {
  const known = new Set(things), seen = new Set(), frames = [];
  const greatest = Math.max(1, ...things.map((thing) => thing.weight));
  const whole = (thing) => placed.get(thing).place === "frame";
  for (const structure of things.filter(whole)) {
    if (seen.has(structure)) continue;
    seen.add(structure);
    frames.push(frame(structure, within(structure, known), width, greatest, known, seen));
  }
  const part = new Set(things.flatMap((thing) => within(thing, known)));
  const rest = things.filter((thing) => !seen.has(thing)).sort((a, b) => part.has(a) - part.has(b) || within(b, known).length - within(a, known).length);
  if (rest.length) frames.push(frame(null, rest, width, greatest, known, seen));
  const boxes = new Map();
  let top = 0;
  for (const each of frames) {
    each.top = top;
    settle(each, 0, 0, boxes);
    top += each.h + 18;
  }
  return { frames, boxes, height: Math.max(0, top - 18) };
};
