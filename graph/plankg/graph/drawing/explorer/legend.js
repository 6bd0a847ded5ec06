/* The legend is the filter: types by layer, grades, subjects, relations, each with its count. */
const { make, t, say } = plankg;
const nav = plankg.element("legend");
const open = new Set(["grade"]);
const count = (items, key) => items.reduce((counts, item) => counts.set(key(item), (counts.get(key(item)) ?? 0) + 1), new Map());
const ofKind = count(plankg.things, (thing) => thing.kind);
const ofRelation = count(plankg.relations, (each) => each.relation);
const ofGrade = count(plankg.relations, (each) => each.grade);
const ofSubject = count(plankg.things.flatMap((thing) => thing.subjects), (subject) => subject);

const only = (filter, name, all) => {
  const rest = filter === "subject" ? [name] : all.filter((each) => each !== name);
  plankg.set({ filters: { ...plankg.state.filters, [filter]: rest } });
};
const row = (filter, name, label, number, all, sign) => {
  const named = plankg.state.filters[filter].includes(name);
  const pressed = filter === "subject" ? named : !named;
  return make("div", { class: "row" },
    make("button", { class: "toggle", "aria-pressed": String(pressed), "data-filter": filter, "data-name": name, on: { click: () => plankg.toggle(filter, name) } },
      sign, make("span", { class: "name", text: label }), make("span", { class: "count", text: number })),
    filter === "subject" ? null : make("button", { class: "only", text: t("only"), "aria-label": `${t("only")}: ${label}`, on: { click: () => only(filter, name, all) } }));
};
const sign = (grade) => make("span", { class: `line ${grade.stated ? "" : "dashed"}` });
const swatch = (kind) => {
  const made = make("span", { class: "swatch" });
  made.style.background = kind.colour;
  return made;
};
const section = (key, title, rows) => {
  if (!rows.length) return null;
  const details = make("details", { on: { toggle: (event) => (event.target.open ? open.add(key) : open.delete(key)) } }, make("summary", { text: title }), ...rows);
  details.open = open.has(key);
  return details;
};
const layer = (each, kinds) => {
  const members = kinds.filter((kind) => kind.layer === each);
  if (!members.length) return [];
  const off = plankg.state.filters.layer.includes(each.name);
  const head = make("button", { class: "toggle layer", "aria-pressed": String(!off), "data-filter": "layer", "data-name": each.name, on: { click: () => plankg.toggle("layer", each.name) } },
    make("span", { class: "name", text: say(each) }), make("span", { class: "count", text: members.reduce((sum, kind) => sum + ofKind.get(kind), 0) }));
  const rows = members.map((kind) => row("type", kind.name, say(kind), ofKind.get(kind), kinds.map((one) => one.name), swatch(kind)));
  return [make("div", { class: off ? "group off" : "group" }, make("h2", {}, head), ...(off ? [] : rows))];
};

const draw = () => {
  const kinds = plankg.vocabulary.kinds.filter((kind) => ofKind.get(kind));
  const { grades, layers, subject } = plankg.vocabulary;
  const related = [...ofRelation].sort((a, b) => b[1] - a[1]);
  const filtered = JSON.stringify(plankg.state.filters) !== JSON.stringify(plankg.unfiltered());
  const { hidden } = plankg.content.about;
  const left = Object.entries(hidden).map(([name, number]) => `${name} ${number}`).join(", ");
  const { scrollTop } = nav;
  nav.setAttribute("aria-label", t("legend"));
  nav.replaceChildren(...[
    filtered ? make("button", { class: "reset", text: t("reset"), on: { click: () => plankg.set({ filters: plankg.unfiltered() }) } }) : null,
    ...layers.flatMap((each) => layer(each, kinds)),
    section("grade", t("grades"), grades.filter((each) => ofGrade.get(each)).map((each) =>
      row("grade", each.name, say(each), ofGrade.get(each), grades.map((one) => one.name), sign(each)))),
    section("subject", t("subjects", say(subject)), [...ofSubject].map(([thing, number]) => row("subject", thing.id, say(thing), number, [], null))),
    section("relation", t("relations"), related.map(([each, number]) => row("relation", each.name, say(each), number, related.map(([one]) => one.name), null))),
    make("p", { text: t("dashed") }),
    make("p", { text: t("shownOf", plankg.things.length, plankg.relations.length) }),
    left ? make("p", { text: t("left", left) }) : null,
  ].filter(Boolean));
  nav.scrollTop = scrollTop;
};
plankg.on((state, changed) => { if (changed.has("language") || changed.has("filters")) draw(); });
plankg.drawLegend = draw;
