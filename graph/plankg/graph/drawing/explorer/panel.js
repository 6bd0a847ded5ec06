/* The panel: every statement of what is selected, with the words that say it. */
const { make, t, say } = plankg;
const panel = plankg.element("panel");
const list = (title, ...items) => (items.length ? [make("h3", { text: title }), make("ul", {}, ...items)] : []);

const groups = (thing, key, sign) => {
  const found = new Map();
  for (const each of thing[key]) found.set(each.relation, [...(found.get(each.relation) ?? []), each]);
  return [...found].map(([relation, members]) => make("section", { class: "statements" },
    make("h4", { title: relation[`${plankg.state.language}Means`] }, sign(say(relation)), make("span", { class: "count", text: members.length })),
    make("ul", {}, ...members.map((each) => plankg.statement(each, thing)))));
};
const button = (text, act) => make("button", { text, on: { click: act } });
const actions = (thing) => {
  const { path } = plankg.state;
  return make("div", { class: "actions" },
    button(t("around"), () => plankg.set({ view: "neighbourhood", focus: thing.id, selection: thing.id, opened: [], folded: [] })),
    button(t("pathFrom"), () => plankg.set({ view: "paths", path: [thing.id] })),
    path.length && !path.includes(thing.id) ? button(path.length === 1 ? t("pathTo") : t("pathThird"), () => plankg.set({ view: "paths", path: [...path.slice(0, 2), thing.id] })) : null,
    ...plankg.actions.map((action) => action({ thing })));
};

const ofThing = (thing) => {
  const other = plankg.state.language === "zh" ? thing.label.en : thing.label.zh;
  const about = plankg.findings.filter((finding) => finding.about.includes(thing));
  return [
    plankg.chip(thing.kind, thing.type), make("h2", { text: say(thing) }),
    other && other !== say(thing) ? make("p", { class: "faint", text: other }) : null,
    thing.alias.length ? make("p", { class: "faint", text: `${t("aliases")}: ${thing.alias.join(", ")}` }) : null,
    thing.attributes.length ? make("dl", {}, ...thing.attributes.flatMap((each) => [make("dt", { text: say(each) }), make("dd", { text: each.value })])) : null,
    actions(thing),
    make("h3", { text: t("mentions") }),
    ...(thing.quotes.length ? thing.quotes.map(plankg.quote) : [make("p", { class: "faint unstated", text: t("noWords") })]),
    ...groups(thing, "out", (label) => `${label} →`), ...groups(thing, "in", (label) => `← ${label}`),
    thing.out.length + thing.in.length ? null : make("p", { class: "faint", text: t("noRelations") }),
    ...(thing.unstated.length ? [make("h3", { text: t("statedNot") }), make("p", { class: "unstated" }, ...thing.unstated.map((each) => make("span", { class: "gap", text: say(each), title: each[`${plankg.state.language}Means`] })))] : []),
    ...list(t("findings"), ...about.map(plankg.finding)),
  ];
};

const ofRelations = (relations) => {
  const [{ source, target }] = relations;
  const between = [...source.out, ...target.out].filter((each) => !relations.includes(each) && (each.target === target || each.target === source));
  const own = (each) => make("section", { class: "statements", "data-statement": each.id }, make("p", {}, plankg.grade(each.grade)), ...plankg.grounds(each));
  const whole = (each) => make("section", { class: "statements", "data-statement": each.id }, plankg.sentence(each), ...plankg.grounds(each));
  return [
    make("h2", {}, plankg.link(source), make("span", { class: "relation", text: ` ${say(relations[0].relation)} → ` }), plankg.link(target)),
    make("p", { class: "faint", text: relations[0].relation[`${plankg.state.language}Means`] ?? "" }),
    ...relations.map(own),
    ...(between.length ? [make("h3", { text: t("others") }), ...between.map(whole)] : []),
  ];
};

const draw = () => {
  const { thing, relations } = plankg.selected();
  const given = thing || relations.length ? null : plankg.panels.map((panel) => panel()).find(Boolean);
  const shown = Boolean(thing || relations.length || given);
  panel.hidden = !shown;
  document.body.classList.toggle("with-panel", shown);
  if (!shown) return;
  const content = given?.content ?? (thing ? ofThing(thing) : ofRelations(relations));
  panel.replaceChildren(make("button", { class: "close", text: "×", "aria-label": t("close"), on: { click: () => plankg.set({ selection: "" }) } }), ...content.filter(Boolean));
  panel.scrollTop = 0;
  panel.setAttribute("aria-label", given?.title ?? (thing ? say(thing) : t("relations")));
  plankg.announce(given?.title ?? (thing ? `${say(thing.kind)}: ${say(thing)}` : relations[0].id));
};
plankg.on((state, changed) => { if (["selection", "language", "path", "view"].some((key) => changed.has(key))) draw(); });
