// node openapi/lint.mjs BASEURL: Redocly's linter finds no error and no warning in the API's description.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packages, withDocument } from "./document.mjs";

await withDocument(process.argv[2], async (folder, file) => {
  const lint = spawnSync(process.execPath, [join(packages, "@redocly", "cli", "bin", "cli.js"), "lint", "--format=json", file], {
    cwd: folder,
    encoding: "utf8",
    // It tells its makers of every use otherwise, and asks for newer versions.
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", CI: "true" },
  });
  assert.equal(lint.status, 0, `${lint.stdout}\n${lint.stderr}`);
  const { totals, problems } = JSON.parse(lint.stdout.slice(lint.stdout.indexOf("{")));
  assert.deepEqual([totals.errors, totals.warnings], [0, 0], JSON.stringify(problems, null, 1));
  console.log("lint: no errors, no warnings");
});
