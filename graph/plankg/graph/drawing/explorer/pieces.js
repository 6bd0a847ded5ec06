/* Pieces of text that panel and views share: a kind, a grade, a quote with its place, a statement with its grounds. */
const { make, t, say } = plankg;

plankg.chip = (kind, own) => {
  const chip = make("span", { class: "chip", text: own ? `${say(kind)} · ${say(own)}` : say(kind) });
  chip.style.setProperty("--kind", kind.colour);
  return chip;
};
plankg.grade = (grade) => make("span", { class: `grade ${grade.name.toLowerCase()}`, text: say(grade), title: grade[`${plankg.state.language}Means`] });

const several = new Set(plankg.quotes.map((quote) => quote.document)).size > 1;
plankg.quote = (quote) => make("blockquote", { "data-start": quote.start, "data-end": quote.end },
  make("q", { text: quote.exact }),
  make("cite", { text: t("quoteAt", quote.start, quote.end) + (several && quote.document ? ` · ${say(quote.document)}` : "") }));

plankg.link = (thing, label = say(thing)) => make("button", { class: "link", text: label, "data-id": thing.id, on: {
  click: () => { plankg.reveal(thing); plankg.set({ selection: thing.id }); } } });

/** Quotes of a statement; of an inferred one its rule, and the statements it follows from with their quotes. */
plankg.grounds = (relation) => {
  const parts = relation.quotes.map(plankg.quote);
  if (relation.inferred) {
    parts.push(make("p", { class: "inferred", text: t("inferredBy") }));
    for (const rule of relation.rules) parts.push(make("p", { class: "rule", text: say(rule), title: rule.reason[plankg.state.language] }));
    if (relation.premises.length) {
      parts.push(make("details", { class: "premises" }, make("summary", { text: `${t("premises")} (${relation.premises.length})` }),
        ...relation.premises.map((premise) => make("div", {}, plankg.sentence(premise), ...plankg.grounds(premise)))));
    }
  } else if (!relation.quotes.length) {
    parts.push(make("p", { class: "faint", text: relation.grade.name === "Structural" ? t("structural") : t("noWords") }));
  }
  return parts;
};

/** A statement in words: one end, the relation, the other end. */
plankg.sentence = (relation) => make("p", { class: "sentence" },
  plankg.link(relation.source), make("span", { class: "relation", text: ` ${say(relation.relation)} → ` }), plankg.link(relation.target), " ", plankg.grade(relation.grade));

/** A statement as an item of a list, seen from one end: the other end, its grade, its grounds. */
plankg.statement = (relation, from) => {
  const other = relation.source === from ? relation.target : relation.source;
  const dot = make("span", { class: "swatch" });
  dot.style.background = other.kind.colour;
  return make("li", { class: relation.inferred ? "inferred" : "", "data-statement": relation.id }, make("div", { class: "other" }, dot, plankg.link(other), plankg.grade(relation.grade)), ...plankg.grounds(relation));
};

plankg.finding = (finding) => make("li", { class: `finding ${finding.severity}` },
  make("b", { text: t(`severity_${finding.severity}`) }), " ", make("span", { text: finding.message[plankg.state.language] || say(finding.check) }));
