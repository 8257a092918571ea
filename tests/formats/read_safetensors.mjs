// read_safetensors.mjs MODULE FILE: lists the tensors that a third-party library finds in a genome file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { safetensors } = await import(pathToFileURL(process.argv[2]).href);
const file = safetensors.parse(new Uint8Array(readFileSync(process.argv[3])).buffer);

const mask = (1n << 64n) - 1n;
const lines = Object.entries(file.tensors).map(([name, { dtype, shape, data }]) => {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  let sum = 0n, ranked = 0n;
  bits.forEach((b, i) => {
    sum = (sum + BigInt(b)) & mask;
    ranked = (ranked + BigInt(b) * BigInt(i + 1)) & mask;
  });
  return `${name} ${dtype} ${shape.join("x")} ${sum} ${ranked}`;
});
lines.sort();
console.log([`format ${file.metadata.format} ${file.metadata.version}`, ...lines].join("\n"));
