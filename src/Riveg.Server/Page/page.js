// The page: what was typed and chosen goes to the server, and its answer to all places that show it.

import { annotate, hasKey, keepKey, KeyWanted, profiles as askProfiles, Trouble } from "./api.js";
import { colorOf } from "./colors.js";
import { Corrections } from "./corrections.js";
import { drawDetails } from "./details.js";
import { byId, count, el } from "./dom.js";
import { drawEntities, faultLine } from "./entities.js";
import { FoundText } from "./foundText.js";
import { link } from "./linking.js";
import { Picture } from "./picture.js";
import { Profiles } from "./profiles.js";
import { say } from "./saying.js";
import { showSamples } from "./samples.js";
import { freeWord } from "./spans.js";
import { Stage } from "./stage.js";
import { take } from "./takeaway.js";

let corrections = null;
let madeBy = null;
let editing = null;
let request = null;
let stopWaiting = () => {};
let changing = false;

const picture = new Picture({ mayChange: mayLose, changed: () => changing || clearResult(), refused: say => trouble(say) });

// A choice alone neither runs nor moves the focus: the arrow keys choose each profile on their way.
const profiles = new Profiles(() => {
  trouble("");
  offerAgain();
  if (whyOld()) say(`${whyOld()} You can annotate again with ${profiles.chosen}.`);
});
const actions = {
  select: key => edit(key, `edit-${key}`),
  edit: key => edit(key, key === null ? `edit-${editing}` : `words-${key}`),
  hint: box => stage.hint(box),
  span: (key, span) => change(() => corrections.setSpan(key, span)),
  type: (key, type) => change(() => corrections.setType(key, type)),
  box: (key, index, box) => change(() => corrections.setBox(key, index, box)),
  addBox: key => change(() => `box-${key}-${corrections.addBox(key, stage.middle())}`),
  draw: box => change(() => `box-${editing}-${corrections.addBox(editing, box)}`),
  removeBox: (key, index) => change(() => {
    corrections.removeBox(key, index);
    return `add-box-${key}`;
  }),
  remove: key => change(() => {
    corrections.remove(key);
    editing = null;
    return "add";
  }),
  words: span => offerWords(span),
};
const stage = new Stage(actions);
const foundText = new FoundText(actions);
const relight = link(stage.element, foundText.element, byId("entities"));

byId("post").addEventListener("submit", e => {
  e.preventDefault();
  runAgain();
});
byId("text").addEventListener("keydown", e => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) runAgain();
});
addEventListener("beforeunload", e => corrections?.corrected && e.preventDefault());
byId("cancel").addEventListener("click", () => request?.abort());
byId("reset").addEventListener("click", () => {
  if (!mayLose()) return;
  for (const id of ["text", "captions", "knowledge"]) byId(id).value = "";
  picture.remove();
  clearResult();
  byId("text").focus();
});
byId("add").addEventListener("click", () => {
  const word = freeWord(corrections.answer.text, corrections.entries.map(e => e.entity));
  if (word) addName(word, "OTHER");
});
byId("undo").addEventListener("click", () => change(() => {
  corrections.undo();
  if (editing !== null && !corrections.entry(editing)) editing = null;
  return "undo";
}));
byId("revert").addEventListener("click", () => change(() => {
  corrections.revert();
  editing = null;
  return "add";
}));
byId("take").addEventListener("click", async e => {
  const form = e.target.closest("button")?.dataset.take;
  if (!form) return;
  try {
    say(await take(form, corrections, shown(), picture.file), true);
  } catch (fault) {
    if (fault instanceof KeyWanted) askForKey(fault.message, () => e.target.click());
    else trouble(fault.message);
  }
});

start();

async function start() {
  try {
    profiles.show(await askProfiles());
    trouble("");
  } catch (fault) {
    if (fault instanceof KeyWanted) return askForKey(fault.message, start);
    trouble(fault.message);
  }
  await showSamples(async (text, file) => {
    changing = true;
    byId("text").value = text;
    if (file) await picture.take(file);
    else picture.remove();
    changing = false;
    await run();
  }).catch(() => { byId("samples").hidden = true; });
}

