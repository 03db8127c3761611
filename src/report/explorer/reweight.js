// Estimates from the worlds of a run, weighted anew. No function here touches the page, so that a test can call them.

const decoded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const floats = (text) => new Float32Array(decoded(text));
const thousandths = (text) => Float64Array.from(new Int16Array(decoded(text)), (x) => x / 1000);

// Fewer worlds than this, counted by their weights, say nothing.
const FEWEST = 100;

// The run as arrays: levels with their values, and the place of every world in the keys and events that can be moved.
function unpacked(data) {
  const { worlds, keys, events } = data.beliefs;
  const scores = thousandths(data.beliefs.scores);
  const happens = new Uint8Array(decoded(data.beliefs.happens));
  const place = new Map(worlds.map((world, i) => [world, i]));
  return {
    outcomes: data.outcomes.length,
    student: data.student,
    replicates: data.replicates,
    baseline: data.baseline,
    worlds: worlds.length,
    keys: keys.map((key, i) => ({ ...key, scores: scores.subarray(i * worlds.length, (i + 1) * worlds.length) })),
    events: events.map((event, i) => ({ ...event, happens: happens.subarray(i * worlds.length, (i + 1) * worlds.length) })),
    levels: data.levels.map((level) => ({
      ...level,
      at: new Map(level.worlds.map((world, i) => [place.get(world), i])),
      places: level.worlds.map((world) => place.get(world)),
      outcomes: floats(level.outcomes),
      accepted: floats(level.accepted),
    })),
  };
}

// log of the density of N(shift, spread²) over that of N(0, 1) at z.
const logRatio = (z, shift, spread) => 0.5 * z * z - 0.5 * ((z - shift) / spread) ** 2 - Math.log(spread);

// Whether a key's new distribution is that of an arm: not if the arm has one of its own, and not if neither of the two arms that are
// compared draws the key at all.
const concerns = (key, arm, pair) => !key.own.includes(arm) && pair.some((other) => key.drawn_by.includes(other));

// Weights of all worlds for an arm that is compared with others, or looked at alone: `changes` are `{ keys: Map of place → { shift,
// spread }, events: Map of place → probability }`.
function weights(run, changes, arm, pair) {
  const logs = new Float64Array(run.worlds);
  for (const [place, { shift, spread }] of changes.keys) {
    const key = run.keys[place];
    if (!concerns(key, arm, pair)) continue;
    for (let w = 0; w < run.worlds; w++) logs[w] += logRatio(key.scores[w], shift, spread);
  }
  for (const [place, probability] of changes.events) {
    const event = run.events[place];
    for (let w = 0; w < run.worlds; w++) {
      logs[w] += Math.log(event.happens[w] ? probability / event.probability : (1 - probability) / (1 - event.probability));
    }
  }
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  return logs.map((log) => (most === -Infinity ? 0 : Math.exp(log - most)));
}

