/* Search over labels in both languages, aliases, pinyin (whole, initials, or mixed with characters) and quotes. */
const { pinyin } = plankg.content;
const readings = Object.fromEntries(Object.entries(pinyin).map(([character, text]) => [character, text.split(" ")]));

/** Whether `wanted` can be read as pinyin of `characters` from position `at`: each character whole or by its beginning. */
const spelled = (wanted, characters, at) => {
  if (!wanted) return true;
  if (at >= characters.length) return false;
  if (wanted.startsWith(characters[at]) && spelled(wanted.slice(characters[at].length), characters, at + 1)) return true;
  return (readings[characters[at]] ?? []).some((reading) => {
    for (let length = Math.min(reading.length, wanted.length); length > 0; length -= 1) {
      if (wanted.startsWith(reading.slice(0, length)) && spelled(wanted.slice(length), characters, at + 1)) return true;
    }
    return false;
  });
};
const sounds = (wanted, text) => {
  if (!/^[a-z]/.test(wanted)) return false;
  const characters = [...text.toLowerCase()].filter((character) => !/[\s“”"'《》、，。]/.test(character));
  return characters.some((character, at) => readings[character] && spelled(wanted, characters, at));
};

/** How well a thing fits: 0 not at all; the higher the better. */
const fit = (thing, wanted, quoted) => {
  const labels = [thing.label.zh.toLowerCase(), thing.label.en.toLowerCase()];
  if (labels.includes(wanted) || thing.id.toLowerCase() === wanted) return 6;
  if (labels.some((label) => label.startsWith(wanted))) return 5;
  if (labels.some((label) => label.includes(wanted))) return 4;
  if (thing.alias.some((alias) => alias.toLowerCase().includes(wanted))) return 3;
  if (sounds(wanted.replace(/[\s']/g, ""), thing.label.zh) || thing.alias.some((alias) => sounds(wanted, alias))) return 2;
  return quoted(thing) ? 1 : 0;
};

/** The things that the words may mean, best first: [{thing, score, quote}]. */
plankg.search = (words) => {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  const heard = (thing) => thing.quotes.find((quote) => quote.exact.toLowerCase().includes(wanted)) ?? null;
  const hits = [];
  for (const thing of plankg.things) {
    const score = fit(thing, wanted, heard);
    if (score) hits.push({ thing, score, quote: score === 1 ? heard(thing) : null });
  }
  return hits.sort((a, b) => b.score - a.score || b.thing.weight - a.thing.weight || a.thing.index - b.thing.index);
};
