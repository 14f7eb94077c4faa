/** The comparison of very many runs: from their folders to the page, in a headless Chromium. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../build/chromium.mjs';
import { ComparisonFollower } from '../src/extension/compare/comparisonFollower';
import { pageHtml } from '../src/extension/dashboard/page';
import { RunFolder } from '../src/runs/runFolder';
import type { RunManifest } from '../src/runs/runManifest';
import type { CompareBenchPage, CompareScene } from './comparePage/scene';
import { heapBytes, processMemory } from './dashboard';
import type { Motion } from './dashboardScene';

/** In the page; see comparePage/main.ts. */
declare const racecarCompareBench: CompareBenchPage;

const ORIGIN = 'http://compare.invalid';
const MOTION_SECONDS = 4;
export const SCENE: CompareScene = { runs: 200, steps: 100_000, points: 1000, layers: 20 };
const MODES = ['std', 'ort', 'rr', 'rr-local'];

export interface CompareMeasurement {
  readonly host: {
    /** Milliseconds until all runs' facts could be sent, and until all of their metrics were read and told. */
    readonly facts: number;
    readonly everything: number;
    /** The longest that the process was held up at once. */
    readonly longestTurn: number;
    /** Of all files of metrics together, and of the numbers that the page got. */
    readonly fileBytes: number;
    readonly messageBytes: number;
    readonly heap: number;
  };
  readonly page: {
    readonly table: number;
    readonly curves: number;
    readonly scroll: Motion;
    readonly scrub: Motion;
    readonly sort: number;
    readonly memory: { readonly process: number; readonly peak: number; readonly heap: number };
  };
}

/**
 * @param root     the repository, with the built pages in dist/
 * @param scripts  folder of the benchmark's own bundles
 */
export async function measureComparison(
  root: string,
  scripts: string,
  note: (text: string) => void,
): Promise<CompareMeasurement> {
  note(`compare: ${SCENE.runs} runs in a page`);
  const page = await measurePage(root, scripts);
  note(`compare: ${SCENE.runs} run folders, read by the extension host`);
  return { page, host: await measureHost() };
}

