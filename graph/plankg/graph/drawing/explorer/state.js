/* One state, kept whole in the address: a copied address shows the same page. */
const kept = new Map(); // key -> {short, fallback}
const FILTERS = ["type", "relation", "grade", "layer", "subject", "scope"];
const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Add a key to the state (text, number, or list of texts), written in the address as `short`. */
plankg.keep = (key, fallback, short = key) => { kept.set(key, { short, fallback }); };

plankg.keep("view", "layered", "v");
plankg.keep("selection", "", "s");
plankg.keep("focus", "");
plankg.keep("hops", 1);
plankg.keep("language", plankg.content.about.language, "lang");
plankg.keep("theme", "");
plankg.keep("path", []);
plankg.keep("opened", []);
plankg.keep("folded", []);
const closed = plankg.vocabulary.layers.filter((layer) => !layer.open).map((layer) => layer.name);
const unfiltered = Object.fromEntries(FILTERS.map((name) => [name, name === "layer" ? closed : []]));
plankg.unfiltered = () => copy(unfiltered);

const fallbacks = () => ({ ...Object.fromEntries([...kept].map(([key, { fallback }]) => [key, copy(fallback)])), filters: copy(unfiltered) });
plankg.state = fallbacks();

const list = (values) => values.map(encodeURIComponent).join(",");
const written = (value) => (Array.isArray(value) ? list(value) : encodeURIComponent(value));
const read = (text, fallback) => {
  if (Array.isArray(fallback)) return text ? text.split(",").map(decodeURIComponent) : [];
  return typeof fallback === "number" ? Number(text) || fallback : decodeURIComponent(text);
};

/** The address of a state: only what differs from the state of a fresh page. */
plankg.address = (state = plankg.state) => {
  const parts = [...kept].filter(([key, { fallback }]) => !same(state[key], fallback)).map(([key, { short }]) => `${short}=${written(state[key])}`);
  for (const name of FILTERS) if (!same(state.filters[name], unfiltered[name])) parts.push(`${name}=${list(state.filters[name])}`);
  return parts.join("&");
};

const parse = (text) => {
  const state = fallbacks();
  for (const part of text.split("&")) {
    const [name, value = ""] = part.split("=");
    try {
      const key = [...kept.keys()].find((known) => kept.get(known).short === name);
      if (key) state[key] = read(value, kept.get(key).fallback);
      else if (FILTERS.includes(name)) state.filters[name] = read(value, []);
    } catch { /* an address that was cut: what can be read of it counts */ }
  }
  if (!["zh", "en"].includes(state.language)) state.language = kept.get("language").fallback;
  if (!plankg.views.get(state.view)) state.view = kept.get("view").fallback;
  return state;
};

const listeners = [];
plankg.on = (listener) => { listeners.push(listener); };
const tell = (next, whole = false) => {
  const changed = new Set(Object.keys(next).filter((key) => whole || !same(next[key], plankg.state[key])));
  plankg.state = next;
  if (changed.size) for (const listener of listeners) listener(next, changed);
  return changed;
};

/** Change the state. What is looked at is a step that "back" undoes; how it is shown is not. */
plankg.set = (change) => {
  const changed = tell({ ...plankg.state, ...copy(change) });
  if (!changed.size) return;
  const step = ["view", "selection", "focus", "path"].some((key) => changed.has(key));
  const address = `#${plankg.address()}`;
  try {
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch { /* inside a sandboxed frame the address cannot be written */ }
};
/** The state that an address means. */
plankg.parse = (address) => parse(address);
/** Take the state from the address; `whole`: tell everyone, as if everything had changed. */
plankg.restore = ({ whole = false } = {}) => tell(parse(location.hash.slice(1)), whole);
window.addEventListener("popstate", () => plankg.restore());
window.addEventListener("hashchange", () => plankg.restore());
