/**
 * Makes the README's pictures of the dashboard and of a comparison from nine runs of the peak example, in a dark and a
 * light theme:
 *
 *     node dist/cli.js train examples/peak/peak.racecar.json --mode std,ort,rr --seeds 3
 *     npm run pictures -- [RUNS_DIRECTORY]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { readCatalogue } from '../src/runs/catalogue';
import { CHROMIUM_SWITCHES, ensureChromium } from './chromium.mjs';

const MODES = ['std', 'ort', 'rr'];
const NAMES: Readonly<Record<string, string>> = { std: 'Std', ort: 'Ort', rr: 'RR' };
const MOST_BYTES = 300_000;
/** So high that all of it is in sight, and drawn. */
const WHOLE_PAGE = { width: 1000, height: 4000 };
const FIRST_SCREEN = { width: 1000, height: 760 };
/** The table of a comparison and its charts. */
const COMPARISON = { width: 1420, height: 1034 };
const SEEDS = [0, 1, 2];

const [runsDirectory = path.join('examples', 'peak', '.racecar', 'runs')] = process.argv.slice(2);
const cli = path.join(process.env.RACECAR_DIST ?? 'dist', 'cli.js');
const folder = await mkdtemp(path.join(os.tmpdir(), 'racecar-pictures-'));
try {
  const [report, comparison] = ['report.html', 'comparison.html'].map((name) => path.join(folder, name));
  await write(report!, 'report', [0]);
  await write(comparison!, 'compare', SEEDS);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
  try {
    for (const colorScheme of ['dark', 'light'] as const) {
      const page = await browser.newPage({ viewport: WHOLE_PAGE, colorScheme });
      await page.goto(pathToFileURL(report!).href);
      for (const mode of MODES) await galleryOf(page, mode, colorScheme);
      await dashboardOf(page, colorScheme);
      await comparisonOf(page, comparison!, colorScheme);
      await page.close();
    }
  } finally {
    await browser.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Writes a page by a command, of the runs of each mode with these seeds. */
async function write(file: string, command: 'report' | 'compare', seeds: readonly number[]): Promise<void> {
  const { runs } = await readCatalogue(runsDirectory);
  const ids = MODES.flatMap((mode) =>
    seeds.map((seed) => {
      const run = runs.find(
        ({ manifest }) => manifest.mode === mode && manifest.seed === seed && manifest.status === 'finished',
      );
      if (run === undefined)
        throw new Error(`no finished run of ${mode} with seed ${seed} in ${runsDirectory}`);
      return run.folder.id;
    }),
  );
  const { status } = spawnSync(
    process.execPath,
    [cli, command, ...ids, '--runs', runsDirectory, '--html', file],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`racecar ${command} wrote no page`);
}

/** The spectrum and the gallery of the first layer's vectors. */
async function galleryOf(page: Page, mode: string, theme: string): Promise<void> {
  await page.getByRole('button', { name: `peak · ${NAMES[mode]!} · seed 0` }).click();
  const section = page.locator('#vectors');
  const pictures = section.locator('.gallery-item');
  await pictures.first().waitFor();
  await settled(page);
  const { x, y, width } = (await section.boundingBox())!;
  const first = (await pictures.first().boundingBox())!;
  await save(page, `vectors-${mode}-${theme}`, { x, y, width, height: first.y + 2 * first.height - y - 4 });
}

/** The run under RR as it opens. */
async function dashboardOf(page: Page, theme: string): Promise<void> {
  await page.setViewportSize(FIRST_SCREEN);
  const head = (await page.locator('.report-head').boundingBox())!;
  await page.mouse.wheel(0, head.height);
  await settled(page);
  await save(page, `dashboard-${theme}`, { x: 0, y: 0, ...FIRST_SCREEN });
}

/** The modes over their seeds, as a comparison opens. */
async function comparisonOf(page: Page, file: string, theme: string): Promise<void> {
  await page.setViewportSize(COMPARISON);
  await page.goto(pathToFileURL(file).href);
  await page.locator('#chart-taskLoss canvas').waitFor();
  const head = (await page.locator('.run-head').boundingBox())!;
  await page.mouse.wheel(0, head.y);
  await settled(page);
  await save(page, `compare-${theme}`, { x: 0, y: 0, ...COMPARISON });
}

/** Pictures and numbers come in with the next frames. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(1_500);
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function save(page: Page, name: string, clip: Area): Promise<void> {
  const file = path.join('media', `${name}.png`);
  await page.screenshot({ path: file, clip });
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
  process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`);
}
