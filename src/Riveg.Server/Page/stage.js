// The picture with what lies on it: outlines, boxes, and while a box is corrected its handles. All places are shares of the picture.

import { el, byId } from "./dom.js";
import { inkOn } from "./colors.js";
import { paint } from "./mask.js";

const maskLimit = 1000;
const labelHeight = 22;
const corners = [["nw", "top left"], ["ne", "top right"], ["sw", "bottom left"], ["se", "bottom right"]];

/** Draws entities and what was seen onto the picture. `on` has select(key), box(key, index, box), draw(box), removeBox(key, index). */
export class Stage {
  #stage = byId("stage");
  #masks = new Map();
  #size = { width: 1, height: 1 };
  #editing = null;

  constructor(on) {
    this.on = on;
    for (const layer of ["boxes", "masks", "seen"]) {
      byId(`show-${layer}`).addEventListener("change", e => this.#stage.classList.toggle(`no-${layer}`, !e.target.checked));
    }
    this.#stage.classList.add("no-seen");
    this.#stage.addEventListener("pointerdown", e => this.#startDrawing(e));
  }

  get element() { return this.#stage; }

  clear() {
    for (const drawn of this.#stage.querySelectorAll(":scope > :not(img)")) drawn.remove();
    this.#masks.clear();
    this.#editing = null;
    this.#stage.classList.remove("editing");
  }

  /** Draws all anew. `shown` are `{key, entity, color}`; `editing` is the key of the entity whose boxes can be changed, or null. */
  draw(annotation, shown, editing) {
    const masks = this.#masks;
    this.clear();
    if (!annotation.image?.width) return;
    this.#size = annotation.image;
    this.#editing = editing;
    this.#stage.classList.toggle("editing", editing !== null);
    for (const [i, seen] of (annotation.observations ?? []).entries()) if (seen.box) this.#stage.append(this.#seen(seen, i));
    for (const { key, entity, color } of shown) {
      for (const region of entity.regions ?? []) if (region.mask) this.#drawMask(masks, region, key, color);
    }
    const boxes = shown.flatMap(s => (s.entity.regions ?? []).map((region, index) => ({ ...s, region, index })));
    boxes.sort((a, b) => area(b.region.box) - area(a.region.box));
    // Names of one place stand above each other, or below its upper edge where there is no room.
    for (const here of Map.groupBy(boxes, b => b.region.box.map(Math.round).join()).values()) {
      const low = here[0].region.box[1] / this.#size.height * this.#stage.clientHeight < labelHeight * here.length;
      this.#stage.append(...here.map((box, nth) => this.#box(box, nth, low)));
    }
  }

  /** Shows one box for as long as it is looked at. */
  hint(box) {
    this.#stage.querySelector(".hint")?.remove();
    if (!box) return;
    const hint = el("div", { class: "hint" });
    this.#place(hint, box);
    this.#stage.append(hint);
  }

  /** A box in the middle, for those who do not draw by hand. */
  middle() {
    const { width, height } = this.#size;
    return rounded([width / 3, height / 3, 2 * width / 3, 2 * height / 3]);
  }

  #drawMask(kept, region, key, color) {
    const id = `${color} ${region.mask.counts}`;
    let canvas = kept.get(id);
    try {
      canvas ??= paint(region.mask, color, maskLimit);
    } catch {
      return; // The box is drawn all the same.
    }
    kept.set(id, canvas);
    this.#masks.set(id, canvas);
    canvas.className = region.mask.placeholder ? "mask placeholder" : "mask";
    canvas.dataset.key = key;
    this.#stage.append(canvas);
  }

  #seen(seen, i) {
    const box = el("div", { class: "seen", "data-seen": i }, el("span", {}, seen.text ?? seen.label));
    this.#place(box, seen.box);
    return box;
  }

  #box({ key, entity, color, region, index }, nth, low) {
    const editable = key === this.#editing;
    const box = el("div", {
      class: "box", role: editable ? "group" : "button", tabindex: 0, "data-key": key, "data-index": index, id: `box-${key}-${index}`,
      "aria-label": editable
        ? `Box of ${entity.text}. Arrow keys move it, Delete removes it, the corners resize it.`
        : `${entity.text}, in the picture`,
    }, el("span", { class: "label" }, entity.text));
    box.style.setProperty("--c", color);
    box.style.setProperty("--on", inkOn(color));
    box.style.setProperty("--nth", nth);
    this.#place(box, region.box, region.unit);
    box.classList.toggle("low", low);
    if (editable) this.#makeEditable(box, key, index, region.box);
    else {
      box.addEventListener("click", () => this.on.select(key));
      box.addEventListener("keydown", e => {
        if (e.key !== "Enter" && e.key !== " ") return;
        e.preventDefault();
        this.on.select(key);
      });
    }
    return box;
  }

