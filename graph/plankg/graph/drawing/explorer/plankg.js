/* The explorer: plain scripts, joined by picture.py into one. Every file is a block of its own; what files share hangs
 * on `plankg` (also `window.plankg`). Order: plankg, words, content, state; the rest of this folder by name; views/ by
 * name; start. A new view is one file in views/ (and, if it needs it, one .css beside it); nothing else is touched.
 *
 * A view
 *   plankg.views.register({
 *     name: "matrix",                         // in the address: #v=matrix
 *     order: 30,                              // place of its tab
 *     label: { zh: "矩阵", en: "Matrix" },     // its tab appears by itself
 *     show(stage, state) {},                  // it is now seen; `stage` is its own element, kept while it is hidden
 *     update(state, changed) {},              // seen, and the state changed; `changed` is a Set of keys
 *     hide() {},                              // optional
 *     boxes() { return [] },                  // what it is expected to have painted: [{id, x, y, w, h, text, lines}]
 *   });                                       //   in pixels of the window; `text`: the label is readable in it
 *   A view selects by plankg.set({selection: thing.id}) and follows state.selection: so all views are linked.
 *
 * State     plankg.state {view, selection, focus, hops, filters {type, relation, grade, layer, subject, scope}, language, theme,
 *           path, opened, folded}; plankg.set({...}) changes it, writes the address, tells everyone;
 *           plankg.on((state, changed) => ...) hears it. plankg.keep("name", default) adds a key of a view's own
 *           (text, number, or list of texts), before start. selection is "", a thing's id, "id relation id" or "id id", a pair.
 *           filters.type/relation/grade/layer name what is off; filters.subject names the only subjects that are on,
 *           filters.scope a group of an overview ("community:3") of which at most 300 things are let through.
 * Content   plankg.things, plankg.relations (all statements), plankg.findings, plankg.vocabulary, plankg.content (the
 *           JSON as given); plankg.thing(id); thing {id, iri, label {zh, en}, kind, hub, quotes, out, in, ...};
 *           relation {source, target, relation, grade, quotes, rules, premises}; quote {start, end, exact, document}.
 *           plankg.visible() -> {things: Set, relations: []} after the filters.
 * Words     plankg.words.add({zh: {...}, en: {...}}), plankg.t("key", value...), plankg.say(term or thing).
 * Parts     plankg.make(tag, {class, text, title, on, ...attributes}, ...children): all text goes by textContent.
 *           plankg.board(element, hooks): cards and relations on a canvas. plankg.wrap(text, font, width): whole words.
 *           plankg.quote(quote), plankg.statement(relation, from), plankg.chip(kind): pieces of the panel.
 *           plankg.search(words) -> hits; plankg.paths(a, b, options) -> ways between two things.
 *           plankg.actions.push(({thing}) => button or null): a button in the panel. plankg.tools.push(() => element): in
 *           the header. plankg.panels.push(() => ({title, content: [elements]}) or null): the panel where neither a thing
 *           nor a statement is selected. plankg.announce(text): said to screen readers.
 * Export    A view may have shown() -> {things: Set, relations: []}, what it shows (else all that the filters let
 *           through), and drawing() -> {bounds {left, right, top, bottom}, paint(context)} or null: how it is drawn on a
 *           sheet of any kind of canvas (else its elements are), and paper() -> an element that is printed instead.
 */
plankg.make = (tag, options = {}, ...children) => {
  const { class: className, text, on, ...attributes } = options;
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (tag === "button") made.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

plankg.element = (id) => document.getElementById(id);
plankg.announce = (text) => { plankg.element("live").textContent = text; };
plankg.actions = [];
plankg.panels = [];
plankg.tools = [];

const registered = new Map();
plankg.views = {
  register: (view) => { registered.set(view.name, view); },
  get: (name) => registered.get(name),
  list: () => [...registered.values()].sort((a, b) => a.order - b.order),
};

/** Run `act` once, a little after the last of many calls; with `first`, at the first of them too. */
plankg.later = (act, milliseconds, { first = false } = {}) => {
  let waiting = 0;
  return () => {
    if (first && !waiting) act();
    clearTimeout(waiting);
    waiting = setTimeout(() => { waiting = 0; act(); }, milliseconds);
  };
};
