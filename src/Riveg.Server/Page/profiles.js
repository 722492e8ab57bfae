// Which profiles there are, which of them are ready, and what the others lack, with the command to run.

import { el, byId } from "./dom.js";
import { copyButton } from "./copying.js";

const about = {
  builtin: "Nothing to download. Reads text, does not see the picture.",
  light: "Small networks. Finds faces, objects and words in the picture.",
  vlm: "A multimodal language model that you run or rent.",
  ofa: "The published stages: OFA and SAM.",
  paper: "The paper's own models, which nobody has released.",
};

/** The switch of profiles. `changed` is called with each new choice. */
export class Profiles {
  #list = [];
  #chosen = null;

  constructor(changed) {
    this.changed = changed;
    addEventListener("keydown", e => {
      if (e.key === "Escape") this.close();
    });
    addEventListener("click", e => {
      if (!e.target.closest("#profiles")) byId("profiles").open = false;
    });
  }

  get chosen() { return this.#chosen; }

  /** The name of a profile that looks at pictures and is ready; undefined where there is none. */
  get withEyes() { return this.#list.find(p => p.name === "light" && p.ready)?.name; }

  /** Closes the list; the focus stays with what opens it. */
  close() {
    const panel = byId("profiles");
    if (!panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  }

  choose(name) {
    document.querySelector(`#profile-list [value="${CSS.escape(name)}"]`)?.click();
  }

  show({ default: standard, profiles }) {
    this.#list = profiles;
    this.#chosen = profiles.some(p => p.name === this.#chosen) ? this.#chosen : standard;
    byId("profile-list").replaceChildren(byId("profile-list").querySelector("legend"), 
      ...profiles.map(p => this.#row(p)), el("div", { id: "again-here" }));
    byId("profiles").hidden = false;
    this.#name();
  }

  #row(profile) {
    const todo = profile.toDo ?? [];
    return el("div", { class: "profile" },
      el("label", {},
        el("input", {
          type: "radio", name: "profile", value: profile.name, checked: profile.name === this.#chosen,
          onchange: () => {
            this.#chosen = profile.name;
            this.#name();
            this.changed(profile.name);
          },
        }),
        el("b", {}, profile.name), " ", badge(profile)),
      about[profile.name] && el("p", { class: "soft" }, about[profile.name]),
      todo.length > 0 && el("ul", {}, todo.map(line => el("li", {}, commands(line)))));
  }

  #name() {
    const profile = this.#list.find(p => p.name === this.#chosen);
    byId("profile-name").textContent = this.#chosen ?? "";
    byId("profile-state").replaceWith(Object.assign(profile ? badge(profile) : el("span"), { id: "profile-state" }));
  }
}

function badge({ ready, readyForText }) {
  const [words, kind] = ready ? ["ready", "good"] : readyForText ? ["text only", "half"] : ["not ready", "bad"];
  return el("span", { class: `badge ${kind}` }, words);
}

// A line of readiness has its commands in quotation marks: 'riveg models pull light'. Those that make ready can be copied.
function commands(line) {
  const found = [...line.matchAll(/'(riveg (?:models|profile|doctor) [^']+)'/g)].map(match => match[1]);
  return [line, ...found.map(command => el("span", { class: "command" }, el("code", {}, command), copyButton(command)))];
}
