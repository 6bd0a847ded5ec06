/* A canvas that writes SVG: what a view paints on a sheet comes out as shapes and as text that can be read and searched.
 * It knows what the views use of a canvas' context, no more; open() and close() put what lies between into one group. */
const NS = "http://www.w3.org/2000/svg";
const scratch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const colours = new Map();
const round = (number) => Math.round(number * 100) / 100;

/** Any colour that CSS knows, as [#rrggbb, opacity]: readers of SVG know less than browsers. */
const colour = (css) => {
  if (!colours.has(css)) {
    scratch.clearRect(0, 0, 1, 1);
    scratch.fillStyle = "#000";
    scratch.fillStyle = css;
    scratch.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = scratch.getImageData(0, 0, 1, 1).data;
    colours.set(css, [`#${[r, g, b].map((each) => each.toString(16).padStart(2, "0")).join("")}`, a / 255]);
  }
  return colours.get(css);
};
const element = (name, attributes, text) => {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
};
const STYLE = ["fillStyle", "strokeStyle", "lineWidth", "globalAlpha", "font", "textAlign", "textBaseline", "dash"];
const ANCHOR = { center: "middle", right: "end", end: "end" };
const DROP = { middle: 0.36, top: 0.88, bottom: -0.2 }; // from the line that a canvas means to the one that letters stand on, in their size

class Sheet {
  constructor({ left, top, right, bottom }) {
    const width = Math.ceil(right - left), height = Math.ceil(bottom - top);
    this.root = element("svg", { xmlns: NS, width, height, viewBox: [round(left), round(top), width, height].join(" "), "font-family": plankg.font(1).replace(/^\S+ /, "").replace("system-ui, ", "") });
    Object.assign(this, { at: this.root, stack: [], path: [], box: null, given: null, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: plankg.font(13), textAlign: "left", textBaseline: "alphabetic", dash: [] });
  }
  open({ id, title }) {
    this.at = this.at.appendChild(element("g", { "data-id": id }));
    if (title) this.at.append(element("title", {}, title));
  }
  close() { this.at = this.at.parentNode; }
  save() { this.stack.push(Object.fromEntries(STYLE.map((key) => [key, this[key]]))); }
  restore() { Object.assign(this, this.stack.pop()); }
  beginPath() { Object.assign(this, { path: [], box: null, given: null }); }
  moveTo(x, y) { this.path.push(`M${round(x)} ${round(y)}`); }
  lineTo(x, y) { this.path.push(`L${round(x)} ${round(y)}`); }
  bezierCurveTo(...numbers) { this.path.push(`C${numbers.map(round).join(" ")}`); }
  closePath() { this.path.push("Z"); }
  roundRect(x, y, w, h, radius = 0) {
    const r = [radius].flat().map((each) => Math.min(each, w / 2, h / 2));
    if (r.length === 1 && !this.path.length) { this.box = { x: round(x), y: round(y), width: round(w), height: round(h), rx: r[0] ? round(r[0]) : null }; return; }
    const [a, b, c, d] = r.length === 1 ? [r[0], r[0], r[0], r[0]] : r;
    const arc = (size, dx, dy) => (size ? `a${size} ${size} 0 0 1 ${dx} ${dy}` : "");
    this.path.push(`M${round(x + a)} ${round(y)}h${round(w - a - b)}${arc(b, b, b)}v${round(h - b - c)}${arc(c, -c, c)}h${round(c + d - w)}${arc(d, -d, -d)}v${round(d + a - h)}${arc(a, a, -a)}Z`);
  }
  /** What is filled and stroked next is this path data, under a matrix. */
  data(data, matrix) {
    this.beginPath();
    this.given = { d: data, transform: `matrix(${matrix.map((each) => Math.round(each * 1e4) / 1e4).join(" ")})` };
  }
  rect(x, y, w, h) { this.roundRect(x, y, w, h); }
  setLineDash(dash) { this.dash = dash; }
  shape(attributes) {
    if (this.given) this.at.append(element("path", { ...this.given, ...attributes }));
    else if (this.box) this.at.append(element("rect", { ...this.box, ...attributes }));
    else if (this.path.length) this.at.append(element("path", { d: this.path.join(""), ...attributes }));
  }
  painted(kind, css) {
    const [hex, opacity] = colour(css), whole = round(opacity * this.globalAlpha);
    return { [kind]: hex, [`${kind}-opacity`]: whole < 1 ? whole : null };
  }
  fill(path, rule) { this.shape({ ...this.painted("fill", this.fillStyle), "fill-rule": rule === "evenodd" ? rule : null }); }
  stroke() { this.shape({ fill: "none", ...this.painted("stroke", this.strokeStyle), "stroke-width": round(this.lineWidth), "stroke-dasharray": this.dash.length ? this.dash.map(round).join(" ") : null }); }
  fillRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.fill(); }
  letters(attributes, text) {
    const [, bold, size] = /^(600 )?([\d.]+)px/.exec(this.font);
    return element("text", { "font-size": size, "font-weight": bold ? 600 : null, ...this.painted("fill", this.fillStyle), ...attributes }, text);
  }
  fillText(text, x, y) {
    const size = Number(/([\d.]+)px/.exec(this.font)[1]);
    this.at.append(this.letters({ x: round(x), y: round(y + size * (DROP[this.textBaseline] ?? 0)), "text-anchor": ANCHOR[this.textAlign] ?? null }, text));
  }
  /** A line that runs downwards, from its upper end; `x` is its middle. */
  fillDown(text, x, y) { this.at.append(this.letters({ x: round(x), y: round(y), "writing-mode": "vertical-rl" }, text)); }
}

