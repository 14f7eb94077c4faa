import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatSummary } from '../../src/comparison/formatValue';
import { readMetrics } from '../../src/runs/metrics';
import { RunFolder } from '../../src/runs/runFolder';
import type { RunManifest } from '../../src/runs/runManifest';
import { readRunManifest } from '../../src/runs/runManifest';
import { readTensorFile } from '../../src/runs/tensorFile';
import { barriers } from './support/barriers';
import { CompareHost } from './support/compareHost';
import type { DashboardPage, OpenOptions } from './support/dashboardPage';
import { DashboardBrowser } from './support/dashboardPage';
import type { ThemeName } from './support/themes';
import { THEMES } from './support/themes';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const dist = process.env.RACECAR_DIST ?? 'dist';
const trained = mkdtempSync(path.join(tmpdir(), 'racecar-compare-'));
let browser: DashboardBrowser;
const opened: DashboardPage[] = [];

beforeAll(async () => {
  trainModes();
  browser = await DashboardBrowser.start();
}, 120_000);
afterEach(async () => {
  const problems = opened.flatMap((page) => page.problems);
  for (const page of opened.splice(0)) await page.close();
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await browser?.stop();
  rmSync(trained, { recursive: true, force: true });
});

/** Short real trainings: two modes, two seeds each, with snapshots at the steps 0, 10 and 20. */
function trainModes(): void {
  const settings = [
    ...['training.epochs=20', 'data.train=24', 'training.batchSize=24'],
    ...['training.snapshotEvery=10', 'training.logEvery=5'],
  ];
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[path.join(dist, 'cli.js'), 'train', 'examples/peak/peak.racecar.json', '--mode', 'std,rr'],
      ...['--seeds', '2', '--engine', 'wasm', '--runs', trained],
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The training failed: ${stderr}`);
}

function foldersOf(mode: string): RunFolder[] {
  return readdirSync(trained)
    .filter((id) => id.startsWith(`peak-${mode}-`))
    .sort()
    .map((id) => new RunFolder(path.join(trained, id)));
}

async function open(host: CompareHost, options: OpenOptions = {}) {
  const opening = await browser.open(host, options);
  opened.push(opening);
  const { page } = opening;
  await page.locator('h1').waitFor();
  // The head is there before what was logged has come in.
  await host.read;
  return { dashboard: opening, page };
}

/** A written comparison of runs that lie together. */
const written = (...runs: readonly WrittenRun[]): CompareHost =>
  new CompareHost([path.dirname(runs[0]!.directory)], { runs: runs.map(({ folder }) => folder.id) });

const cell = (page: Page, row: string, column: number) =>
  page
    .locator('.runs-table tbody tr', { has: page.locator('.run-label', { hasText: row }) })
    .locator('td')
    .nth(column);

/** Number of a column by its title, counted from the first cell. */
async function columnOf(page: Page, title: string): Promise<number> {
  const titles = await page.locator('.runs-table thead th').allInnerTexts();
  return titles.findIndex((text) => text.replace(/\s+/g, ' ').includes(title)) - 1;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the table of a comparison', () => {
  it('has the means and spreads of the run folders by mode, held against Std', async () => {
    const { page } = await open(new CompareHost([trained]));
    const column = await columnOf(page, 'task loss');
    for (const [mode, label] of [
      ['std', 'Std'],
      ['rr', 'RR'],
    ] as const) {
      const values: number[] = [];
      for (const folder of foldersOf(mode))
        values.push((await readRunManifest(folder.manifest)).final!.taskLoss!);
      expect(values).toHaveLength(2);
      const sd = Math.abs(values[0]! - values[1]!) / Math.SQRT2;
      const text = formatSummary({ n: 2, mean: mean(values), sd, min: 0, max: 0 }, 'number');
      expect(await cell(page, label, column).locator('.cell-value').innerText()).toBe(text);
    }
    expect(await page.locator('.is-baseline .run-label').innerText()).toMatch('Std');
    expect(await cell(page, 'RR', column).innerText()).toMatch(
      /[▲▼] [+−].* (better|worse)\n*p = 0\.\d+ · d /,
    );
    expect(await page.locator('.table-notes').innerText()).toMatch(
      '2 pairs of seeds are too few to say much',
    );
  });

  it('pins another baseline, which the file gets', async () => {
    const host = new CompareHost([trained]);
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Pin RR as the baseline' }).click();
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    expect(host.heard.filter(({ type }) => type === 'edit')).toEqual([
      { type: 'edit', changes: { baseline: 'rr' } },
    ]);
  });

  it('follows the file, as an undo changes it', async () => {
    const host = new CompareHost([trained]);
    const { page, dashboard } = await open(host);
    host.file = { ...host.file, baseline: 'rr', notes: 'Look at the second row.' };
    await host.tell(dashboard);
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('Look at the second row.');
  });

  it('names rows and the baseline as the file does, also when that changes', async () => {
    const [std, rr] = [foldersOf('std')[0]!, foldersOf('rr')[0]!];
    const host = new CompareHost([trained], {
      runs: [std.id, { run: rr.id, label: 'ours' }],
      baseline: rr.id,
    });
    const { page, dashboard } = await open(host);
    const baseline = page.locator('.is-baseline .run-label');
    await expect.poll(() => baseline.innerText()).toMatch('ours');
    host.file = { ...host.file, runs: [std.id, { run: rr.id, label: 'ours, again' }] };
    await host.tell(dashboard);
    await expect.poll(() => baseline.innerText()).toMatch('ours, again');
    // A part of the id's beginning that no other run has.
    host.file = { ...host.file, runs: [std.id, rr.id], baseline: std.id.slice(0, 'peak-std'.length) };
    await host.tell(dashboard);
    await expect.poll(() => baseline.innerText()).toMatch('Std · seed 0');
    expect(await page.locator('.runs-table').innerText()).not.toMatch('ours');
  });

  it('sorts, filters and hides, each an entry of the file', async () => {
    const host = new CompareHost([trained], { group: 'none' });
    const { page } = await open(host);
    expect(await page.locator('.run-row').count()).toBe(4);
    const head = page.locator('.runs-table thead th', { hasText: 'task loss' });
    await head.locator('.sort-button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const column = await columnOf(page, 'task loss');
    const shown = await page
      .locator('.run-row')
      .evaluateAll(
        (rows, at) => rows.map((row) => Number(row.querySelectorAll('td')[at]!.title.split('\n')[0])),
        column,
      );
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    await page.getByRole('searchbox', { name: 'Filter the runs' }).fill('mode=rr');
    await expect.poll(() => page.locator('.run-row').count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Filter the runs' }).fill('nonsense=rr');
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch('there is no column "nonsense"');
    await head.hover();
    await head.getByRole('button', { name: 'Hide the column task loss' }).click();
    await expect.poll(() => head.count()).toBe(0);
    await expect.poll(() => host.file.sort).toEqual([{ column: 'final.taskLoss', descending: false }]);
    expect(host.file.columns).not.toContain('final.taskLoss');
  });

  it('has only the rows in sight on the page', async () => {
    const runs = Array.from({ length: 120 }, (_, seed) => new WrittenRun({ seed, name: 'many' }));
    const { page } = await open(written(...runs), { height: 900 });
    await page.locator('.run-row').first().waitFor();
    expect(await page.locator('.runs-table').getAttribute('aria-rowcount')).toBe('121');
    expect(await page.locator('.run-row').count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'More about the comparison' }).click();
    await page.getByRole('menuitem', { name: 'Config differences…' }).click();
    expect(await page.locator('.diff-choice vscode-option').count()).toBe(120);
    await page.locator('.runs-scroll').evaluate((scroll) => (scroll.scrollTop = scroll.scrollHeight));
    await expect.poll(() => page.locator('.run-row').last().getAttribute('aria-rowindex')).toBe('121');
  });

  it('is exported as Markdown, LaTeX and CSV, with all digits in the last', async () => {
    const host = new CompareHost([trained]);
    const { page } = await open(host);
    for (const [label, ending, text] of [
      ['Markdown', 'md', '**std** (baseline)'],
      ['LaTeX', 'tex', '\\toprule'],
      ['CSV with all digits', 'csv', 'final.taskLoss:sd'],
    ] as const) {
      await page.getByRole('button', { name: 'Export the table' }).click();
      await page.getByRole('menuitem', { name: label }).click();
      await expect.poll(() => host.saved.get(`comparison.${ending}`)?.toString()).toMatch(text);
    }
    const first = (await readRunManifest(foldersOf('std')[0]!.manifest)).final!.taskLoss!;
    const second = (await readRunManifest(foldersOf('std')[1]!.manifest)).final!.taskLoss!;
    const csv = host.saved
      .get('comparison.csv')!
      .toString()
      .split('\n')
      .map((line) => line.split(','));
    expect(Number(csv[1]![csv[0]!.indexOf('final.taskLoss')])).toBeCloseTo((first + second) / 2, 14);
  });
});

describe('the curves of a comparison', () => {
  it('are means over seeds, and have the logged values at the cursor', async () => {
    const host = new CompareHost([trained]);
    const { page } = await open(host);
    const chart = page.locator('#chart-taskLoss');
    await chart.locator('canvas').waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('10');
    const values: number[] = [];
    for (const folder of foldersOf('rr')) {
      values.push((await readMetrics(folder.metrics)).find(({ step }) => step === 10)!.taskLoss!);
    }
    const legend = chart.locator('.legend li', { hasText: 'RR' }).locator('.legend-value');
    await expect.poll(async () => Number(await legend.innerText())).toBeCloseTo(mean(values), 3);
    await chart.getByRole('button', { name: 'Export Task loss' }).click();
    await chart.getByRole('menuitem', { name: 'SVG picture' }).click();
    await expect
      .poll(() => host.saved.get('comparison-taskLoss.svg')?.toString())
      .toMatch(/<path d="M[^"]*Z" fill=/);
  });

  it('are aligned by per cent: half of a short run is shown at half of a long one', async () => {
    const long = new WrittenRun({ mode: 'std', name: 'long' }).log(...loggedUpTo(1000));
    const short = new WrittenRun({ mode: 'rr', name: 'short', steps: 500, step: 500 }).log(
      ...loggedUpTo(500).map((line) => ({ ...line, taskLoss: line.step })),
    );
    const { page } = await open(written(long, short));
    await page.locator('.toolbar label', { hasText: '%' }).click();
    await page.locator('#chart-taskLoss canvas').waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('500');
    const legend = page.locator('#chart-taskLoss .legend li', { hasText: 'RR' }).locator('.legend-value');
    await expect.poll(() => legend.innerText()).toBe('250');
    expect(await page.locator('.cursor-step').innerText()).toBe('500 · 50 % of the training');
  });
});

/** All of a page is in sight, so that all of it is drawn. */
const TALL = { height: 3600 };

describe('the pictures of a comparison', () => {
  it('are those of the snapshot nearest to the cursor, with their errors, on one scale', async () => {
    const { page } = await open(new CompareHost([trained]), TALL);
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('10');
    const [rr] = foldersOf('rr');
    const { tensors } = await readTensorFile(rr!.snapshot(10));
    const [x, rebuilt] = [tensors['probe/x']!, tensors['probe/hidden/full']!];
    const size = x.data.length / x.shape[0]!;
    let [squares, total] = [0, 0];
    for (let i = 0; i < size; i++) {
      squares += (rebuilt.data[i]! - x.data[i]!) ** 2;
      total += x.data[i]! ** 2;
    }
    const first = page.locator('#reconstructions tbody tr').first();
    await expect
      .poll(async () => Number(await first.locator('figcaption').nth(1).innerText()))
      .toBeCloseTo(squares / total, 3);
    expect(await page.locator('#reconstructions .grid-step').allInnerTexts()).toEqual(['step 10', 'step 10']);
    expect(await page.locator('#reconstructions .colour-bar').count()).toBe(1);
  });

  it('of two runs lie over each other: an edge to drag, or the one after the other by a button', async () => {
    const { page } = await open(new CompareHost([trained]), { ...TALL, reducedMotion: true });
    await page.locator('#vectors td[data-cell]').first().click();
    const pair = page.locator('#vectors .pair-detail');
    await pair.getByRole('slider', { name: /^Edge between/ }).waitFor();
    await pair.locator('label', { hasText: 'flicker' }).click();
    expect(await pair.locator('.flicker figcaption').innerText()).toBe('Std · 0');
    await page.waitForTimeout(800);
    // Where less motion is wanted nothing changes by itself.
    expect(await pair.locator('.flicker figcaption').innerText()).toBe('Std · 0');
    await pair.getByRole('button', { name: 'show RR · 0' }).click();
    expect(await pair.locator('.flicker figcaption').innerText()).toBe('RR · 0');
  });

  it('show spectra, and the angles between the runs and to the data', async () => {
    const [one] = foldersOf('rr');
    const { page } = await open(
      new CompareHost([trained], { runs: [one!.id, foldersOf('std')[0]!.id] }),
      TALL,
    );
    await page.locator('#chart-spectrum canvas').waitFor();
    const angles = page.locator('.angles tbody tr');
    await expect.poll(() => angles.count()).toBe(2);
    expect(await angles.nth(1).locator('td').first().innerText()).toMatch(/^\d+\.\d° … \d+\.\d°$/);
  });
});

describe('runs that do not fit', () => {
  it('are compared as far as they go, and what is missing is said', async () => {
    const finished = new WrittenRun({ mode: 'std', final: results(0.4) }).log(...loggedUpTo(1000));
    const going = new WrittenRun({ mode: 'rr', status: 'running', step: 300 }).log(...loggedUpTo(300));
    const failed = new WrittenRun({
      mode: 'ort',
      status: 'failed',
      step: 40,
      error: { message: 'the training diverged: the loss is not finite', step: 40 },
    }).log(...loggedUpTo(30), logged(40, { loss: null, taskLoss: null }));
    const other = new WrittenRun({
      mode: 'weissi',
      name: 'older',
      config: { data: { kind: 'digits' }, network: { layers: 'strange' }, training: {} } as never,
    });
    const host = written(finished, going, failed, other);
    host.file = { ...host.file, runs: [...host.file.runs, 'peak-gone-s0'] };
    const { page } = await open(host);
    expect(await page.locator('.run-row').count()).toBe(4);
    expect(await page.locator('.run-head').innerText()).toMatch('there is no run "peak-gone-s0"');
    const notes = await page.locator('.table-notes').innerText();
    expect(notes).toMatch(/rr · seed 0: .*its values are the last logged/);
    expect(notes).toMatch(/ort · seed 0: .*diverged|failed/);
    const loss = await columnOf(page, 'task loss');
    expect(await cell(page, 'RR', loss).innerText()).toMatch(/\*/);
    expect(await cell(page, 'Ort', loss).innerText()).toMatch('not finite');
    const error = await columnOf(page, 'reverse error');
    expect(await cell(page, 'WEISSI', error).locator('.cell-value').innerText()).toBe('–');
    expect(await cell(page, 'WEISSI', error).getAttribute('title')).toMatch('no layer hidden');
  });

  it('that are deleted while they are shown stay, and say that they are gone', async () => {
    const [one, two] = [new WrittenRun({ mode: 'std' }), new WrittenRun({ mode: 'rr' })];
    for (const run of [one, two]) run.log(...loggedUpTo(100));
    const host = written(one, two);
    const { page, dashboard } = await open(host);
    await page.locator('#chart-taskLoss canvas').waitFor();
    rmSync(two.directory, { recursive: true });
    await host.update(dashboard);
    await expect.poll(() => page.locator('.run-row', { hasText: 'RR' }).innerText()).toMatch('no run here');
    expect(await page.locator('#chart-taskLoss .legend li').count()).toBe(2);
  });

  it('come in while they train', async () => {
    const run = new WrittenRun({ status: 'running', pid: process.pid }).log(...loggedUpTo(100));
    const host = written(run);
    const { page, dashboard } = await open(host);
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('100');
    run.log(logged(110));
    await host.update(dashboard);
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('110');
    expect(await page.locator('.run-head').innerText()).toMatch('1 going on');
  });
});

describe('the report of a comparison', () => {
  it('is one file that shows the same, and loads nothing', async () => {
    const file = path.join(trained, 'report.html');
    const ids = [...foldersOf('std'), ...foldersOf('rr')].map(({ directory }) => directory);
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(dist, 'cli.js'), 'compare', ...ids, '--html', file],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    const page = await browser.blankPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (/^https?:/.test(request.url())) problems.push(`loads ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.locator('#chart-taskLoss canvas').waitFor();
    expect(await page.locator('.run-row').count()).toBe(2);
    await page.locator('#table .insides canvas').first().waitFor();
    await page.getByRole('button', { name: 'Pin RR as the baseline' }).click();
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    expect(problems).toEqual([]);
    await page.close();
    rmSync(file);
  });
});

describe.each(Object.keys(THEMES) as ThemeName[])('in the theme %s', (theme) => {
  it('the page keeps nobody out', async () => {
    const { page } = await open(new CompareHost([trained]), { theme, height: 1200 });
    await page.locator('#chart-taskLoss canvas').waitFor();
    await page.getByRole('button', { name: 'columns' }).click();
    await page.getByRole('button', { name: 'min … max' }).click();
    // All rules once; what the themes differ in are their colours.
    expect(await barriers(page, theme === 'dark' ? undefined : ['color-contrast'])).toEqual([]);
  });
});

function results(taskLoss: number): NonNullable<RunManifest['final']> {
  return { loss: taskLoss, taskLoss, penalties: {}, trainAccuracy: 1, testAccuracy: 0.9 };
}
