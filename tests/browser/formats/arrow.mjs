// Arrow's own Parquet, in Rust: node formats/arrow.mjs read FILE.parquet prints the rows of a file as JSON.
// node formats/arrow.mjs write FILE.parquet ROWS.json CODEC V1|V2 writes rows of {id, text, file_name, captions, likes, entities}.

import { readFile, writeFile } from "node:fs/promises";
import { Field, Float32, Int32, Int64, List, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import parquet from "parquet-wasm/node";

const [verb, path, rowsFile, codec, version] = process.argv.slice(2);
if (verb === "read") {
  const table = tableFromIPC(parquet.readParquet(await readFile(path)).intoIPCStream());
  console.log(JSON.stringify(table.toArray(), (_, value) => typeof value === "bigint" ? Number(value) : value));
} else {
  const list = type => new List(new Field("item", type, true));
  const entity = new Struct([
    new Field("start", new Int64(), true), new Field("end", new Int64(), true), new Field("type", new Utf8(), true),
    new Field("box", list(new Float32()), true),
  ]);
  const schema = new Schema([
    new Field("id", new Utf8(), true), new Field("text", new Utf8(), true), new Field("file_name", new Utf8(), true),
    new Field("captions", list(new Utf8()), true), new Field("likes", new Int32(), true), new Field("entities", list(entity), true),
  ]);
  const rows = JSON.parse(await readFile(rowsFile, "utf8"));
  const wide = rows.map(row => ({
    ...row, entities: row.entities?.map(e => ({ ...e, start: BigInt(e.start), end: BigInt(e.end), box: e.box ?? null })) ?? null,
  }));
  const children = schema.fields.map(f => vectorFromArray(wide.map(row => row[f.name] ?? null), f.type).data[0]);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }));
  const table = parquet.Table.fromIPCStream(tableToIPC(new Table(schema, batch), "stream"));
  const properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression[codec])
    .setWriterVersion(parquet.WriterVersion[version])
    .build();
  await writeFile(path, parquet.writeParquet(table, properties));
}
