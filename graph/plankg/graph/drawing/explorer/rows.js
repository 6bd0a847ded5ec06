/* The rows of a table: all things or all statements that the filters let through, each column a line of data. */
const { say } = plankg;
const place = (quotes) => quotes[0]?.start ?? Infinity;
const joined = (quotes) => quotes.map(({ exact }) => exact).join(" | ");
const order = new Map(plankg.vocabulary.grades.map((grade, number) => [grade, number]));

/** The grades of a thing's relations with their counts, the stated first. */
const gradesOf = (thing) => {
  const counts = new Map();
  for (const { grade } of [...thing.out, ...thing.in]) counts.set(grade, (counts.get(grade) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => b.stated - a.stated || order.get(a) - order.get(b));
};
const graded = (thing) => gradesOf(thing).map(([grade, count]) => `${say(grade)} ${count}`).join(" · ");
const share = (thing) => thing.out.concat(thing.in).filter((relation) => !relation.inferred).length;
const words = { zh: {
  class: "类", label: "名称", relations: "关系数", quotes: "原文数", grades: "依据", at: "位置", source: "主体", relation: "关系", target: "对象", grade: "依据", quote: "原文",
}, en: {
  class: "Class", label: "Label", relations: "Relations", quotes: "Quotes", grades: "Grades", at: "Place", source: "From", relation: "Relation", target: "To", grade: "Grade", quote: "Words",
} };

/** The columns of each table: {name, share of the width, text(item), value(item) to sort by (else the text), number}. */
const columns = {
  things: [
    { name: "label", share: 40, text: say, thing: (thing) => thing },
    { name: "class", share: 14, text: (thing) => say(thing.kind), chip: (thing) => thing.kind },
    { name: "relations", share: 9, text: (thing) => thing.out.length + thing.in.length, number: true },
    { name: "quotes", share: 9, text: (thing) => thing.quotes.length, number: true },
    { name: "at", share: 9, text: (thing) => (thing.quotes.length ? place(thing.quotes) : ""), value: (thing) => place(thing.quotes), number: true },
    { name: "grades", share: 22, text: graded, value: share },
  ],
  statements: [
    { name: "source", share: 22, text: ({ source }) => say(source), thing: ({ source }) => source },
    { name: "relation", share: 11, text: ({ relation }) => say(relation) },
    { name: "target", share: 22, text: ({ target }) => say(target), thing: ({ target }) => target },
    { name: "grade", share: 9, text: ({ grade }) => say(grade), grade: ({ grade }) => grade },
    { name: "at", share: 8, text: ({ quotes }) => (quotes.length ? place(quotes) : ""), value: ({ quotes }) => place(quotes), number: true },
    { name: "quote", share: 28, text: ({ quotes }) => joined(quotes) },
  ],
};
const collators = { zh: new Intl.Collator("zh-Hans-CN", { numeric: true }), en: new Intl.Collator("en", { numeric: true }) };

/** What a table shows: {columns, items} in the order and with the words that the state asks for. `sort` is the name of a
 *  column, with a "-" before it for the other direction; `words`: only rows in which they all stand. */
plankg.table = ({ of, sort, words: wanted, language }) => {
  const shown = plankg.visible(), known = columns[of];
  const parts = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const heard = (item) => {
    const line = known.map((column) => column.text(item)).join("\n").toLowerCase();
    return parts.every((part) => line.includes(part));
  };
  const all = of === "things" ? [...shown.things].sort(plankg.byText) : [...shown.relations].sort((a, b) => place(a.quotes) - place(b.quotes) || a.index - b.index);
  const items = parts.length ? all.filter(heard) : [...all];
  const column = known.find(({ name }) => name === sort.replace("-", ""));
  if (column) {
    const value = column.value ?? column.text, sign = sort.startsWith("-") ? -1 : 1;
    const compare = (a, b) => (typeof a[0] === "number" ? a[0] - b[0] : collators[language].compare(a[0], b[0]));
    const valued = items.map((item) => [value(item), item]).sort((a, b) => sign * (a[0] === b[0] ? 0 : compare(a, b)) || a[1].index - b[1].index);
    valued.forEach(([, item], i) => { items[i] = item; });
  }
  return { columns: known.map((each) => ({ ...each, title: words[language][each.name] })), items, all: all.length };
};
