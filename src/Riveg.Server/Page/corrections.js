// The answer, and what was corrected by hand: each change makes a new state, so that each can be undone.

import { overlap } from "./spans.js";

/** What by hand is said of one post. Entities have keys that stay when others come and go. */
export class Corrections {
  #states;
  #last = null;
  #nextKey = 0;

  constructor(answer) {
    this.answer = answer;
    this.#states = [(answer.entities ?? []).map(entity => ({ key: this.#nextKey++, entity, changed: false }))];
  }

  /** `{key, entity, changed}`, in the order of the text. */
  get entries() { return this.#states.at(-1); }
  get corrected() { return this.#states.length > 1; }
  entry(key) { return this.entries.find(e => e.key === key); }

  /** The post as it stands now, in the form of the answer. */
  get annotation() { return { ...this.answer, entities: this.entries.map(e => e.entity) }; }

  /** The others that share letters with a span: a data set cannot hold both. */
  clashes(span, key) { return this.entries.filter(e => e.key !== key && overlap(e.entity, span)); }

  setSpan(key, { start, end }) {
    const { entity } = this.entry(key);
    if (entity.start === start && entity.end === end) return;
    const { expansion, ...rest } = entity;
    this.#change(key, { ...rest, start, end, text: this.answer.text.slice(start, end), score: 1 }, `span ${key}`);
  }

  setType(key, type) {
    const { entity } = this.entry(key);
    if (entity.type !== type) this.#change(key, { ...entity, type, score: 1 }, null);
  }

  /** Moves a region; its outline no longer fits and goes. */
  setBox(key, index, box) {
    const { entity } = this.entry(key);
    const regions = entity.regions.map((r, i) => i === index ? { box, score: 1 } : r);
    this.#change(key, present({ ...entity, regions }), `box ${key} ${index}`);
  }

  addBox(key, box) {
    const { entity } = this.entry(key);
    this.#change(key, present({ ...entity, regions: [...entity.regions ?? [], { box, score: 1 }] }), null);
    return entity.regions?.length ?? 0;
  }

  removeBox(key, index) {
    const { entity } = this.entry(key);
    const regions = entity.regions.filter((_, i) => i !== index);
    this.#change(key, regions.length ? { ...entity, regions } : { ...without(entity, "fault"), regions, entailment: 0 }, null);
  }

  add(span, type) {
    const key = this.#nextKey++;
    const entity = { ...span, text: this.answer.text.slice(span.start, span.end), type, score: 1, entailment: 0, regions: [] };
    this.#push([...this.entries, { key, entity, changed: true }], null);
    return key;
  }

  remove(key) { this.#push(this.entries.filter(e => e.key !== key), null); }

  undo() {
    if (this.corrected) this.#states.pop();
    this.#last = null;
  }

  revert() {
    this.#states.length = 1;
    this.#last = null;
  }

  #change(key, entity, what) {
    this.#push(this.entries.map(e => e.key === key ? { key, entity, changed: true } : e), what);
  }

  // Steps of one movement are one change.
  #push(entries, what) {
    if (what !== null && what === this.#last) this.#states.pop();
    this.#states.push(entries.toSorted((a, b) => a.entity.start - b.entity.start || b.entity.end - a.entity.end));
    this.#last = what;
  }
}

// Who draws a box says that the entity is there.
const present = entity => ({ ...without(entity, "fault"), entailment: 1 });

function without(entity, field) {
  const { [field]: _, ...rest } = entity;
  return rest;
}