async function measureHost(): Promise<CompareMeasurement['host']> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'racecar-bench-'));
  try {
    const text = metricsText();
    const shared = path.join(directory, 'metrics.jsonl');
    await writeFile(shared, text);
    const keys: string[] = [];
    for (let run = 0; run < SCENE.runs; run++) {
      const folder = new RunFolder(path.join(directory, `run${run}`));
      await mkdir(folder.snapshots, { recursive: true });
      await writeFile(folder.manifest, JSON.stringify(manifestOf(run)));
      // One file under many names: its bytes are read and parsed for each all the same.
      await link(shared, folder.metrics);
      keys.push(folder.directory);
    }
    let [longestTurn, before] = [0, performance.now()];
    const ticks = setInterval(() => {
      const now = performance.now();
      longestTurn = Math.max(longestTurn, now - before);
      before = now;
    }, 1);
    const began = performance.now();
    const follower = new ComparisonFollower();
    follower.setRuns(keys);
    await follower.whole();
    const facts = performance.now() - began;
    follower.watch(['testAccuracy', 'taskLoss', 'layer/dense1/reverseErrorFull', 'layer/dense1/stableRank']);
    let messageBytes = 0;
    do {
      const { runs, courses } = await follower.look(false);
      for (const { metrics } of runs) messageBytes += metrics?.values.byteLength ?? 0;
      for (const { steps, values } of courses) messageBytes += steps.byteLength + values.byteLength;
    } while (follower.isBehind);
    const everything = performance.now() - began;
    clearInterval(ticks);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return {
      ...{ facts, everything, longestTurn, messageBytes, heap: heapUsed + arrayBuffers },
      fileBytes: Buffer.byteLength(text) * SCENE.runs,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A tenth of the logged steps are snapshots, as many as the settings' defaults would give. */
function metricsText(): string {
  const lines: string[] = [];
  for (let i = 0; i < SCENE.points; i++) {
    const step = Math.round((i * SCENE.steps) / (SCENE.points - 1));
    const loss = 3 * Math.exp(-step / 20_000) + 0.1;
    const layer = {
      reverseError: { full: 0.5 + loss / 10, local: 0.25 + loss / 20 },
      ...{ norm: 10 + loss, orthogonalityError: 5 + step / 1e5 },
      ...(i % 50 === 0
        ? { stableRank: 12 - loss, effectiveRank: 30 - loss, conditionNumber: 80 + loss, topDataEnergy: 0.12 }
        : {}),
    };
    const layers = Object.fromEntries(
      Array.from({ length: SCENE.layers }, (_, j) => [`dense${j + 1}`, layer]),
    );
    lines.push(
      JSON.stringify({
        ...{ step, epoch: step / 10, seconds: step / 500, loss, taskLoss: loss * 0.75 },
        ...{
          penalties: { rr: loss * 0.25 },
          learningRate: 1e-4,
          trainAccuracy: 0.9,
          testAccuracy: 0.8,
          layers,
        },
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}

function manifestOf(run: number): RunManifest {
  const mode = MODES[run % MODES.length]!;
  const singularValues = Array.from({ length: 64 }, (_, i) => 10 / (i + 1));
  return {
    format: 1,
    ...{
      id: `run${run}`,
      name: 'deep',
      mode,
      seed: Math.floor(run / MODES.length),
      configFile: 'deep.racecar.json',
    },
    config: { data: { kind: 'digits' }, network: {}, training: {} } as unknown as RunManifest['config'],
    ...{ engine: 'onnx-cpu', device: 'CPU', versions: {}, status: 'finished' as const, warnings: [] },
    ...{ created: '2026-01-01T00:00:00.000Z', updated: '2026-01-01T00:00:00.000Z' },
    data: { shape: [8, 8, 1], classNames: ['0', '1'], train: 1000, validation: 0, test: 1000 },
    ...{ steps: SCENE.steps, step: SCENE.steps },
    layers: Array.from({ length: SCENE.layers }, (_, i) => ({
      ...{
        name: `dense${i + 1}`,
        shape: [64, 64],
        singularValues,
        dataEnergy: singularValues.map(() => 1 / 64),
      },
      ...{ stableRank: 12, orthogonalityError: 5, reverseError: { full: 0.5, local: 0.25 } },
    })),
  };
}

async function measurePage(root: string, scripts: string): Promise<CompareMeasurement['page']> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
    const html = pageHtml({
      title: 'compare',
      script: `${ORIGIN}/compare.js`,
      style: `${ORIGIN}/compare.css`,
      cspSource: ORIGIN,
      nonce: randomBytes(16).toString('base64url'),
      language: 'en',
      data: { runs: [], texts: {} },
    });
    await page.route(`${ORIGIN}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') return route.fulfill({ body: html, contentType: 'text/html' });
      return route.fulfill({ path: path.join(dist, 'webview', name) });
    });
    const script = await readFile(path.join(scripts, 'comparePage.js'), 'utf8');
    await page.addInitScript({
      content: `globalThis.racecarCompareScene = ${JSON.stringify(SCENE)};\n${script}`,
    });
    await page.goto(`${ORIGIN}/`);
    const opening = await page.evaluate(() => racecarCompareBench.opening());
    const scrub = await page.evaluate((seconds) => racecarCompareBench.scrub(seconds), MOTION_SECONDS);
    // A row a run: the most that there is to scroll.
    await page.locator('#table vscode-single-select').evaluate((select) => {
      (select as unknown as { value: string }).value = 'none';
      select.dispatchEvent(new Event('change'));
    });
    await page.locator('.runs-table[aria-rowcount="201"]').waitFor();
    const scroll = await page.evaluate((seconds) => racecarCompareBench.scroll(seconds), MOTION_SECONDS);
    const sort = await page.evaluate(() => racecarCompareBench.sort());
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const memory = { ...(await processMemory(browser)), heap: await heapBytes(session) };
    if (problems.length > 0) throw new Error(`the page failed: ${problems.join('; ')}`);
    return { ...opening, scroll, scrub, sort, memory };
  } finally {
    await browser.close();
  }
}
