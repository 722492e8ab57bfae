// The TypeScript SDK's client, which checks structuredContent against each tool's outputSchema itself.

import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** A client over HTTP where the target begins with http, else over the standard streams of the command that it names. */
export async function connect(target, ...words) {
  const transport = target.startsWith("http")
    ? new StreamableHTTPClientTransport(new URL("/mcp", target))
    : new StdioClientTransport({ command: "dotnet", args: [target, "mcp", ...words], stderr: "pipe", env: process.env });
  const client = new Client({ name: "riveg-tests", version: "1.0.0" });
  await client.connect(transport);
  // The client learns the output schemas, which it checks from then on.
  const { tools } = await client.listTools();
  return { client, tools, transport };
}

/** Calls a tool that is to answer. */
export async function answer(client, name, args, options) {
  const result = await client.callTool({ name, arguments: args }, undefined, options);
  assert.ok(!result.isError, `${name}: ${result.content?.[0]?.text}`);
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent, `${name}: the text is the structured content`);
  return result;
}

/** Calls a tool that is to refuse in one line. */
export async function refusal(client, name, args) {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true, `${name} ${JSON.stringify(args).slice(0, 200)} was answered`);
  assert.equal(result.structuredContent, undefined);
  assert.equal(result.content.length, 1);
  const line = result.content[0].text;
  assert.doesNotMatch(line, /[\r\n]/u, line);
  assert.doesNotMatch(line, /\bat [\w.]+\(|Exception/u, line);
  return line;
}
