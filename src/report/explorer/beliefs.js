// The part "Beliefs": the reader moves keys, and the worlds of the run are weighted anew.

const REACH = 150;
const SHOWN_FIRST = 8;
const SPREADS = [[1, "as uncertain as in the run"], [0.75, "three quarters of it"], [0.5, "half of it"]];
const ACCEPTANCE = ["both sides accept it", "the disarmer accepts it", "the guarantor accepts it"];

function beliefs(data, id) {
  const run = unpacked(data);
  const { keys, events } = run;
  const changes = { keys: new Map(), events: new Map() };
  const arms = data.arms.map((arm, i) => ({ ...arm, place: i })).filter((arm) => arm.place !== data.baseline);
  let arm = arms[0] ?? { place: data.baseline };
  let by = null;

  const results = el("div", { class: "results" });
  const status = el("p", { class: "status", role: "status" });
  const repeat = el("div", {});
  const again = settled(() => show());

  const control = (key, place) => {
    const told = el("output", { for: `${id}-k${place}` });
    const name = `${capital(meaning(key))} (${key.key})`;
    const slider = el("input", { type: "range", id: `${id}-k${place}`, min: -REACH, max: REACH, step: 5, value: 0, oninput: () => moved_() });
    const spread = el("select", { "aria-label": `How uncertain: ${name}`, onchange: () => moved_() },
      ...SPREADS.map(([value, text]) => el("option", { value }, text)));
    const moved_ = () => {
      const change = { shift: Number(slider.value) / 100, spread: Number(spread.value) };
      if (change.shift === 0 && change.spread === 1) changes.keys.delete(place);
      else changes.keys.set(place, change);
      tell();
      again();
    };
    const tell = () => {
      const now = changes.keys.get(place) ?? { shift: 0, spread: 1 };
      const { low, median, high } = moved(key, data.beliefs.step, now);
      const text = `median ${significant(median)}, 90 % from ${significant(low)} to ${significant(high)}`;
      told.textContent = changes.keys.has(place) ? `${text} (run: ${significant(moved(key, data.beliefs.step, { shift: 0, spread: 1 }).median)})` : text;
      slider.setAttribute("aria-valuetext", text);
    };
    tell();
    return {
      text: `${key.group} ${name}`.toLowerCase(),
      reset: () => { slider.value = 0; spread.value = 1; tell(); },
      row: el("div", { class: "control" },
        el("label", { for: `${id}-k${place}` }, `${key.group}: ${meaning(key)}`, el("code", {}, key.key), key.unit ? el("span", { class: "unit" }, key.unit) : null),
        slider, spread, told,
        key.own.length ? el("p", { class: "note" }, `Not in ${key.own.map((a) => data.arms[a].title).join(", ")}, which ${key.own.length > 1 ? "have numbers" : "has a number"} of ${key.own.length > 1 ? "their" : "its"} own.`) : null),
    };
  };

  const chance = (event, place) => {
    const told = el("output", { for: `${id}-e${place}` });
    const start = Math.round(100 * event.probability);
    const slider = el("input", { type: "range", id: `${id}-e${place}`, min: 0, max: 100, step: 1, value: start, oninput: () => {
      const value = Number(slider.value);
      if (value === start) changes.events.delete(place);
      else changes.events.set(place, value / 100);
      tell();
      again();
    } });
    const tell = () => {
      const text = `probability ${slider.value} %`;
      told.textContent = changes.events.has(place) ? `${text} (run: ${start} %)` : text;
      slider.setAttribute("aria-valuetext", text);
    };
    tell();
    return {
      text: `${event.group} backs the settlement ${event.key}`.toLowerCase(),
      reset: () => { slider.value = start; tell(); },
      row: el("div", { class: "control" }, el("label", { for: `${id}-e${place}` }, `${event.group}: backs the settlement`, el("code", {}, event.key)), slider, told),
    };
  };

  const controls = keys.map(control);
  const chances = events.map(chance);
  const rest = [...controls.slice(SHOWN_FIRST), ...chances];
  const found = el("p", { class: "note", role: "status" });
  const search = el("input", { type: "search", id: `${id}-search`, oninput: () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const each of rest) {
      each.row.hidden = !words.every((word) => each.text.includes(word));
      if (!each.row.hidden) count += 1;
    }
    found.textContent = words.length ? `${count} of ${rest.length} keys` : "";
  } });

  const choice = el("select", { id: `${id}-arm`, onchange: () => { arm = arms[Number(choice.value)]; offer(); show(); } },
    ...arms.map((each, i) => el("option", { value: i }, each.title)));
  const accept = el("select", { id: `${id}-accept`, onchange: () => { by = accept.value === "" ? null : Number(accept.value); show(); } });
  const names = ACCEPTANCE.map((text) => text.replace("the disarmer", data.roles[0]).replace("the guarantor", data.roles[1]));
  const acceptance = el("p", {}, el("label", { for: `${id}-accept` }, "Worlds: "), accept);
  const offer = () => {
    by = null;
    acceptance.hidden = !arm.broker;
    accept.replaceChildren(el("option", { value: "" }, `all, ${data.roles[2]} takes part`),
      ...names.map((text, who) => el("option", { value: who }, `as often as ${text}`)));
  };
  offer();

  const commandOf = () => {
    const sets = [];
    for (const [place, change] of changes.keys) {
      const key = keys[place];
      const { low, median, high } = moved(key, data.beliefs.step, change);
      const digits = (x) => Number(x.toPrecision(4));
      sets.push(key.form === "normal"
        ? `${key.key}={ normal = [${digits(median)}, ${digits((high - low) / 3.2897072539029444)}] }`
        : `${key.key}={ interval90 = [${digits(low)}, ${digits(high)}] }`);
    }
    for (const [place, probability] of changes.events) sets.push(`${events[place].key.replace(/stands$/, "backs")}=${probability}`);
    return command(["compare", data.file, ...optionsOf(data), "--worlds", String(run.levels[0].places.length)], [...data.settings, ...sets]);
  };

  function show() {
    const untouched = { keys: new Map(), events: new Map() };
    const endings = data.endings.map((ending) => ending.of);
    const before = estimates(run, untouched, arm.place, endings);
    const now = estimates(run, changes, arm.place, endings, by);
    const isMoved = changes.keys.size + changes.events.size > 0 || by !== null;
    const cell = (estimate, old, format) => {
      const text = estimate === null ? "too few worlds" : interval(estimate, format);
      const was = isMoved && old ? el("span", { class: "was" }, `run: ${format(old.value)}`) : null;
      return [el("span", { class: estimate === null ? "refused" : "now" }, text), was];
    };
    const single = arm.place === data.baseline;
    const baseTitle = data.arms[data.baseline].title;
    const rows = data.endings.map((ending, i) => [capital(ending.title),
      cell(now.rows[i].baseline, before.rows[i].baseline, percent),
      ...(single ? [] : [cell(now.rows[i].arm, before.rows[i].arm, percent), cell(now.rows[i].change, before.rows[i].change, points)])]);
    const head = ["The negotiation ends as, %", baseTitle, ...(single ? [] : [arm.title, "Change, points"])];
    results.replaceChildren(table(`${isMoved ? "With your beliefs, and" : "As in the run, with"} ${data.level} intervals`, head, rows));
    const count = (of) => `${Math.round(of.effective)} of ${of.of}`;
    status.textContent = isMoved
      ? `Effective worlds: ${count(now.baseline)}${single ? "" : `, and ${count(now.change)} for the change`}. Fewer than ${FEWEST} say too little, and nothing is shown then.`
      : "Nothing is moved: these are the numbers of the run.";
    const parts = [];
    if (now.baseline.refused || now.change.refused) {
      const worlds = needed(run, now.change.refused ? now.change : now.baseline);
      parts.push(el("p", {}, `A run of about ${worlds.toLocaleString("en")} worlds would have enough weight for this; make the report again from its result:`),
        shown(command(["compare", data.file, ...optionsOf(data), "--worlds", String(worlds)], data.settings)));
    }
    if (changes.keys.size + changes.events.size > 0) {
      const near = [...changes.keys.keys()].some((place) => keys[place].form === "near");
      parts.push(el("p", {}, `The same question to the program itself, which solves every world again${near ? " (one of the keys has a distribution that the file cannot write once it is moved; the nearest stands here)" : ""}:`),
        shown(commandOf()));
    }
    repeat.replaceChildren(...parts);
  }
  show();

  const reset = () => {
    changes.keys.clear();
    changes.events.clear();
    for (const each of [...controls, ...chances]) each.reset();
    offer();
    show();
  };
  return el("div", { class: "beliefs" },
    el("p", {}, "Move what you dispute. The worlds of the run then count for more the likelier they are under your beliefs, and for less the unlikelier; nothing is solved again."),
    data.beliefs.together.length === 0 ? null : el("p", {}, "Drawn together with each other in this scenario, so that none of them can be moved alone: ",
      ...data.beliefs.together.flatMap((key, i) => [i === 0 ? "" : ", ", el("code", {}, key)]), "."),
    keys.length + events.length + data.beliefs.together.length === 0 ? el("p", {}, "Nothing in this scenario is uncertain, so there is nothing to move.") : null,
    el("div", { class: "columns" },
      el("div", { class: "moving" },
        ...controls.slice(0, SHOWN_FIRST).map((each) => each.row),
        rest.length === 0 ? null : el("details", {}, el("summary", {}, `${rest.length} more keys`),
          el("p", {}, el("label", { for: `${id}-search` }, "Search: "), search), found, ...rest.map((each) => each.row)),
        el("p", {}, el("button", { type: "button", onclick: reset }, "Back to the run"))),
      el("div", { class: "seen" },
        arms.length > 1 ? el("p", {}, el("label", { for: `${id}-arm` }, "Compare with: "), choice) : null,
        acceptance, status, results, repeat)));
}
