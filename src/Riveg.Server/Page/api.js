// What is asked of the server, and what went wrong in one line each.

const keyName = "riveg-key";

/** A failure in one line that says what to do. */
export class Trouble extends Error {}

/** The server wants a key. */
export class KeyWanted extends Trouble {}

export const hasKey = () => sessionStorage.getItem(keyName) !== null;
export const keepKey = key => sessionStorage.setItem(keyName, key);

/** The profiles that this server has. */
export const profiles = async () => (await ask("v1/profiles")).json();

/** Annotates a post. `post` has text, file, profile, captions, knowledge. */
export async function annotate(post, signal) {
  const body = new FormData();
  body.append("id", idOf(post));
  body.append("text", post.text);
  if (post.file) body.append("image", post.file, post.file.name || "picture");
  if (post.profile) body.append("profile", post.profile);
  if (post.knowledge) body.append("knowledge", post.knowledge);
  for (const caption of post.captions) body.append("captions", caption);
  body.append("candidates", "true");
  body.append("offsets", "utf-16");
  return (await ask("v1/annotate", { method: "POST", body, signal })).json();
}

// Posts that are taken along one after the other make one data set: each has a name of its own.
const idOf = ({ file }) => {
  const stem = (file?.name ?? "").replace(/\.[^.]+$/, "").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return `${stem || "post"}-${Date.now().toString(36)}`;
};

/** An annotation as a file of another form: its name and its bytes. */
export async function exported(annotation, format) {
  const response = await ask(`v1/export?format=${encodeURIComponent(format)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(annotation),
  });
  const name = /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  const losses = response.headers.get("Riveg-Losses") ?? "";
  return { losses, name: name ?? `${annotation.id}.${format === "jsonl" ? "jsonl" : "json"}`, blob: await response.blob() };
}

/** The drawn samples. */
export async function samples() {
  const lines = (await (await ask("samples/posts.jsonl")).text()).split("\n");
  return lines.filter(line => line.trim()).map(line => JSON.parse(line));
}

export async function samplePicture(path) {
  const blob = await (await ask(`samples/${encodeURIComponent(path)}`)).blob();
  return new File([blob], path, { type: blob.type });
}

async function ask(address, options = {}) {
  const key = sessionStorage.getItem(keyName);
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(address, { ...options, headers });
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new Trouble("The server does not answer. Is riveg serve still running?");
  }
  if (!response.ok) throw await trouble(response, key);
  return response;
}

async function trouble(response, key) {
  const problem = await response.json().catch(() => ({}));
  const fields = Object.values(problem.errors ?? {}).flat().join(" ");
  const said = fields || problem.detail || problem.title;
  const wait = Number(response.headers.get("Retry-After"));
  switch (response.status) {
    case 401: return new KeyWanted(key ? "This key is not the right one." : "This server asks for a key.");
    case 413: return new Trouble(`The post is too large. ${said || "Take a smaller picture or a shorter text."}`);
    case 415: return new Trouble(`The server does not take this. ${said}`);
    case 422: return new Trouble(`The picture cannot be read. ${said}`);
    case 429: return new Trouble(`The server is busy. Try again in ${wait > 0 ? `${wait} s` : "a moment"}.`);
    case 503: return new Trouble(`Not ready. ${said || "The profile lacks a model."}`);
    default: return new Trouble(said || `The server answered ${response.status}.`);
  }
}
