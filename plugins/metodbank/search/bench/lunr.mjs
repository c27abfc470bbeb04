// Runs the search worker that Material ships in node, as a site in Russian sets it up.
// node lunr.mjs <material's assets/javascripts> <documents, JSON>; questions and answers are JSON lines.
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import vm from "node:vm";

const [scripts, documents] = process.argv.slice(2);
const read = (path) => vm.runInThisContext(readFileSync(path, "utf8"), { filename: path });
let receive = null, answered = null;
Object.assign(globalThis, {
  self: globalThis,
  addEventListener: (_, listener) => { receive = listener; },
  postMessage: (message) => answered(message),
  importScripts: (...names) => names.forEach((name) => read(join(scripts, name.replace("../", "")))),
});
const worker = readdirSync(join(scripts, "workers")).find((name) => /^search\..*\.js$/.test(name));
read(join(scripts, "workers", worker));
const send = (data) => new Promise((resolve) => { answered = resolve; receive({ data }); });
console.warn = () => {};

// What Material's plugin writes for language ru: no pipeline of its own is translated, the English one holds.
const config = { lang: ["ru"], separator: "[\\s\\-]+", pipeline: ["stopWordFilter"], fields: { title: { boost: 1e3 }, text: { boost: 1 }, tags: { boost: 1e6 } } };
await send({ type: 0, data: { config, docs: JSON.parse(readFileSync(documents, "utf8")), options: { suggest: false } } });
for await (const line of createInterface({ input: process.stdin })) {
  const { question, limit } = JSON.parse(line);
  const { data } = await send({ type: 2, data: question });
  process.stdout.write(JSON.stringify(data.items.slice(0, limit).map((several) => several[0].location)) + "\n");
}
