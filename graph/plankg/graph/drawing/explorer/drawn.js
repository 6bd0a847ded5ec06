/* Drawings as elements (SVG), for schemes that are read and walked through with the keyboard, not panned. */
const NAMESPACE = "http://www.w3.org/2000/svg";

/** An SVG element: plankg.drawn("rect", {x, y, text, title, on, ...}, ...children). */
plankg.drawn = (tag, { text, title, on, ...attributes } = {}, ...children) => {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  if (title) made.append(plankg.drawn("title", { text: title }));
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter(Boolean));
  return made;
};

/** Lines of text around a middle (or from a left edge), the first at `top`. */
plankg.drawnText = (lines, { x, top, size, line, bold = false, anchor = "middle" }) => plankg.drawn("text", { x, y: top, "text-anchor": anchor, "font-size": size, "font-weight": bold ? 600 : 400 },
  ...lines.map((text, i) => plankg.drawn("tspan", { x, y: top + (i + 0.8) * line, text })));

/** What can be chosen: a group that answers to click, Enter and space. */
plankg.drawnButton = (attributes, act, ...children) => plankg.drawn("g", { role: "button", tabindex: 0, ...attributes, on: {
  click: (event) => { event.stopPropagation(); act(); },
  keydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); } },
} }, ...children);

const SHAPES = {
  block: "M-.8-.7H.8A.2.2 0 0 1 1-.5V.5A.2.2 0 0 1 .8.7H-.8A.2.2 0 0 1-1 .5V-.5A.2.2 0 0 1-.8-.7Z",
  zone: "M-.5-.87H.5L1 0 .5.87H-.5L-1 0Z",
  core: "M-1 0A1 1 0 1 1 1 0 1 1 0 1 1-1 0ZM-.5 0A.5.5 0 1 0 .5 0 .5.5 0 1 0-.5 0Z",
  cluster: "M-1-.9H-.1V-.1H-1ZM.1-.9H1V-.1H.1ZM-1 .1H-.1V.9H-1ZM.1 .1H1V.9H.1Z",
  bay: "M-1-.75H-.75A.75.85 0 0 0 .75-.75H1V.8H-1Z",
  nature: "M0-1C.75-.35.9.2.55.65A.75.75 0 0 1-.55.65C-.9.2-.75-.35 0-1Z",
  band: "M-1-.3H1V.3H-1Z",
  coast: "M-1-.2Q-.75-.5-.5-.2T0-.2T.5-.2T1-.2V.5H-1Z",
};

/** A shape of space.yaml, so large, around a point. */
plankg.glyph = (shape, x, y, radius, colour) => plankg.drawn("path", { class: "glyph", d: SHAPES[shape] ?? SHAPES.block, transform: `translate(${x} ${y}) scale(${radius})`, fill: colour, "fill-rule": "evenodd" });
