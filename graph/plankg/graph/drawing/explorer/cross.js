/* What links two sets of things: statements between them in either direction, or statements by way of one thing between. */
const inferred = (relations) => relations.every((relation) => relation.inferred);
let known = { relations: null, ends: null };

/** The neighbours of every thing by the relations that the filters let through: thing -> Map(other -> [relations]). */
const neighbours = () => {
  const { relations } = plankg.visible();
  if (known.relations === relations) return known.ends;
  const ends = new Map();
  const join = (one, other, relation) => {
    const mine = ends.get(one) ?? ends.set(one, new Map()).get(one);
    if (mine.has(other)) mine.get(other).push(relation);
    else mine.set(other, [relation]);
  };
  for (const relation of relations) {
    if (relation.source === relation.target) continue;
    join(relation.source, relation.target, relation);
    join(relation.target, relation.source, relation);
  }
  known = { relations, ends };
  return ends;
};
const around = (thing) => neighbours().get(thing) ?? new Map();

/** Call `visit(row, column, number, guessed)` for every link between a row and a column: `number` statements between the
 *  two, or, where `through` is asked for, one way by a thing that is no hub; `guessed`: it needs an inferred statement. */
const walk = (rows, columns, through, visit) => {
  for (const row of rows) {
    for (const [middle, first] of around(row)) {
      if (columns.has(middle)) visit(row, middle, first.length, inferred(first));
      if (!through || middle.hub) continue;
      for (const [column, second] of around(middle)) {
        if (column !== row && columns.has(column)) visit(row, column, 1, inferred(first) || inferred(second));
      }
    }
  }
};

/** How many links each row and each column has: {rows: Map, columns: Map}; what has none is not in them. */
plankg.links = (rows, columns, through) => {
  const found = { rows: new Map(), columns: new Map() };
  const add = (counts, thing, number) => counts.set(thing, (counts.get(thing) ?? 0) + number);
  walk(rows, new Set(columns), through, (row, column, number) => {
    add(found.rows, row, number);
    add(found.columns, column, number);
  });
  return found;
};

/** The cells that have links: row -> Map(column -> {count, inferred}). */
plankg.cross = (rows, columns, through) => {
  const cells = new Map();
  walk(rows, new Set(columns), through, (row, column, number, guessed) => {
    const line = cells.get(row) ?? cells.set(row, new Map()).get(row);
    const cell = line.get(column) ?? line.set(column, { count: 0, inferred: true }).get(column);
    cell.count += number;
    cell.inferred &&= guessed;
  });
  return cells;
};

/** What links two things: {direct: [relations], ways: [{middle, relations}]}, the stated first. */
plankg.between = (one, other) => {
  const ways = [...around(one)].filter(([middle]) => !middle.hub && middle !== other && around(middle).has(other));
  const found = ways.map(([middle, first]) => ({ middle, relations: [...first, ...around(middle).get(other)], guessed: inferred(first) || inferred(around(middle).get(other)) }));
  return {
    direct: [...(around(one).get(other) ?? [])].sort((a, b) => a.inferred - b.inferred),
    ways: found.sort((a, b) => a.guessed - b.guessed || a.middle.index - b.middle.index),
  };
};
