/* Relations on a canvas: curves that leave and enter cards at their sides, painted in few strokes, found by the mouse. */
const SAMPLES = 24;

/** The curve of a relation between two boxes; parallel relations lie beside one another. */
const curve = (from, to, offset) => {
  const a = from.y + offset, b = to.y + offset;
  const ahead = to.x - to.w / 2 >= from.x + from.w / 2, back = to.x + to.w / 2 <= from.x - from.w / 2;
  const out = back ? -1 : 1, enter = ahead ? -1 : back ? 1 : 1;
  const x0 = from.x + (out * from.w) / 2, x1 = to.x + (enter * to.w) / 2;
  const pull = ahead || back ? Math.max(24, Math.abs(x1 - x0) * 0.4) : 26 + Math.min(30, Math.abs(b - a) * 0.06);
  return { x0, y0: a, x1, y1: b, c0: x0 + out * pull, c1: x1 + enter * pull, enter };
};

/** Curves of all relations between placed boxes. */
plankg.curves = (relations, boxes) => {
  const used = new Map();
  return relations.filter((each) => boxes.has(each.source) && boxes.has(each.target) && each.source !== each.target).map((relation) => {
    const [one, other] = [relation.source.index, relation.target.index].sort((a, b) => a - b);
    const key = one * plankg.things.length + other;
    const before = used.get(key) ?? 0;
    used.set(key, before + 1);
    return { relation, ...curve(boxes.get(relation.source), boxes.get(relation.target), before * 5 * (before % 2 ? 1 : -1)) };
  });
};

const trace = (ctx, c) => {
  ctx.moveTo(c.x0, c.y0);
  ctx.bezierCurveTo(c.c0, c.y0, c.c1, c.y1, c.x1, c.y1);
};
const arrow = (ctx, c, size) => {
  ctx.moveTo(c.x1, c.y1);
  ctx.lineTo(c.x1 + c.enter * size, c.y1 - size * 0.5);
  ctx.lineTo(c.x1 + c.enter * size, c.y1 + size * 0.5);
  ctx.closePath();
};

/** Paint curves of one style: {colour, alpha, width}; the inferred among them are dashed. */
plankg.strokes = (ctx, curves, { colour, alpha, width }) => {
  if (!curves.length) return;
  ctx.save();
  Object.assign(ctx, { strokeStyle: colour, fillStyle: colour, globalAlpha: alpha, lineWidth: width });
  for (const dashed of [false, true]) {
    const some = curves.filter((c) => c.relation.inferred === dashed);
    ctx.setLineDash(dashed ? [6 * Math.max(1, width), 5 * Math.max(1, width)] : []);
    ctx.beginPath();
    for (const c of some) trace(ctx, c);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const c of curves) arrow(ctx, c, 5 + 2 * width);
  ctx.fill();
  ctx.restore();
};

const at = (c, s) => {
  const r = 1 - s, k0 = r * r * r, k1 = 3 * r * r * s, k2 = 3 * r * s * s, k3 = s * s * s;
  return { x: k0 * c.x0 + k1 * c.c0 + k2 * c.c1 + k3 * c.x1, y: (k0 + k1) * c.y0 + (k2 + k3) * c.y1 };
};
const distance = (p, a, b) => {
  const dx = b.x - a.x, dy = b.y - a.y;
  const s = Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(p.x - a.x - s * dx, p.y - a.y - s * dy);
};

/** The curve nearest to a point, if it is nearer than `reach`. */
plankg.hit = (curves, point, reach) => {
  let best = null, nearest = reach;
  for (const c of curves) {
    const [low, high] = c.y0 < c.y1 ? [c.y0, c.y1] : [c.y1, c.y0];
    if (point.y < low - reach || point.y > high + reach) continue;
    for (let i = 0, a = at(c, 0); i < SAMPLES; i += 1) {
      const b = at(c, (i + 1) / SAMPLES);
      const d = distance(point, a, b);
      if (d < nearest) { nearest = d; best = c; }
      a = b;
    }
  }
  return best;
};
