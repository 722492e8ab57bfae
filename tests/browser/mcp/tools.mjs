// node mcp/tools.mjs with-models|without-models FOLDER TARGET [WORDS OF riveg mcp ...]: lists and calls every tool. FOLDER holds concert.png,
// gold.jsonl and predicted.jsonl; with models the profile light is ready.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, connect, refusal } from "./client.mjs";

const [models, folder, target, ...words] = process.argv.slice(2);
const overHttp = target.startsWith("http");
const { client, tools, transport } = await connect(target, ...words);
const base64 = (await readFile(join(folder, "concert.png"))).toString("base64");
const image = overHttp ? { base64, name: "concert.png" } : { path: join(folder, "concert.png") };
const knowledge = "Named entities: 1. Adele (person) 2. O2 Arena (place) 3. London (city) Reasoning: Adele is an English singer who sings in the picture.";
const text = "Adele lights up the O2 Arena in London tonight";
const hasModels = models === "with-models";

try {
  assert.equal(client.getServerVersion().name, "riveg");
  assert.match(client.getInstructions(), /annotate_post/u);
  assert.deepEqual(tools.map(t => t.name), ["annotate_post", "ground_phrase", "read_image_text", "evaluate_predictions"]);
  for (const tool of tools) {
    assert.ok(tool.title && tool.description.length > 40);
    assert.deepEqual(
      [tool.annotations.readOnlyHint, tool.annotations.destructiveHint, tool.annotations.idempotentHint], [true, false, true]);
    assert.equal(tool.inputSchema.additionalProperties, false);
    for (const [name, property] of Object.entries(tool.inputSchema.properties)) assert.ok(property.description, `${tool.name}.${name}`);
    assert.equal(tool.outputSchema.type, "object");
    const picture = tool.inputSchema.properties.image;
    if (picture) assert.equal("path" in picture.properties, !overHttp);
  }

  const steps = [];
  const annotated = await answer(client, "annotate_post", { text, image, knowledge }, { onprogress: s => steps.push(s) });
  assert.equal(annotated.structuredContent.text, text);
  assert.deepEqual(annotated.structuredContent.entities.map(e => e.text), ["Adele", "O2 Arena", "London"]);
  assert.equal(annotated.structuredContent.image.width, 960);
  assert.deepEqual(steps.map(s => s.progress), steps.map((_, i) => i));
  assert.ok(steps.length >= 2 && steps.every(s => s.total === 3 && s.message), JSON.stringify(steps));
  assert.deepEqual(annotated.structuredContent.entities.flatMap(e => e.regions).filter(r => r.mask), []);

  const withMasks = await answer(client, "annotate_post", { text, image, knowledge, masks: true, overlay: false, candidates: true, observations: false });
  assert.equal(withMasks.content.length, 1);
  assert.ok(withMasks.structuredContent.entities.flatMap(e => e.regions).every(r => r.mask));
  const alone = await answer(client, "annotate_post", { text });
  assert.equal(alone.structuredContent.image, undefined);
  assert.equal(alone.content.length, 1);
  const sent = await answer(client, "annotate_post", { text, image: { base64: `data:image/png;base64,${base64}` }, captions: ["a woman sings"] });
  assert.equal(sent.structuredContent.image.path, "image");

  const placed = await answer(client, "ground_phrase", { phrase: "Adele", image, type: "PER", description: "an English singer with long hair." });
  assert.match(placed.structuredContent.expansion, /an English singer/u);
  const [{ box }] = placed.structuredContent.regions;
  assert.ok(box[0] >= 0 && box[2] <= 960 && box[0] < box[2] && box[1] < box[3], box.join());
  assert.equal(placed.content.length, placed.structuredContent.inPicture ? 2 : 1);
  if (hasModels) {
    const found = await answer(client, "ground_phrase", { phrase: "a singer", image, profile: "light" });
    assert.ok(found.structuredContent.inPicture);
    const drawn = found.content[1];
    assert.equal(drawn.type, "image");
    assert.equal(drawn.mimeType, "image/jpeg");
    const bytes = Buffer.from(drawn.data, "base64");
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
    assert.ok(bytes.length < 300_000, `${bytes.length} bytes`);
    const seen = await answer(client, "annotate_post", { text, image, knowledge, profile: "light" });
    assert.ok(seen.structuredContent.observations.length > 0);
    assert.equal(seen.content[1].type, "image");
    const absent = await answer(client, "ground_phrase", { phrase: "the elephant", image, profile: "light" });
    assert.equal(absent.structuredContent.inPicture, false);
    assert.equal(absent.content.length, 1);
  }

  assert.equal((await answer(client, "ground_phrase", { phrase: "the red car", image, overlay: false })).structuredContent.type, "OTHER");

  if (hasModels) {
    const read = await answer(client, "read_image_text", { image });
    assert.equal(read.structuredContent.image.height, 640);
    await answer(client, "read_image_text", { image, maxWords: 1, minScore: 0 });
  } else {
    assert.match(await refusal(client, "read_image_text", { image }), /'ppocr-en' is not in the store; run 'riveg models pull ppocr-en'/u);
  }

  const scores = await answer(client, "evaluate_predictions", { dataset: "riveg:gold.jsonl", predictions: "predicted.jsonl" });
  assert.equal(scores.structuredContent.posts, 1);
  assert.equal(scores.structuredContent.mner.f1, 1);
  assert.equal(scores.structuredContent.faultCount, 0);
  await answer(client, "evaluate_predictions", { dataset: `riveg:${join(folder, "gold.jsonl")}`, predictions: join(folder, "predicted.jsonl"), rule: "riveg" });

  // What is wrong is told in one line, with what to do.
  const wrong = [
    ["annotate_post", {}, /^"text": it is missing; give the post's text\.$/u],
    ["annotate_post", { text: 5 }, /^"text": it is a string\.$/u],
    ["annotate_post", { text, imgae: image }, /^"imgae": there is no such field; there are text, image, /u],
    ["annotate_post", { text, image: "concert.png" }, /^"image": it is an object: /u],
    ["annotate_post", { text, image: {} }, /^"image": give one picture: /u],
    ["annotate_post", { text, image: { base64: "?" } }, /^"image\.base64": it is no base64\.$/u],
    ["annotate_post", { text, image: { base64: "AAAA" } }, /picture/u],
    ["annotate_post", { text, profile: "nosuch" }, /^"profile": it is (one of )?builtin/u],
    ["annotate_post", { text, captions: [1] }, /^"captions": it is a list of strings\.$/u],
    ["annotate_post", { text: " " }, /^The text is empty/u],
    ["annotate_post", { text: "a".repeat(20_001) }, /^The text has 20001 characters/u],
    ["annotate_post", { text, image: { url: "http://127.0.0.1/x.png" } }, /not allowed here/u],
    ["ground_phrase", { phrase: " ", image }, /^"phrase": it is empty/u],
    ["ground_phrase", { phrase: "x".repeat(301), image }, /^"phrase": it has more than 300/u],
    ["ground_phrase", { phrase: "Adele" }, /^"image": it is missing; give the picture\.$/u],
    ["ground_phrase", { phrase: "Adele", image, type: "per" }, /^"type": it is one of PER, LOC, ORG, OTHER\.$/u],
    ["read_image_text", { image, maxWords: 0 }, /^"maxWords": it is a whole number, 1 to 100000\.$/u],
    ["read_image_text", { image, minScore: 2 }, /^"minScore": it is a number, 0 to 1\.$/u],
    ["evaluate_predictions", { dataset: "gold.jsonl", predictions: "predicted.jsonl" }, /^"dataset": it is KIND:PATH/u],
    ["evaluate_predictions", { dataset: "riveg:/etc/passwd", predictions: "predicted.jsonl" }, /^\/etc\/passwd is not below a folder that was allowed/u],
    ["evaluate_predictions", { dataset: "riveg:gold.jsonl", predictions: "../../etc/passwd" }, /is not below a folder that was allowed/u],
    ["evaluate_predictions", { dataset: "riveg:gold.jsonl", predictions: "nosuch.jsonl" }, /^There is no file nosuch\.jsonl\.$/u],
    ["evaluate_predictions", { dataset: "nosuch:gold.jsonl", predictions: "predicted.jsonl" }, /There is no kind of data set "nosuch"/u],
    ["annotate_post", { text, image: { path: "/etc/passwd" } }, overHttp ? /^"image\.path": files are not read over HTTP/u : /^\/etc\/passwd is not below a folder/u],
    ["annotate_post", { text, image: { path: "../../../etc/passwd" } }, overHttp ? /not read over HTTP/u : /is not below a folder/u],
  ];
  for (const [name, args, expected] of wrong) assert.match(await refusal(client, name, args), expected, JSON.stringify(args).slice(0, 200));
  await assert.rejects(client.callTool({ name: "nosuch", arguments: {} }), /nosuch/u);

  // Who gives up is no harm to the next.
  const stop = new AbortController();
  const given = client.callTool({ name: "annotate_post", arguments: { text, image } }, undefined, { signal: stop.signal });
  stop.abort();
  await assert.rejects(given);
  await answer(client, "annotate_post", { text });

  // Many at once.
  const many = await Promise.all(Array.from({ length: 8 }, (_, i) => answer(client, "annotate_post", { text: `Adele sings in London ${i}` })));
  assert.deepEqual(many.map(m => m.structuredContent.text.at(-1)), ["0", "1", "2", "3", "4", "5", "6", "7"]);
  console.log(`${overHttp ? "HTTP" : "stdio"}: ${tools.length} tools and ${wrong.length} refusals as expected`);
} finally {
  await client.close();
  await transport.close();
}
