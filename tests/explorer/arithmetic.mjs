// Weights, estimates and texts against cases worked out by hand.

import { strict as assert } from "node:assert";
import { functions } from "./scripts.mjs";

const { weights, effective, summed, probability, difference, estimates, quantile, moved, scaled, student, armsOf, command, quoted } = functions;

const near = (a, b, by = 1e-9) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

// Four worlds in two replicates; the baseline in all of them, both arms in the first two.
const key = { own: [], drawn_by: [0, 1], scores: [0, 1, -1, 0] };
const level = (arms, worlds, outcomes) => ({
  arms, worlds, places: worlds, replicates: worlds.map((w) => w % 2), at: new Map(worlds.map((w, i) => [w, i])), outcomes, accepted: worlds.flatMap(() => arms.flatMap((arm) => (arm ? [0.5, 0.5, 1] : [NaN, NaN, NaN]))),
});
const run = {
  outcomes: 2, student: 2, replicates: 2, baseline: 0, worlds: 4,
  keys: [key], events: [{ probability: 0.5, happens: [1, 0, 1, 0] }],
  levels: [
    level([0], [0, 1, 2, 3], [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4]),
    level([0, 1], [0, 1], [0.1, 0.9, 0.2, 0.8, 0.2, 0.8, 0.5, 0.5]),
  ],
};
const changes = (keys = [], events = []) => ({ keys: new Map(keys), events: new Map(events) });

// The density of N(1, 1) over that of N(0, 1) at z is exp(z − ½): 1, e, 1/e and 1 in proportion.
const shifted = weights(run, changes([[0, { shift: 1, spread: 1 }]]), 0, [0]);
[1, Math.E, 1 / Math.E, 1].forEach((w, i) => near(shifted[i] / shifted[0], w));
// Half as wide: 2 exp(z²/2 − 2 z²).
const narrow = weights(run, changes([[0, { shift: 0, spread: 0.5 }]]), 0, [0]);
near(narrow[1] / narrow[0], Math.exp(-1.5));
// An event that is made three times as likely as not.
const likely = weights(run, changes([], [[0, 0.75]]), 0, [0]);
near(likely[0] / likely[1], 3);
// A certain one takes the other worlds out.
assert.deepEqual([...weights(run, changes([], [[0, 1]]), 0, [0])], [1, 0, 1, 0]);
// Effective worlds: (1 + 3)²/(1 + 9).
near(effective([1, 3], [0, 1]), 1.6);

// A plain mean: 0.1, 0.2, 0.3, 0.6; replicates have the residuals (0.1 + 0.3 − 0.6)/4 and the opposite.
const term = { sign: 1, level: 0, arm: 0, over: 0, weights: [1, 1, 1, 1], by: null };
const mean = summed(run, [term], [0]);
near(mean.value, 0.3);
near(mean.error, Math.sqrt(2 * 2 * 0.05 ** 2));
// Weighted: (1·0.1 + 2·0.2 + 1·0.3 + 0·0.6)/4.
near(summed(run, [{ ...term, weights: [1, 2, 1, 0] }], [0]).value, 0.2);
// Everything ends somehow.
near(summed(run, [{ ...term, weights: [1, 2, 1, 0] }], [0, 1]).value, 1);

// Nothing moved: the arm is the baseline over all worlds and the change over two: (0.1 + 0.3)/2.
const still = estimates(run, changes(), 1, [[0]]);
assert.ok(!still.baseline.refused && !still.change.refused, "the run itself is never refused");
near(still.rows[0].baseline.value, 0.3);
near(still.rows[0].change.value, 0.2);
near(still.rows[0].arm.value, 0.5);
assert.deepEqual([still.baseline.of, still.change.of], [4, 2]);
// Moved with so few worlds, nothing is shown.
const few = estimates(run, changes([[0, { shift: 1, spread: 1 }]]), 1, [[0]]);
assert.ok(few.baseline.refused && few.change.refused && few.rows[0].baseline === null && few.rows[0].arm === null);
// A key that the arm has for itself leaves its worlds alone, and one that only the arm draws leaves the baseline alone.
const own = { ...run, keys: [{ ...key, own: [1], drawn_by: [0] }] };
assert.ok(weights(own, changes([[0, { shift: 1, spread: 1 }]]), 1, [1, 0]).every((w) => w === 1));
assert.ok(!weights(own, changes([[0, { shift: 1, spread: 1 }]]), 0, [1, 0]).every((w) => w === 1));
const only = { ...run, keys: [{ ...key, drawn_by: [1] }] };
assert.ok(!estimates(only, changes([[0, { shift: 1, spread: 1 }]]), 1, [[0]]).baseline.refused);

