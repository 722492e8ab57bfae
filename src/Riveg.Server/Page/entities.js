// The list of entities: what each is, whether it is in the picture, how sure that is, and why.

import { el, byId, percent } from "./dom.js";
import { inkOn, types } from "./colors.js";
import { presence } from "./presence.js";
import { editor } from "./editor.js";

/** Draws the list. `on` has edit(key or null), hint(box or null), and what the editor asks for. */
export function drawEntities(corrections, shown, editing, on) {
  const annotation = corrections.annotation;
  const list = byId("entities");
  const open = new Set([...list.querySelectorAll("details[open]")].map(d => d.id));
  list.replaceChildren(...shown.map(s => card(annotation, s, editing === s.key, open, corrections, on)));
}

function card(annotation, { key, entity, color, changed }, edited, open, corrections, on) {
  const { kind, words } = presence(annotation, entity);
  const item = el("li", { class: `entity is-${kind}`, "data-key": key, id: `entity-${key}`, tabindex: -1 },
    el("div", { class: "line" },
      el("div", { class: "what" },
        el("b", { class: "name", dir: "auto" }, entity.text),
        el("span", { class: "type", title: types[entity.type] ?? null }, entity.type),
        el("span", { class: "presence" }, words),
        changed && el("span", { class: "badge" }, "by hand")),
      el("button", {
        type: "button", class: "quiet edit", id: `edit-${key}`, "aria-expanded": String(edited),
        "aria-label": edited ? `Done with ${entity.text}` : `Correct ${entity.text}`, onclick: () => on.edit(edited ? null : key),
      }, edited ? "Done" : "Correct")),
    entity.fault && el("p", { class: "bad" }, faultLine(entity.fault)),
    el("div", { class: "meters" },
      meter("name and type", entity.score), meter("in the picture", entity.entailment),
      (entity.regions ?? []).map((r, i) => meter(entity.regions.length > 1 ? `box ${i + 1}` : "box", r.score))),
    edited ? editor(corrections, key, on) : why(entity, key, open, on));
  item.style.setProperty("--c", color);
  item.style.setProperty("--on", inkOn(color));
  return item;
}

function meter(name, value) {
  if (typeof value !== "number") return null;
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("i"));
  bar.firstChild.style.width = `${Math.max(0, Math.min(1, value)) * 100}%`;
  return el("span", { class: "meter" }, el("span", { class: "soft" }, name), bar, el("span", { class: "value" }, percent(value)));
}

function why(entity, key, open, on) {
  const { expansion, entailmentAnswer, entailmentIsFlatGuess, candidates: places = [], regions = [] } = entity;
  const placeholder = regions.some(r => r.mask?.placeholder);
  if (!expansion && !places.length && !placeholder && !entailmentAnswer && !entailmentIsFlatGuess) return null;
  const id = `why-${key}`;
  return el("details", { class: "why", id, open: open.has(id) },
    el("summary", {}, "Why"),
    expansion && el("p", {}, el("span", { class: "soft" }, "Read as "), expansion),
    entailmentAnswer && el("p", {}, el("span", { class: "soft" }, "In the picture? "), entailmentAnswer),
    entailmentIsFlatGuess && el("p", { class: "soft" }, "Whether it is in the picture is a guess: nothing spoke for or against it."),
    placeholder && el("p", { class: "soft" }, "No outline was found; an ellipse stands for it."),
    places.length > 0 && el("p", { class: "soft" }, "Places that were weighed:"),
    places.length > 0 && el("ul", { class: "candidates" }, places.map(place => el("li", {},
      el("button", {
        type: "button", class: "candidate", onpointerenter: () => on.hint(place.box), onpointerleave: () => on.hint(null),
        onfocus: () => on.hint(place.box), onblur: () => on.hint(null),
      }, place.chosen && el("b", {}, "chosen "), place.reason || place.source, " ",
      el("span", { class: "soft" }, percent(place.score)))))));
}

export const faultLine = fault => `${fault.stage}: ${fault.message}`;
