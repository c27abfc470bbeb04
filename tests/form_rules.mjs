// Runs the form's own rules in node: the page's data in a file, questions on standard input, a JSON line each.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const [script, file] = process.argv.slice(2);
vm.runInThisContext(readFileSync(script, "utf8"), { filename: script });
const data = JSON.parse(readFileSync(file, "utf8"));
for await (const line of createInterface({ input: process.stdin })) {
  const { values, sections, stage, today } = JSON.parse(line);
  process.stdout.write(JSON.stringify(globalThis.metodbankFormRules.check(data, values, sections, stage, today)) + "\n");
}
