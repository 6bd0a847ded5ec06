/* Groups of things, for what is too much to be drawn at once: by kind, by plan, by community; and a bounded part of one. */
const MOST = 300;
const { make, t, say } = plankg;
const { community = [], names = [] } = plankg.content.overview;
const space = (thing) => /\/id\/([^/]+)\/./.exec(thing.iri)?.[1] ?? "";

plankg.words.add({
  zh: { byKind: "按类型", byPlan: "按规划", byCommunity: "按联系紧密的群", shared: "各规划共用", loose: "不在任何群里", scoped: "只看“{0}”：{1} 个事物", scopedCut: "只看“{0}”：画出 {1} 个（从联系最多的开始），另有 {2} 个没有画出", scopeTies: "有 {0} 条关系通到外面", toOverview: "回到总览" },
  en: { byKind: "By type", byPlan: "By plan", byCommunity: "By community", shared: "Shared by the plans", loose: "In no community", scoped: "Only “{0}”: {1} things", scopedCut: "Only “{0}”: {1} are drawn, the most connected first; {2} more are not", scopeTies: "{0} relations lead out of it", toOverview: "Back to the overview" },
});
const labelled = new Map(plankg.things.filter((thing) => thing.kind.name === "Plan").map((thing) => [space(thing), thing]));
const planOf = (thing) => (labelled.has(space(thing)) ? space(thing) : "");
const kinds = new Map(plankg.vocabulary.kinds.map((kind) => [kind.name, kind]));

/** The ways to group: {name, label, of(thing) -> key, say(key), colour(key)}. */
plankg.groupings = [
  { name: "plan", label: "byPlan", of: planOf, say: (key) => (labelled.has(key) ? say(labelled.get(key)) : t("shared")), colour: () => null },
  { name: "kind", label: "byKind", of: (thing) => thing.kind.name, say: (key) => say(kinds.get(key) ?? { zh: key, en: key }), colour: (key) => kinds.get(key)?.colour ?? null },
  { name: "community", label: "byCommunity", of: (thing) => String(community[thing.index] ?? -1), say: (key) => names[key]?.map((number) => say(plankg.things[number])).join(" · ") ?? t("loose"), colour: () => null },
];
if (labelled.size < 2) plankg.groupings.shift();

const read = (scope) => {
  const [name, key] = [scope.slice(0, scope.indexOf(":")), scope.slice(scope.indexOf(":") + 1)];
  return { grouping: plankg.groupings.find((each) => each.name === name), key };
};
/** Of too many things, those that hang together around the most connected: outwards from it, then from the next. */
const grown = (members) => {
  const left = new Set([...members].sort((a, b) => b.weight - a.weight || a.index - b.index)), found = [];
  while (found.length < MOST && left.size) {
    const [first] = left, queue = [first];
    left.delete(first);
    for (let i = 0; i < queue.length && found.length < MOST; i += 1) {
      found.push(queue[i]);
      if (queue[i].hub) continue; // through a hub hangs everything
      const around = [...queue[i].out.map((r) => r.target), ...queue[i].in.map((r) => r.source)].filter((other) => left.has(other));
      for (const other of new Set(around.sort((a, b) => b.weight - a.weight || a.index - b.index))) { left.delete(other); queue.push(other); }
    }
    for (const other of queue.slice(found.length)) left.add(other);
  }
  return found;
};
let size = 0;
/** The things of a scope, at most so many. */
plankg.bounded = (things, scope) => {
  const { grouping, key } = read(scope);
  if (!grouping) return things;
  const members = things.filter((thing) => grouping.of(thing) === key);
  size = members.length;
  return members.length > MOST ? grown(members) : members;
};

/** What is left out is said above every view. */
const strip = make("div", { id: "scope", hidden: true });
document.querySelector("main").before(strip);
const draw = () => {
  const [scope] = plankg.state.filters.scope;
  const { grouping, key } = scope ? read(scope) : {};
  strip.hidden = !grouping;
  if (!grouping) return;
  const { things } = plankg.visible();
  const out = [...things].reduce((sum, thing) => sum + [...thing.out.map((r) => r.target), ...thing.in.map((r) => r.source)].filter((other) => !things.has(other)).length, 0);
  strip.replaceChildren(make("span", { text: size > things.size ? t("scopedCut", grouping.say(key), things.size, size - things.size) : t("scoped", grouping.say(key), things.size) }),
    out ? make("span", { class: "faint", text: t("scopeTies", out) }) : null ?? "",
    make("button", { text: t("toOverview"), on: { click: () => plankg.set({ view: "overview", filters: { ...plankg.state.filters, scope: [] } }) } }));
};
plankg.on((state, changed) => { if (changed.has("filters") || changed.has("language")) draw(); });