const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+/;
/** The same on a canvas that cannot write downwards: wide characters upright, all others lying. */
const down = (ctx, text, x, y) => {
  const size = Number(/([\d.]+)px/.exec(ctx.font)[1]);
  let at = y;
  for (const part of text.split(new RegExp(`(${WIDE.source})`)).filter(Boolean)) {
    if (WIDE.test(part)) {
      Object.assign(ctx, { textAlign: "center", textBaseline: "middle" });
      for (const character of part) { ctx.fillText(character, x, at + size / 2); at += size; }
      continue;
    }
    ctx.save();
    ctx.translate(x, at);
    ctx.rotate(Math.PI / 2);
    Object.assign(ctx, { textAlign: "left", textBaseline: "middle" });
    ctx.fillText(part, 0, 0);
    ctx.restore();
    at += ctx.measureText(part).width;
  }
};
plankg.fillDown = (ctx, ...line) => (ctx.fillDown ? ctx.fillDown(...line) : down(ctx, ...line));

/** A shape given as path data, under a matrix of six numbers: filled and stroked as the style (as computed) says. */
plankg.paintShape = (ctx, data, matrix, style) => {
  ctx.save();
  ctx.globalAlpha = Number(style.opacity) * Number(style.fillOpacity);
  Object.assign(ctx, { fillStyle: style.fill === "none" ? "transparent" : style.fill, strokeStyle: style.stroke, lineWidth: parseFloat(style.strokeWidth) });
  ctx.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat));
  const path = ctx.data ? ctx.data(data, matrix) : new Path2D(data);
  if (!ctx.data) ctx.transform(...matrix);
  if (style.fill !== "none") ctx.fill(path, style.fillRule);
  ctx.globalAlpha = Number(style.opacity) * Number(style.strokeOpacity);
  if (style.stroke !== "none") ctx.stroke(path);
  ctx.restore();
};

const EDGE = 16; // pixels around a drawing
const widened = ({ left, right, top, bottom }) => ({ left: left - EDGE, right: right + EDGE, top: top - EDGE, bottom: bottom + EDGE });
const paper = () => getComputedStyle(document.documentElement).getPropertyValue("--board").trim();
const paintOn = (ctx, drawing, { left, top, right, bottom }) => {
  ctx.fillStyle = paper();
  ctx.fillRect(left, top, right - left, bottom - top);
  drawing.paint(ctx);
};

/** A drawing as an SVG element. */
plankg.svg = (drawing, title) => {
  const bounds = widened(drawing.bounds), sheet = new Sheet(bounds);
  if (title) sheet.root.append(element("title", {}, title));
  paintOn(sheet, drawing, bounds);
  return sheet.root;
};
const LARGEST = { side: 16_000, area: 120e6 }; // pixels: what browsers can hold
/** A drawing as a canvas, `scale` pixels for one where that is not more than browsers can hold. */
plankg.bitmap = (drawing, scale) => {
  const bounds = widened(drawing.bounds), w = bounds.right - bounds.left, h = bounds.bottom - bounds.top;
  const fitting = Math.min(scale, LARGEST.side / Math.max(w, h), Math.sqrt(LARGEST.area / (w * h)));
  const canvas = plankg.make("canvas", { width: Math.round(w * fitting), height: Math.round(h * fitting) });
  const ctx = canvas.getContext("2d");
  ctx.scale(fitting, fitting);
  ctx.translate(-bounds.left, -bounds.top);
  paintOn(ctx, drawing, bounds);
  return canvas;
};
