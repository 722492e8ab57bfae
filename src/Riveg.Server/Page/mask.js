// Masks: COCO's compressed run lengths, column by column, painted small enough for a screen.

/** The runs of `{"size":[height,width],"counts":"..."}`: lengths outside, inside, outside, ... Throws where they are broken. */
export function runs(counts) {
  const lengths = [];
  for (let p = 0; p < counts.length;) {
    let value = 0, shift = 0, digit;
    do {
      digit = counts.charCodeAt(p++) - 48;
      if (!(digit >= 0 && digit < 64) || shift > 30) throw new Error("The mask's run lengths are broken.");
      value |= (digit & 31) << shift;
      shift += 5;
    } while (digit & 32);
    if (digit & 16 && shift < 32) value |= -1 << shift;
    if (lengths.length > 2) value += lengths.at(-2);
    if (value < 0) throw new Error("The mask's run lengths are broken.");
    lengths.push(value);
  }
  return lengths;
}

/** One byte a pixel, row by row, of the mask shrunk so that no side is longer than `limit`. */
export function bitmap(mask, limit) {
  const [height, width] = mask.size;
  if (!(height > 0 && width > 0)) throw new Error("The mask has no size.");
  const scale = Math.min(1, limit / Math.max(width, height));
  const w = Math.max(1, Math.round(width * scale)), h = Math.max(1, Math.round(height * scale));
  const pixels = new Uint8Array(w * h);
  let position = 0, inside = false;
  for (const length of runs(mask.counts)) {
    const end = Math.min(position + length, width * height);
    if (inside && length > 0) fill(position, end);
    position = end;
    inside = !inside;
  }
  return { width: w, height: h, pixels };

  function fill(from, to) {
    const last = Math.floor((to - 1) / height);
    for (let x = Math.floor(from / height); x <= last; x++) {
      const top = Math.max(from - x * height, 0), bottom = Math.min(to - x * height, height);
      const column = Math.min(w - 1, Math.floor(x * w / width));
      const y1 = Math.max(Math.floor(top * h / height) + 1, Math.round(bottom * h / height));
      for (let y = Math.floor(top * h / height); y < y1 && y < h; y++) pixels[y * w + column] = 1;
    }
  }
}

/** Paints a mask onto a canvas of its own: a veil of the colour inside, the full colour at the border. */
export function paint(mask, color, limit) {
  const { width, height, pixels } = bitmap(mask, limit);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  const channels = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));
  const border = Math.max(1, Math.round(Math.max(width, height) / 500));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!pixels[at]) continue;
      const edge = x < border || y < border || x >= width - border || y >= height - border
        || !pixels[at - border] || !pixels[at + border] || !pixels[at - border * width] || !pixels[at + border * width];
      image.data.set(channels, at * 4);
      image.data[at * 4 + 3] = edge ? 235 : 95;
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
