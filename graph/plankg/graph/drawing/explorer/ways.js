/* Ways between things. A hub (a document, a part of one, a period, the plan's own region) is never in the middle. */
const MOST = 200;

/** Neighbours of every thing by the relations that count: thing -> Map(other -> [relations]). */
const graph = (inferred) => {
  const around = new Map(plankg.things.map((thing) => [thing, new Map()]));
  const join = (one, other, relation) => { around.get(one).set(other, [...(around.get(one).get(other) ?? []), relation]); };
  for (const relation of plankg.relations) {
    if (relation.source === relation.target || (relation.inferred && !inferred)) continue;
    join(relation.source, relation.target, relation);
    join(relation.target, relation.source, relation);
  }
  return around;
};
const graphs = new Map();
const around = (inferred) => {
  if (!graphs.has(inferred)) graphs.set(inferred, graph(inferred));
  return graphs.get(inferred);
};

/** How many steps each thing is away from `end`, hubs only as the last. */
plankg.distances = (end, inferred = true) => {
  const found = new Map([[end, 0]]);
  let level = [end];
  for (let steps = 1; level.length; steps += 1) {
    const next = [];
    for (const thing of level) {
      if (thing.hub && thing !== end) continue;
      for (const other of around(inferred).get(thing).keys()) if (!found.has(other)) { found.set(other, steps); next.push(other); }
    }
    level = next;
  }
  return found;
};

/** The ways from a to b of at most `longest` steps, shortest first: {steps, ways: [[{from, to, relations}]], more}.
 *  `steps` is the length of the shortest, null where there is none at all; `more`: the list was cut. */
plankg.paths = (a, b, { inferred = true, longest = 0, slack = 1 } = {}) => {
  const away = plankg.distances(b, inferred);
  const steps = a === b || !away.has(a) ? null : away.get(a);
  if (steps === null) return { steps, ways: [], more: false };
  const limit = longest || steps + slack;
  const ways = [];
  let more = false;
  const walk = (way, thing, seen) => {
    if (ways.length >= MOST) { more = true; return; }
    if (thing === b) { ways.push(way); return; }
    if (thing.hub && thing !== a) return;
    for (const [other, relations] of around(inferred).get(thing)) {
      if (seen.has(other) || !(way.length + 1 + (away.get(other) ?? Infinity) <= limit)) continue;
      walk([...way, { from: thing, to: other, relations }], other, new Set([...seen, other]));
    }
  };
  walk([], a, new Set([a]));
  return { steps, ways: ways.sort((one, two) => one.length - two.length), more };
};

/** Where several things meet: the things from which the ways to all of them are shortest together, best first. */
plankg.meetings = (ends, { inferred = true, most = 5 } = {}) => {
  const away = ends.map((end) => plankg.distances(end, inferred));
  const sum = (thing) => away.reduce((total, distance) => total + (distance.get(thing) ?? Infinity), 0);
  const able = plankg.things.filter((thing) => (!thing.hub || ends.includes(thing)) && Number.isFinite(sum(thing)));
  return able.map((thing) => ({ thing, sum: sum(thing) })).sort((one, two) => one.sum - two.sum || two.thing.weight - one.thing.weight).slice(0, most);
};
