// The text with its entities marked, and words that are selected in it.

import { el, byId } from "./dom.js";
import { pieces, trimmed } from "./spans.js";
import { types } from "./colors.js";
import { presence } from "./presence.js";

/** Draws the text. `on` has select(key) and words(span or null): what the reader has selected in it. */
export class FoundText {
  #element = byId("found-text");
  #text = "";

  constructor(on) {
    this.on = on;
    document.addEventListener("selectionchange", () => on.words(this.#selected()));
  }

  get element() { return this.#element; }

  draw(annotation, shown) {
    this.#text = annotation.text;
    const byKey = new Map(shown.map(s => [s.key, s]));
    const spans = shown.map(({ key, entity }) => ({ key, start: entity.start, end: entity.end }));
    const begun = new Set();
    this.#element.replaceChildren(...pieces(annotation.text, spans).map(piece => {
      if (!piece.keys.length) return piece.text;
      const inner = byKey.get(piece.keys[0]);
      const first = !begun.has(inner.key);
      begun.add(inner.key);
      return this.#mark(annotation, piece, inner, first, piece.keys.map(key => byKey.get(key)));
    }));
  }

  #mark(annotation, piece, { key, entity, color }, first, all) {
    const mark = el("span", {
      class: "mark", "data-key": all.map(s => s.key).join(" "), "data-type": piece.end === entity.end ? entity.type : null,
      role: "button", tabindex: first ? 0 : -1, id: first ? `mark-${key}` : null,
      "aria-label": first ? `${entity.text}, ${types[entity.type] ?? entity.type}, ${presence(annotation, entity).words}` : null,
      onclick: () => getSelection().isCollapsed && this.on.select(key),
      onkeydown: e => {
        if (e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        this.on.select(key);
      },
    }, piece.text);
    mark.style.setProperty("--c", color);
    mark.classList.toggle("absent", !presence(annotation, entity).there);
    // The lines of those around it lie below its own.
    mark.style.boxShadow = all.slice(1).map((s, i) => `0 ${3 * (i + 1) + 1}px 0 ${s.color}`).join(", ");
    return mark;
  }

  #selected() {
    const selection = getSelection();
    if (selection.rangeCount === 0 || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.#element.contains(range.startContainer) || !this.#element.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(this.#element, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    return trimmed(this.#text, start, start + range.toString().length);
  }
}
