// What the solver for the page answers to some questions: the record by which a test of the program knows that both compute the same.
//
//   node answers.mjs SOLVER.wasm[.gz] write|check
//
// `write` renews answers.json, `check` compares with it to the last bit.

import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const here = new URL("./", import.meta.url);
const root = new URL("../../", here);
const record = new URL("answers.json", here);

// As src/report/explorer/solver.js has it.
const script = readFileSync(new URL("src/report/explorer/solver.js", root), "utf8");
const asked = new Function(`${script}\nreturn asked;`)();

const [path, task] = process.argv.slice(2);
const packed = readFileSync(path);
const wasm = path.endsWith(".gz") ? gunzipSync(packed) : packed;
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {});
assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(wasm)), [], "nothing is asked of the page");

// A question names a file instead of holding its text.
const ask = (question) => {
  const { file } = question;
  return asked(exports, file ? { ...question, text: readFileSync(new URL(file, root), "utf8") } : question);
};

function questions() {
  const list = [{ ask: "about" }];
  for (const file of ["complete", "uncertain", "example"].map((name) => `tests/data/${name}.toml`)) {
    const load = { ask: "load", file, settings: ["clock.years=5"] };
    const { arms, problems } = ask(load);
    assert.equal(problems, undefined);
    list.push(load, { ask: "solve", arms, grid: 3, world: null });
    list.push({ ask: "solve", arms, grid: 5, world: { number: 7, seed: "12345678901234567890", sampling: "sobol" } });
    list.push({ ask: "episode", arm: arms[arms.length - 1], grid: 3, seed: "2", outcome: "breach" });
  }
  return list;
}

// Numbers and names are kept, and no prose: a story may be told in other words without being another story.
const kept = ({ story, warnings, ...rest }) => rest;
const given = (list) => list.map((question) => ({ question, answer: kept(ask(question)) }));
if (task === "write") {
  writeFileSync(record, `${JSON.stringify(given(questions()), null, 1)}\n`);
} else {
  const recorded = JSON.parse(readFileSync(record, "utf8"));
  for (const { question, answer } of recorded) {
    assert.deepEqual(kept(ask(question)), answer, `another answer to ${JSON.stringify(question)}`);
  }
  assert.ok(recorded.length > 10);
  console.log(`${path} gives the ${recorded.length} answers that are on record`);
}
