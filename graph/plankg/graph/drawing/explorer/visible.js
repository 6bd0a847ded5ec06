/* What the filters let through. Closed names of a type, layer, relation or grade are off; named subjects are the only
 * ones on; a named scope lets at most so many things of one group through (groups.js). */
let known = { key: "", result: null };

plankg.visible = () => {
  const { filters } = plankg.state;
  const key = JSON.stringify(filters);
  if (known.key === key) return known.result;
  const off = Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, new Set(values)]));
  const passes = (thing) =>
    !off.type.has(thing.kind.name) && !off.layer.has(thing.kind.layer.name) &&
    (!off.subject.size || thing.subjects.some((subject) => off.subject.has(subject.id)));
  const passing = plankg.things.filter(passes);
  const things = new Set(filters.scope.length ? plankg.bounded(passing, filters.scope[0]) : passing);
  const relations = plankg.relations.filter((each) =>
    things.has(each.source) && things.has(each.target) && !off.relation.has(each.relation.name) && !off.grade.has(each.grade.name));
  known = { key, result: { things, relations } };
  return known.result;
};

/** Switch one name of a filter. */
plankg.toggle = (filter, name) => {
  const now = plankg.state.filters[filter];
  const next = now.includes(name) ? now.filter((each) => each !== name) : [...now, name];
  plankg.set({ filters: { ...plankg.state.filters, [filter]: next } });
};

/** Put a thing in view: open its type, its layer and its subject where a filter has closed them. */
plankg.reveal = (thing) => {
  const { filters } = plankg.state;
  if (plankg.visible().things.has(thing)) return;
  plankg.set({ filters: {
    ...filters, type: filters.type.filter((name) => name !== thing.kind.name),
    layer: filters.layer.filter((name) => name !== thing.kind.layer.name), subject: [], scope: [],
  } });
};
