// @thi.ng/rle-pack, which Label Studio's front end uses, reads our brushes and packs others for us.
// node formats/rle-pack.mjs read TASKS.json prints for each brush its picture's size and which pixels are opaque, in runs row by row.
// node formats/rle-pack.mjs write WIDTH HEIGHT SEED prints a brush of random strokes: {"rle":[...],"runs":[...]}.

import { readFile } from "node:fs/promises";
import { decode, encode } from "@thi.ng/rle-pack";

const [verb, ...given] = process.argv.slice(2);
if (verb === "read") {
  const tasks = JSON.parse(await readFile(given[0], "utf8"));
  const brushes = tasks.flatMap(t => t.predictions).flatMap(p => p.result).filter(r => r.type === "brushlabels");
  console.log(JSON.stringify(brushes.map(b => {
    const rgba = decode(Uint8Array.from(b.value.rle));
    return { id: b.id, width: b.original_width, height: b.original_height, bytes: rgba.length, runs: runsOf(rgba) };
  })));
} else {
  const [width, height, seed] = given.map(Number);
  const rgba = new Uint8Array(4 * width * height);
  let state = seed;
  const random = most => (state = (state * 1103515245 + 12345) % 2147483648) % most;
  for (let stroke = 0; stroke < 6; stroke++) {
    const [left, top, long, high] = [random(width), random(height), 1 + random(width), 1 + random(Math.min(5, height))];
    for (let y = top; y < Math.min(height, top + high); y++) {
      for (let x = left; x < Math.min(width, left + long); x++) rgba.set([200, random(3), 10, 128], 4 * (y * width + x));
    }
  }
  console.log(JSON.stringify({ rle: [...encode(rgba, rgba.length)], runs: runsOf(rgba) }));
}

function runsOf(rgba) {
  const runs = [];
  let [inside, run] = [false, 0];
  for (let i = 3; i < rgba.length; i += 4) {
    if ((rgba[i] !== 0) !== inside) {
      runs.push(run);
      [inside, run] = [!inside, 0];
    }
    run++;
  }
  return [...runs, run];
}
