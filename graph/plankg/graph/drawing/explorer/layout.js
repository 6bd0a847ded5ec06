/* Layout of cards: columns of a layer spread over as many sub-columns as the window needs; order and heights as computed. */
const card = { width: 190, size: 13, line: 16.5, pad: 4, gap: 5, inset: 11, between: 38, beside: 7 };
const WIDTHS = [84, 104, 124, 144, 166, 190];
plankg.card = card;

/** A card for a thing: its lines and size, not yet its place. */
plankg.box = (thing, bold = false, width = card.width) => {
  const lines = plankg.wrap(plankg.say(thing), plankg.font(card.size, bold), width - card.inset - 5);
  return { thing, lines, bold, w: width, h: lines.length * card.line + 2 * card.pad, x: 0, y: 0, wish: 0 };
};

/** Push rows apart, each as near to its wish as the others let it: rows are {wish, h}, and get y. */
plankg.stack = (rows) => {
  const blocks = [];
  for (const row of rows) {
    const block = { rows: [row], centre: row.wish, size: row.h + card.gap };
    while (blocks.length && blocks.at(-1).centre + blocks.at(-1).size / 2 > block.centre - block.size / 2) {
      const above = blocks.pop();
      block.centre = (above.centre * above.size + block.centre * block.size) / (above.size + block.size);
      block.size += above.size;
      block.rows.unshift(...above.rows);
    }
    blocks.push(block);
  }
  for (const { rows: members, centre, size } of blocks) {
    let top = centre - size / 2;
    for (const row of members) {
      row.y = top + (row.h + card.gap) / 2;
      top += row.h + card.gap;
    }
  }
};

/** Deal cards, in their order, each to the sub-column that is shortest so far. */
const deal = (boxes, share) => {
  const columns = Array.from({ length: share }, () => ({ boxes: [], height: 0 }));
  for (const box of boxes) {
    const shortest = columns.reduce((best, next) => (next.height < best.height ? next : best));
    shortest.boxes.push(box);
    shortest.height += box.h + card.gap;
  }
  return columns;
};
const wide = ({ width, columns }) => columns.length * (width + card.beside) - card.beside;

/** How narrow a layer can be where no sub-column may be taller than `height`: {width, columns}. */
const narrowest = (options, height) => {
  const fitting = options.map(({ width, boxes }) => {
    const sum = boxes.reduce((total, box) => total + box.h + card.gap, 0);
    let columns;
    for (let share = Math.max(1, Math.floor(sum / height)); share <= boxes.length; share += 1) {
      columns = deal(boxes, share);
      if (columns.every((column) => column.height <= height)) break;
    }
    return { width, columns };
  });
  return fitting.reduce((best, next) => (wide(next) < wide(best) ? next : best));
};

/** The height of the sheet with which all cards come out largest in a window of this aspect, and its columns. */
const spread = (layers, aspect) => {
  const total = layers.reduce((sum, options) => sum + Math.min(...options.map(({ width, boxes }) => boxes.reduce((area, box) => area + (box.h + card.gap) * (width + card.beside), 0))), 0);
  let best = null;
  for (let height = Math.sqrt(total / aspect); ; height *= 1.04) {
    const columns = layers.map((options) => narrowest(options, height));
    const width = columns.reduce((sum, column) => sum + wide(column) + card.between, -card.between);
    const tallest = Math.max(...columns.flatMap((each) => each.columns.map((column) => column.height)));
    const size = Math.max(width / aspect, tallest);
    if (!best || size < best.size) best = { columns, size, height: tallest };
    if (height > best.size * 1.1) return best;
  }
};

/** Keep cards between top and bottom of the sheet; there is room for all of them. */
const clamp = ({ boxes, height: sum }, height) => {
  let above = 0;
  for (const box of boxes) {
    const half = (box.h + card.gap) / 2;
    box.y = Math.min(Math.max(box.y, above + half), height - (sum - above) + half);
    above += 2 * half;
  }
};

/** A layer's cards at every width at which none of its words is cut. */
const options = (things, great) => {
  const longest = Math.max(...things.map((thing) => plankg.longest(plankg.say(thing), plankg.font(card.size, true))));
  const able = WIDTHS.filter((width) => width - card.inset - 5 >= longest);
  return (able.length ? able : WIDTHS.slice(-1)).map((width) => ({ width, boxes: things.map((thing) => plankg.box(thing, thing.weight >= great, width)) }));
};

/** Place things in columns by layer, to fill a window of this aspect (width by height):
 *  {boxes: Map, columns: [{layer, left, right, count}], bounds}. */
plankg.columns = (things, aspect) => {
  if (!things.length) return { boxes: new Map(), columns: [], bounds: plankg.bounds(new Map()) };
  const language = plankg.state.language;
  const weights = things.map((thing) => thing.weight).sort((a, b) => b - a);
  const great = Math.max(6, weights[Math.floor(weights.length / 12)] ?? 0);
  const layers = [...new Set(things.map((thing) => thing.kind.layer))].sort((a, b) => a.number - b.number);
  const sorted = layers.map((layer) => things.filter((thing) => thing.kind.layer === layer).sort((a, b) => a.height[language] - b.height[language] || a.index - b.index));
  const sheet = spread(sorted.map((members) => options(members, great)), aspect);
  const heights = things.map((thing) => thing.height[language]);
  const low = heights.reduce((a, b) => Math.min(a, b)), range = heights.reduce((a, b) => Math.max(a, b)) - low || 1;
  const boxes = new Map();
  let left = 0;
  const columns = sheet.columns.map((layer, i) => {
    layer.columns.forEach((column, place) => {
      for (const box of column.boxes) box.wish = ((box.thing.height[language] - low) / range) * sheet.height;
      plankg.stack(column.boxes);
      clamp(column, sheet.height);
      for (const box of column.boxes) boxes.set(box.thing, Object.assign(box, { x: left + layer.width / 2 + place * (layer.width + card.beside) }));
    });
    const right = left + wide(layer);
    const column = { layer: layers[i], left, right, count: sorted[i].length };
    left = right + card.between;
    return column;
  });
  return { boxes, columns, bounds: plankg.bounds(boxes) };
};

plankg.bounds = (boxes) => {
  const all = [...boxes.values()];
  const edge = (pick, of) => of(...all.map(pick));
  return all.length
    ? { left: edge((b) => b.x - b.w / 2, Math.min), right: edge((b) => b.x + b.w / 2, Math.max), top: edge((b) => b.y - b.h / 2, Math.min), bottom: edge((b) => b.y + b.h / 2, Math.max) }
    : { left: 0, right: 1, top: 0, bottom: 1 };
};
