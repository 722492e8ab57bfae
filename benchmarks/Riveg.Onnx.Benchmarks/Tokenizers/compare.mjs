// node compare.mjs FOLDER: what TokenizersCommand wrote there, compared with tokenizers (tokenizer.json: ids and offsets) and with
// SentencePiece (sentencepiece.bpe.model: ids). Says how many strings are equal, and of the others why, or shows them.
import fs from "node:fs";
import path from "node:path";
import tokenizers from "@anush008/tokenizers";
import sentencepiece from "@sctg/sentencepiece-js";

const folder = process.argv[2];
const shown = Number(process.argv[3] ?? 5);
const read = (...parts) => JSON.parse(fs.readFileSync(path.join(folder, ...parts), "utf8"));
const strings = read("strings.json");
const recent = /\u061D/;
const special = /<s>|<pad>|<\/s>|<unk>|<mask>/;

// The library counts code points, we count UTF-16 units.
function units(text) {
  const places = [0];
  for (const sign of text) places.push(places.at(-1) + sign.length);
  return places;
}

// What the map drops in front of everything, the library forgets: all its places are too small by as much.
function shifted(theirs, ours) {
  const by = ours[0][0] - theirs[0][0];
  const same = by > 0 && theirs.every(([s, e], i) => s + by === ours[i][0] && e + by === ours[i][1]);
  return same ? "characters that are dropped in front of the text, which the library does not count" : "?";
}

function report(title, differences) {
  const reasons = new Map();
  for (const d of differences) reasons.set(d.reason, (reasons.get(d.reason) ?? 0) + 1);
  console.log(`${title}: ${strings.length - differences.length} of ${strings.length} equal`);
  for (const [reason, count] of reasons) console.log(`  ${count} x ${reason}`);
  for (const d of differences.filter(d => d.reason === "?").slice(0, shown))
    console.log("    " + JSON.stringify(d.text) + "\n      ours   " + JSON.stringify(d.ours) + "\n      theirs " + JSON.stringify(d.theirs));
  return differences.filter(d => d.reason === "?").length;
}

async function compareBert(name, library) {
  const ours = read(name, "ours-bert.json");
  const differences = [];
  for (let i = 0; i < strings.length; i++) {
    const theirs = [...(await library.encode(strings[i], null, { addSpecialTokens: false })).getIds()];
    if (JSON.stringify(ours[i]) !== JSON.stringify(theirs)) differences.push({ text: strings[i], ours: ours[i], theirs, reason: recent.test(strings[i]) ? "U+061D, a punctuation mark since Unicode 14, which the library does not know" : "?" });
  }
  return report(`${name}, ids`, differences);
}

let unexplained = 0;
for (const name of fs.readdirSync(folder).filter(n => fs.existsSync(path.join(folder, n, "tokenizer.json")))) {
  const library = tokenizers.Tokenizer.fromFile(path.join(folder, name, "tokenizer.json"));
  if (name.startsWith("bert")) {
    unexplained += await compareBert(name, library);
    continue;
  }

  const ours = read(name, "ours-json.json");
  const ids = [], offsets = [];
  for (let i = 0; i < strings.length; i++) {
    const encoded = await library.encode(strings[i], null, { addSpecialTokens: false });
    const theirs = [...encoded.getIds()];
    const mine = ours[i].filter((_, k) => k % 3 === 0);
    if (JSON.stringify(mine) !== JSON.stringify(theirs)) {
      ids.push({ text: strings[i], ours: mine, theirs, reason: special.test(strings[i]) ? "a special token in the text, which is text to us" : "?" });
      continue;
    }
    const places = units(strings[i]);
    const spans = encoded.getOffsets();
    const mySpans = mine.map((_, k) => [places.indexOf(ours[i][3 * k + 1]), places.indexOf(ours[i][3 * k + 2])]);
    if (JSON.stringify(spans) !== JSON.stringify(mySpans)) offsets.push({ text: strings[i], ours: mySpans, theirs: spans, reason: shifted(spans, mySpans) });
  }
  unexplained += report(`${name}, tokenizer.json, ids`, ids);
  unexplained += report(`${name}, tokenizer.json, offsets where the ids are equal`, offsets);

  const processor = new sentencepiece.SentencePieceProcessor();
  await processor.load(path.join(folder, name, "sentencepiece.bpe.model"));
  const model = read(name, "ours-model.json");
  const differences = [];
  for (let i = 0; i < strings.length; i++) {
    const theirs = [...processor.encodeIds(strings[i])].map(id => (id === 0 ? 3 : id + 1));
    const mine = model[i].filter((_, k) => k % 3 === 0);
    if (JSON.stringify(mine) !== JSON.stringify(theirs)) differences.push({ text: strings[i], ours: mine, theirs, reason: "?" });
  }
  unexplained += report(`${name}, sentencepiece.bpe.model, ids`, differences);
  const both = strings.filter((_, i) => JSON.stringify(ours[i].filter((_, k) => k % 3 === 0)) !== JSON.stringify(model[i].filter((_, k) => k % 3 === 0)));
  console.log(`${name}, our two ways, ids: ${strings.length - both.length} of ${strings.length} equal`);
}
process.exit(unexplained === 0 ? 0 : 1);
