// hyparquet reads our Parquet: node formats/hyparquet.mjs FILE.parquet prints its rows as JSON.

import { readFile } from "node:fs/promises";
import { parquetReadObjects } from "hyparquet";

const bytes = await readFile(process.argv[2]);
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
console.log(JSON.stringify(await parquetReadObjects({ file }), (_, value) => typeof value === "bigint" ? Number(value) : value));
