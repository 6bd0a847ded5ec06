/* A reader's own map, as it was brought onto a sheet when the picture was made. */
const { make, drawn: svg, t, say } = plankg;
const { map } = plankg.content.space;

/** The middle of the first and largest part of a feature. */
const middle = ({ parts }) => {
  const largest = parts.reduce((best, part) => (part.length > best.length ? part : best), []);
  const edge = (first, of) => of(...largest.filter((_, i) => i % 2 === first));
  return { x: (edge(0, Math.min) + edge(0, Math.max)) / 2, y: (edge(1, Math.min) + edge(1, Math.max)) / 2 };
};
const line = (part) => part.map((number, i) => `${i === 0 ? "M" : i % 2 ? " " : "L"}${number}`).join("");
const path = ({ type, parts }) => parts.map((part) => line(part) + (type === "Polygon" ? "Z" : "")).join("");
const sign = (feature, unit) => (feature.type === "Point"
  ? feature.parts.flatMap((part) => Array.from({ length: part.length / 2 }, (_, i) => svg("circle", { class: "area", cx: part[2 * i], cy: part[2 * i + 1], r: 6 * unit })))
  : [svg("path", { class: feature.type === "Polygon" ? "area" : "area open", d: path(feature), "fill-rule": "evenodd" })]);

/** The map for a holder of this size; a feature that is a thing is chosen with `choose`. */
plankg.drawnMap = (holder, choose) => {
  const room = Math.max(320, holder.clientWidth - 40), tall = Math.max(320, holder.clientHeight - 60);
  const unit = Math.max(map.width / (room - 140), map.height / (tall - 90)), pad = 70 * unit;
  const taken = [];
  const label = (text, at) => {
    const lines = plankg.wrap(text, plankg.font(13), 110), w = Math.max(...lines.map((each) => plankg.breadth(each, plankg.font(13)))) * unit, h = lines.length * 16 * unit;
    const box = { left: at.x - w / 2, right: at.x + w / 2, top: at.y + 8 * unit, bottom: at.y + 8 * unit + h };
    if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) return null;
    taken.push(box);
    return plankg.drawnText(lines, { x: at.x, top: box.top, size: 13 * unit, line: 16 * unit });
  };
  const order = [...map.features].sort((a, b) => (b.thing >= 0) - (a.thing >= 0));
  const drawn = order.map((feature) => {
    const thing = plankg.things[feature.thing], name = thing ? say(thing) : feature.name, words = label(name, middle(feature));
    if (!thing) return svg("g", { class: "foreign", title: name }, ...sign(feature, unit), words);
    const made = plankg.drawnButton({ class: "place feature", "data-id": thing.id, "aria-label": name, title: name }, choose(thing), ...sign(feature, unit), words);
    made.style.setProperty("--kind", thing.kind.colour);
    return made;
  }).reverse();
  const unmatched = map.features.filter(({ thing }) => thing < 0).map(({ name }) => name);
  return [svg("svg", { class: "drawn chart", viewBox: `${-pad} ${-pad / 2} ${map.width + 2 * pad} ${map.height + 1.5 * pad}`, width: (map.width + 2 * pad) / unit, height: (map.height + 1.5 * pad) / unit, role: "group", "aria-label": t("sMap") }, ...drawn),
    ...(unmatched.length ? [make("p", { class: "faint", text: t("sUnmatched", unmatched.length, unmatched.slice(0, 30).join(", ")) })] : [])];
};
