/* Ways from one thing to another, with the words on every step; and what connects three. */
const { make, t, say } = plankg;
let stage = null;

plankg.words.add({
  zh: {
    ends: "端点", none: "（用查找框选一个事物）", take: "用所选：{0}", clear: "清空", remove: "去掉",
    shortest: "最短 {0} 步；下列 {1} 条", more: "（只列出前 {0} 条）", stated: "由明文或结构陈述组成的路径",
    guessed: "含规则推断的路径", noStated: "没有一条只由明文或结构陈述组成、不经枢纽的路径，多少步都没有。", noWay: "没有不经枢纽的路径。",
    hubs: "枢纽（文件及其部分、时期、规划本区域）只作端点，不作中间点。", showWay: "在全图中显示", meeting: "在这里相会（合计 {0} 步）", onlyStated: "除上面已列出的以外，没有更短的推断路径。", also: "同长或再多一步的都列出",
  },
  en: {
    ends: "Ends", none: "(choose a thing with the search box)", take: "Take the selected: {0}", clear: "Clear", remove: "Remove",
    shortest: "shortest: {0} steps; {1} ways follow", more: "(only the first {0} are listed)", stated: "Ways of explicit or structural statements",
    guessed: "Ways with inferred steps", noStated: "No way of explicit or structural statements alone leads there without a hub, however long.", noWay: "No way leads there without a hub.",
    hubs: "Hubs (documents and their parts, periods, the plan's own region) are ends only, never in the middle.", showWay: "Show in the whole plan", meeting: "They meet here ({0} steps together)", onlyStated: "Beyond those above, no inferred way is as short.", also: "Ways of equal length or one step more",
  },
});

const chosen = () => plankg.state.path.map(plankg.thing).filter(Boolean);
const inferred = (way) => way.some((step) => step.relations.every((relation) => relation.inferred));

/** The statements of one step: those that are stated where there are any, else the inferred ones. */
const saying = (step) => {
  const stated = step.relations.filter((relation) => !relation.inferred);
  return stated.length ? stated : step.relations;
};
/** The words behind an inferred step are those of the statements it follows from. */
const behind = (relation) => (relation.inferred ? [...new Set(relation.premises.flatMap((premise) => premise.quotes))].map(plankg.quote) : []);
const stepOf = (step) => make("div", { class: inferred([step]) ? "step inferred" : "step" }, ...saying(step).map((relation) => make("div", { class: "between", "data-statement": relation.id },
  make("p", { class: "sentence" }, make("span", { class: "relation", text: relation.source === step.from ? `— ${say(relation.relation)} →` : `← ${say(relation.relation)} —` }), " ", plankg.grade(relation.grade)),
  ...plankg.grounds(relation), ...behind(relation))));
const stop = (thing) => {
  const made = make("div", { class: "stop" }, plankg.chip(thing.kind), plankg.link(thing));
  made.style.setProperty("--kind", thing.kind.colour);
  return made;
};
const wayOf = (way) => make("li", { class: inferred(way) ? "way inferred" : "way" }, stop(way[0].from), ...way.flatMap((step) => [stepOf(step), stop(step.to)]));
const listed = (title, ways, said) => [make("h3", { text: title }), make("p", { class: "faint", text: said }), ...(ways.length ? [make("ol", { class: "ways" }, ...ways.map(wayOf))] : [])];
const counted = ({ steps, ways, more }) => `${t("shortest", steps, ways.length)}${more ? t("more", ways.length) : ""}`;

const between = (a, b) => {
  const stated = plankg.paths(a, b, { inferred: false });
  const all = plankg.paths(a, b, { inferred: true });
  const guessed = { ...all, ways: all.ways.filter(inferred) };
  return [
    ...listed(t("stated"), stated.ways, stated.ways.length ? counted(stated) : t("noStated")),
    ...(guessed.ways.length ? listed(t("guessed"), guessed.ways, t("shortest", guessed.ways[0].length, guessed.ways.length)) : [make("p", { class: "faint", text: stated.ways.length ? t("onlyStated") : t("noWay") })]),
  ];
};
const joined = (ends) => {
  const meetings = plankg.meetings(ends);
  if (!meetings.length) return [make("p", { text: t("noWay") })];
  return meetings.map(({ thing, sum }) => make("section", { class: "meeting" }, make("h3", {}, plankg.link(thing), make("small", { text: ` ${t("meeting", sum)}` })),
    make("ol", { class: "ways" }, ...ends.filter((end) => end !== thing).map((end) => wayOf(plankg.paths(end, thing, { slack: 0 }).ways[0])))));
};
/** The things on the ways that are shown, for views that dim the rest. */
plankg.onTheWay = () => {
  const ends = chosen();
  if (ends.length < 2) return null;
  const ways = ends.length === 2 ? plankg.paths(...ends).ways : ends.slice(1).flatMap((end) => plankg.paths(ends[0], end, { slack: 0 }).ways.slice(0, 3));
  return new Set([...ends, ...ways.flatMap((way) => way.map((step) => step.to))]);
};
const slots = (ends) => {
  const { thing } = plankg.selected();
  const rows = ends.map((end, i) => make("div", { class: "slot" }, make("b", { text: "ABC"[i] }), plankg.link(end), make("button", { class: "close", text: "×", "aria-label": `${t("remove")}: ${say(end)}`,
    on: { click: () => plankg.set({ path: plankg.state.path.filter((id) => id !== end.id) }) } })));
  const free = thing && !ends.includes(thing);
  if (ends.length < 3) rows.push(make("div", { class: "slot" }, make("b", { text: "ABC"[ends.length] }), free
    ? make("button", { class: "take", text: t("take", say(thing)), on: { click: () => plankg.set({ path: [...plankg.state.path, thing.id] }) } })
    : make("span", { class: "faint", text: t("none") })));
  return make("div", { class: "slots", "aria-label": t("ends") }, ...rows, make("p", { class: "faint", text: t("hubs") }),
    ends.length > 1 ? make("button", { text: t("showWay"), on: { click: () => plankg.set({ view: "layered", selection: "" }) } }) : null);
};
const draw = () => {
  const ends = chosen();
  const { scrollTop } = stage.firstElementChild ?? { scrollTop: 0 };
  const found = ends.length === 2 ? between(...ends) : ends.length > 2 ? joined(ends) : [];
  stage.replaceChildren(make("div", { class: "reading" }, slots(ends), ...found));
  stage.firstElementChild.scrollTop = scrollTop;
};

/** What the ways show: their things, and the statements of their steps. */
const shown = () => {
  const stops = new Set([...(stage?.querySelectorAll(".stop [data-id]") ?? [])].map((element) => plankg.thing(element.dataset.id)));
  const steps = [...(stage?.querySelectorAll(".way .between") ?? [])].flatMap((element) => plankg.statements(element.dataset.statement));
  return { things: new Set([...chosen(), ...stops]), relations: [...new Set(steps)] };
};

plankg.views.register({
  name: "paths", order: 60, label: { zh: "路径", en: "Paths" },
  show(given) { stage = given; draw(); },
  update(state, changed) { if (["path", "selection", "language"].some((each) => changed.has(each))) draw(); },
  shown,
  boxes: () => [...(stage?.querySelectorAll(".stop") ?? [])].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.querySelector("[data-id]").dataset.id, x, y, w: width, h: height, text: true, lines: [element.textContent] };
  }),
});
