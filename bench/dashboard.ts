/** The dashboard at the sizes that it is made for: from a run's folder to the page, in a headless Chromium. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, ensureChromium } from '../build/chromium.mjs';
import { pageHtml } from '../src/extension/dashboard/page';
import { RunFollower } from '../src/extension/dashboard/runFollower';
import type { RunUpdate } from '../src/messages/dashboardMessages';
import type { MetricsLine } from '../src/runs/metrics';
import { RunFolder } from '../src/runs/runFolder';
import type { RunManifest } from '../src/runs/runManifest';
import type { BenchPage, Motion, Opening, Scene } from './dashboardScene';

/** In the page; see dashboardPage/main.ts. */
declare const racecarBench: BenchPage;

/** A name that resolves nowhere: all of it is answered here. */
const ORIGIN = 'http://dashboard.invalid';
const VIEWPORT = { width: 1200, height: 900 };
const MOTION_SECONDS = 4;

/** What was measured of one page. */
export interface PageMeasurement {
  readonly title: string;
  readonly opening: Opening;
  readonly scrub: Motion;
  readonly zoom: Motion;
  /** Bytes: the page's process as a whole now and at its largest, and its JavaScript heap. */
  readonly memory: { readonly process: number; readonly peak: number; readonly heap: number };
}

/** What was measured of the extension host's part. */
export interface HostMeasurement {
  readonly title: string;
  /** Milliseconds until the first part of the run could be sent, and until all of it was read. */
  readonly firstPart: number;
  readonly everything: number;
  /** Of the file, and of all numbers as the page gets them. */
  readonly fileBytes: number;
  readonly messageBytes: number;
}

export interface DashboardMeasurement {
  readonly host: HostMeasurement;
  readonly pages: readonly PageMeasurement[];
}

const SCENES: readonly (readonly [title: string, scene: Scene])[] = [
  ['5,000 points, 2 layers × 21 snapshots', { runs: 1, points: 5000, layers: 2, snapshots: 21 }],
  [
    '10 × 100,000 points, 50 layers × 200 snapshots',
    { runs: 10, points: 100_000, layers: 50, snapshots: 200 },
  ],
  ['1,000,000 points, 50 layers × 200 snapshots', { runs: 1, points: 1_000_000, layers: 50, snapshots: 200 }],
];

/**
 * @param root     the repository, with the built pages in dist/
 * @param scripts  folder of the benchmark's own bundles
 */
export async function measureDashboard(
  root: string,
  scripts: string,
  note: (text: string) => void,
): Promise<DashboardMeasurement> {
  note('dashboard: a run of 100,000 logged steps, read from its folder');
  const host = await measureHost({ runs: 1, points: 100_000, layers: 50, snapshots: 200 });
  const pages: PageMeasurement[] = [];
  for (const [title, scene] of SCENES) {
    note(`dashboard: ${title}`);
    // A browser of its own, so that no page has another's memory.
    const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_SWITCHES });
    try {
      pages.push(await measurePage(browser, root, scripts, title, scene));
    } finally {
      await browser.close();
    }
  }
  return { host, pages };
}

