/* Taking along what is seen: as a picture (SVG, PNG), as data (GraphML, CSV), on paper. */
const { make, t } = plankg;
const SHARP = 2; // pixels of a PNG for one of the page
plankg.words.add({
  zh: { save: "导出", saveSvg: "图形 SVG", savePng: "图片 PNG（2 倍）", graphml: "图数据 GraphML", things: "事物 CSV", statements: "陈述 CSV", print: "打印……", saved: "已导出 {0}", seen: "当前所见：{0} 个事物，{1} 条陈述", noPicture: "此视图不作为图形导出" },
  en: { save: "Export", saveSvg: "Drawing, SVG", savePng: "Picture, PNG (2×)", graphml: "Graph, GraphML", things: "Things, CSV", statements: "Statements, CSV", print: "Print …", saved: "{0} saved", seen: "In view: {0} things, {1} statements", noPicture: "This view does not go out as a drawing" },
});

const give = (blob, name) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  plankg.announce(t("saved", name));
};
const named = (end) => `plankg-${plankg.state.view}${end}`;
const whole = () => {
  const { things, relations } = plankg.shown();
  return { things: [...things].sort((a, b) => a.index - b.index), relations: [...relations].sort((a, b) => a.index - b.index) };
};
const scroller = () => [...document.querySelectorAll(".view:not([hidden]) > *")].find((element) => !element.matches(".bar, [hidden]") && element.children.length);

/** How the current view is drawn on a sheet; null where it cannot be. */
plankg.drawing = () => {
  const view = plankg.views.get(plankg.state.view);
  if (view.drawing) return view.drawing();
  const element = scroller();
  return element && !element.querySelector("canvas") ? plankg.elements(element) : null;
};
const svg = () => {
  const text = new XMLSerializer().serializeToString(plankg.svg(plankg.drawing(), document.title));
  give(new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', text, "\n"], { type: "image/svg+xml" }), named(".svg"));
};
const painted = () => document.querySelector(".view:not([hidden]) canvas");
const bitmap = () => { const drawing = plankg.drawing(); return drawing ? plankg.bitmap(drawing, SHARP) : painted(); };
const png = () => bitmap().toBlob((blob) => give(blob, named(".png")), "image/png");
const data = ({ name, type, text }) => give(new Blob([text(whole())], { type: `${type};charset=utf-8` }), named(`-${name}`));

const items = (close) => {
  const { things, relations } = whole(), pictured = Boolean(plankg.drawing());
  const item = (key, act, able = true) => make("button", { text: t(key), "data-save": key, disabled: !able, title: able ? undefined : t("noPicture"), on: { click: () => { close({ back: true }); act(); } } });
  return [
    make("p", { class: "faint", text: t("seen", things.length, relations.length) }), item("saveSvg", svg, pictured), item("savePng", png, pictured || Boolean(painted())),
    ...Object.entries(plankg.formats).map(([key, format]) => item(key, () => data(format))), item("print", () => window.print()),
  ];
};
plankg.tools.push(() => plankg.menu("save", t("save"), items));

/* On paper a view that is painted on a canvas stands as a drawing, one that has only the rows in the window as all of
 * them, and paper is white. */
let before = null;
window.addEventListener("beforeprint", () => {
  before = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  const drawing = painted() && plankg.drawing();
  const sheet = plankg.views.get(plankg.state.view).paper?.() ?? (drawing && plankg.svg(drawing));
  if (sheet) plankg.element("stage").append(make("div", { class: "on-paper" }, sheet));
});
window.addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = before ?? "light";
  for (const each of document.querySelectorAll(".on-paper")) each.remove();
});
