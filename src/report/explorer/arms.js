// A reader's settings as arms of a scenario file, and as the commands that compute them. No function here touches the page.

const SHARES = 4;

// A text as TOML, in quotes.
const quoted = (text) => `"${[...text].map((c) => (c === '"' || c === "\\" ? `\\${c}` : c < " " || c === "\u007f" ? " " : c)).join("")}"`;

// A number as TOML and as JavaScript print it: the shortest that reads back the same.
const written = (x) => String(x);

// An argument as a POSIX shell takes it.
const argument = (text) => (/^[A-Za-z0-9_./=:,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

// A name that no arm has yet.
function unused(name, names) {
  let [free, number] = [name, 1];
  while (names.includes(free)) free = `${name}_${++number}`;
  return free;
}

// Shares scaled to sum to 1: to ten digits, with what rounding leaves in the largest.
function scaled(shares) {
  const sum = shares.reduce((a, b) => a + b, 0);
  const parts = shares.map((x) => Math.round((x / sum) * 1e6) / 1e6);
  const largest = parts.indexOf(Math.max(...parts));
  const others = parts.reduce((a, b, i) => (i === largest ? a : a + b), 0);
  parts[largest] = Math.round((1 - others) * 1e6) / 1e6;
  return parts;
}

// What `choices` replace in an arm: `{ numbers: Map of key → number, stages: [{ from, values: Map of name → number }], sequence,
// enforcement }`. Stage i takes everything from stage `from` of the file, then the values that were typed. Shares that were typed are
// scaled, and those of all stages are written then.
function replaced(levers, choices) {
  const lines = new Map();
  for (const [key, number] of choices.numbers) lines.set(key, written(number));
  if (choices.sequence !== levers.sequence) lines.set("talks.sequence", quoted(choices.sequence));
  if (choices.enforcement !== levers.enforcement) lines.set("broker.instruments.enforcement", quoted(choices.enforcement));
  const names = levers.of_stage.map((of) => of.name);
  const reordered = choices.stages.some((stage, i) => stage.from !== i);
  names.forEach((name, column) => {
    const typed = choices.stages.some((stage) => stage.values.has(name));
    const file = (stage) => levers.stages[stage.from];
    const numbers = choices.stages.map((stage) => stage.values.get(name) ?? file(stage).values[column]);
    if (column < SHARES) {
      // A share of the other side that the file does not write follows its neighbour until it is written.
      const pair = names[column ^ 1];
      const alike = choices.stages.some((stage) => stage.values.has(pair));
      const own = levers.stages.every((stage) => stage.written[name] !== null);
      if (typed || (alike && !own)) scaled(numbers).forEach((x, i) => lines.set(`stages.${i + 1}.${name}`, written(x)));
      else if (reordered && own) choices.stages.forEach((stage, i) => lines.set(`stages.${i + 1}.${name}`, file(stage).written[name]));
      return;
    }
    choices.stages.forEach((stage, i) => {
      const text = stage.values.has(name) ? written(numbers[i]) : file(stage).written[name] ?? written(numbers[i]);
      if (stage.values.has(name) || stage.from !== i) lines.set(`stages.${i + 1}.${name}`, text);
    });
  });
  return lines;
}

// The arms as text to add to the file, and their names: the arm itself, and what it is compared with.
function armsOf(levers, choices, roles) {
  const lines = replaced(levers, choices);
  const of = (from, name, title, kept) => {
    const rows = [...kept].map(([key, value]) => `"${key}" = ${value}`);
    return `\n[arms.${name}]\ntitle = ${quoted(title.slice(0, 80))}\nfrom = "${from}"\n${rows.join("\n")}\n`;
  };
  const common = [...lines].filter(([key]) => !key.startsWith("broker."));
  const without = common.length ? unused("mine_without", levers.names) : levers.without;
  const mine = unused("mine", levers.names);
  let text = "";
  if (common.length) text += of(levers.without, without, levers.with ? `Your settings, without ${roles[2]}` : "Your settings", common);
  if (!levers.with) return { text, baseline: levers.without, arm: without, changed: lines.size };
  if (lines.size) text += of(levers.with, mine, `Your settings, with ${roles[2]}`, lines);
  return { text, baseline: without, arm: lines.size ? mine : levers.with, changed: lines.size };
}

// A command of the program with the settings of the run.
function command(words, settings) {
  return ["honest-broker", ...words, ...settings.flatMap((setting) => ["--set", setting])].map(argument).join(" ");
}

// The options of a run that differ from the program's defaults, without worlds and settings.
function optionsOf(data) {
  const names = data.arms.map((arm) => arm.name);
  const baseline = names[data.baseline];
  return [
    ...(names.length === data.levers.names.length ? [] : ["--arms", names.join(",")]),
    ...(baseline === "no_broker" ? [] : ["--baseline", baseline]),
    ...(data.grid === 11 ? [] : ["--grid", String(data.grid)]),
    ...(data.refine === "some" ? [] : ["--refine", data.refine]),
    ...(data.sampling === "sobol" ? [] : ["--sampling", data.sampling]),
    ...(data.level === "95 %" ? [] : ["--level", String(Number((parseFloat(data.level) / 100).toFixed(3)))]),
    ...(data.seed === "1" ? [] : ["--seed", data.seed]),
  ];
}