// Effective number of worlds of those at `places`: (Σ w)² / Σ w².
function effective(weights, places) {
  let [sum, squares] = [0, 0];
  for (const place of places) {
    sum += weights[place];
    squares += weights[place] ** 2;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

// A signed sum of weighted means over worlds, with its standard error from the spread of the replicates. A term is `{ sign, level, arm,
// over, weights, by }`: the values of an arm on a level in the worlds of the level `over`, weighted by `weights` and, if `by` is given as
// `{ arm, who }`, by the probability with which that arm's broker is accepted.
function summed(run, terms, ending) {
  const residuals = new Map();
  let value = 0;
  for (const term of terms) {
    const level = run.levels[term.level];
    const over = run.levels[term.over];
    const width = level.arms.length;
    const at = level.arms.indexOf(term.arm);
    const rows = [];
    let [total, sum] = [0, 0];
    over.places.forEach((place, i) => {
      const row = level.at.get(place);
      let weight = term.weights[place];
      if (term.by) weight *= level.accepted[(row * width + level.arms.indexOf(term.by.arm)) * 3 + term.by.who];
      let y = 0;
      for (const outcome of ending) y += level.outcomes[(row * width + at) * run.outcomes + outcome];
      total += weight;
      sum += weight * y;
      rows.push([over.replicates[i], weight, y]);
    });
    const mean = sum / total;
    value += term.sign * mean;
    for (const [replicate, weight, y] of rows) {
      residuals.set(replicate, (residuals.get(replicate) ?? 0) + (term.sign * weight * (y - mean)) / total);
    }
  }
  const squares = [...residuals.values()].reduce((s, e) => s + e * e, 0);
  const factor = run.replicates / (run.replicates - 1);
  return { value, error: Math.sqrt(factor * squares), size: residuals.size };
}

// Differences smaller than this are rounding of the values, which have 24 bits.
const ROUNDING = 1e-8;

// Wilson's score interval of a probability whose standard error is known.
function probability(run, { value, error }) {
  if (run.student === null) return { value };
  const p = Math.min(1, Math.max(0, value));
  if (error < ROUNDING) return { value, low: value, high: value };
  const trials = (p * (1 - p)) / (error * error);
  if (trials <= 0) return { value, low: Math.max(0, value - run.student * error), high: Math.min(1, value + run.student * error) };
  const t2 = run.student ** 2 / trials;
  const centre = (p + 0.5 * t2) / (1 + t2);
  const reach = Math.sqrt(t2 * p * (1 - p) + 0.25 * t2 * t2) / (1 + t2);
  return { value, low: Math.max(0, Math.min(centre - reach, value)), high: Math.min(1, Math.max(centre + reach, value)) };
}

// Student's interval of a difference of probabilities, cut to its range.
function difference(run, { value, error }) {
  if (run.student === null) return { value };
  const reach = error < ROUNDING ? 0 : run.student * error;
  return { value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach) };
}

// Everything that is shown of an arm: how much weight is left, and for each ending (places of outcomes) the probability without the arm,
// with it, and the change. The baseline is looked at alone, under what concerns it; the change under what concerns either of the two, in the
// same worlds; and what is said of the arm is the sum of both, so that the three agree. `by` conditions on acceptance: `null`, or 0, 1, 2 for
// both sides, the disarmer, the guarantor.
function estimates(run, changes, arm, endings, by = null) {
  const base = run.baseline;
  const every = run.levels.map((_, i) => i).filter((i) => run.levels[i].arms.includes(arm) && run.levels[i].arms.includes(base));
  const all = by === null ? run.levels.map((_, i) => i) : every;
  const accepted = by === null ? null : { arm, who: by };
  const pair = [arm, base];
  const alone = weights(run, changes, base, by === null ? [base] : pair);
  const [ofBase, ofArm] = pair.map((_, i) => weights(run, changes, pair[1 - i], pair));
  // The mean over the worlds of each level, less what the level before says of the same worlds.
  const telescope = (levels, arm, weights, sign) => levels.flatMap((level, i) => {
    const term = { sign, level, arm, over: level, weights, by: accepted };
    return i === 0 ? [term] : [term, { ...term, sign: -sign, level: levels[i - 1] }];
  });
  const baseline = telescope(all, base, alone, 1);
  const change = arm === base ? [] : [...telescope(every, arm, ofArm, 1), ...telescope(every, base, ofBase, -1)];
  const worlds = (levels) => (levels.length ? run.levels[levels[0]].places : []);
  const weighed = (weights) => weights.map((w, place) => {
    const level = run.levels[every[0]];
    if (!accepted || !level.at.has(place)) return w;
    return w * level.accepted[(level.at.get(place) * level.arms.length + level.arms.indexOf(arm)) * 3 + by];
  });
  const effectiveBase = effective(weighed(alone), worlds(all));
  const effectiveChange = Math.min(effective(weighed(ofArm), worlds(every)), effective(weighed(ofBase), worlds(every)));
  const moved = changes.keys.size > 0 || changes.events.size > 0 || by !== null;
  // Where nothing that concerns it was moved, an estimate is that of the run, however few its worlds.
  const even = (weights) => by === null && weights.every((w) => w === weights[0]);
  const refusedBase = moved && !even(alone) && effectiveBase < FEWEST;
  const refusedChange = moved && !(even(ofArm) && even(ofBase)) && effectiveChange < FEWEST;
  return {
    baseline: { effective: effectiveBase, of: worlds(all).length, refused: refusedBase },
    change: { effective: effectiveChange, of: worlds(every).length, refused: refusedChange },
    rows: endings.map((ending) => ({
      baseline: refusedBase ? null : probability(run, summed(run, baseline, ending)),
      arm: refusedBase || refusedChange ? null : probability(run, summed(run, [...baseline, ...change], ending)),
      change: refusedChange ? null : difference(run, summed(run, change, ending)),
    })),
  };
}

// Student's quantile from the normal one `z`, by the expansion of Cornish and Fisher: to four digits from 15 degrees of freedom on, up to a
// level of 95 %, and to three up to 99.9 %.
function student(z, freedom) {
  const terms = [z, (z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96, (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384];
  return terms.reduce((sum, term, power) => sum + term / freedom ** power, 0);
}

// Worlds that a run needs, in powers of two, for the change to have enough weight.
function needed(run, { effective, of }) {
  const drawn = run.levels[0].places.length;
  const wanted = (1.2 * FEWEST * drawn) / Math.max(effective, of / 1e4);
  return 2 ** Math.ceil(Math.log2(Math.max(wanted, drawn)));
}

// The value of a key at a normal score, from quantiles at equal steps: a cubic through the four nearest.
function quantile(quantiles, step, z) {
  const side = (quantiles.length - 1) / 2;
  const x = Math.min(quantiles.length - 1, Math.max(0, z / step + side));
  const i = Math.min(quantiles.length - 2, Math.floor(x));
  const t = x - i;
  const q = (k) => quantiles[Math.min(quantiles.length - 1, Math.max(0, i + k))];
  const slope = (k) => 0.5 * (q(k + 1) - q(k - 1));
  const [a, b] = [q(0), q(1)];
  const cubic = a + t * (slope(0) + t * (3 * (b - a) - 2 * slope(0) - slope(1) + t * (2 * (a - b) + slope(0) + slope(1))));
  return Math.min(Math.max(cubic, Math.min(a, b)), Math.max(a, b));
}

// Median and ends of the central 90 % of a key that is moved by `shift` and narrowed to `spread`, in standard deviations of its scale.
function moved(key, step, { shift, spread }) {
  const at = (z) => quantile(key.quantiles, step, shift + spread * z);
  return { low: at(-1.6448536269514722), median: at(0), high: at(1.6448536269514722) };
}
