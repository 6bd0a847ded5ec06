/* What the checks found: by severity and check, each with the things that it is about and the words on both sides. */
const { make, t, say } = plankg;
const SEVERITIES = ["error", "warning", "info"];
let stage = null;

const worst = SEVERITIES.find((name) => plankg.findings.some(({ severity }) => severity === name));
plankg.keep("checks", [...new Set(plankg.findings.filter(({ severity }) => severity === worst).map(({ check }) => check.name))].slice(0, 12), "checks");
plankg.words.add({
  zh: { foundAll: "共 {0} 条", foundNone: "检查没有发现问题。", foundOnly: "只看涉及所选事物的（{0}）", foundEvery: "看全部", foundAbout: "涉及", foundMore: "再看 {0} 条" },
  en: { foundAll: "{0} findings", foundNone: "The checks found nothing.", foundOnly: "Only those about what is selected ({0})", foundEvery: "Show all", foundAbout: "About", foundMore: "{0} more" },
});
const STEP = 40;
const shown = new Map();

const group = (items, key) => items.reduce((groups, item) => groups.set(key(item), [...(groups.get(key(item)) ?? []), item]), new Map());
const said = (finding) => finding.message[plankg.state.language] || say(finding.check);
const item = (finding) => make("li", { class: `finding ${finding.severity}`, "data-finding": finding.index },
  make("p", { text: said(finding) }),
  finding.about.length ? make("p", { class: "about" }, make("span", { class: "faint", text: `${t("foundAbout")} ` }),
    ...finding.about.map((thing) => { const link = make("span", { class: "chip" }, plankg.link(thing)); link.style.setProperty("--kind", thing.kind.colour); return link; })) : null,
  ...finding.quotes.map((quote) => plankg.quote(quote)));
const list = (name, members) => {
  const most = shown.get(name) ?? STEP;
  const rest = members.length - most;
  return make("ul", {}, ...members.slice(0, most).map(item), rest > 0
    ? make("li", {}, make("button", { text: t("foundMore", Math.min(rest, STEP)), on: { click: () => { shown.set(name, most + STEP); draw(); } } })) : null);
};
const check = (members) => {
  const [{ check: one }] = members;
  const toggle = (event) => {
    const open = plankg.state.checks.filter((name) => name !== one.name);
    const next = event.target.open ? [...open, one.name] : open;
    if (plankg.state.checks.includes(one.name) !== event.target.open) plankg.set({ checks: next });
  };
  const details = make("details", { "data-check": one.name, on: { toggle } }, make("summary", {}, make("span", { text: say(one) === one.name ? said(members[0]) : say(one) }), make("span", { class: "count", text: ` ${members.length}` })));
  details.open = plankg.state.checks.includes(one.name);
  if (details.open) details.append(list(one.name, members)); // a closed one costs nothing
  return details;
};

const draw = () => {
  const { scrollTop } = stage.firstElementChild ?? { scrollTop: 0 };
  const { thing } = plankg.selected();
  const about = thing ? plankg.findings.filter((finding) => finding.about.includes(thing)) : [];
  const only = about.length && stage.dataset.only === "true";
  const found = only ? about : plankg.findings;
  const groups = group(found, (finding) => finding.severity);
  const sections = SEVERITIES.filter((name) => groups.has(name)).map((name) => make("section", { class: `severity ${name}` },
    make("h3", {}, make("span", { text: t(`severity_${name}`) }), make("span", { class: "count", text: ` ${groups.get(name).length}` })),
    ...[...group(groups.get(name), (finding) => finding.check.name).values()].sort((a, b) => b.length - a.length).map(check)));
  const scope = about.length ? make("button", { text: only ? t("foundEvery") : t("foundOnly", about.length), on: { click: () => { stage.dataset.only = String(!only); draw(); } } }) : null;
  stage.replaceChildren(make("div", { class: "reading found" }, make("p", { class: "faint", text: found.length ? t("foundAll", found.length) : t("foundNone") }), scope, ...sections));
  stage.firstElementChild.scrollTop = scrollTop;
};

plankg.views.register({
  name: "findings", order: 80, label: { zh: "检查", en: "Findings" },
  show(given) { stage = given; draw(); },
  update(state, changed) { if (["checks", "selection", "language"].some((each) => changed.has(each))) draw(); },
  boxes: () => [...(stage?.querySelectorAll("summary") ?? [])].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.parentElement.dataset.check, x, y, w: width, h: height, text: true, lines: [element.textContent] };
  }),
});