// Intervals: Wilson's with p(1 − p)/se² trials, here 25 and the quantile 2: (0.5 + 0.08)/(1.16) in the middle for p = ½ is ½.
const half = probability({ student: 2 }, { value: 0.5, error: 0.1 });
near(half.low + half.high, 1);
near(half.high - 0.5, Math.sqrt(0.16 * 0.25 + 0.25 * 0.16 ** 2) / 1.16);
assert.deepEqual(difference({ student: 2 }, { value: 0.9, error: 0.1 }), { value: 0.9, low: 0.7, high: 1 });
assert.deepEqual(probability({ student: null }, { value: 0.5, error: NaN }), { value: 0.5 }, "one replicate has no interval");

// Student's quantiles of the tables: 2.1314 with 15 degrees of freedom, 2.0395 with 31, 1.9983 with 63.
[[15, 2.13145], [31, 2.03951], [63, 1.99834]].forEach(([freedom, quantile]) => near(student(1.959963984540054, freedom), quantile, 1e-4));
// At a level of 90 %: 1.7531, 1.6955, 1.6694.
[[15, 1.75305], [31, 1.69552], [63, 1.6694]].forEach(([freedom, quantile]) => near(student(1.6448536269514722, freedom), quantile, 1e-4));
// At 99.9 %: 4.0728.
near(student(3.2905267314919255, 15), 4.0728, 1e-2);

// Quantiles between those that are given: exact for a straight line, close for a lognormal.
const straight = Array.from({ length: 29 }, (_, i) => 3 + (i - 14) / 4);
near(quantile(straight, 0.25, 0.1), 3.1);
const lognormal = Array.from({ length: 29 }, (_, i) => 2 * Math.exp((0.8 * (i - 14)) / 4));
const { low, median, high } = moved({ quantiles: lognormal }, 0.25, { shift: 1, spread: 0.5 });
near(median / (2 * Math.exp(0.8)), 1, 1e-9);
near(low / (2 * Math.exp(0.8 * (1 - 0.5 * 1.6448536269514722))), 1, 1e-3);
near(high / (2 * Math.exp(0.8 * (1 + 0.5 * 1.6448536269514722))), 1, 1e-3);

// Shares sum to 1 as the file wants it, whatever was typed.
for (const shares of [[1, 1, 1], [0.1, 0.2, 0.3, 0.7], [1e-3, 5, 2.2222]]) near(scaled(shares).reduce((a, b) => a + b), 1, 1e-12);

// Settings become arms.
const names = ["deterrent_share", "threat_share", "relief_share", "cost_share", "years", "reversible", "revocable", "detection", "false_alarm"];
const stage = (n) => ({ name: `s${n}`, values: [0.5, 0.5, 0.5, 0.5, n, 0, 1, 0.9, 0], written: Object.fromEntries(names.map((name) => [name, name === "years" ? `{ interval90 = [${n}, ${n + 1}] }` : name.endsWith("share") && n ? "0.5" : "0.1"])) });
const levers = { numbers: [], stages: [stage(1), stage(2)], of_stage: names.map((name) => ({ name })), sequence: "disarm_first", enforcement: "discretionary", without: "no_broker", with: "broker", names: ["no_broker", "broker", "mine"] };
const choices = () => ({ numbers: new Map(), stages: [0, 1].map((from) => ({ from, values: new Map() })), sequence: "disarm_first", enforcement: "discretionary" });
const roles = ["A", "B", 'C "\\'];
assert.deepEqual(armsOf(levers, choices(), roles), { text: "", baseline: "no_broker", arm: "broker", changed: 0 });
const custody = choices();
custody.numbers.set("broker.instruments.custody", 0.25);
const first = armsOf(levers, custody, roles);
assert.deepEqual([first.baseline, first.arm], ["no_broker", "mine_2"], "a name of the file is left alone");
assert.ok(first.text.includes('\n"broker.instruments.custody" = 0.25\n') && first.text.includes('title = "Your settings, with C \\"\\\\"'), first.text);
const order = choices();
order.stages.reverse();
const second = armsOf(levers, order, roles);
assert.equal(second.baseline, "mine_without");
assert.ok(second.text.includes('"stages.1.years" = { interval90 = [2, 3] }') && second.text.includes('"stages.2.years" = { interval90 = [1, 2] }'), second.text);
const share = choices();
share.stages[0].values.set("relief_share", 1.5);
const third = armsOf(levers, share, roles).text;
assert.ok(third.includes('"stages.1.relief_share" = 0.75') && third.includes('"stages.2.relief_share" = 0.25') && !third.includes("cost_share"), third);
assert.equal(quoted('a "b" \\ \n'), '"a \\"b\\" \\\\  "');
assert.equal(command(["solve", "it's.toml"], ["a={ b = 1 }"]), "honest-broker solve 'it'\\''s.toml' --set 'a={ b = 1 }'");

console.log("the arithmetic of the explorer is as worked out by hand");
