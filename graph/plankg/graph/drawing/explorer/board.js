/* A board: cards and relations of one view on the canvas of vis-network (the drawing core that pyvis brings). It pans,
 * zooms and redraws; cards, curves and labels are ours. plankg.board(element, {tall, press, open}) ->
 * {place(layout, relations), refit(), show(thing), paint(), boxes(), drawing(), shown(), network}. */
const READABLE = 10.4; // pixels: below this, labels are written apart from their cards, as many as fit
const { make, say } = plankg;

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { paper: of("--paper"), board: of("--board"), ink: of("--ink"), line: of("--line"), accent: of("--accent"), soft: of("--soft") };
};

plankg.board = (element, { press = () => {}, open = () => {}, marked = () => null } = {}) => {
  const { card } = plankg;
  const nodes = new vis.DataSet();
  const canvas = element.appendChild(make("div", { class: "board", role: "img" }));
  const popup = element.appendChild(make("div", { class: "popup", hidden: true }));
  const network = new vis.Network(canvas, { nodes, edges: [] }, {
    physics: false, layout: { improvedLayout: false }, interaction: { dragNodes: false, selectable: false, zoomSpeed: 0.6 },
  });
  let layout = { boxes: new Map(), bounds: plankg.bounds(new Map()) };
  let curves = [], near = null, over = null, palette = colours(), fit = null, labelScale = 0, labels = new Map();

  let sheet = 0; // the scale of a sheet that is painted for export; 0: the window is painted
  const scale = () => sheet || network.getScale();
  const small = () => card.size * scale() < READABLE;
  const relabel = () => {
    if (!small()) { labels = new Map(); labelScale = 0; return; }
    if (labelScale && Math.abs(scale() / labelScale - 1) < 0.02) return;
    labelScale = scale();
    labels = plankg.readable(layout, labelScale, (thing) => (plankg.state.selection === thing.id ? 3 : near?.has(thing) ? 2 : 1));
  };
  const bright = () => {
    const { thing, relations } = plankg.selected();
    const shown = marked();
    if (shown) return shown;
    if (thing && layout.boxes.has(thing)) return new Set([thing, ...curves.flatMap(({ relation: r }) => (r.source === thing ? [r.target] : r.target === thing ? [r.source] : []))]);
    return relations.length ? new Set([relations[0].source, relations[0].target]) : null;
  };
  const lit = (relation) => {
    const { thing, relations } = plankg.selected();
    if (relations.length) return relations.includes(relation);
    if (thing && layout.boxes.has(thing)) return relation.source === thing || relation.target === thing;
    return Boolean(near?.has(relation.source) && near.has(relation.target));
  };

  const write = (ctx, box, lines, size, line, left, top) => {
    Object.assign(ctx, { fillStyle: palette.ink, font: plankg.font(size, box.bold), textAlign: "left", textBaseline: "middle" });
    lines.forEach((text, i) => ctx.fillText(text, left, top + (i + 0.5) * line));
  };
  const plate = (ctx, box, w, h, strong) => {
    const left = box.x - w / 2, top = box.y - h / 2, selected = plankg.state.selection === box.thing.id;
    ctx.beginPath();
    ctx.roundRect(left, top, w, h, Math.min(6, h / 3));
    ctx.globalAlpha = 1;
    ctx.fillStyle = palette.board; // opaque even where the card is dimmed: no line runs through its words
    ctx.fill();
    ctx.globalAlpha = strong ? 1 : 0.3;
    ctx.fillStyle = box.thing.kind.colour + (selected ? "4d" : "24");
    ctx.fill();
    ctx.lineWidth = (selected ? 2.5 : 1) / Math.min(1, scale());
    ctx.strokeStyle = selected || over?.thing === box.thing ? box.thing.kind.colour : `${box.thing.kind.colour}80`;
    ctx.stroke();
    ctx.fillStyle = box.thing.kind.colour;
    ctx.beginPath();
    ctx.roundRect(left, top, Math.min(5, w / 8), h, [Math.min(6, h / 3), 0, 0, Math.min(6, h / 3)]);
    ctx.fill();
  };
  const whole = (ctx, box) => {
    ctx.save();
    plate(ctx, box, box.w, box.h, !near || near.has(box.thing));
    const size = box.labelled ?? card.size, line = box.labelled ? size * 1.25 : card.line;
    if (box.labelled || !small()) write(ctx, box, box.lines, size, line, box.x - box.w / 2 + (box.labelled ? 9 / scale() : card.inset), box.y - (box.lines.length * line) / 2);
    ctx.restore();
  };
  const paintCard = (ctx, box) => ({
    drawNode() { if (!still && !labels.has(box.thing)) whole(ctx, box); },
    nodeDimensions: { width: box.w, height: box.h },
  });

  const paintSheet = (ctx) => {
    [sheet, near, labels, labelScale, palette] = [1, null, new Map(), 0, colours()];
    for (const c of curves) {
      const { relation: r } = c;
      ctx.open?.({ id: r.id, title: `${say(r.source)} — ${say(r.relation)} → ${say(r.target)}` });
      plankg.strokes(ctx, [c], { colour: palette.line, alpha: 0.7, width: 1 });
      ctx.close?.();
    }
    for (const box of layout.boxes.values()) {
      ctx.open?.({ id: box.thing.id, title: `${say(box.thing.kind)}: ${say(box.thing)}` });
      whole(ctx, box);
      ctx.close?.();
    }
    layout.after?.(ctx, { scale: 1, palette, near });
    sheet = 0;
    network.redraw();
  };

  const below = (ctx) => {
    near = bright();
    relabel();
    const thin = 1 / Math.min(1, scale());
    plankg.strokes(ctx, near ? curves.filter((c) => !lit(c.relation)) : curves, { colour: palette.line, alpha: near ? 0.12 : 0.5, width: thin });
  };
  const above = (ctx) => {
    // What is lit lies above what is dimmed: first the dimmed labels, then the lit curves, then the cards they join.
    const bright = (box) => Boolean(near?.has(box.thing));
    for (const label of labels.values()) if (!bright(label)) whole(ctx, label);
    const thin = 1 / Math.min(1, scale());
    if (near) plankg.strokes(ctx, curves.filter((c) => lit(c.relation)), { colour: palette.accent, alpha: 0.8, width: 1.5 * thin });
    if (over?.relation) plankg.strokes(ctx, curves.filter((c) => c.relation === over.relation), { colour: palette.accent, alpha: 1, width: 2.2 * thin });
    if (near) for (const box of layout.boxes.values()) if (bright(box) && !labels.has(box.thing)) whole(ctx, box);
    for (const label of labels.values()) if (bright(label)) whole(ctx, label);
    layout.after?.(ctx, { scale: scale(), palette, near });
  };
  let moved = null, still = null; // `still`: what is seen and half a window around it, painted once while it is dragged
  const capture = () => {
    const image = document.createElement("canvas"), { width, height } = canvas.querySelector("canvas");
    Object.assign(image, { width: 2 * width, height: 2 * height });
    const { x, y } = network.DOMtoCanvas({ x: -canvas.clientWidth / 2, y: -canvas.clientHeight / 2 });
    const ctx = image.getContext("2d"), unit = (width / canvas.clientWidth) * scale();
    ctx.setTransform(unit, 0, 0, unit, -x * unit, -y * unit);
    below(ctx);
    for (const box of layout.boxes.values()) if (!labels.has(box.thing)) whole(ctx, box);
    above(ctx);
    return { image, x, y, w: image.width / unit, h: image.height / unit };
  };
  const outside = ({ x, y, w, h }) => {
    const at = network.getViewPosition(), half = { x: canvas.clientWidth / 2 / scale(), y: canvas.clientHeight / 2 / scale() };
    return at.x - half.x < x || at.y - half.y < y || at.x + half.x > x + w || at.y + half.y > y + h;
  };
  network.on("dragStart", () => { still = capture(); });
  network.on("dragEnd", () => { still = null; network.redraw(); });
  network.on("zoom", () => { still = null; });
  network.on("beforeDrawing", (ctx) => {
    if (!still) return below(ctx);
    if (outside(still)) still = capture();
    ctx.imageSmoothingEnabled = false; // pixel on pixel
    ctx.drawImage(still.image, still.x, still.y, still.w, still.h);
  });
  network.on("afterDrawing", (ctx) => {
    if (!still) above(ctx);
    if (moved) moved();
  });

  const found = (event) => {
    const area = canvas.getBoundingClientRect();
    const point = network.DOMtoCanvas({ x: event.clientX - area.left, y: event.clientY - area.top });
    const within = (box) => Math.abs(point.x - box.x) <= box.w / 2 && Math.abs(point.y - box.y) <= box.h / 2;
    const thing = [...labels.values(), ...layout.boxes.values()].find(within)?.thing;
    if (thing) return { thing };
    const curve = plankg.hit(curves, point, 5 / scale());
    return curve ? { relation: curve.relation } : null;
  };
  const tell = (event) => {
    const relation = over?.relation;
    popup.hidden = !over || event.buttons > 0;
    if (popup.hidden) return;
    const text = relation ? `${say(relation.source)} — ${say(relation.relation)} → ${say(relation.target)}` : say(over.thing);
    const quote = (relation ?? over.thing).quotes[0];
    popup.replaceChildren(make("b", { text }), make("small", { text: relation ? say(relation.grade) : say(over.thing.kind) }), ...(quote ? [make("q", { text: quote.exact })] : []));
    const area = element.getBoundingClientRect();
    const x = Math.min(event.clientX - area.left + 14, area.width - popup.offsetWidth - 6), y = event.clientY - area.top + 18;
    popup.style.left = `${Math.max(4, x)}px`;
    popup.style.top = `${y + popup.offsetHeight > area.height ? y - popup.offsetHeight - 30 : y}px`;
  };
  canvas.addEventListener("mousemove", (event) => {
    const next = event.buttons ? null : found(event);
    const same = next?.thing === over?.thing && next?.relation === over?.relation;
    over = next;
    canvas.classList.toggle("pointing", Boolean(over));
    tell(event);
    if (!same) network.redraw();
  });
  canvas.addEventListener("mouseleave", () => { over = null; popup.hidden = true; network.redraw(); });
  network.on("click", ({ event }) => press(found(event.center ? { clientX: event.center.x, clientY: event.center.y } : event)));
  network.on("doubleClick", ({ event }) => { const hit = found({ clientX: event.center.x, clientY: event.center.y }); if (hit?.thing) open(hit.thing); });
  for (const own of ["zoom", "dragStart"]) network.on(own, () => { fit = null; });
  network.on("resize", ({ width, oldWidth }) => {
    // What was seen whole stays whole. vis-network moves the view after this event, so ours waits for it.
    if (oldWidth && width && fit) queueMicrotask(() => { if (canvas.clientWidth) fit?.(); }); // hidden views have no size
  });

  /** Show everything; where `centre` is given, never so small that cards cannot be read: then what is around it. */
  const refit = (centre = null) => {
    network.setSize("100%", "100%"); // else the canvas learns later that its window has grown, and moves what was fitted
    const { left, right, top, bottom } = layout.bounds;
    const width = canvas.clientWidth - 24, height = canvas.clientHeight - 16;
    const fitting = Math.min(width / (right - left), height / (bottom - top), 1.1);
    const least = centre ? (READABLE + 0.2) / card.size : 0.02;
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    network.moveTo({ position: fitting < least && centre ? { x: (centre.x + middle.x) / 2, y: centre.y } : middle, scale: Math.max(fitting, least) });
    fit = () => refit(centre);
  };
  const inWindow = (x, y) => {
    const at = network.canvasToDOM({ x, y }), area = canvas.getBoundingClientRect();
    return { x: area.left + at.x, y: area.top + at.y };
  };
  return {
    network, refit, element: canvas,
    aspect: () => Math.max(0.5, (canvas.clientWidth - 24) / Math.max(1, canvas.clientHeight - 16)),
    onMove: (listener) => { moved = listener; },
    inWindow,
    repaint: () => { palette = colours(); labelScale = 0; network.redraw(); },
    paint: () => { labelScale = 0; network.redraw(); },
    place: (next, relations) => {
      layout = next;
      labelScale = 0;
      curves = plankg.curves(relations, layout.boxes);
      nodes.clear();
      nodes.add([...layout.boxes.values()].map((box) => ({ id: box.thing.index, x: box.x, y: box.y, shape: "custom", ctxRenderer: ({ ctx }) => paintCard(ctx, box) })));
    },
    /** Bring a card into view where it is not. */
    show: (thing) => {
      const box = layout.boxes.get(thing);
      if (!box) return;
      const at = network.canvasToDOM({ x: box.x, y: box.y }), w = (box.w / 2) * scale(), h = (box.h / 2) * scale();
      const outside = at.x - w < 0 || at.y - h < 0 || at.x + w > canvas.clientWidth || at.y + h > canvas.clientHeight;
      if (!outside) return;
      fit = null;
      network.moveTo({ position: { x: box.x, y: box.y }, animation: false });
    },
    drawing: () => {
      const { bounds } = layout, middles = curves.map((c) => (c.x0 + 3 * c.c0 + 3 * c.c1 + c.x1) / 8);
      const [left, right] = [middles.reduce((a, b) => Math.min(a, b), bounds.left), middles.reduce((a, b) => Math.max(a, b), bounds.right)];
      return layout.boxes.size ? { bounds: { ...bounds, left, right }, paint: paintSheet } : null;
    },
    shown: () => ({ things: new Set(layout.boxes.keys()), relations: curves.map((c) => c.relation) }),
    boxes: () => [...layout.boxes.values()].map((box) => {
      const label = labels.get(box.thing), { x, y, w, h, lines } = label ?? box, at = inWindow(x, y);
      return { id: box.thing.id, x: at.x - (w * scale()) / 2, y: at.y - (h * scale()) / 2, w: w * scale(), h: h * scale(), text: Boolean(label) || !small(), lines };
    }),
  };
};
