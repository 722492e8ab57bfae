// On demand: what was seen in the picture, and what each stage said.

import { el, byId, percent, count } from "./dom.js";

const kinds = [["caption", "Captions"], ["face", "Faces"], ["object", "Objects"], ["word", "Words"]];
const stages = {
  observation: "Looking", recognition: "Names", expansion: "What they are",
  entailment: "In the picture?", grounding: "Where", segmentation: "Outlines",
};

/** Draws both. `hint` shows a box on the picture for as long as it is looked at. */
export function drawDetails(annotation, hint) {
  const open = new Set([...byId("details").querySelectorAll("details[open]")].map(d => d.id));
  byId("details").replaceChildren(...[seen(annotation, hint), said(annotation)].filter(Boolean));
  for (const details of byId("details").children) details.open = open.has(details.id);
}

function seen({ observations = [], image }, hint) {
  if (!image) return null;
  return el("details", { class: "panel", id: "details-seen" },
    el("summary", {}, "What was seen ",
      el("span", { class: "soft" }, observations.length ? count(observations.length, "thing") : "nothing")),
    observations.length === 0 && el("p", { class: "soft" }, "This profile did not look at the picture, or it saw nothing that it knows."),
    seenByKind(observations).map(([name, list]) => [
      el("h3", {}, name, " ", el("span", { class: "soft" }, String(list.length))),
      el("ul", { class: "things" }, list.map(thing => el("li", {}, place(thing, hint)))),
    ]));
}

const seenByKind = observations => kinds
  .map(([kind, name]) => [name, observations.filter(o => o.kind === kind)])
  .filter(([, list]) => list.length > 0);

function place(thing, hint) {
  const words = [thing.text ?? thing.label, thing.score === undefined ? null : el("span", { class: "soft" }, ` ${percent(thing.score)}`)];
  return thing.box
    ? el("button", {
      type: "button", class: "candidate", title: thing.source, onpointerenter: () => hint(thing.box), onpointerleave: () => hint(null),
      onfocus: () => hint(thing.box), onblur: () => hint(null),
    }, words)
    : el("span", { title: thing.source }, words);
}

function said({ provenance, entities }) {
  if (!provenance) return null;
  const expansions = entities.filter(e => e.expansion);
  return el("details", { class: "panel", id: "details-said" },
    el("summary", {}, "What each stage said ", el("span", { class: "soft" }, `profile ${provenance.profile}`)),
    provenance.knowledge && [el("h3", {}, "Knowledge"), el("p", { class: "quoted", dir: "auto" }, provenance.knowledge)],
    provenance.captions?.length > 0
      && [el("h3", {}, "Captions"), el("ul", {}, provenance.captions.map(c => el("li", { dir: "auto" }, c)))],
    expansions.length > 0
      && [el("h3", {}, "Expansion"), el("dl", {}, expansions.map(e => [el("dt", {}, e.text), el("dd", {}, e.expansion)]))],
    el("h3", {}, "Stages"),
    el("dl", {},
      Object.entries(provenance.stages ?? {}).map(([name, stage]) =>
        [el("dt", {}, stages[name] ?? name), el("dd", {}, stageWords(stage))]),
      provenance.decision && [el("dt", {}, "Decision"), el("dd", {}, provenance.decision)],
      el("dt", {}, "Version"), el("dd", {}, `Riveg ${provenance.version}`)));
}

// "faces.model", "faces.device" and the like are told together, one part of the stage a line.
function stageWords({ implementation, ...rest }) {
  const short = (name, value) => /sha256$/i.test(name) ? `${String(value).slice(0, 12)}…` : String(value);
  const parts = Map.groupBy(Object.entries(rest), ([name]) => name.includes(".") ? name.split(".")[0] : "");
  return [implementation, [...parts].map(([part, details]) =>
    el("div", { class: "soft" }, part && `${part}: `, details.map(([name, value]) => short(name, value)).join(" · ")))];
}
