/* Labels: lines that break between words, and which labels can be read at a given zoom without two overlapping. */
const FAMILY = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", sans-serif';
const CLOSING = /^[，。、；：！？）》”’〕】,.;:!?)\]]/;
const OPENING = /[（《“‘〔【([]$/;
const SIZES = [12, 11]; // pixels
const RULE = 100; // pixels, at which widths are measured
const ruler = document.createElement("canvas").getContext("2d");
const segmenter = Intl.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;
const known = new Map();

plankg.font = (size, bold = false) => `${bold ? "600 " : ""}${size}px ${FAMILY}`;
plankg.measure = (text, font) => {
  ruler.font = font;
  return ruler.measureText(text).width;
};

/** The words of a text with their widths at a size of one pixel, marks kept with the word that they belong to. */
const words = (text, bold) => {
  const key = `${bold}${text}`;
  if (known.has(key)) return known.get(key);
  const found = [];
  for (const piece of segmenter ? [...segmenter.segment(text)].map((each) => each.segment) : [...text]) {
    const last = found.at(-1);
    const glued = last !== undefined && (CLOSING.test(piece) || OPENING.test(last) || (/[\w-]$/.test(last) && /^[\w-]/.test(piece)));
    if (glued) found[found.length - 1] = last + piece;
    else found.push(piece);
  }
  const font = plankg.font(RULE, bold);
  known.set(key, found.map((word) => ({ word, full: plankg.measure(word, font) / RULE, w: plankg.measure(word.trim(), font) / RULE })));
  return known.get(key);
};
const read = (font) => ({ size: Number(/([\d.]+)px/.exec(font)[1]), bold: font.startsWith("600") });

/** The width of the longest word of a text. */
plankg.longest = (text, font) => {
  const { size, bold } = read(font);
  return words(text, bold).reduce((most, { w }) => Math.max(most, w), 0) * size;
};

/** The width of a line. */
plankg.breadth = (text, font) => {
  const { size, bold } = read(font);
  return words(text, bold).reduce((sum, { full }) => sum + full, 0) * size;
};

/** Break a text into lines of at most `width`, between words; a word too wide for a line falls into characters. */
plankg.wrap = (text, font, width) => {
  const { size, bold } = read(font);
  const room = width / size + 0.001;
  const lines = [];
  let line = "", used = 0;
  const add = ({ word, full, w }) => {
    if (line && used + w > room) {
      lines.push(line);
      line = "";
      used = 0;
    }
    line += line ? word : word.trimStart();
    used += full;
  };
  for (const each of words(text, bold)) {
    if (each.w <= room) add(each);
    else for (const character of each.word) for (const one of words(character, bold)) add(one);
  }
  const full = [...lines, line].map((each) => each.trim()).filter(Boolean);
  return full.length ? full : [""];
};

const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/** A label for a card that is too small for its own: as wide as the card where its words allow. */
const written = (box, scale, size, bounds) => {
  const font = plankg.font(size, box.bold), text = plankg.say(box.thing);
  const lines = plankg.wrap(text, font, Math.max(box.w * scale - 13, 70, plankg.longest(text, font)));
  const w = Math.max(box.w, (Math.max(...lines.map((line) => plankg.breadth(line, font))) + 13) / scale);
  const h = Math.max(box.h, (lines.length * size * 1.25 + 4) / scale);
  const within = (at, half, low, high) => Math.min(Math.max(at, low + half), high - half);
  const x = within(box.x, w / 2, bounds.left - 5 / scale, bounds.right + 5 / scale), y = within(box.y, h / 2, bounds.top, bounds.bottom);
  return { ...box, lines, w, h, x, y, labelled: size / scale, left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 };
};

/** Of cards too small to be read, those whose label is written all the same, at a size that can be read: the most
 *  connected first, as many as fit. `rank` says what comes before (0: not at all). Returns Map(thing -> box, with `labelled`, the size). */
plankg.readable = (layout, scale, rank) => {
  const result = new Map(), standing = [];
  const free = (label, box) => [...result.values()].every((other) => apart(label, other)) && standing.every((other) => other.box === box || apart(label, other));
  const order = [...layout.boxes.values()].filter((box) => rank(box.thing)).sort((a, b) => rank(b.thing) - rank(a.thing) || b.thing.weight - a.thing.weight || a.thing.index - b.thing.index);
  for (const box of order) {
    const label = SIZES.map((size) => written(box, scale, size, layout.bounds)).find((each) => free(each, box));
    if (label) result.set(box.thing, label);
    // A card that is lit lies above the labels that are not: none of those may run under it.
    else if (rank(box.thing) > 1) standing.push({ box, left: box.x - box.w / 2, right: box.x + box.w / 2, top: box.y - box.h / 2, bottom: box.y + box.h / 2 });
  }
  return result;
};
