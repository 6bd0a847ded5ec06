/* A menu in the header: a button and what it opens, closed by Escape, by a click elsewhere, and by a choice. */
const { make } = plankg;
let opened = null;

const close = ({ back = false } = {}) => {
  if (!opened) return;
  const { button, box } = opened;
  opened = null;
  box.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (back) button.focus();
};
const open = (button, box, fill) => {
  close();
  opened = { button, box };
  box.replaceChildren(...fill(close).filter(Boolean));
  box.hidden = false;
  button.setAttribute("aria-expanded", "true");
  box.querySelector("button:not([disabled]), input")?.focus();
};
const step = (box, by) => {
  const items = [...box.querySelectorAll("button:not([disabled]), input")];
  items[(items.indexOf(document.activeElement) + by + items.length) % items.length]?.focus();
};
const keys = (event) => {
  const box = event.currentTarget;
  if (event.key === "Escape") close({ back: true });
  else if (event.key === "ArrowDown") step(box, 1);
  else if (event.key === "ArrowUp") step(box, -1);
  else return;
  event.preventDefault();
  event.stopPropagation();
};
document.addEventListener("pointerdown", (event) => { if (opened && !opened.box.parentElement.contains(event.target)) close(); });

/** A menu; `fill(close)` makes what is in it when it is opened. */
plankg.menu = (id, label, fill) => {
  const box = make("div", { class: "menu", id: `${id}-menu`, role: "group", "aria-label": label, hidden: true, on: { keydown: keys } });
  const button = make("button", { id, text: label, "aria-haspopup": "true", "aria-expanded": "false", "aria-controls": `${id}-menu`, on: {
    click: () => (opened?.button === button ? close() : open(button, box, fill)),
    keydown: (event) => { if (event.key === "Escape") close({ back: true }); },
  } });
  return make("div", { class: "with-menu" }, button, box);
};
