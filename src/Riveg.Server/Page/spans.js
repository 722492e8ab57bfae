// Spans of a text in UTF-16 units, which are JavaScript's own.

/**
 * Cuts a text where entities begin or end: pieces with the keys of the entities that cover them, the innermost first.
 * Spans may be nested, overlap or touch.
 */
export function pieces(text, spans) {
  const cuts = new Set([0, text.length]);
  for (const { start, end } of spans) cuts.add(clamp(start, text)).add(clamp(end, text));
  const at = [...cuts].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => ({
    start: at[i],
    end,
    text: text.slice(at[i], end),
    keys: spans.filter(s => s.start <= at[i] && s.end >= end).sort((a, b) => a.end - a.start - (b.end - b.start)).map(s => s.key),
  }));
}

/** The next place before or behind a place where a character, as people see it, begins or ends: never inside an emoji. */
export function step(text, place, direction) {
  const places = borders(text);
  return direction < 0
    ? places.findLast(p => p < place) ?? 0
    : places.find(p => p > place) ?? text.length;
}

/** A selection without the white space at its ends, and with whole characters; null where nothing is left. */
export function trimmed(text, start, end) {
  const places = borders(text);
  start = places.findLast(p => p <= start) ?? 0;
  end = places.find(p => p >= end) ?? text.length;
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return start < end ? { start, end } : null;
}

/** The first word that none of the spans touches, else the first word; null for a text without a word. */
export function freeWord(text, spans) {
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(m => ({ start: m.index, end: m.index + m[0].length }));
  return words.find(w => spans.every(s => s.end <= w.start || s.start >= w.end)) ?? words[0] ?? null;
}

export const overlap = (a, b) => a.start < b.end && b.start < a.end;

let known = { text: null, places: [] };

function borders(text) {
  if (known.text !== text) {
    const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
    known = { text, places: [...segments].map(s => s.index).concat(text.length) };
  }
  return known.places;
}

const clamp = (place, text) => Math.max(0, Math.min(place, text.length));