  #makeEditable(box, key, index, place) {
    for (const [corner, name] of corners) {
      box.append(el("button", {
        type: "button", class: `handle ${corner}`, id: `handle-${key}-${index}-${corner}`,
        "aria-label": `${name} corner of the box: arrow keys move it`,
        onpointerdown: e => this.#drag(e, place, moved => resized(place, corner, moved), box, key, index),
        onkeydown: e => this.#nudge(e, by => resized(place, corner, by), key, index),
      }));
    }
    box.addEventListener("pointerdown", e => this.#drag(e, place, by => shifted(place, by, this.#size), box, key, index));
    box.addEventListener("keydown", e => {
      if (e.key === "Delete" || e.key === "Backspace") {
        e.preventDefault();
        this.on.removeBox(key, index);
      } else if (e.target === box) this.#nudge(e, by => shifted(place, by, this.#size), key, index);
    });
  }

  // One step is a pixel of the screen or more, so that it is seen; with Shift ten.
  #nudge(e, change, key, index) {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key] ?? [0, 0];
    if (!x && !y) return;
    e.preventDefault();
    e.stopPropagation();
    const step = Math.max(1, Math.round(this.#size.width / this.#stage.clientWidth)) * (e.shiftKey ? 10 : 1);
    this.on.box(key, index, this.#inside(change([x * step, y * step])));
  }

  #drag(e, place, change, box, key, index) {
    if (e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    e.currentTarget.focus();
    const from = this.#at(e);
    let now = null;
    this.#follow(e, moved => {
      const to = this.#at(moved);
      now = this.#inside(change([to[0] - from[0], to[1] - from[1]]));
      this.#place(box, now);
    }, () => now && this.on.box(key, index, now));
  }

  #startDrawing(e) {
    if (this.#editing === null || e.button !== 0 || e.target.closest(`.box[data-key="${this.#editing}"]`)) return;
    e.preventDefault();
    const from = this.#at(e);
    let now = null;
    this.#follow(e, moved => {
      const to = this.#at(moved);
      now = this.#inside([Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])]);
      this.hint(now);
    }, () => {
      this.hint(null);
      if (now && now[2] - now[0] >= 4 && now[3] - now[1] >= 4) this.on.draw(now);
    });
  }

  #follow(e, move, end) {
    const target = e.currentTarget;
    target.setPointerCapture(e.pointerId);
    target.addEventListener("pointermove", move);
    const stop = () => {
      target.removeEventListener("pointermove", move);
      end();
    };
    target.addEventListener("lostpointercapture", stop, { once: true });
  }

  #at(e) {
    const rectangle = this.#stage.getBoundingClientRect();
    return [
      (e.clientX - rectangle.left) / rectangle.width * this.#size.width,
      (e.clientY - rectangle.top) / rectangle.height * this.#size.height,
    ];
  }

  #inside([x0, y0, x1, y1]) {
    const { width, height } = this.#size;
    const fit = (v, least, most) => Math.max(least, Math.min(v, most));
    const [left, top] = [fit(x0, 0, width - 1), fit(y0, 0, height - 1)];
    return rounded([left, top, fit(x1, left + 1, width), fit(y1, top + 1, height)]);
  }

  #place(element, [x0, y0, x1, y1], unit) {
    const { width, height } = unit === "relative" ? { width: 1, height: 1 } : this.#size;
    element.style.left = `${x0 / width * 100}%`;
    element.style.top = `${y0 / height * 100}%`;
    element.style.width = `${(x1 - x0) / width * 100}%`;
    element.style.height = `${(y1 - y0) / height * 100}%`;
  }
}

const area = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);
const rounded = box => box.map(v => Math.round(v * 100) / 100);

function shifted([x0, y0, x1, y1], [x, y], { width, height }) {
  const dx = Math.max(-x0, Math.min(x, width - x1)), dy = Math.max(-y0, Math.min(y, height - y1));
  return [x0 + dx, y0 + dy, x1 + dx, y1 + dy];
}

// A corner that is dragged past the other one swaps with it.
function resized([x0, y0, x1, y1], corner, [x, y]) {
  if (corner.includes("w")) x0 += x;
  else x1 += x;
  if (corner.includes("n")) y0 += y;
  else y1 += y;
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}
