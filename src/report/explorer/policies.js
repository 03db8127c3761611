// The part "Policies": the reader sets levers, and the solver solves again.

const GRID = 5;
const DAYS = 1000;
const BANDS = [16, 32, 64];

function policies(data, id) {
  const { levers } = data;
  const solver = new Solver();
  const fresh = () => ({
    numbers: new Map(),
    stages: levers.stages.map((_, from) => ({ from, values: new Map() })),
    sequence: levers.sequence,
    enforcement: levers.enforcement,
  });
  let choices = fresh();
  let mine = armsOf(levers, choices, data.roles);
  // The number of the last change: answers to earlier ones are not shown.
  let turn = 0;

  const status = el("p", { class: "status", role: "status" }, "Not solved yet.");
  const results = el("div", { class: "results" });
  const band = el("div", { class: "results" });
  const story = el("div", {});
  const take = el("div", {});

  const text = () => `${data.text}${data.text.endsWith("\n") ? "" : "\n"}${mine.text}`;
  const stem = data.file.replace(/^.*[\\/]/, "").replace(/\.toml$/i, "");
  const file = () => (mine.text ? `${stem}-mine.toml` : data.file);
  const problem = (answer) => {
    status.textContent = "These settings make no game that can be solved. The program says:";
    results.replaceChildren(shown(answer.problems));
  };
  const load = () => solver.ask({ ask: "load", file: file(), text: text(), settings: data.settings });
  const pair = () => (mine.baseline === mine.arm ? [mine.arm] : [mine.baseline, mine.arm]);

  let before = null;
  async function solve() {
    const now = ++turn;
    mine = armsOf(levers, choices, data.roles);
    offer();
    status.textContent = "Solving …";
    const loaded = await load();
    if (now !== turn) return;
    if (loaded.problems) return problem(loaded);
    const base = levers.with ? [levers.without, levers.with] : [levers.without];
    before ??= await solver.ask({ ask: "solve", arms: base, grid: GRID, world: null });
    const answer = await solver.ask({ ask: "solve", arms: pair(), grid: GRID, world: null });
    if (now !== turn) return;
    if (before.problems) return problem(before);
    if (answer.problems) return problem(answer);
    show(answer.arms);
  }

  // Rows of a table for what is known of an arm without it and with it.
  function compared(sum) {
    const endings = data.endings.map((ending) => [capital(ending.title), (arm) => ending.of.reduce((s, o) => s + sum(arm).outcomes[o], 0)]);
    const causes = data.causes.map(({ title, metric }) => [`First rupture: ${title}`, (arm) => sum(arm).means[metric]]);
    return [...endings, ...causes];
  }

  function show(solved) {
    const [first, last] = [before.arms[0], before.arms[before.arms.length - 1]];
    const [base, arm] = [solved[0], solved[solved.length - 1]];
    const single = !levers.with;
    const rows = compared((x) => x).map(([title, of]) => single
      ? [title, percent(of(first)), percent(of(arm)), points(of(arm) - of(first))]
      : [title, percent(of(first)), percent(of(last)), percent(of(base)), percent(of(arm)), points(of(arm) - of(base))]);
    const head = single ? ["Central world, %", "As it stands", "Yours", "Change, points"]
      : ["Central world, %", `File: without ${data.roles[2]}`, "File: with", `Yours: without ${data.roles[2]}`, "Yours: with", "Change of yours, points"];
    const gains = arm.gains && levers.with
      ? el("p", {}, `Gain from ${data.roles[2]}, each in its own unit: ${data.roles.map((role, i) => `${role} ${fixed(arm.gains[i], 3)}`).join(", ")}. `
        + `Probability that ${data.roles[0]} accepts: ${percent(arm.acceptance[0])} %, that ${data.roles[1]} does: ${percent(arm.acceptance[1])} %.`) : null;
    results.replaceChildren(table("The central world: every number at its median. The run is a mean over many worlds, so its numbers differ", head, rows), ...(gains ? [gains] : []));
    const loose = base.unconverged + (arm === base ? 0 : arm.unconverged);
    status.textContent = `Solved on ${GRID} × ${GRID} beliefs.${loose ? ` ${loose} decisions did not converge.` : ""}`;
  }

  // What to take away: the file and the commands.
  function offer() {
    band.replaceChildren();
    story.replaceChildren();
    const name = file();
    const parts = [];
    if (mine.text) {
      const url = `data:text/plain;charset=utf-8,${encodeURIComponent(text())}`;
      parts.push(el("p", {}, el("a", { href: url, download: name }, `Download ${name}`), ", the scenario with your settings, and compute the same numbers with the program:"));
    } else {
      parts.push(el("p", {}, "Nothing is set yet. The program computes the same numbers with:"));
    }
    const arms = pair().join(",");
    parts.push(shown([
      command(["solve", name, "--arms", arms, "--grid", String(GRID)], data.settings),
      command(["compare", name, "--arms", arms, "--baseline", pair()[0], "--grid", String(GRID), "--refine", "every", "--evaluate", "exact", "--worlds", String(worlds()), ...(data.seed === "1" ? [] : ["--seed", data.seed])], data.settings),
    ].join("\n")));
    take.replaceChildren(...parts);
  }

  // Over worlds: the same estimates as in a run of so many worlds on this grid.
  const size = el("select", { id: `${id}-band`, onchange: () => offer() }, ...BANDS.map((n) => el("option", { value: n, selected: n === 32 }, String(n))));
  const worlds = () => Number(size.value);
  const progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Worlds solved" });
  let stopped = false;
  const start = el("button", { type: "button", onclick: () => over() }, "Solve them");
  const stop = el("button", { type: "button", disabled: true, onclick: () => { stopped = true; } }, "Stop");

  async function over() {
    const now = turn;
    const many = worlds();
    stopped = false;
    [start.disabled, stop.disabled, progress.hidden] = [true, false, false];
    progress.max = many;
    const arms = pair();
    const found = [];
    try {
      const loaded = await load();
      if (loaded.problems) return problem(loaded);
      for (let number = 0; number < many && !stopped && now === turn; number++) {
        const answer = await solver.ask({ ask: "solve", arms, grid: GRID, world: { number, seed: data.seed, sampling: data.sampling } });
        if (answer.problems) return problem(answer);
        found.push(answer.arms);
        progress.value = number + 1;
      }
    } finally {
      [start.disabled, stop.disabled, progress.hidden] = [false, true, true];
    }
    if (now === turn) return banded(found, many);
    // What was being typed when the button was pressed counts, too.
    if (!stopped) return over();
  }

  function banded(found, many) {
    const whole = data.sampling === "sobol" ? found.length - (found.length % data.replicates) : found.length;
    // Too few for an interval.
    if (whole < BANDS[0]) {
      band.replaceChildren(el("p", {}, `Stopped after ${found.length} worlds; an interval needs at least ${BANDS[0]}.`));
      return;
    }
    const replicate = (i) => (data.sampling === "sobol" ? i % data.replicates : i);
    const estimate = (of, as) => {
      const values = found.slice(0, whole).map(of);
      const mean = values.reduce((a, b) => a + b, 0) / whole;
      const residuals = new Map();
      values.forEach((y, i) => residuals.set(replicate(i), (residuals.get(replicate(i)) ?? 0) + (y - mean) / whole));
      const count = residuals.size;
      const squares = [...residuals.values()].reduce((s, e) => s + e * e, 0);
      return as({ student: student(data.normal, count - 1) }, { value: mean, error: Math.sqrt((count / (count - 1)) * squares) });
    };
    const rows = compared((x) => x).map(([title, of]) => {
      const cells = [estimate((arms) => of(arms[0]), probability)];
      if (pair().length > 1) {
        cells.push(estimate((arms) => of(arms[1]), probability), estimate((arms) => of(arms[1]) - of(arms[0]), difference));
      }
      return [title, ...cells.map((cell, i) => interval(cell, i === 2 ? points : percent))];
    });
    const head = ["Over worlds, %", pair().length > 1 ? "Yours: without" : "Yours", ...(pair().length > 1 ? ["Yours: with", "Change, points"] : [])];
    const cut = whole < many ? `, of ${many} asked for` : "";
    band.replaceChildren(table(`Your settings over ${whole} worlds${cut}, and ${data.level} intervals`, head, rows));
  }

  // A story.
  const ending = el("select", { id: `${id}-ending` }, ...data.outcomes.map((outcome) => el("option", { value: outcome.name }, outcome.title)));
  async function tell() {
    const now = turn;
    story.replaceChildren(el("p", {}, "Playing …"));
    const loaded = await load();
    if (loaded.problems) return problem(loaded);
    const answer = await solver.ask({ ask: "episode", arm: mine.arm, grid: GRID, seed: data.seed, outcome: ending.value });
    if (now !== turn) return;
    if (answer.problems) return story.replaceChildren(shown(answer.problems));
    if (answer.episode === null) return story.replaceChildren(el("p", {}, `None of ${answer.played.toLocaleString("en")} negotiations ended so.`));
    story.replaceChildren(
      el("p", {}, `Number ${answer.episode} is the first of the negotiations in the central world that ends so.`),
      el("pre", { class: "story", tabindex: 0, role: "group", "aria-label": "Story" }, answer.story),
      shown(command(["explain", file(), "--arm", mine.arm, "--episode", String(answer.episode), "--grid", String(GRID), ...(data.seed === "1" ? [] : ["--seed", data.seed])], data.settings)));
  }

  const again = settled(() => solve(), 300);

  // Controls. They are built anew when everything is set back.
  const number = (name, label, value, most, change) => el("input", {
    type: "number", min: 0, max: most, step: "any", value: significant(value).replace("−", "-"), "aria-label": label, id: name, onchange: (event) => {
      const typed = event.target.value === "" ? NaN : Number(event.target.value);
      change(Number.isFinite(typed) ? typed : null);
      again();
    },
  });

  function lever(each, i) {
    const name = `${id}-n${i}`;
    const field = number(name, null, each.value, null, (typed) => {
      if (typed === null) choices.numbers.delete(each.key);
      else choices.numbers.set(each.key, typed);
      slider.value = typed ?? each.value;
    });
    field.removeAttribute("aria-label");
    const slider = el("input", { type: "range", min: 0, max: each.most, step: each.most / DAYS, value: each.value, "aria-label": `${capital(meaning(each))} (${each.key})`, oninput: () => {
      const value = Number(Number(slider.value).toPrecision(3));
      choices.numbers.set(each.key, value);
      field.value = value;
      again();
    } });
    return el("div", { class: "control" },
      el("label", { for: name }, capital(meaning(each)), el("code", {}, each.key), each.unit ? el("span", { class: "unit" }, each.unit) : null),
      slider, field);
  }

  function word(name, label, words, value, change) {
    return el("p", {}, el("label", { for: name }, label),
      el("select", { id: name, onchange: (event) => { change(event.target.value); again(); } },
        ...words.map(([each, title]) => el("option", { value: each, selected: each === value }, title))));
  }

  function steps() {
    const body = el("div", {});
    const move = (i, by) => {
      const [stage] = choices.stages.splice(i, 1);
      choices.stages.splice(i + by, 0, stage);
      draw();
      body.querySelector(`[data-move="${i + by}:${by}"]:not([disabled])`)?.focus();
      again();
    };
    const draw = () => {
      const rows = choices.stages.map((stage, i) => {
        const from = levers.stages[stage.from];
        const arrow = (by, label) => el("button", { type: "button", "data-move": `${i}:${by}`, disabled: i + by < 0 || i + by >= choices.stages.length, "aria-label": `${label}: ${from.name}`, onclick: () => move(i, by) }, by < 0 ? "↑" : "↓");
        const cells = levers.of_stage.map((of, column) => number(`${id}-s${i}-${of.name}`, `${of.name.replaceAll("_", " ")} of step ${i + 1}`, stage.values.get(of.name) ?? from.values[column], column === 4 ? null : 1, (typed) => {
          if (typed === null) stage.values.delete(of.name);
          else stage.values.set(of.name, typed);
        }));
        return [[`${i + 1}. ${from.name}`, " ", arrow(-1, "Earlier"), arrow(1, "Later")], ...cells];
      });
      body.replaceChildren(table("Steps; shares are scaled to sum to 1", ["Step", ...levers.of_stage.map((of) => of.name.replaceAll("_", " "))], rows));
    };
    draw();
    return el("details", {}, el("summary", {}, "Steps: order, shares, verification"),
      el("p", { class: "note" }, "The first two shares are what a step weighs for ", data.roles[0], " and for ", data.roles[1], "; the next two, what is delivered in return weighs for each. A step that moves takes its numbers along."), body);
  }

  const panel = el("div", { class: "moving" });
  const build = () => {
    const numbers = levers.numbers.map((each, i) => [each, lever(each, i)]);
    const of = (isOf) => numbers.filter(([each]) => isOf(each.key)).map(([, row]) => row);
    panel.replaceChildren(...[
      levers.with ? el("details", { open: true }, el("summary", {}, `What ${data.roles[2]} does`),
        ...of((key) => key.startsWith("broker.")),
        word(`${id}-enforcement`, "It enforces ", [["discretionary", "by its own choice"], ["automatic", "always, by rule"]], choices.enforcement, (value) => { choices.enforcement = value; })) : null,
      el("details", { open: !levers.with }, el("summary", {}, "Verification and order of moves"),
        ...of((key) => !key.startsWith("broker.")),
        word(`${id}-sequence`, "First to move at a step: ", [["disarm_first", data.roles[0]], ["relief_first", data.roles[1]]], choices.sequence, (value) => { choices.sequence = value; })),
      steps(),
      el("p", {}, el("button", { type: "button", onclick: () => { choices = fresh(); build(); solve(); } }, "Back to the file")),
    ].filter(Boolean));
  };
  build();
  offer();

  const element = el("div", { class: "policies" },
    el("p", {}, "Set what the parties could agree on. The game is then solved again in your browser: first for the central world, then, if you ask, over worlds. Nothing leaves the page."),
    el("div", { class: "columns" }, panel,
      el("div", { class: "seen" }, status, results,
        el("p", {}, el("label", { for: `${id}-band` }, "Over worlds: "), size, " ", start, " ", stop, " ", progress), band,
        el("p", {}, el("label", { for: `${id}-ending` }, "Tell a negotiation that ends as "), ending, " ", el("button", { type: "button", onclick: () => tell() }, "Tell it")), story,
        take,
        el("p", { class: "note" }, `The solver in this page: ${data.solver.replaceAll("\n", ", ")}.`))));
  return { element, open: () => { if (turn === 0) solve(); } };
}
