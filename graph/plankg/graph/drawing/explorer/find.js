/* The search box and its list of hits, grouped by type. */
const MOST = 60;
const { make, t } = plankg;
const input = plankg.element("find");
const box = plankg.element("hits");
let options = [];
let active = -1;

const close = () => {
  box.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
};
const choose = (thing) => {
  close();
  plankg.reveal(thing);
  plankg.set({ selection: thing.id });
};
const mark = (number) => {
  options[active]?.element.setAttribute("aria-selected", "false");
  active = Math.max(0, Math.min(options.length - 1, number));
  const option = options[active];
  if (!option) return;
  option.element.setAttribute("aria-selected", "true");
  option.element.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.element.id);
};
const line = (hit, number) => {
  const { thing, quote } = hit;
  const other = plankg.state.language === "zh" ? thing.label.en : thing.label.zh;
  const element = make("div", { class: "hit", role: "option", id: `hit-${number}`, "aria-selected": "false", on: {
    mousedown: (event) => { event.preventDefault(); choose(thing); }, mousemove: () => mark(number),
  } }, make("span", { text: plankg.say(thing) }), make("small", { text: quote ? `“${quote.exact}”` : other }));
  return { thing, element };
};
const show = () => {
  const hits = plankg.search(input.value);
  box.replaceChildren();
  options = [];
  active = -1;
  if (!input.value.trim()) return close();
  const groups = new Map();
  for (const hit of hits.slice(0, MOST)) groups.set(hit.thing.kind, [...(groups.get(hit.thing.kind) ?? []), hit]);
  for (const [kind, members] of groups) {
    const group = make("div", { role: "group", "aria-label": plankg.say(kind) }, make("h3", {}, plankg.chip(kind), ` ${members.length}`));
    for (const hit of members) {
      options.push(line(hit, options.length));
      group.append(options.at(-1).element);
    }
    box.append(group);
  }
  const said = hits.length ? t("hits", hits.length) : t("nohits");
  if (!hits.length || hits.length > MOST) box.append(make("p", { text: said }));
  plankg.announce(said);
  box.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(0);
};

const keys = {
  ArrowDown: () => mark(active + 1), ArrowUp: () => mark(active - 1), Escape: close,
  Enter: () => options[active] && choose(options[active].thing),
};
input.addEventListener("input", show);
input.addEventListener("focus", () => { if (input.value) show(); });
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  if (!keys[event.key] || box.hidden) return;
  event.preventDefault();
  keys[event.key]();
});
plankg.on((state, changed) => {
  if (changed.has("language")) input.placeholder = t("search");
});
