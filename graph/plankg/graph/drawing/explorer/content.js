/* What is drawn, from the columns that the page was given to objects that know each other. */
const given = JSON.parse(document.getElementById("content").textContent);
const both = ([zh, en]) => ({ zh, en });
const { vocabulary, things: t, relations: r, quotes: q, findings: f } = given;
vocabulary.layers.forEach((layer, number) => Object.assign(layer, { number }));
for (const kind of vocabulary.kinds) kind.layer = vocabulary.layers[kind.layer];

const iris = t.id.map((id, i) => t.bases[t.base[i]] + id);
const met = new Set();
const twice = new Set(t.id.filter((id) => met.has(id) || !met.add(id)));
const things = t.id.map((id, index) => ({
  index, iri: iris[index], id: twice.has(id) ? iris[index] : id, label: both(t.label[index]), alias: t.alias[index],
  kind: vocabulary.kinds[t.kind[index]], type: t.type[index] || null, hub: Boolean(t.hub[index]), height: both(t.height[index]),
  attributes: t.attributes[index].map(([name, value]) => ({ ...vocabulary.attributes[name], value })),
  unstated: t.unstated[index].map((relation) => vocabulary.relations[relation]), out: [], in: [],
}));
const quotes = q.start.map((start, i) => ({ start, end: q.end[i], exact: q.exact[i], document: things[q.document[i]] ?? null }));
const cited = (numbers) => numbers.map((number) => quotes[number]);
things.forEach((thing, i) => {
  thing.quotes = cited(t.quotes[i]);
  thing.subjects = t.subjects[i].map((subject) => things[subject]);
});
const relations = r.source.map((source, index) => ({
  index, source: things[source], target: things[r.target[index]], relation: vocabulary.relations[r.relation[index]],
  grade: vocabulary.grades[r.grade[index]], quotes: cited(r.quotes[index]), rules: r.rules[index].map((rule) => vocabulary.rules[rule]),
}));
relations.forEach((relation, i) => {
  relation.premises = r.premises[i].map((premise) => relations[premise]);
  relation.inferred = !relation.grade.stated;
  relation.id = `${relation.source.id} ${relation.relation.name} ${relation.target.id}`;
  relation.source.out.push(relation);
  relation.target.in.push(relation);
});
for (const thing of things) {
  // Hubs tie everything to everything: they make nothing important.
  thing.weight = [...thing.out.map((o) => o.target), ...thing.in.map((o) => o.source)].filter((other) => !other.hub).length;
}
const findings = f.check.map((check, index) => ({
  index, check: { name: check, ...f.checks[check] }, severity: f.severity[index], message: both(f.messages[f.message[index]]),
  about: f.about[index].map((thing) => things[thing]), quotes: cited(f.quotes[index]),
}));
const byId = new Map(things.map((thing) => [thing.id, thing]));
const byKey = new Map();
for (const relation of relations) byKey.set(relation.id, [...(byKey.get(relation.id) ?? []), relation]);

Object.assign(plankg, {
  content: given, vocabulary, things, relations, quotes, findings, title: both(given.about.title),
  thing: (id) => byId.get(id) ?? null,
  statements: (id) => byKey.get(id) ?? [],
  /** What is selected: {thing} or {relations: []}, both empty where nothing is. */
  selected: () => {
    const { selection } = plankg.state;
    return { thing: byId.get(selection) ?? null, relations: byKey.get(selection) ?? [] };
  },
});
