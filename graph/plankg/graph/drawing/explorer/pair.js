/* The panel of a pair ("id id"): the statements between two things, and those by way of one thing between. */
const { make, t, say } = plankg;
plankg.words.add({
  zh: { noLink: "本文件没有写明两者之间的联系（不等于不存在）。", byWay: "经一个中间事物", straight: "两者之间的陈述" },
  en: { noLink: "This document states no link between the two (which does not mean that there is none).", byWay: "By way of one thing between", straight: "Statements between the two" },
});

const whole = (relation) => make("section", { class: "statements", "data-statement": relation.id }, plankg.sentence(relation), ...plankg.grounds(relation));
const way = ({ middle, relations }) => make("details", { class: "by-way", open: true }, make("summary", {}, plankg.chip(middle.kind), ` ${say(middle)}`), ...relations.map(whole));

plankg.panels.push(() => {
  const ends = plankg.state.selection.split(" ").map(plankg.thing);
  if (ends.length !== 2 || ends.includes(null)) return null;
  const { direct, ways } = plankg.between(...ends);
  return {
    title: ends.map(say).join(" × "),
    content: [
      make("h2", {}, plankg.link(ends[0]), make("span", { class: "relation", text: " × " }), plankg.link(ends[1])),
      ...(direct.length ? [make("h3", { text: `${t("straight")} ${direct.length}` }), ...direct.map(whole)] : []),
      ...(ways.length ? [make("h3", { text: `${t("byWay")} ${ways.length}` }), ...ways.map(way)] : []),
      direct.length + ways.length ? null : make("p", { class: "unstated faint", text: t("noLink") }),
    ],
  };
});
