// Correcting one entity: its words, its type, its boxes.

import { el } from "./dom.js";
import { step, trimmed } from "./spans.js";
import { types } from "./colors.js";

/** The editor of an entity. `on` has span(key, span), type(key, type), addBox(key), removeBox(key, index), remove(key), edit(null). */
export function editor(corrections, key, on) {
  const { entity } = corrections.entry(key);
  const text = corrections.answer.text;
  const clashes = corrections.clashes(entity, key);
  const names = [...new Set([...Object.keys(types), ...corrections.entries.map(e => e.entity.type)])];
  const move = (start, end) => start < end && on.span(key, { start, end });
  const stepper = (name, id, start, end) => el("button", {
    type: "button", class: "step", id: `${id}-${key}`, "aria-label": name, title: name, onclick: () => move(start, end),
    disabled: start >= end || start === entity.start && end === entity.end,
  }, id.endsWith("back") ? "←" : "→");

  return el("div", { class: "editor", role: "group", "aria-label": `Correct ${entity.text}` },
    el("div", { class: "field" },
      el("label", { for: `words-${key}` }, "Words"),
      words(text, entity, key, move),
      el("div", { class: "steps" },
        el("span", { class: "soft" }, "begins"),
        stepper("Begin one character earlier", "start-back", step(text, entity.start, -1), entity.end),
        stepper("Begin one character later", "start-on", step(text, entity.start, 1), entity.end),
        el("q", { dir: "auto" }, entity.text),
        el("span", { class: "soft" }, "ends"),
        stepper("End one character earlier", "end-back", entity.start, step(text, entity.end, -1)),
        stepper("End one character later", "end-on", entity.start, step(text, entity.end, 1))),
      clashes.length > 0 && el("p", { class: "bad" },
        `It shares letters with ${clashes.map(c => `“${c.entity.text}”`).join(", ")}; a data set takes one of them.`)),
    el("fieldset", { class: "field kinds" },
      el("legend", {}, "Type"),
      names.map(name => el("label", {},
        el("input", {
          type: "radio", name: `type-${key}`, id: `type-${key}-${name}`, value: name, checked: name === entity.type,
          onchange: () => on.type(key, name),
        }), name, types[name] ? el("span", { class: "soft" }, ` ${types[name]}`) : null))),
    corrections.answer.image?.width && el("div", { class: "field" },
      el("span", { class: "heading" }, "In the picture"),
      el("p", { class: "soft" }, (entity.regions ?? []).length
        ? "Drag the box or its corners; or focus it on the picture and use the arrow keys."
        : "Draw a box on the picture, or add one and move it."),
      el("div", { class: "actions" },
        el("button", { type: "button", id: `add-box-${key}`, onclick: () => on.addBox(key) }, "Add a box"),
        (entity.regions ?? []).map((_, i) => el("button", {
          type: "button", id: `remove-box-${key}-${i}`, onclick: () => on.removeBox(key, i),
        }, entity.regions.length > 1 ? `Remove box ${i + 1}` : "Not in the picture")))),
    el("div", { class: "actions" },
      el("button", { type: "button", class: "primary", onclick: () => on.edit(null) }, "Done"),
      el("button", { type: "button", class: "danger", onclick: () => on.remove(key) }, "Remove the name")));
}

// The browser's own selection is what marks the words: by mouse, by finger, by Shift and the arrow keys.
function words(text, entity, key, move) {
  const field = el("textarea", {
    id: `words-${key}`, class: "words", rows: 2, dir: "auto", spellcheck: "false", inputmode: "none", "aria-readonly": "true",
    "aria-describedby": `words-help-${key}`,
  });
  field.value = text;

  // Not `readonly`: there no key moves the place where a selection begins.
  field.addEventListener("beforeinput", e => e.preventDefault());
  const mark = () => field.setSelectionRange(entity.start, entity.end);
  const take = () => {
    const span = trimmed(text, field.selectionStart, field.selectionEnd);
    if (span && (span.start !== entity.start || span.end !== entity.end)) move(span.start, span.end);
  };
  field.addEventListener("focus", () => setTimeout(mark));
  field.addEventListener("pointerup", () => setTimeout(take));
  field.addEventListener("keydown", e => {
    if (e.key !== "Enter") return;
    e.preventDefault();
    take();
  });
  field.addEventListener("blur", take);
  requestAnimationFrame(mark);
  return [field, el("p", { class: "soft", id: `words-help-${key}` },
    "Select the words, by mouse or with Shift and the arrow keys, then press Enter; or move the ends:")];
}
