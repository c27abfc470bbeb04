// Runs the browser's own search in node: questions on standard input, a JSON line each, answers on output.
// node engine.mjs <folder of the scripts> <folder of the index>
import { readFileSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import vm from "node:vm";

const [scripts, release] = process.argv.slice(2);
const read = (path) => vm.runInThisContext(readFileSync(path, "utf8"), { filename: path });
for (const name of ["vendor/snowball-russian", "search-text", "search-shards", "search-facets", "search-engine"]) read(join(scripts, `${name}.js`));

let arrived = null;
globalThis.metodbankSearch = (name, sum, payload) => { arrived = { name, sum, payload }; };
let loaded = [];
const load = async (name) => {
  const path = join(release, `${name}.js`);
  arrived = null;
  read(path);
  if (!arrived || arrived.name !== name || arrived.sum !== globalThis.metodbankShards.checksum(arrived.payload)) throw new Error(`damaged ${name}`);
  loaded.push({ name, bytes: statSync(path).size });
  return arrived.payload;
};

let engine = new globalThis.metodbankEngine.Engine(load);
for await (const line of createInterface({ input: process.stdin })) {
  const { question, fresh = false, keys = false, ...options } = JSON.parse(line);
  if (fresh) engine = new globalThis.metodbankEngine.Engine(load);
  loaded = [];
  if (keys) {
    await engine.open();
    const groups = engine.groups(question);
    const found = await Promise.all(groups.map(async (group) => [...(/ класс$/.test(group.word) ? [] : [await engine.key(group.word)]), ...group.exact]));
    process.stdout.write(JSON.stringify(found) + "\n");
    continue;
  }
  const { marked, ...answer } = await engine.search(question, options);
  answer.hits = answer.hits.map((hit) => ({ ...hit, title_marks: marked(hit.title), summary_marks: marked(hit.summary) }));
  process.stdout.write(JSON.stringify({ ...answer, loaded }) + "\n");
}
