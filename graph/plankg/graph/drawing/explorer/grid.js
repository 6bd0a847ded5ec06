/* The grid of a matrix: heads that are wrapped or run downwards but are never cut, cells shaded by count, one focus that
 * arrow keys move. */
const { make, t, say } = plankg;
const HEAD = { widest: 250, narrow: 100, most: 150, tall: 190, size: 12.5, line: 16, pad: 12 };
const font = () => plankg.font(HEAD.size);
const linesOf = (text, width) => plankg.wrap(text, font(), Math.max(width, 40));
const put = (lines) => lines.map((text) => make("span", { class: "head-line", text }));

/** How heads are set: the width of row heads, and of each column with its lines, across or downwards. */
const measure = ({ rows, columns }, room) => {
  const widest = rows.reduce((most, row) => Math.max(most, plankg.breadth(say(row), font())), 60);
  const heads = Math.min(HEAD.widest, room * 0.4, widest + 4) + 54;
  const each = Math.floor((room - heads - 18) / columns.length);
  const longest = columns.reduce((most, column) => Math.max(most, plankg.longest(say(column), font())), 0) + HEAD.pad;
  const across = each >= Math.max(HEAD.narrow, longest);
  const width = Math.min(each, HEAD.most);
  const set = columns.map((column) => {
    const lines = linesOf(say(column), across ? width - HEAD.pad : HEAD.tall - HEAD.pad);
    return { lines, width: across ? width : Math.max(30, lines.length * HEAD.line + HEAD.pad) };
  });
  return { heads, across, set };
};
const head = (thing, scope, lines, linked, style) => {
  const made = make("th", { scope, class: linked ? undefined : "hole", "data-id": thing.id, title: `${say(thing.kind)}: ${say(thing)}${linked ? "" : ` — ${t("gap")}`}`, tabindex: "-1" },
    make("span", { class: "head" }, make("span", { class: "words" }, ...put(lines)), make("small", { class: "sum", text: linked ?? "–" })));
  Object.assign(made.style, style);
  made.style.setProperty("--kind", thing.kind.colour);
  return made;
};
const cellOf = (row, column, cell, most, empty) => {
  if (!cell) return make("td", { class: empty || undefined, tabindex: "-1", "data-pair": row === column ? undefined : `${row.id} ${column.id}` });
  const made = make("td", { tabindex: "-1", class: cell.inferred ? "filled inferred" : "filled", "data-pair": `${row.id} ${column.id}`,
    title: t("cellOf", say(row), say(column), cell.count) + (cell.inferred ? ` (${t("cellInferred")})` : "") }, make("b", { text: cell.count }));
  made.style.setProperty("--shade", `${Math.round(10 + 42 * Math.sqrt(cell.count / most))}%`);
  return made;
};
const press = (event) => {
  const cell = event.target.closest("[data-pair], [data-id]");
  if (cell) plankg.set({ selection: cell.dataset.pair ?? cell.dataset.id });
};
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const target = (table, cell, event) => {
  const line = cell.parentElement, row = [...table.rows].indexOf(line), column = [...line.cells].indexOf(cell);
  const at = (r, c) => table.rows[r]?.cells[c];
  if (STEPS[event.key]) return at(row + STEPS[event.key][0], column + STEPS[event.key][1]);
  if (event.key === "Home") return at(event.ctrlKey ? 1 : row, 1);
  if (event.key === "End") return event.ctrlKey ? table.rows[table.rows.length - 1].cells[line.cells.length - 1] : line.cells[line.cells.length - 1];
  return null;
};
const keys = (event) => {
  const table = event.currentTarget, cell = event.target.closest("td, th");
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(event); return; }
  const next = target(table, cell, event);
  if (!next || next.classList.contains("corner")) return;
  event.preventDefault();
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** The table of a matrix; `room`: the width it has; `corner`: what rows and columns are. */
plankg.grid = ({ rows, columns, cells, links }, { room, corner }) => {
  const { heads, across, set } = measure({ rows, columns }, room);
  let most = 1;
  for (const line of cells.values()) for (const cell of line.values()) most = Math.max(most, cell.count);
  const table = make("table", { class: across ? "matrix across" : "matrix downwards", role: "grid", "aria-label": corner.join(" × "), on: { click: press, keydown: keys } });
  const first = make("th", { class: "corner" }, make("span", { class: "of", text: `${corner[0]} ↓` }), make("span", { class: "by", text: `${corner[1]} →` }));
  first.style.width = `${heads}px`;
  const style = ({ width }) => ({ width: `${width}px`, minWidth: `${width}px`, maxWidth: `${width}px` });
  table.createTHead().append(make("tr", {}, first, ...columns.map((column, i) => head(column, "col", set[i].lines, links.columns.get(column), style(set[i])))));
  const body = table.createTBody();
  const empty = columns.map((column) => (links.columns.has(column) ? "" : "hole"));
  for (const row of rows) {
    const line = cells.get(row), none = links.rows.has(row) ? "" : "hole";
    body.append(make("tr", {}, head(row, "row", linesOf(say(row), heads - 54), links.rows.get(row), { width: `${heads}px` }),
      ...columns.map((column, i) => cellOf(row, column, line?.get(column), most, none || empty[i]))));
  }
  (table.querySelector("td.filled") ?? table.querySelector("td")).tabIndex = 0;
  return table;
};

/** Mark what is selected in a grid: a cell, or the head of a thing. */
plankg.markCell = (element, selection) => {
  for (const old of element.querySelectorAll("[aria-selected]")) old.removeAttribute("aria-selected");
  if (!selection) return;
  for (const cell of element.querySelectorAll("[data-pair], [data-id]")) {
    if (cell.dataset.pair === selection || cell.dataset.id === selection) {
      cell.setAttribute("aria-selected", "true");
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
};
