// Copying to the clipboard, also where a page without TLS may not ask for it.

import { el } from "./dom.js";
import { say } from "./saying.js";

export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = el("textarea", { class: "unseen" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("The browser does not let this page copy.");
}

export function copyButton(text) {
  const button = el("button", {
    type: "button", class: "copy", "aria-label": `Copy ${text}`,
    onclick: async () => {
      button.textContent = await copy(text).then(() => "Copied", () => "Select it by hand");
      say(`${button.textContent}: ${text}`);
      setTimeout(() => button.textContent = "Copy", 2000);
    },
  }, "Copy");
  return button;
}
