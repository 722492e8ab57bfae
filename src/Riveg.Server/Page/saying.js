// What is told: to those who listen, and for a while to those who look.

import { byId } from "./dom.js";

let next;

/** Says something to those who listen; `seen` also to those who look. */
export function say(line, seen = false) {
  // The same line again is heard only where it was gone in between.
  byId("status").textContent = "";
  clearTimeout(next);
  next = setTimeout(() => { byId("status").textContent = line; }, 50);
  if (!seen) return;
  byId("progress").textContent = line;
  setTimeout(() => { if (byId("progress").textContent === line) byId("progress").textContent = ""; }, 4000);
}
