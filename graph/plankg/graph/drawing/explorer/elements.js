/* A drawing of elements as the page has laid them out: backgrounds, borders, and every line of text where it stands. */
const LEFT_OUT = "button:not(.link), input, select, .bar, [hidden]";
const clear = (css) => css === "transparent" || /[,/] ?0\)$/.test(css);
const SIDES = ["Top", "Right", "Bottom", "Left"];

const border = (ctx, style, { x, y, w, h }) => {
  const widths = SIDES.map((side) => (style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`])));
  const looks = new Set(SIDES.map((side, i) => `${widths[i]} ${style[`border${side}Color`]}`));
  const dashed = (i) => (style[`border${SIDES[i]}Style`] === "dashed" ? [4, 3] : []);
  if (looks.size === 1) {
    if (!widths[0] || clear(style.borderTopColor)) return;
    Object.assign(ctx, { strokeStyle: style.borderTopColor, lineWidth: widths[0] });
    ctx.setLineDash(dashed(0));
    ctx.beginPath();
    ctx.roundRect(x + widths[0] / 2, y + widths[0] / 2, w - widths[0], h - widths[0], parseFloat(style.borderTopLeftRadius) || 0);
    ctx.stroke();
    return;
  }
  const strips = [[x, y, w, widths[0]], [x + w - widths[1], y, widths[1], h], [x, y + h - widths[2], w, widths[2]], [x, y, widths[3], h]];
  strips.forEach((strip, i) => {
    if (!widths[i] || clear(style[`border${SIDES[i]}Color`])) return;
    ctx.fillStyle = style[`border${SIDES[i]}Color`];
    ctx.fillRect(...strip);
  });
};
/** The lines of a text node: [{text, x, y, w, h}] in the window. */
const lines = (node) => {
  const range = document.createRange(), text = node.data;
  const at = (from, to) => { range.setStart(node, from); range.setEnd(node, to); return range.getClientRects(); };
  const whole = at(0, text.length);
  if (whole.length < 2) return whole.length ? [{ text, rect: whole[0] }] : [];
  const found = [];
  for (let from = 0; from < text.length;) {
    const to = from + (text.codePointAt(from) > 0xffff ? 2 : 1), rects = at(from, to), rect = rects[rects.length - 1];
    if (rect?.width) {
      const last = found.at(-1);
      if (last && Math.abs(last.rect.y - rect.y) < rect.height / 2) last.text += text.slice(from, to);
      else found.push({ text: text.slice(from, to), rect });
    }
    from = to;
  }
  return found;
};
const write = (ctx, node, style, move) => {
  const size = parseFloat(style.fontSize), strong = Number(style.fontWeight) >= 600;
  for (const { text, rect } of lines(node)) {
    if (!text.trim()) continue;
    const { x, y, w, h } = move(rect), lead = text.length - text.trimStart().length;
    Object.assign(ctx, { fillStyle: node.parentNode instanceof SVGElement ? style.fill : style.color, font: plankg.font(size, strong), textAlign: "left", textBaseline: "middle" });
    if (style.writingMode.startsWith("vertical")) plankg.fillDown(ctx, text.trim(), x + w / 2, y);
    else ctx.fillText(text.trim(), x + (lead ? plankg.measure(text.slice(0, lead), ctx.font) : 0), y + h / 2);
  }
};
const rounded = (x, y, w, h, r) => (r ? `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z` : `M${x} ${y}h${w}v${h}h${-w}Z`);
const of = (element, ...names) => names.map((name) => Number(element.getAttribute(name)) || 0);
const DATA = {
  path: (element) => element.getAttribute("d"),
  rect: (element) => { const [x, y, w, h, r] = of(element, "x", "y", "width", "height", "rx"); return rounded(x, y, w, h, Math.min(r, w / 2, h / 2)); },
  circle: (element) => { const [x, y, r] = of(element, "cx", "cy", "r"); return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`; },
  line: (element) => { const [a, b, c, d] = of(element, "x1", "y1", "x2", "y2"); return `M${a} ${b}L${c} ${d}`; },
};
/** A shape of a drawn scheme, where the page has it. */
const shape = (ctx, element, style, move) => {
  const { a, b, c, d, e, f } = element.getScreenCTM(), { x, y } = move({ x: e, y: f, width: 0, height: 0 });
  plankg.paintShape(ctx, DATA[element.tagName](element), [a, b, c, d, x, y], style);
};
const draw = (ctx, element, move) => {
  if (element.matches(LEFT_OUT)) return;
  const rect = element.getBoundingClientRect(), style = getComputedStyle(element);
  if (style.visibility === "hidden" || style.display === "none") return;
  const marked = element.dataset.id && rect.width;
  if (marked) ctx.open?.({ id: element.dataset.id, title: element.title || null });
  const area = move(rect);
  if (DATA[element.tagName]) shape(ctx, element, style, move);
  else if (rect.width && !clear(style.backgroundColor)) {
    ctx.fillStyle = style.backgroundColor;
    ctx.beginPath();
    ctx.roundRect(area.x, area.y, area.w, area.h, parseFloat(style.borderTopLeftRadius) || 0);
    ctx.fill();
  }
  if (rect.width && element instanceof HTMLElement) border(ctx, style, area);
  for (const child of element.childNodes) {
    if (child.nodeName === "title") continue;
    if (child.nodeType === Node.TEXT_NODE && child.data.trim()) write(ctx, child, style, move);
    else if (child.nodeType === Node.ELEMENT_NODE) draw(ctx, child, move);
  }
  if (marked) ctx.close?.();
};

/** A drawing of all that a scrolled element holds, also of what is scrolled away. */
plankg.elements = (scroller) => {
  const bounds = { left: 0, top: 0, right: 0, bottom: scroller.scrollHeight };
  const area = scroller.getBoundingClientRect();
  for (const child of scroller.children) bounds.right = Math.max(bounds.right, child.getBoundingClientRect().right - area.left + scroller.scrollLeft);
  bounds.right = Math.max(bounds.right, Math.min(scroller.scrollWidth, scroller.clientWidth) * 0.5);
  bounds.bottom = Math.min(bounds.bottom, Math.max(...[...scroller.children].map((child) => child.getBoundingClientRect().bottom - area.top + scroller.scrollTop)));
  return { bounds, paint: (ctx) => {
    const { scrollLeft, scrollTop } = scroller;
    scroller.scrollTo(0, 0); // what sticks to an edge goes back to its own place
    const origin = scroller.getBoundingClientRect();
    const move = ({ x, y, width, height }) => ({ x: x - origin.x, y: y - origin.y, w: width, h: height });
    for (const child of scroller.children) draw(ctx, child, move);
    ctx.setLineDash([]);
    scroller.scrollTo(scrollLeft, scrollTop);
  } };
};
