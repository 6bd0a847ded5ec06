/* Things and statements as files for other programs: GraphML and CSV. */
const lines = (values) => values.join(" | ");
const exact = (quotes) => lines(quotes.map((quote) => quote.exact));
const places = (quotes) => lines(quotes.map((quote) => `${quote.start}-${quote.end}`));
const papers = (quotes) => lines([...new Set(quotes.map((quote) => quote.document?.iri).filter(Boolean))]);
const ends = (quotes) => [["quotes", exact(quotes)], ["positions", places(quotes)], ["documents", papers(quotes)]];
const named = (key, term) => [[key, term.name], [`${key}_zh`, term.zh], [`${key}_en`, term.en]];

const ofThing = (thing) => [
  ["id", thing.iri], ["label_zh", thing.label.zh], ["label_en", thing.label.en], ["aliases", lines(thing.alias)], ...named("class", thing.kind),
  ["layer", thing.kind.layer.name], ["relations", thing.out.length + thing.in.length], ["subjects", lines(thing.subjects.map((subject) => subject.iri))],
  ["not_stated", lines(thing.unstated.map((relation) => relation.name))], ...ends(thing.quotes),
];
const ofRelation = (relation) => [
  ["source", relation.source.iri], ["target", relation.target.iri], ["source_zh", relation.source.label.zh], ["source_en", relation.source.label.en], ...named("relation", relation.relation),
  ["target_zh", relation.target.label.zh], ["target_en", relation.target.label.en], ...named("grade", relation.grade),
  ["rules", lines(relation.rules.map((rule) => rule.name))], ["follows_from", lines(relation.premises.map((premise) => premise.id))], ...ends(relation.quotes),
];

/** A cell that no spreadsheet takes for a formula, in quotation marks where it needs them. */
const cell = (value) => {
  const text = typeof value === "string" && /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const csv = (rows) => {
  const head = rows.length ? rows[0].map(([name]) => name) : [];
  return `\ufeff${[head, ...rows.map((row) => row.map(([, value]) => value))].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
};

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text inside XML: marks escaped, and what XML 1.0 has no way to write left out. */
const xml = (value) => String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (mark) => ENTITIES[mark]);
const data = (prefix, fields) => fields.filter(([, value]) => value !== "").map(([name, value]) => `<data key="${prefix}${name}">${xml(value)}</data>`).join("");
const keys = (prefix, kind, fields) => fields.map(([name, value]) => `<key id="${prefix}${name}" for="${kind}" attr.name="${name}" attr.type="${typeof value === "number" ? "int" : "string"}"/>`).join("\n");
const graphml = ({ things, relations }) => {
  const without = (fields, ...names) => fields.filter(([name]) => !names.includes(name));
  const nodes = things.map((thing) => [thing.iri, without(ofThing(thing), "id")]), edges = relations.map((relation) => [relation, without(ofRelation(relation), "source", "target", "source_zh", "source_en", "target_zh", "target_en")]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...(nodes.length ? [keys("n_", "node", nodes[0][1])] : []), ...(edges.length ? [keys("e_", "edge", edges[0][1])] : []), '<graph edgedefault="directed">',
    ...nodes.map(([id, fields]) => `<node id="${xml(id)}">${data("n_", fields)}</node>`),
    ...edges.map(([{ index, source, target }, fields]) => `<edge id="s${index}" source="${xml(source.iri)}" target="${xml(target.iri)}">${data("e_", fields)}</edge>`),
    "</graph>", "</graphml>", "",
  ].join("\n");
};

/** The files of what is shown, by name: {type, text({things, relations})}. */
plankg.formats = {
  graphml: { name: "graph.graphml", type: "application/xml", text: graphml },
  things: { name: "things.csv", type: "text/csv", text: ({ things }) => csv(things.map(ofThing)) },
  statements: { name: "statements.csv", type: "text/csv", text: ({ relations }) => csv(relations.map(ofRelation)) },
};
