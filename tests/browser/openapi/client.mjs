// node openapi/client.mjs BASEURL PICTURE: a client that is generated from the API's description compiles, and annotates a picture.

import { copyFile, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import openapi, { astToString } from "openapi-typescript";
import { packages, withDocument } from "./document.mjs";

const [base, picture] = process.argv.slice(2);

await withDocument(base, async (folder, file) => {
  await writeFile(join(folder, "api.d.ts"), astToString(await openapi(pathToFileURL(file), {
    // What has a default may still be left out of a request.
    defaultNonNullable: false,
  })));
  await copyFile(fileURLToPath(new URL("client.ts", import.meta.url)), join(folder, "client.ts"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({
    compilerOptions: {
      target: "es2022", module: "nodenext", moduleResolution: "nodenext", strict: true, exactOptionalPropertyTypes: true,
      lib: ["es2022", "dom"], types: [], skipLibCheck: true,
    },
    files: ["client.ts"],
  }));
  const compiled = spawnSync(process.execPath, [join(packages, "typescript", "bin", "tsc"), "-p", folder], { cwd: folder, encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(compiled.stdout);
  const { annotate } = await import(pathToFileURL(join(folder, "client.js")).href);
  console.log(await annotate(base, picture));
});
