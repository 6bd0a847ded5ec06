/* The frame: title, tabs, language, theme, drawers on narrow windows; and which view is seen. */
const { make, t } = plankg;
const stage = plankg.element("stage");
const tabs = plankg.element("tabs");
const stages = new Map();
let current = null;

const frame = () => {
  const { language, view } = plankg.state;
  document.documentElement.lang = language;
  document.querySelector("h1").textContent = plankg.title[language] || plankg.title.zh;
  document.title = document.querySelector("h1").textContent || "plankg";
  tabs.replaceChildren(...plankg.views.list().map((each) => make("button", {
    role: "tab", id: `tab-${each.name}`, text: each.label[language], "aria-selected": String(each.name === view), "aria-controls": `view-${each.name}`,
    on: { click: () => plankg.set({ view: each.name }) },
  })));
  const dark = document.documentElement.dataset.theme === "dark";
  plankg.element("tools").replaceChildren(
    ...plankg.tools.map((tool) => tool()).filter(Boolean),
    make("button", { id: "theme", text: dark ? t("themeLight") : t("theme"), on: { click: () => plankg.set({ theme: dark ? "light" : "dark" }) } }),
    make("button", { id: "language", text: t("language"), lang: language === "zh" ? "en" : "zh", on: { click: () => plankg.set({ language: language === "zh" ? "en" : "zh" }) } }));
  plankg.element("open-legend").textContent = "☰";
  plankg.element("open-legend").setAttribute("aria-label", t("legend"));
};
const paint = () => {
  const wanted = plankg.state.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = wanted;
};
const turn = (state, changed) => {
  const view = plankg.views.get(state.view);
  if (view === current) return current.update?.(state, changed);
  if (current) {
    stages.get(current.name).hidden = true;
    current.hide?.();
  }
  current = view;
  if (!stages.has(view.name)) stages.set(view.name, stage.appendChild(make("section", { class: "view", id: `view-${view.name}`, role: "tabpanel", "aria-labelledby": `tab-${view.name}` })));
  stages.get(view.name).hidden = false;
  view.show(stages.get(view.name), state);
};
const drawer = (open) => {
  document.body.classList.toggle("legend-open", open);
  plankg.element("open-legend").setAttribute("aria-expanded", String(open));
};
plankg.element("open-legend").addEventListener("click", () => drawer(!document.body.classList.contains("legend-open")));
stage.addEventListener("pointerdown", () => drawer(false), true);

plankg.boxes = () => current?.boxes?.() ?? [];
plankg.on((state, changed) => {
  if (changed.has("theme")) paint();
  if (["language", "view", "theme"].some((key) => changed.has(key))) frame();
});
plankg.start = () => {
  plankg.on(turn);
  plankg.restore({ whole: true });
};
