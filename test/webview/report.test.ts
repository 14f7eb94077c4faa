import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_SWITCHES, ensureChromium } from '../../build/chromium.mjs';
import { reportHtml } from '../../src/cli/reportPage';
import { fitting, reportRuns, shareOut } from '../../src/cli/reportRun';
import { writeFileAtomically } from '../../src/runs/atomicFile';
import { barriers } from './support/barriers';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const dist = path.resolve(process.env.RACECAR_DIST ?? 'dist', 'webview');
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
});
afterAll(() => browser.close());

/** Opens a report of runs as a file, without a server; what goes wrong in it is in `problems`. */
async function open(
  runs: readonly WrittenRun[],
  limit: number,
  colorScheme: 'light' | 'dark' = 'dark',
  height = 720,
): Promise<{ page: Page; problems: string[] }> {
  const html = reportHtml({
    title: 'Racecar: <peak> & others',
    script: readFileSync(path.join(dist, 'report.js'), 'utf8'),
    style: readFileSync(path.join(dist, 'report.css'), 'utf8'),
    data: {
      runs: await reportRuns(
        runs.map(({ folder }) => folder),
        limit,
      ),
      created: '2026-01-02T03:04:05Z',
      limit,
      docs: readFileSync('docs/findings.md', 'utf8'),
    },
  });
  const file = path.join(runs[0]!.directory, 'report.html');
  await writeFileAtomically(file, html);
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height } });
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) problems.push(`loads ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.locator('h1').waitFor();
  rmSync(file);
  return { page, problems };
}

describe('a report', () => {
  const run = (mode: string) =>
    new WrittenRun({ mode }).log(...loggedUpTo(990), logged(1000)).snapshot(0, 500, 1000);

  it('shows the views of its runs from one file, with the numbers of their folders', async () => {
    const { page, problems } = await open([run('rr'), run('std')], 1e6);
    expect(await page.title()).toBe('Racecar: <peak> & others');
    expect(await page.locator('h1').innerText()).toBe('peak · RR · seed 0');
    expect(await page.locator('.report-note').innerText()).toBe('Report of 2026-01-02 03:04.');
    const value = page.locator('#chart-losses .legend-value').first();
    await expect.poll(async () => Number(await value.innerText())).toBeCloseTo(logged(1000).loss!, 3);
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('500');
    await page.getByRole('button', { name: 'peak · Std · seed 0' }).click();
    await expect.poll(() => page.locator('h1').innerText()).toBe('peak · Std · seed 0');
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('500');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'keeps nobody out in %s colours, and has what the documentation says of its findings',
    async (colours) => {
      const { layers } = logged(1000);
      const hidden = { ...layers['hidden']!, stableRank: 1.83, topDataEnergy: 0.3573 };
      const turned = new WrittenRun().log(
        ...loggedUpTo(990),
        logged(1000, { layers: { ...layers, hidden } }),
      );
      const { page, problems } = await open([turned], 1e6, colours);
      await page.getByRole('button', { name: 'docs of data-energy' }).click();
      const dialog = page.getByRole('dialog', { name: 'data-energy' });
      expect(await dialog.locator('p').first().innerText()).toMatch(/^Means\. /);
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => dialog.count()).toBe(0);
      expect(await barriers(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it('is printed whole and on white, scrolled by keys, and shows what is chosen in forced colours', async () => {
    const { page, problems } = await open([run('rr'), run('std')], 1e6, 'dark', 300);
    const drawn = () => page.locator('.chart .uplot').count();
    const charts = await page.locator('.chart').count();
    await expect.poll(drawn).toBeGreaterThan(0);
    expect(await drawn()).toBeLessThan(charts);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(drawn).toBe(charts);
    expect(await page.locator('.chart-controls').first().isVisible()).toBe(false);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(paper).toBe('rgb(31, 31, 31)');
    // Scrolling takes a while, in which a page that grows gets another end.
    const below = async () => {
      await page.keyboard.press('End');
      return page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);
    };
    await expect.poll(below).toBeLessThan(2);
    const placeAfterHome = async () => {
      await page.keyboard.press('Home');
      return page.evaluate(() => scrollY);
    };
    await expect.poll(placeAfterHome).toBe(0);
    expect(await page.locator('.cursor-step').innerText()).toBe('1,000');
    await page.emulateMedia({ forcedColors: 'active' });
    const buttons = page.locator('.report-head button');
    const colours = () =>
      buttons.evaluateAll((all) => new Set(all.map((each) => getComputedStyle(each).backgroundColor)).size);
    await expect.poll(colours).toBe(2);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('runs nothing but its own script', async () => {
    const { page, problems } = await open([run('rr')], 1e6);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
    await expect.poll(() => problems.join()).toMatch('Content Security Policy');
    await page.close();
  });

  it('says which snapshots did not fit', async () => {
    const { page, problems } = await open([run('rr')], 500);
    expect(await page.locator('.report-note').innerText()).toMatch(
      / 2 of 3 snapshots are in it\. More would be larger than 0\.0005 MB; racecar report --max-mb /,
    );
    expect(problems).toEqual([]);
    await page.close();
  });

  it('leaves out a damaged snapshot and says which, and why a run shows none', async () => {
    const damaged = run('rr');
    writeFileSync(damaged.folder.snapshot(500), 'no snapshot');
    const lost = new WrittenRun({ mode: 'std' }).log(logged(0)).snapshot(0);
    writeFileSync(lost.folder.snapshot(0), '');
    const none = new WrittenRun({ mode: 'ort' }).log(logged(0));
    const { page, problems } = await open([damaged, lost, none], 1e6);
    expect(await page.locator('.report-note').innerText()).toMatch(
      / 2 of 3 snapshots are in it\. Could not be read: step 500\.$/,
    );
    await page.getByRole('button', { name: 'peak · Std' }).click();
    const missing = page.locator('#vectors .empty');
    await expect.poll(() => missing.innerText()).toBe('None of the run’s 1 snapshots could be read.');
    await page.getByRole('button', { name: 'peak · Ort' }).click();
    await expect.poll(() => missing.innerText()).toMatch(/^The run has no snapshots: /);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('says of a run whose snapshots are all too large that they are there', async () => {
    const { page, problems } = await open([run('rr')], 50);
    expect(await page.locator('#vectors .empty').innerText()).toMatch(
      /^None of the run’s 3 snapshots is in this report, as they are too large for it; .*--max-mb/,
    );
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('the snapshots of a report', () => {
  it('are evenly spread, with the first and the last', () => {
    expect(fitting([10, 10, 10, 10, 10], 50)).toEqual([0, 1, 2, 3, 4]);
    expect(fitting([10, 10, 10, 10, 10], 35)).toEqual([0, 2, 4]);
    expect(fitting([10, 10, 10, 10, 10], 25)).toEqual([0, 4]);
  });

  it('are the last alone, or none, where no two fit', () => {
    expect(fitting([10, 10, 10], 15)).toEqual([2]);
    expect(fitting([10, 10, 10], 5)).toEqual([]);
    expect(fitting([], 5)).toEqual([]);
  });

  it('are the last of every run at least, and what short runs leave goes to long ones', () => {
    expect(shareOut([[10], Array<number>(9).fill(10)], 100)).toEqual([[0], [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    expect(shareOut([[10, 10], [10, 60], []], 75)).toEqual([[1], [1], []]);
    expect(shareOut([[80], [10, 10]], 30)).toEqual([[], [0, 1]]);
  });
});
