// The scripts of the explorer that touch no page, as functions; and the data of a page.

import { readFileSync } from "node:fs";

const folder = new URL("../../src/report/explorer/", import.meta.url);
const script = (name) => readFileSync(new URL(name, folder), "utf8");

export const functions = new Function(`"use strict";
${["reweight.js", "arms.js", "solver.js"].map(script).join("\n")}
return { unpacked, weights, effective, summed, probability, difference, estimates, needed, quantile, moved, scaled, student, replaced, armsOf,
  command, quoted, asked, FEWEST };`)();

// The data of the explorers in a page, by their ids.
export function data(page) {
  const found = readFileSync(page, "utf8").matchAll(/<script type="application\/json" id="(explorer-[\w-]*)-data">(.*?)<\/script>/gs);
  return new Map([...found].map(([, id, text]) => [id, JSON.parse(text)]));
}

// A table of a result as objects. No cell that is looked at here holds a comma or a quotation mark.
export function rows(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "")));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}
