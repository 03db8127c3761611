// Opens pages and asserts what a reader relies on. Called by run.sh with the paths of the pages.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const WIDTHS = [360, 1024, 1600];
const LARGEST = 3_000_000;

// Relative luminance and contrast after WCAG 2.
const luminance = ([r, g, b]) => {
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
};
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const open = async (browser, file, options) => {
  const context = await browser.newContext({ bypassCSP: options.bypassCSP ?? false, acceptDownloads: true, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const noise = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) noise.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
  return { context, page, noise };
};

const looks = async (browser, file, width, colorScheme) => {
  // axe is injected, which the page's own policy forbids.
  const { context, page, noise } = await open(browser, file, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px wider than its window`);
  const narrow = await page.evaluate(() => Array.from(document.querySelectorAll('.drawing'), (d) => d.getBoundingClientRect().width).filter((w) => w > 0 && w < 590));
  assert.deepEqual(narrow, [], 'charts are too small to read');
  const texts = await page.evaluate(() => {
    const rgb = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number);
    const paper = rgb(getComputedStyle(document.body).backgroundColor);
    return Array.from(document.querySelectorAll('.drawing svg text[class*=fill-]'), (text) => ({ paper, fill: rgb(getComputedStyle(text).fill), words: text.textContent }));
  });
  const pale = texts.filter(({ paper, fill }) => contrast(paper, fill) < 4.5).map(({ words }) => words);
  assert.deepEqual(pale.slice(0, 5), [], 'labels of charts are too pale');
  assert.ok(texts.length > 0 || !(await page.$('.drawing')), 'labels of charts have no roles');
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const violations = found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}, first ${v.nodes[0].target})`);
  assert.deepEqual(violations, []);
  assert.deepEqual(noise, []);
  await context.close();
};

const keyboard = async (browser, file) => {
  const { context, page, noise } = await open(browser, file, { viewport: { width: 1024, height: 800 } });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const table = page.locator('table:has(button.sort):has(td[data-v])').first();
  const button = table.locator('th.n button.sort').first();
  await button.focus();
  const numbers = () => table.evaluate((t) => {
    const column = Array.from(t.tHead.rows[0].cells).findIndex((c) => c.classList.contains('n'));
    return Array.from(t.tBodies[0].rows, (row) => Number(row.cells[column].dataset.v)).filter((x) => !Number.isNaN(x));
  });
  await page.keyboard.press('Enter');
  const up = await numbers();
  assert.deepEqual(up, [...up].sort((a, b) => a - b), 'a table is sorted by its numbers');
  await page.keyboard.press('Enter');
  assert.deepEqual(await numbers(), [...up].reverse(), 'and turned round');
  assert.equal(await table.locator('th[aria-sort=descending]').count(), 1);
  const summary = page.locator('main details > summary').first();
  await summary.focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('main details').first().evaluate((d) => d.open), true);
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.locator('#theme').focus();
  await page.keyboard.press('Enter');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), before);
  assert.deepEqual(noise, []);
  await context.close();
};

const downloads = async (browser, file) => {
  const { context, page, noise } = await open(browser, file, { viewport: { width: 1200, height: 900 } });
  for (const [kind, begins] of [['csv', ''], ['svg', '<svg'], ['png', '\x89PNG'], ['data', 'scenario,'], ['scenario', '']]) {
    const button = page.locator(`button.${kind}:visible`).first();
    if ((await button.count()) === 0) {
      assert.ok(kind !== 'csv' && kind !== 'scenario', `there is nothing to press for ${kind}`);
      continue;
    }
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const bytes = readFileSync(await download.path());
    assert.ok(bytes.length > 100 && bytes.toString('latin1').startsWith(begins), `the ${kind} is ${bytes.length} bytes of something else`);
  }
  assert.deepEqual(noise, []);
  await context.close();
};

const paper = async (browser, file) => {
  const { context, page, noise } = await open(browser, file, {});
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true });
  const text = pdf.toString('latin1');
  assert.ok(text.startsWith('%PDF') && text.includes('/StructTreeRoot'), 'a tagged PDF');
  assert.ok(!text.includes('/Type3'), 'fonts stay fonts');
  await page.emulateMedia({ media: 'print' });
  const shown = await page.evaluate(() => Array.from(document.querySelectorAll('.tools, nav, .top, .screen')).filter((e) => getComputedStyle(e).display !== 'none').length);
  assert.equal(shown, 0, 'what cannot be pressed on paper is not printed');
  assert.deepEqual(noise, []);
  await context.close();
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  for (const file of process.argv.slice(2)) {
    assert.ok(statSync(file).size < LARGEST, `${file} is larger than ${LARGEST} bytes`);
    for (const width of WIDTHS) {
      for (const scheme of ['light', 'dark']) await looks(browser, file, width, scheme);
    }
    await keyboard(browser, file);
    await downloads(browser, file);
    await paper(browser, file);
    const explorer = new URL('./explorer.mjs', import.meta.url);
    if (existsSync(explorer)) {
      const { context, page, noise } = await open(browser, file, { viewport: { width: 1024, height: 900 } });
      await (await import(explorer)).check(page);
      assert.deepEqual(noise, []);
      await context.close();
    }
    console.log(`${file}: opened at ${WIDTHS.join(', ')} px, light and dark, by keyboard and on paper: all is well`);
  }
} finally {
  await browser.close();
}
