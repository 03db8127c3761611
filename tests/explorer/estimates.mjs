// Whether the numbers of the explorer are those of the tables, and whether worlds that are weighted anew say what a run says that draws
// them anew.
//
//   node estimates.mjs FOLDER settings     writes the settings of the runs that are needed, one line for each
//   node estimates.mjs FOLDER compare      compares them with the run
//
// FOLDER has the result `run`, and `moved-0` and so on for the lines of settings.txt; run.sh makes them.

import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { functions, data, rows } from "./scripts.mjs";

const { unpacked, estimates, moved } = functions;

// What is moved, a run each: a key of both sides, a key of the broker, two keys at once, and an event.
const MOVES = [
  { keys: { "disarmer.rationality": { shift: -0.5, spread: 1 } } },
  { keys: { "guarantor.discount_factor": { shift: 0.6, spread: 0.75 }, "guarantor.elections.successor_keeper_prior": { shift: 0.4, spread: 1 } } },
  { keys: { "broker.instruments.exposure_rate": { shift: -0.6, spread: 1 } }, events: { "stakeholders.China.stands": 0.75 } },
];
// Of two independent estimates the difference exceeds 4.2 of its standard errors, at 15 degrees of freedom each, in less than one case of
// 4,000: so less than one seed of 60 fails the 66 comparisons below. The seed is fixed, and the worlds are the same, so they are nearer.
const FARTHEST = 4.2;

const [folder, task] = process.argv.slice(2);
const [page] = data(`${folder}/run/report.html`).values();
const run = unpacked(page);
const place = (list, key) => {
  const found = list.findIndex((each) => each.key === key);
  assert.ok(found >= 0, `${key} can be moved`);
  return found;
};
const changes = (move) => ({
  keys: new Map(Object.entries(move.keys ?? {}).map(([key, change]) => [place(run.keys, key), change])),
  events: new Map(Object.entries(move.events ?? {}).map(([key, p]) => [place(run.events, key), p])),
});

if (task === "settings") {
  // One line of settings for each run.
  const lines = MOVES.map((move) => {
    const { keys, events } = changes(move);
    const sets = [...keys].map(([at, change]) => {
      const { low, high } = moved(run.keys[at], page.beliefs.step, change);
      assert.equal(run.keys[at].form, "interval90", "the file can write what is moved");
      return `${run.keys[at].key}={ interval90 = [${low}, ${high}] }`;
    });
    return [...sets, ...[...events].map(([at, p]) => `${run.events[at].key.replace(/stands$/, "backs")}=${p}`)].join("\t");
  });
  writeFileSync(`${folder}/settings.txt`, lines.join("\n") + "\n");
  process.exit();
}

// An ending's name in the tables.
const name = (ending) => ({ "completed, real or hollow": "completed", "still in force": "in_force" }[ending.title] ?? `outcome.${ending.title.replaceAll(" ", "_")}`);
const endings = page.endings.map((ending) => ending.of);
const arms = page.arms.map((_, i) => i).filter((arm) => arm !== page.baseline);
const tables = (result) => {
  const [outcomes, contrasts] = ["outcomes", "contrasts"].map((table) => rows(`${result}/${table}.csv`).filter((row) => row.method === "exact" && row.weighting === "with_broker"));
  return {
    mean: (arm, ending) => outcomes.find((row) => row.arm === page.arms[arm].name && `outcome.${row.outcome}` === name(ending)),
    change: (arm, ending) => contrasts.find((row) => row.arm === page.arms[arm].name && row.metric === name(ending)),
  };
};

// Nothing moved: estimate and both ends of the interval of every row of the tables, to what 24 bits hold.
const own = tables(`${folder}/run`);
const near = (found, row, of) => {
  for (const [mine, theirs] of [[found.value, row.estimate], [found.low, row.low], [found.high, row.high]]) {
    assert.ok(Math.abs(mine - Number(theirs)) < 2e-7, `${of}: ${mine} in the page and ${theirs} in the table`);
  }
};
let same = 0;
for (const arm of arms) {
  const still = estimates(run, changes({}), arm, endings);
  page.endings.forEach((ending, i) => {
    const rows = [[still.rows[i].baseline, own.mean(page.baseline, ending)], [still.rows[i].arm, own.mean(arm, ending)], [still.rows[i].change, own.change(arm, ending)]];
    for (const [found, row] of rows.filter(([, row]) => row)) {
      near(found, row, `${ending.title} in ${row.arm}`);
      same += 1;
    }
  });
}
assert.ok(same >= 26, `only ${same} rows were compared`);

// Moved: against a run with the distribution that was moved to.
let [compared, farthest] = [0, 0];
MOVES.forEach((move, number) => {
  const truth = tables(`${folder}/moved-${number}`);
  for (const arm of arms) {
    const weighed = estimates(run, changes(move), arm, endings);
    assert.ok(!weighed.baseline.refused && !weighed.change.refused, `enough worlds are left: ${weighed.baseline.effective}, ${weighed.change.effective}`);
    page.endings.forEach((ending, i) => {
      for (const [found, row] of [[weighed.rows[i].baseline, truth.mean(page.baseline, ending)], [weighed.rows[i].change, truth.change(arm, ending)]]) {
        if (!row) continue;
        const error = (high, low) => (high - low) / (2 * page.student);
        const both = Math.hypot(error(found.high, found.low), error(Number(row.high), Number(row.low)));
        const apart = Math.abs(found.value - Number(row.estimate)) / Math.max(both, 1e-7);
        farthest = Math.max(farthest, apart);
        assert.ok(apart < FARTHEST, `move ${number}, ${ending.title}: ${found.value} weighted anew and ${row.estimate} drawn anew are ${apart} standard errors apart`);
        compared += 1;
      }
    });
  }
});
assert.ok(compared >= 50, `only ${compared} estimates were compared`);
console.log(`${same} estimates are those of the tables; ${compared} that were weighted anew are within ${farthest.toFixed(2)} standard errors of runs`);
