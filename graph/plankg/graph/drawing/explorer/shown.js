/* What the reader sees of the plan: which things and statements the view shows, and where on the page they stand. */

/** Things in the order in which the text first names them. */
plankg.byText = (a, b) => (a.quotes[0]?.start ?? Infinity) - (b.quotes[0]?.start ?? Infinity) || a.index - b.index;

/** The boxes of elements with a thing's id, as far as they are to be seen in `scroller`. */
plankg.seenBoxes = (scroller, selector) => {
  const area = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll(selector)].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { id: element.dataset.id, x, y, w: width, h: height, text: true, lines: [element.textContent] };
  }).filter(({ x, y, w, h }) => x >= area.left - 1 && y >= area.top - 1 && x + w <= area.right + 1 && y + h <= area.bottom + 1);
};

/** What the current view shows: {things: Set, relations: []}; where the view does not say, all that the filters let through. */
plankg.shown = () => plankg.views.get(plankg.state.view).shown?.() ?? plankg.visible();