// What was corrected by hand goes with an answer that another one takes the place of.
function mayLose() {
  return !corrections?.corrected || confirm("What you corrected by hand will be lost. Go on?");
}

byId("text").addEventListener("input", offerAgain);
const runAgain = () => mayLose() && run();

async function run() {
  const text = byId("text").value;
  if (!text.trim()) {
    trouble("Type the text of the post first.");
    byId("text").focus();
    return;
  }
  request?.abort();
  const mine = request = new AbortController();
  const [profile, before] = [profiles.chosen, corrections?.entries];
  trouble("");
  stopWaiting();
  stopWaiting = waiting();
  let answer, fault;
  try {
    answer = await annotate({
      text,
      file: picture.file,
      profile,
      captions: byId("captions").value.split("\n").map(l => l.trim()).filter(Boolean),
      knowledge: byId("knowledge").value.trim(),
    }, mine.signal);
  } catch (caught) {
    fault = caught;
  }
  if (mine !== request) return; // Another request took its place.
  request = null;
  stopWaiting();
  if (!fault) {
    if (corrections?.entries === before || mayLose()) show(answer, profile);
  } else if (fault.name === "AbortError") say("Cancelled.", true);
  else if (fault instanceof KeyWanted) askForKey(fault.message, run);
  else trouble(fault instanceof Trouble ? fault.message : `Something went wrong in the page: ${fault.message}`);
}

// Says that something is under way, and for how long.
function waiting() {
  const since = performance.now();
  document.body.classList.add("waiting");
  byId("annotate").disabled = true;
  byId("cancel").hidden = false;
  say("Annotating.");
  byId("progress").textContent = "Looking…";
  const clock = setInterval(() => byId("progress").textContent = `Looking… ${Math.round((performance.now() - since) / 1000)} s`, 1000);
  return () => {
    clearInterval(clock);
    document.body.classList.remove("waiting");
    byId("annotate").disabled = false;
    byId("cancel").hidden = true;
    byId("progress").textContent = "";
  };
}

function show(answer, profile) {
  corrections = new Corrections(answer);
  madeBy = profile ?? answer.provenance?.profile;
  editing = null;
  byId("results").hidden = false;
  byId("reset").hidden = false;
  byId("post").classList.add("answered");
  byId("samples").hidden = true;
  draw();
  say(byId("summary").textContent);
  byId("results-title").focus({ preventScroll: true });
  if (byId("results").getBoundingClientRect().top > innerHeight * 0.7) byId("picture").scrollIntoView({ block: "start" });
}

function clearResult() {
  request?.abort();
  corrections = null;
  editing = null;
  offerAgain();
  stage.clear();
  byId("layers").hidden = true;
  byId("results").hidden = true;
  byId("reset").hidden = true;
  byId("post").classList.remove("answered");
  byId("samples").hidden = byId("sample-list").children.length === 0;
  trouble("");
}

/** Entities with the colour that they have everywhere. */
function shown() {
  const seen = {};
  return corrections.entries.map(e => {
    const nth = seen[e.entity.type] = (seen[e.entity.type] ?? -1) + 1;
    return { ...e, color: colorOf(e.entity.type, nth) };
  });
}

function draw() {
  const annotation = corrections.annotation, list = shown();
  const there = list.filter(s => s.entity.regions?.length).length;
  byId("summary").textContent = list.length === 0
    ? "No names were found."
    : `${count(list.length, "name")}, ${annotation.image ? `${there || "none"} in the picture` : "no picture to look at"}.`;
  byId("notices").replaceChildren(
    ...notices(annotation).map(([kind, ...words]) => el("p", { class: `notice ${kind}` }, ...words)));
  offerAgain();
  foundText.draw(annotation, list);
  stage.draw(annotation, list, editing);
  drawEntities(corrections, list, editing, actions);
  drawDetails(annotation, actions.hint);
  byId("layers").hidden = !annotation.image?.width;
  byId("undo").hidden = byId("revert").hidden = !corrections.corrected;
  byId("take").querySelector("[data-take=overlay]").hidden = !annotation.image?.width || !picture.file;
  byId("selection").hidden = true;
  relight();
}

