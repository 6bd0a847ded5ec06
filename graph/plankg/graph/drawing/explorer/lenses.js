/* Lenses: what is seen (view, filters, focus, selection), kept by name in this browser, or carried along as an address. */
const { make, t } = plankg;
const place = `plankg lenses ${plankg.title.zh || plankg.title.en} ${plankg.things[0]?.iri ?? ""}`;
let unkept = {}; // where the browser keeps nothing (inside a sandboxed frame): for as long as the page is open
plankg.words.add({
  zh: { lenses: "视角", lensName: "给当前视角起名", keepLens: "保存", noLenses: "还没有保存的视角。", dropLens: "删除", address: "当前视角的地址", copyAddress: "复制地址", onlyNow: "此处浏览器不能保存，关闭页面即失；请复制地址。", lensKept: "已保存视角“{0}”" },
  en: { lenses: "Lenses", lensName: "Name what you see", keepLens: "Keep", noLenses: "No lens is kept yet.", dropLens: "Delete", address: "Address of what you see", copyAddress: "Copy address", onlyNow: "This browser keeps nothing here: lenses go when the page closes; copy the address.", lensKept: "Lens “{0}” is kept" },
});

const storage = () => {
  try { return window.localStorage; } catch { return null; }
};
const kept = () => {
  try {
    const found = JSON.parse(storage()?.getItem(place) ?? "{}");
    const lenses = found && typeof found === "object" && !Array.isArray(found) ? found : {};
    return { ...unkept, ...Object.fromEntries(Object.entries(lenses).filter(([, address]) => typeof address === "string")) };
  } catch { return unkept; }
};
/** Keep all lenses; whether the browser could. */
const keep = (lenses) => {
  unkept = lenses;
  try {
    storage().setItem(place, JSON.stringify(lenses));
    return true;
  } catch { return false; }
};
const able = () => {
  try {
    storage().setItem(`${place}?`, "");
    storage().removeItem(`${place}?`);
    return true;
  } catch { return false; }
};

/** Language and theme belong to the reader, not to what is looked at. */
const seen = () => plankg.address({ ...plankg.state, language: plankg.content.about.language, theme: "" });
const look = (address) => {
  const { language, theme } = plankg.state;
  plankg.set({ ...plankg.parse(address), language, theme });
};
const copy = (field) => {
  field.select();
  const done = () => plankg.announce(t("copied"));
  if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => document.execCommand("copy") && done());
  else if (document.execCommand("copy")) done();
};

const fill = (close) => {
  const lenses = kept(), names = Object.keys(lenses).sort();
  const again = (box) => {
    box.replaceChildren(...fill(close).filter(Boolean));
    box.querySelector("input").focus();
  };
  const name = make("input", { class: "lens-name", placeholder: t("lensName"), "aria-label": t("lensName"), maxlength: 80 });
  const add = (event) => {
    const given = name.value.trim();
    if (!given) return;
    keep({ ...kept(), [given]: seen() });
    again(event.target.closest(".menu"));
    plankg.announce(t("lensKept", given));
  };
  const drop = (each) => (event) => {
    const box = event.target.closest(".menu");
    keep(Object.fromEntries(Object.entries(kept()).filter(([other]) => other !== each)));
    again(box);
  };
  const address = make("input", { class: "address", readonly: true, value: `${location.href.split("#")[0]}#${plankg.address()}`, "aria-label": t("address"), on: { focus: (event) => event.target.select() } });
  return [
    make("div", { class: "lens-form", on: { keydown: (event) => { if (event.key === "Enter" && event.target === name) add(event); } } }, name, make("button", { class: "keep", text: t("keepLens"), on: { click: add } })),
    ...names.map((each) => make("div", { class: "lens" }, make("button", { class: "go", text: each, on: { click: () => { close({ back: true }); look(lenses[each]); } } }),
      make("button", { class: "close", text: "×", "aria-label": `${t("dropLens")}: ${each}`, on: { click: drop(each) } }))),
    names.length ? null : make("p", { class: "faint", text: t("noLenses") }),
    able() ? null : make("p", { class: "faint", text: t("onlyNow") }),
    make("div", { class: "lens-form" }, address, make("button", { class: "copy", text: t("copyAddress"), on: { click: () => copy(address) } })),
  ];
};
plankg.tools.push(() => plankg.menu("lenses", t("lenses"), fill));
