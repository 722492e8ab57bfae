// Elements made without markup: what a post or a server says is always text, never HTML.

/** An element with attributes, listeners (`onclick`), data, classes and children; what is null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

/** A probability as people read it. */
export const percent = value => `${Math.round(value * 100)} %`;

/** One thing, or several of them: "1 name", "2 names". */
export const count = (number, one, several = `${one}s`) => `${number} ${number === 1 ? one : several}`;
