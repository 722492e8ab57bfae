// The picture with outlines, boxes and names drawn on it, as a file.

import { inkOn } from "./colors.js";
import { paint } from "./mask.js";

const longest = 2400;

/** A PNG of the picture, at most 2,400 pixels a side, with what was found. */
export async function overlay(file, annotation, shown) {
  const { width, height } = annotation.image;
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  const picture = await createImageBitmap(file, { resizeWidth: canvas.width, resizeHeight: canvas.height, resizeQuality: "high" });
  pen.drawImage(picture, 0, 0);
  picture.close();

  const line = Math.max(2, Math.round(Math.max(canvas.width, canvas.height) / 320));
  const regions = shown.flatMap(({ entity, color }) => (entity.regions ?? []).map(region => ({ entity, color, region })));
  for (const { color, region } of regions) {
    if (region.mask) pen.drawImage(paint(region.mask, color, longest), 0, 0, canvas.width, canvas.height);
  }
  for (const { entity, color, region } of regions) {
    const [x0, y0, x1, y1] = region.box.map(v => v * scale);
    pen.strokeStyle = color;
    pen.lineWidth = line;
    pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
    label(pen, `${entity.text} ${entity.type}`, x0, y0, color, line, canvas);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(b => b ? resolve(b) : reject(new Error("The browser made no picture.")), "image/png"));
}

function label(pen, words, x, y, color, line, canvas) {
  const size = Math.max(13, line * 5), pad = size * 0.35;
  pen.font = `600 ${size}px system-ui, sans-serif`;
  const width = Math.min(pen.measureText(words).width + 2 * pad, canvas.width);
  const left = Math.max(0, Math.min(x - line / 2, canvas.width - width)), height = size * 1.4;
  const top = y >= height ? y - height : y;
  pen.fillStyle = color;
  pen.fillRect(left, top, width, height);
  pen.fillStyle = inkOn(color);
  pen.textBaseline = "middle";
  pen.fillText(words, left + pad, top + height / 2, width - 2 * pad);
}
