// A few drawn posts to click.

import { samplePicture, samples } from "./api.js";
import { byId, el } from "./dom.js";

/** Shows the samples; `take(text, file)` is called with the one that is clicked. */
export async function showSamples(take) {
  const posts = await samples();
  const items = await Promise.all(posts.map(async post => {
    const file = post.image ? await samplePicture(post.image.path) : null;
    const picture = file
      ? el("img", { src: URL.createObjectURL(file), alt: "", width: 72, height: 48 })
      : el("span", { class: "no-picture", "aria-hidden": "true" }, "Aa");
    return el("li", {}, el("button", { type: "button", class: "sample", onclick: () => take(post.text, file) },
      picture, el("span", { dir: "auto" }, post.text)));
  }));
  byId("sample-list").replaceChildren(...items);
  byId("samples").hidden = items.length === 0;
}
