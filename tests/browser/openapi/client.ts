// Compiled beside api.d.ts, which is generated: what is written here has to be what the description says.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Annotation = components["schemas"]["Annotation"];

export async function annotate(baseUrl: string, picture: string): Promise<string> {
  // @ts-ignore: Node's own types are not among the packages.
  const { readFile } = await import("node:fs/promises");
  const content: Uint8Array<ArrayBuffer> = await readFile(picture);
  const client = createClient<paths>({ baseUrl });

  const profiles = await client.GET("/v1/profiles");
  if (!profiles.data) throw new Error("no profiles");
  const ready = profiles.data.profiles.filter(p => p.ready).map(p => p.name);
  if (!ready.includes(profiles.data.default)) throw new Error(`${profiles.data.default} is not ready`);

  const text = "Adele lights up the O2 Arena in London tonight";
  const base64 = btoa(Array.from(content, byte => String.fromCharCode(byte)).join(""));
  const asJson = await client.POST("/v1/annotate", {
    body: { id: "1", text, image: { base64, name: "concert.png" }, candidates: true },
    headers: { "Content-Type": "application/json" },
  });
  const first = checked(asJson.data, text);

  const asForm = await client.POST("/v1/annotate", {
    body: { id: "1", text, image: "", candidates: "true" },
    bodySerializer(body) {
      const form = new FormData();
      form.set("id", "1");
      form.set("text", body.text);
      form.set("candidates", "true");
      form.set("image", new Blob([content]), "concert.png");
      return form;
    },
  });
  const second = checked(asForm.data, text);
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error("a form and JSON are answered differently");

  const exported = await client.POST("/v1/export", { params: { query: { format: "coco" } }, body: first, parseAs: "text" });
  if (exported.error || !String(exported.data).includes("\"annotations\"")) throw new Error(JSON.stringify(exported.error));

  // @ts-expect-error: the description says that a post has a text.
  const wrong = await client.POST("/v1/annotate", { body: { id: "1" } });
  if (wrong.response.status !== 400 || wrong.error?.title !== "The request is wrong.") throw new Error(JSON.stringify(wrong.error));
  return `client: ${first.entities.length} entities by JSON and form, ${ready.length} profiles ready`;
}

function checked(annotation: Annotation | undefined, text: string): Annotation {
  if (!annotation) throw new Error("no annotation");
  if (annotation.text !== text || annotation.image?.width !== 960) throw new Error(JSON.stringify(annotation));
  for (const entity of annotation.entities) {
    if (text.slice(entity.start, entity.end) !== entity.text) throw new Error(entity.text);
    for (const region of entity.regions) if (region.box.length !== 4) throw new Error(JSON.stringify(region));
  }
  return annotation;
}