/** Why what is shown is no longer what would be found; nothing where it is. */
function whyOld() {
  if (!corrections) return null;
  if (byId("text").value.trim() !== corrections.annotation.text.trim()) return "What is shown was found in the text before it was changed.";
  return madeBy && profiles.chosen !== madeBy ? `What is shown was made by profile ${madeBy}.` : null;
}

// Where the profile is chosen, and where its answer is looked for.
function offerAgain() {
  for (const place of [byId("again"), byId("again-here")]) {
    place.replaceChildren(...whyOld() ? [el("p", { class: "notice half" }, `${whyOld()} `,
      el("button", { type: "button", class: "again", onclick: () => runAgain() && profiles.close() }, `Annotate again with ${profiles.chosen}`))] : []);
  }
}

function notices({ error, faults = [], image, provenance }) {
  const eyes = image && provenance && !provenance.stages?.observation && profiles.withEyes;
  return [
    error && ["bad", `No answer. ${faultLine(error)}`],
    image?.fault && ["bad", `The picture could not be read: ${image.fault}`],
    image?.warning && ["half", `The picture is damaged: ${image.warning}`],
    ...faults.map(f => ["bad", faultLine(f)]),
    eyes && ["", `Profile ${provenance.profile} did not look at the picture. `,
      el("button", { type: "button", id: "look", onclick: () => {
        profiles.choose(eyes);
        runAgain();
      } }, `Look with ${eyes}`)],
  ].filter(Boolean);
}

function edit(key, focus) {
  editing = key;
  draw();
  const target = byId(focus);
  target?.focus();
  if (key !== null) byId(`entity-${key}`)?.scrollIntoView({ block: "nearest" });
}

// Makes a change, draws all anew, and puts the focus back where it was or where the change says.
function change(make) {
  const before = document.activeElement?.id;
  const focus = make() ?? before;
  draw();
  const target = focus ? byId(focus) : null;
  if (target && !target.hidden && !target.disabled) target.focus({ preventScroll: true });
  else if (before) byId(editing === null ? "add" : `entity-${editing}`)?.focus({ preventScroll: true });
  say(`Corrected. ${byId("summary").textContent}`);
}

function addName(span, type) {
  const clash = corrections.clashes(span, null);
  if (clash.length) return trouble(`“${clash[0].entity.text}” already has these letters. Correct that name instead.`);
  trouble("");
  editing = corrections.add(span, type);
  edit(editing, `words-${editing}`);
}

// What can be done with words that are selected in the text.
function offerWords(span) {
  const bar = byId("selection");
  if (!corrections || !span) {
    if (!bar.contains(document.activeElement)) bar.hidden = true;
    return;
  }
  const words = corrections.answer.text.slice(span.start, span.end);
  const button = (name, act) => el("button", { type: "button", onclick: () => { getSelection().removeAllRanges(); act(); } }, name);
  bar.replaceChildren(
    el("q", { dir: "auto" }, words),
    ...(editing === null
      ? ["PER", "LOC", "ORG", "OTHER"].map(type => button(`Add as ${type}`, () => addName(span, type)))
      : [button(`Make these the words of “${corrections.entry(editing).entity.text}”`, () => actions.span(editing, span))]));
  bar.hidden = false;
}

function askForKey(why, then) {
  const dialog = byId("key-dialog");
  if (dialog.open) return;
  byId("key-title").textContent = hasKey() ? why : "This server asks for a key";
  byId("key").value = "";
  byId("key-cancel").onclick = () => dialog.close("cancel");
  dialog.onclose = () => {
    if (dialog.returnValue !== "cancel" && byId("key").value) {
      keepKey(byId("key").value);
      then();
    } else trouble("Without the key this server does not answer. Reload the page to enter it.");
    dialog.returnValue = "cancel";
  };
  dialog.returnValue = "cancel";
  dialog.showModal();
}

function trouble(line) {
  byId("error").replaceChildren(...line ? [el("p", { class: "notice bad" }, line)] : []);
}
