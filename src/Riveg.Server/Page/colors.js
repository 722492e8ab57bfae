// The colours of types: those of the overlays and the reports (Okabe and Ito, told apart by people with a colour-vision deficiency).
// Several entities of one type get shades of it, so that each name is told from its neighbours.

const families = {
  PER: ["#d55e00", "#f0a35e", "#a34700"],
  LOC: ["#009e73", "#5fd0b0", "#006b4f"],
  ORG: ["#0072b2", "#6cb6e8", "#004c78"],
  OTHER: ["#cc79a7", "#e8b3d0", "#9b4f7a"],
};

export const types = { PER: "person", LOC: "place", ORG: "organisation", OTHER: "other" };

/** The colour of the n-th entity of a type. */
export function colorOf(type, n = 0) {
  const family = families[type.toUpperCase()];
  return family ? family[n % family.length] : fromName(type, n);
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(color) {
  const linear = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function fromName(name, n) {
  let hash = 2166136261;
  for (const character of name.toUpperCase()) hash = Math.imul(hash ^ character.codePointAt(0), 16777619) >>> 0;
  const hue = (hash ^ hash >>> 15) >>> 0, lightness = 0.36 + 0.1 * (n % 3), amplitude = 0.65 * Math.min(lightness, 1 - lightness);
  const channel = at => {
    const k = (at + hue % 360 / 30) % 12;
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1)))).toString(16).padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
