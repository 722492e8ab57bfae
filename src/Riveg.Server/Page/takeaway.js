// What is taken along: JSON copied, and files of other forms.

import { exported } from "./api.js";
import { copy } from "./copying.js";
import { overlay } from "./overlay.js";

/** Takes the post along in a form; answers with a line that says what was done. */
export async function take(form, corrections, shown, file) {
  const annotation = corrections.annotation;
  if (form === "copy") {
    await copy(JSON.stringify(annotation, null, 2));
    return "The JSON is copied.";
  }
  if (form === "overlay") {
    const name = `${stem(file.name || "picture")}-riveg.png`;
    save(name, await overlay(file, annotation, shown));
    return `${name} is downloaded.`;
  }
  const clash = corrections.entries.find(e => corrections.clashes(e.entity, e.key).length > 0);
  if (clash) throw new Error(`“${clash.entity.text}” shares letters with another name; a data set takes one of them.`);
  const { name, blob, losses } = await exported(annotation, form);
  save(name, blob);
  return `${name} is downloaded. ${losses}`.trim();
}

function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const stem = name => name.replace(/\.[^.]+$/, "");
