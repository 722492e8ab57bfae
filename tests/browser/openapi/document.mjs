// The API's description as the server gives it, in a file of a folder of its own that finds the packages of this one.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const packages = fileURLToPath(new URL("../node_modules", import.meta.url));

/** Calls use(folder, file), and takes the folder away however that ends. */
export async function withDocument(base, use) {
  const response = await fetch(new URL("/openapi/v1.json", base));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type"), /json/u);
  const folder = await mkdtemp(join(packages, ".riveg-openapi-"));
  try {
    const file = join(folder, "v1.json");
    await writeFile(file, await response.text());
    await use(folder, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
