// The picture: chosen, dropped or pasted; shown by the browser itself, which decodes it beside the page: a large one never stops it.

import { byId } from "./dom.js";

/** Holds the post's picture. `on` has mayChange(), which may ask, changed(file) and refused(line). */
export class Picture {
  file = null;
  #image = byId("image");
  #on;

  constructor(on) {
    this.#on = on;
    const input = byId("file");
    for (const id of ["choose", "choose-small", "change"]) byId(id).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files.length) this.take(input.files[0]);
      input.value = "";
    });
    byId("remove").addEventListener("click", () => {
      if (!this.#on.mayChange()) return;
      this.remove();
      byId("choose").focus();
    });
    addEventListener("paste", e => this.#pasted(e));
    addEventListener("dragover", e => {
      e.preventDefault();
      document.body.classList.add("dragging");
    });
    addEventListener("dragleave", e => e.relatedTarget ?? document.body.classList.remove("dragging"));
    addEventListener("drop", e => {
      e.preventDefault();
      document.body.classList.remove("dragging");
      const [file] = e.dataTransfer.files;
      if (file) this.take(file);
      else on.refused("What was dropped is no picture file. Save the picture first, then drop the file.");
    });
  }

  /** Takes a file; what is no picture is told, and the picture before it stays. */
  async take(file) {
    const name = file.name || "What was pasted";
    if (!file.type.startsWith("image/")) return this.#on.refused(`${name} is no picture.`);
    const address = URL.createObjectURL(file);
    const probe = new Image();
    probe.src = address;
    try {
      await new Promise((resolve, reject) => {
        probe.onload = resolve;
        probe.onerror = reject;
      });
    } catch {
      URL.revokeObjectURL(address);
      return this.#on.refused(`${name} is no picture that can be read.`);
    }

    if (!this.#on.mayChange()) {
      URL.revokeObjectURL(address);
      return false;
    }
    this.#show(file, address, probe.naturalWidth, probe.naturalHeight);
    return true;
  }

  remove() {
    this.#forget();
    this.file = null;
    byId("figure").hidden = true;
    byId("drop").hidden = false;
    byId("picture").classList.remove("filled");
    byId("choose-small").textContent = "Choose a picture";
    this.#on.changed(null);
  }

  #show(file, address, width, height) {
    this.#forget();
    this.file = file;
    this.#image.src = address;
    byId("stage").style.setProperty("--ratio", `${width} / ${height}`);
    byId("stage").style.setProperty("--wide", width / height);
    byId("picture-about").textContent = `${file.name || "pasted"} · ${width} × ${height}`;
    byId("figure").hidden = false;
    byId("drop").hidden = true;
    byId("picture").classList.add("filled");
    byId("choose-small").textContent = "Change the picture";
    this.#on.changed(file);
  }

  #forget() {
    if (this.#image.src) URL.revokeObjectURL(this.#image.src);
    this.#image.removeAttribute("src");
  }

  #pasted(e) {
    const file = [...e.clipboardData.files].find(f => f.type.startsWith("image/")) ?? e.clipboardData.files[0];
    const intoField = e.target.closest?.("input, textarea");
    if (file) {
      e.preventDefault();
      this.take(file);
    } else if (!intoField) this.#on.refused("What was pasted is no picture. Copy a picture, or paste text into the text box.");
  }
}
