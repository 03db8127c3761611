// Whether a reader's settings, as the page writes them into a file, give the same numbers in the page and with the program.
//
//   node policies.mjs FOLDER write      writes mine.toml and arms.txt from the page of the result FOLDER/run
//   node policies.mjs FOLDER compare    compares the solver of the page with FOLDER/mine, in which the program has compared the arms

import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { functions, data, rows } from "./scripts.mjs";

const { armsOf, asked } = functions;
const GRID = 3;

const [folder, task] = process.argv.slice(2);
const [page] = data(`${folder}/run/report.html`).values();
const { levers } = page;

// Something of everything that can be set: instruments, enforcement, verification, the order of moves and of steps, a share and a number.
const choices = {
  numbers: new Map([["broker.instruments.custody", 0.8], ["broker.instruments.guarantee", 1.25], ["verification.exposure_rate", 2.5]]),
  stages: levers.stages.map((_, from) => ({ from, values: new Map() })),
  sequence: levers.sequence === "disarm_first" ? "relief_first" : "disarm_first",
  enforcement: "automatic",
};
[choices.stages[1], choices.stages[2]] = [choices.stages[2], choices.stages[1]];
choices.stages[0].values.set("relief_share", 0.2);
choices.stages[4].values.set("detection", 0.9);
const mine = armsOf(levers, choices, page.roles);
const text = page.text + mine.text;
const arms = [mine.baseline, mine.arm];
assert.deepEqual(arms, ["mine_without", "mine"]);

if (task === "write") {
  writeFileSync(`${folder}/mine.toml`, text);
  writeFileSync(`${folder}/arms.txt`, arms.join(",") + "\n");
  process.exit();
}

const wasm = gunzipSync(readFileSync(new URL("../../src/explorer/solver.wasm.gz", import.meta.url)));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {});
const loaded = asked(exports, { ask: "load", file: "mine.toml", text, settings: page.settings });
assert.equal(loaded.problems, undefined);
let compared = 0;
for (const row of rows(`${folder}/mine/worlds.csv`)) {
  const world = { number: Number(row.world), seed: page.seed, sampling: page.sampling };
  const { arms: [solved] } = asked(exports, { ask: "solve", arms: [row.arm], grid: GRID, world });
  page.outcomes.forEach(({ name }, o) => {
    assert.equal(solved.outcomes[o], Number(row[`p_${name}`]), `${name} in world ${row.world} under ${row.arm}`);
    compared += 1;
  });
  const gain = row.gain_disarmer === "" ? undefined : Number(row.gain_disarmer);
  assert.equal(solved.gains?.[0], gain);
}
assert.ok(compared >= 16 * 2 * 8, `only ${compared} numbers were compared`);
console.log(`${compared} probabilities under settings of a reader are the program's to the last bit`);