async function measureHost(scene: Scene): Promise<HostMeasurement> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'racecar-bench-'));
  try {
    const folder = new RunFolder(directory);
    const text = metricsText(scene);
    await mkdir(folder.snapshots);
    await writeFile(folder.metrics, text);
    await writeFile(folder.manifest, JSON.stringify(manifestOf(scene)));
    const began = performance.now();
    const follower = new RunFollower(directory);
    await follower.look();
    const firstPart = performance.now() - began;
    while (follower.isBehind) await follower.look();
    return {
      title: `${scene.points.toLocaleString('en-US')} logged steps, ${scene.layers} layers × ${scene.snapshots} snapshots`,
      firstPart,
      everything: performance.now() - began,
      fileBytes: Buffer.byteLength(text),
      messageBytes: bytesOf(follower.whole()),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function metricsText({ points, layers, snapshots }: Scene): string {
  const every = Math.floor(points / snapshots);
  const layer = {
    reverseError: { full: 0.5213, local: 0.2512 },
    ...{
      norm: 10.21,
      orthogonalityError: 5.313,
      stableRank: 12.12,
      effectiveRank: 31.31,
      topDataEnergy: 0.1214,
    },
  };
  const measured = Object.fromEntries(Array.from({ length: layers }, (_, i) => [`dense${i + 1}`, layer]));
  const lines = Array.from({ length: points }, (_, step): string => {
    const loss = 3 * Math.exp(-step / 20_000) + 0.1;
    const line: MetricsLine = {
      ...{ step, epoch: step / 10, seconds: step / 500, loss, taskLoss: loss * 0.75 },
      ...{ penalties: { rr: loss * 0.25 }, learningRate: 1e-4, trainAccuracy: 0.9, testAccuracy: 0.8 },
      layers: step % every === 0 ? measured : {},
    };
    return JSON.stringify(line);
  });
  return `${lines.join('\n')}\n`;
}

function manifestOf({ points }: Scene): RunManifest {
  return {
    format: 1,
    ...{ id: 'run', name: 'deep', mode: 'rr', seed: 0, configFile: 'deep.racecar.json' },
    config: { data: { kind: 'digits' }, network: {}, training: {} } as unknown as RunManifest['config'],
    ...{ engine: 'onnx-cpu', device: 'CPU', versions: {}, status: 'finished' as const, warnings: [] },
    ...{ created: '2026-01-01T00:00:00.000Z', updated: '2026-01-01T00:00:00.000Z' },
    ...{ pid: process.pid, host: os.hostname() },
    data: { shape: [28, 28, 1], classNames: ['0', '1'], train: 1000, validation: 0, test: 1000 },
    ...{ steps: points, step: points },
  };
}

function bytesOf({ metrics }: RunUpdate): number {
  if (metrics === undefined) return 0;
  const { values, sparse } = metrics;
  return values.byteLength + (sparse === undefined ? 0 : sparse.rows.byteLength + sparse.values.byteLength);
}

async function measurePage(
  browser: Browser,
  root: string,
  scripts: string,
  title: string,
  scene: Scene,
): Promise<PageMeasurement> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
  const html = pageHtml({
    title: 'dashboard',
    script: `${ORIGIN}/dashboard.js`,
    style: `${ORIGIN}/dashboard.css`,
    cspSource: ORIGIN,
    nonce: randomBytes(16).toString('base64url'),
    language: 'en',
    data: { runs: ['/runs/0'], texts: {} },
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ body: html, contentType: 'text/html' });
    return route.fulfill({ path: path.join(dist, 'webview', name) });
  });
  await page.addInitScript({
    content: `globalThis.racecarScene = ${JSON.stringify(scene)};\n${await readFile(path.join(scripts, 'page.js'), 'utf8')}`,
  });
  await page.goto(`${ORIGIN}/`);
  const opening = await page.evaluate(() => racecarBench.opening());
  const scrub = await page.evaluate((seconds) => racecarBench.scrub(seconds), MOTION_SECONDS);
  const zoom = await page.evaluate((seconds) => racecarBench.zoom(seconds), MOTION_SECONDS);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const memory = { ...(await processMemory(browser)), heap: await heapBytes(session) };
  if (problems.length > 0) throw new Error(`the page failed: ${problems.join('; ')}`);
  return { title, opening, scrub, zoom, memory };
}

export async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN;
}

/** Of the largest of the browser's renderers, which is the page's; NaN where the system does not tell. */
export async function processMemory(browser: Browser): Promise<{ process: number; peak: number }> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = await Promise.all(
    renderers.map(async ({ id }) => {
      const text = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
      const kilobytes = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN);
      return { process: 1024 * kilobytes('VmRSS'), peak: 1024 * kilobytes('VmHWM') };
    }),
  );
  return sizes.reduce((largest, each) => (each.process > largest.process ? each : largest));
}
