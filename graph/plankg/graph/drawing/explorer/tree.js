/* The plan as a tree: what holds what (part and whole, "has …"), and what the held touch. Nothing here knows a relation by
 * its name but for the vocabulary's own way of naming: what joins whole and part is marked there, what a thing has is "has…". */
const wholes = new Set(plankg.content.wholes.map((number) => plankg.vocabulary.relations[number]));
const holds = (relation) => wholes.has(relation) || /^has[A-Z]/.test(relation.name);
const EASY = 80; // things right under the roots: where there are more, only the first root is open

let known = { key: "", tree: null };

/** The things under a thing: [{thing, relations}], what it holds first, in the order of the text. */
const under = (thing, allowed) => {
  const found = new Map();
  for (const relation of thing.out) {
    if (!allowed(relation) || relation.target === thing) continue;
    if (relation.target.hub && !wholes.has(relation.relation)) continue; // a period or a document is under nothing that mentions it
    found.set(relation.target, [...(found.get(relation.target) ?? []), relation]);
  }
  const rank = ({ relations }) => Math.min(...relations.map(({ relation }) => (holds(relation) ? 0 : 1e4) + plankg.vocabulary.relations.indexOf(relation)));
  return [...found].map(([other, relations]) => ({ thing: other, relations })).sort((a, b) => rank(a) - rank(b) || plankg.byText(a.thing, b.thing));
};

/** Tops: what holds something and is held by nothing, if it is a hub (a document, the plan's region) or nothing points at it. */
const tops = () => plankg.things.filter((thing) =>
  thing.out.some(({ relation }) => holds(relation)) && (thing.hub ? !thing.in.some(({ relation }) => holds(relation)) : !thing.in.length));

const grow = () => {
  const { filters } = plankg.state, seen = plankg.visible().things;
  const allowed = ({ relation, grade, target }) => seen.has(target) && !filters.relation.includes(relation.name) && !filters.grade.includes(grade.name);
  const lists = new Map(), home = new Map();
  const listed = (thing) => lists.get(thing) ?? lists.set(thing, under(thing, allowed)).get(thing);
  const reach = (top, key) => {
    home.set(top, key);
    for (let level = [top]; level.length;) {
      const next = [];
      for (const thing of level) for (const { thing: other } of listed(thing)) {
        if (home.has(other)) continue;
        const above = home.get(thing);
        home.set(other, `${above}${above === `${top.index}` ? `.L${other.kind.layer.number}` : ""}.${other.index}`);
        next.push(other);
      }
      level = next;
    }
  };
  const roots = tops().map((thing) => ({ thing, size: listed(thing).length })).filter(({ size }) => size).sort((a, b) => a.thing.kind.layer.number - b.thing.kind.layer.number || b.size - a.size || a.thing.index - b.thing.index).map(({ thing }) => thing);
  for (const root of roots) home.delete(root); // a root is at its own place, whatever points at it
  for (const root of roots) reach(root, `${root.index}`);
  const loose = [...seen].filter((thing) => !home.has(thing));
  const pointed = new Set(loose.flatMap((thing) => listed(thing).map((each) => each.thing)));
  const heads = new Map();
  for (const thing of [...loose.filter((each) => !pointed.has(each)), ...loose].sort((a, b) => pointed.has(a) - pointed.has(b) || plankg.byText(a, b))) {
    if (home.has(thing)) continue;
    heads.set(thing.kind, [...(heads.get(thing.kind) ?? []), thing]);
    reach(thing, `loose.K${plankg.vocabulary.kinds.indexOf(thing.kind)}.${thing.index}`);
  }
  return { roots, listed, home, heads };
};
const tree = () => {
  const key = JSON.stringify(plankg.state.filters);
  if (known.key !== key) known = { key, tree: grow() };
  return known.tree;
};

const grouped = (node, children) => {
  const layers = new Map();
  for (const child of children) layers.set(child.thing.kind.layer, [...(layers.get(child.thing.kind.layer) ?? []), child]);
  return [...layers].sort(([a], [b]) => a.number - b.number).map(([layer, members]) => ({
    key: `${node.key}.L${layer.number}`, named: layer, open: node.open, above: node.above,
    children: () => members.map((child) => thingNode({ ...child, key: `${node.key}.L${layer.number}.${child.thing.index}`, above: node.above })),
    count: members.length,
  }));
};
const thingNode = ({ thing, relations = [], key, above = [], root = false, open = false }) => {
  const way = [...above, thing];
  const below = tree().listed(thing).filter((child) => !way.includes(child.thing));
  const node = { key, thing, relations, open, above: way, count: below.length };
  node.children = () => (root ? grouped(node, below) : below.map((child) => thingNode({ ...child, key: `${key}.${child.thing.index}`, above: way })));
  return node;
};

/** The outline's first nodes: {key, thing or named, relations, count, open, children()}. */
plankg.outline = () => {
  const { roots, heads, listed } = tree();
  const easy = roots.reduce((sum, thing) => sum + listed(thing).length, 0) <= EASY;
  const first = roots.map((thing, i) => thingNode({ thing, key: `${thing.index}`, root: true, open: easy || !i }));
  const kinds = [...heads].sort(([a], [b]) => a.layer.number - b.layer.number);
  const loose = {
    key: "loose", named: { zh: "没有挂在任何事物之下", en: "Under nothing else" }, open: true, above: [], count: [...heads.values()].reduce((sum, members) => sum + members.length, 0),
    children: () => kinds.map(([kind, members]) => ({ key: `loose.K${plankg.vocabulary.kinds.indexOf(kind)}`, named: kind, open: false, above: [], count: members.length,
      children: () => members.map((thing) => thingNode({ thing, key: `loose.K${plankg.vocabulary.kinds.indexOf(kind)}.${thing.index}` })) })),
  };
  return kinds.length ? [...first, loose] : first;
};
/** The place of a thing in the outline, a key; null where the filters hide it. */
plankg.outlinePlace = (thing) => tree().home.get(thing) ?? null;
