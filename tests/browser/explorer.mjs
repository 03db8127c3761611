// What must hold of every explorer of a page, opened from disk. `check(page)` gets a page of playwright that has loaded the report, and
// throws at the first thing that does not hold. Whoever calls it watches for messages on the console.

import { strict as assert } from "node:assert";

const text = (locator) => locator.innerText();

async function beliefs(page, explorer) {
  await explorer.getByRole("tab", { name: "Beliefs" }).click();
  const part = explorer.locator(".beliefs");
  const slider = part.locator("input[type=range]").first();
  if ((await slider.count()) === 0) return;
  const status = part.locator(".status");
  assert.match(await text(status), /Nothing is moved/);
  const table = () => text(part.locator(".results table"));
  const before = await table();
  // By keyboard: the value, what is said of it, the effective worlds and the table follow.
  await slider.focus();
  const told = await text(part.locator("output").first());
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction((id) => document.getElementById(id).querySelector(".beliefs .status").textContent.includes("Effective worlds"), await explorer.getAttribute("id"));
  assert.notEqual(await text(part.locator("output").first()), told);
  assert.notEqual(await table(), before);
  // As far as it goes: where too few worlds are left, no number is shown, and the command that would have enough is.
  await slider.press("End");
  const third = part.locator("input[type=range]").nth(1);
  await third.press("Home");
  await page.waitForTimeout(400);
  const [effective] = (await text(status)).match(/\d+ of \d+/) ?? [];
  assert.ok(effective, await text(status));
  if (parseInt(effective, 10) < 100) {
    assert.match(await table(), /too few worlds/);
    assert.match(await text(part), /--worlds \d+/);
  }
  await part.getByRole("button", { name: "Back to the run" }).click();
  assert.equal(await table(), before, "back to the run is the run");
}

async function policies(page, explorer) {
  await explorer.getByRole("tab", { name: "Policies" }).click();
  const part = explorer.locator(".policies");
  const status = part.locator(".status");
  const solved = async () => {
    await page.waitForTimeout(450);
    await status.filter({ hasText: "Solved on" }).waitFor({ timeout: 120_000 });
  };
  await solved();
  const cells = () => part.locator(".results").first().locator("td").allInnerTexts();
  const before = await cells();
  const field = part.locator(".control input[type=number]").first();
  const value = await field.inputValue();
  await field.fill("0.9");
  await field.press("Tab");
  await solved();
  const after = await cells();
  assert.notDeepEqual(after, before, "a lever that is set changes something");
  // What to take away.
  const download = page.waitForEvent("download");
  await part.getByRole("link", { name: /Download/ }).click();
  assert.match((await download).suggestedFilename(), /-mine\.toml$/);
  assert.match(await text(part), /honest-broker solve .*-mine\.toml --arms \S+ --grid 5/);
  // A mistake is told as the program tells it.
  await field.fill("-3");
  await field.press("Tab");
  await status.filter({ hasText: "no game that can be solved" }).waitFor();
  assert.match(await text(part.locator(".results").first()), /out of range[\s\S]*help:/);
  // A band, stopped at once and then whole.
  await field.fill(value);
  await field.press("Tab");
  await solved();
  const band = part.locator(".results").nth(1);
  await part.getByLabel("Over worlds:").selectOption("64");
  await part.getByRole("button", { name: "Solve them" }).click();
  await part.getByRole("button", { name: "Stop" }).click();
  await band.filter({ hasText: /Stopped after|over \d+ worlds, of 64/ }).waitFor({ timeout: 60_000 });
  await part.getByLabel("Over worlds:").selectOption("16");
  await part.getByRole("button", { name: "Solve them" }).click();
  await band.locator("caption", { hasText: "over 16 worlds" }).waitFor({ timeout: 300_000 });
  await part.getByRole("button", { name: "Tell it" }).click();
  await part.locator("pre.story, p:has-text('None of')").first().waitFor({ timeout: 120_000 });
}

// Nothing is wider than the page, whatever its width.
async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
}

export async function check(page) {
  const explorers = page.locator(".explorer");
  const count = await explorers.count();
  assert.ok(count > 0, "the page has an explorer");
  for (let i = 0; i < count; i++) {
    const explorer = explorers.nth(i);
    await beliefs(page, explorer);
    await fits(page);
    // One solver is like another: of many explorers, the first and the last are enough.
    if (i === 0 || i === count - 1) await policies(page, explorer);
    await fits(page);
  }
  const twice = await page.evaluate(() => [...document.querySelectorAll(".explorer [id]")].map((element) => element.id)
    .filter((id) => document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length > 1));
  assert.deepEqual(twice, [], "every id of an explorer is there once");
}
