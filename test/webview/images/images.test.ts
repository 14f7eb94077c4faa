import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/data/png';
import { SampleSearch } from '../../../src/inspection/samples/sampleSearch';
import { readMetrics } from '../../../src/runs/metrics';
import { RunFolder } from '../../../src/runs/runFolder';
import { readTensorFile } from '../../../src/runs/tensorFile';
import { sigmaName } from '../../../webview/dashboard/vectors/directionText';
import { barriers } from '../support/barriers';
import { DashboardBrowser } from '../support/dashboardPage';
import { FolderHost } from '../support/folderHost';
import type { ThemeName } from '../support/themes';
import { THEMES } from '../support/themes';

const root = process.cwd();
const dist = process.env.RACECAR_DIST ?? path.join(root, 'dist');
const runs = mkdtempSync(path.join(tmpdir(), 'racecar-images-'));
let browser: DashboardBrowser;
let folder: RunFolder;

beforeAll(async () => {
  folder = trainPeak();
  browser = await DashboardBrowser.start();
});

afterAll(async () => {
  await browser?.stop();
  rmSync(runs, { recursive: true, force: true });
});

const SETTINGS = [
  ...['training.epochs=20', 'data.train=24', 'training.batchSize=24'],
  ...['training.snapshotEvery=10', 'training.logEvery=5'],
];

/** A short real training, with snapshots at the steps 0, 10 and 20. */
function trainPeak(): RunFolder {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(dist, 'cli.js'),
      ...['train', 'examples/peak/peak.racecar.json', '--mode', 'rr', '--engine', 'wasm', '--runs', runs],
      ...SETTINGS.flatMap((setting) => ['--set', setting]),
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The training failed: ${stderr}`);
  return new RunFolder(path.join(runs, readdirSync(runs)[0]!));
}

/** The dashboard of the run, high enough that all of it is in sight. */
async function open(theme: ThemeName = 'dark', width = 1200, height = 4000) {
  const opened = await browser.open(new FolderHost(folder.directory), { theme, width, height });
  const { page } = opened;
  await page.waitForSelector('#vectors .gallery-item');
  if (height > 3000) {
    for (const part of ['.data-directions', '.probe-table canvas']) await page.waitForSelector(part);
  }
  return { page, opened, close: () => opened.close() };
}

/** Chooses from one of the page's drop-down lists. */
async function choose(page: Page, section: string, label: string, value: string): Promise<void> {
  await page.$eval(
    `${section} vscode-single-select[title="${label}"]`,
    (element, to) => {
      (element as HTMLSelectElement).value = to;
      element.dispatchEvent(new Event('change'));
    },
    value,
  );
}

/** A canvas that nothing was drawn to is so wide, which no picture here is. */
const UNDRAWN_WIDTH = 300;

/** The colours of a canvas, once it has been drawn: red, green, blue, alpha of every pixel. */
async function pixelsOf(page: Page, selector: string): Promise<number[]> {
  const width = () =>
    page
      .locator(selector)
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).width);
  await expect.poll(width).not.toBe(UNDRAWN_WIDTH);
  return page.$eval(selector, (element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return [...data];
  });
}

/** Correlation of two pictures' red minus blue, which is what the signed colours tell. */
function orangeAlike(one: readonly number[], other: readonly number[]): number {
  const signed = (pixels: readonly number[]) =>
    Array.from({ length: pixels.length / 4 }, (_, i) => pixels[4 * i]! - pixels[4 * i + 2]!);
  const [a, b] = [signed(one), signed(other)];
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe('the pictures of a run', () => {
  it('show the probes as the snapshot has them, pixel for pixel', async () => {
    const { page, opened, close } = await open();
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const pixels = await pixelsOf(page, '#reconstructions [data-cell="0"] canvas');
    const x = tensors['probe/x']!.data;
    expect(pixels.length).toBe(4 * 784);
    // The data is 0 … 255, and so are the grey levels; the table of 511 colours rounds by half a level.
    for (let i = 0; i < 784; i++) expect(Math.abs(pixels[4 * i]! - x[i]!)).toBeLessThanOrEqual(1);
    expect(opened.problems).toEqual([]);
    await close();
  });

  it('draw nothing that is out of sight, and have a text each', async () => {
    const { page, close } = await open();
    const unnamed = await page.$$eval(
      'section:is(#heatmap, #reconstructions, #vectors) canvas',
      (canvases) => canvases.filter((canvas) => !canvas.getAttribute('aria-label')).length,
    );
    expect(unnamed).toBe(0);
    const small = await open('dark', 1200, 300);
    await small.opened.settled();
    const untouched = await small.page.$$eval(
      '#vectors canvas',
      (canvases, width) => canvases.filter((canvas) => (canvas as HTMLCanvasElement).width === width).length,
      UNDRAWN_WIDTH,
    );
    expect(untouched).toBeGreaterThan(20);
    await close();
    await small.close();
  });

  it('tell the exact value under the pointer', async () => {
    const { page, opened, close } = await open();
    await opened.settled();
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const canvas = page.locator('#reconstructions [data-cell="0"] canvas').first();
    const { width, height } = (await canvas.boundingBox())!;
    await canvas.hover({ position: { x: (5.5 / 28) * width, y: (7.5 / 28) * height } });
    const value = Number(tensors['probe/x']!.data[7 * 28 + 5]!.toPrecision(7));
    await expect.poll(() => page.textContent('.picture-readout')).toBe(`row 7, column 5: ${value}`);
    await close();
  });

  it('follow the theme without being told', async () => {
    const { page, opened, close } = await open('dark');
    const selector = '#reconstructions [data-cell="0"] figure:nth-child(3) canvas';
    const lightness = async () => {
      const pixels = await pixelsOf(page, selector);
      return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    };
    const dark = await lightness();
    expect(dark).toBeGreaterThan(0);
    await opened.setTheme('light');
    await expect.poll(lightness).toBeGreaterThan(dark + 50);
    await close();
  });
});

describe('the singular vectors', () => {
  it('are listed with the numbers of the snapshot', async () => {
    const { page, close } = await open();
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const [sigma, energy] = [tensors['svd/hidden/s']!.data, tensors['svd/hidden/dataEnergy']!.data];
    const best = [...energy.keys()].sort((a, b) => energy[b]! - energy[a]!)[0]!;
    const text = (await page.textContent('.gallery-item >> nth=0'))!;
    const shown = Number(/ ([\d.]+)/.exec(text)![1]);
    expect(await page.getAttribute('.gallery-item canvas >> nth=0', 'aria-label')).toBe(
      `u of ${sigmaName(best)}`,
    );
    expect(Math.abs(shown - sigma[best]!)).toBeLessThan(1e-3 * sigma[best]!);
    await close();
  });

  it('are chosen by keyboard in the gallery and in the spectrum, and both agree', async () => {
    const { page, close } = await open();
    await choose(page, '#vectors', 'sort', 'sigma');
    await page.focus('#vectors .gallery');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getAttribute('.spectrum-canvas', 'aria-valuenow')).toBe('2');
    await page.focus('.spectrum-canvas');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.textContent('#vectors [role=option][aria-selected=true]')).toMatch(/^σ₃ /);
    await expect.poll(() => page.textContent('.direction-facts')).toContain('σ 3 of 128');
    await close();
  });

  it('have values that the arrow keys read', async () => {
    const { page, close } = await open();
    await page.focus('.direction [role=application]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => page.textContent('.picture-spoken[aria-live]'))
      .toMatch(/^row 1, column 0: −?[\d.e-]+$/);
    await close();
  });

  it('keep the chosen direction and its sign while the steps change, and say which step is shown', async () => {
    const { page, opened, close } = await open();
    const drawn = async () => {
      await opened.settled();
      return pixelsOf(page, '.direction [role=application] canvas');
    };
    await page.focus('#vectors .gallery');
    await page.keyboard.press('Home');
    const last = await drawn();
    // A snapshot back, to step 10, and a logged step on, to 15: between the snapshots, of equals the earlier is near.
    await page.click('h1');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.textContent('#vectors .section-note')).toBe('snapshot of step 10');
    const before = await drawn();
    expect(await page.textContent('.direction-facts')).toContain('|cos|');
    // Followed by likeness and with its sign: orange stays orange.
    expect(orangeAlike(last, before)).toBeGreaterThan(0.5);
    await close();
  });

  it('draw only the items in sight', async () => {
    const { page, close } = await open();
    expect(await page.locator('.gallery-item').count()).toBeLessThan(100);
    await page.focus('#vectors .gallery');
    await page.keyboard.press('End');
    await expect
      .poll(() => page.getAttribute('#vectors [role=option][aria-selected=true]', 'aria-posinset'))
      .toBe('128');
    await close();
  });
});

const selectedLayer = (page: Page) => page.textContent('.heat-name[aria-selected=true]');

describe('what lies along a vector', () => {
  it('is found in all of the training data, and its energy is that of the snapshot', async () => {
    const { page, opened, close } = await open();
    await page.getByText('Nearest of all 24 training samples').waitFor();
    await expect.poll(() => page.locator('.direction-alike:has-text("of 12")').count()).toBe(2);
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const search = new SampleSearch(dist);
    for (const layer of ['hidden', 'output']) {
      const query = { run: folder.directory, step: 20, layer, direction: 0 };
      const { energy, nearest, samples } = await search.samples(query, new AbortController().signal);
      expect(samples).toBe(24);
      expect(nearest).toHaveLength(8);
      expect(energy).toBeCloseTo(tensors[`svd/${layer}/dataEnergy`]!.data[0]!, 5);
    }
    expect(opened.requests('samples')).toHaveLength(1);
    await close();
  });

  it('is beside the data’s own directions, which are of all of the training data and serve all steps', async () => {
    const { page, opened, close } = await open();
    const own = page.locator('.data-directions');
    await own.getByText('computed from the layer’s inputs of all 24 training samples').waitFor();
    const heldAndBest = async () => {
      const texts = await own.locator('tbody tr').first().locator('td').allInnerTexts();
      return texts.slice(2).map((text) => parseFloat(text) / 100);
    };
    const energyOfFirst = async (step: number) => {
      const { tensors } = await readTensorFile(folder.snapshot(step));
      return Math.max(...tensors['svd/hidden/dataEnergy']!.data);
    };
    expect((await heldAndBest())[0]).toBeCloseTo(await energyOfFirst(20), 3);
    const [held, best] = await heldAndBest();
    expect(best).toBeGreaterThan(held!);
    await page.focus('.cursor-slider');
    await page.keyboard.press('Home');
    await expect.poll(async () => (await heldAndBest())[0]).toBeCloseTo(await energyOfFirst(0), 3);
    expect(opened.requests('principal')).toHaveLength(1);
    await close();
  });

  it('is of the probes alone where the data are gone or others, and the page says so', async () => {
    const text = readFileSync(folder.manifest, 'utf8');
    const manifest = JSON.parse(text) as { config: { data: { seed: number } } };
    manifest.config.data.seed++;
    writeFileSync(folder.manifest, JSON.stringify(manifest));
    const { page, close } = await open();
    await page
      .getByText('Only the snapshot’s probes were looked at: the training data are not those')
      .waitFor();
    await page.getByText('Nearest of the 16 probes').waitFor();
    await page.getByText('Of the snapshot’s probes alone: the training data are not those').waitFor();
    expect(await page.getByText('snapshot’s 16 probes, not centred').count()).toBe(1);
    writeFileSync(folder.manifest, text);
    await close();
  });

  it('is no longer searched for when another vector is chosen', async () => {
    const { page, opened, close } = await open();
    await page.getByText('Nearest of all 24 training samples').waitFor();
    // Pressed in the page, one right after the other: keys from here would come slowly where the machine is busy.
    await page.locator('#vectors .gallery').evaluate(async (gallery) => {
      for (let i = 0; i < 5; i++) {
        gallery.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve));
      }
    });
    await opened.settled();
    await page.getByText('Nearest of all 24 training samples').waitFor();
    // Neither the vectors that were passed by nor the one that is known were asked for.
    expect(opened.requests('samples').length).toBe(2);
    await close();
  });
});

describe('the heat map', () => {
  it('has the numbers of the run, chooses layers and moves the step by keyboard', async () => {
    const { page, close } = await open();
    await page.focus('.heat-names');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => selectedLayer(page)).toBe('output');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.textContent('.picture-spoken')).toMatch(/^output, step 15: /);
    const lines = await readMetrics(folder.metrics);
    const value = lines.find(({ step }) => step === 15)!.layers.output!.reverseError.full!;
    await expect
      .poll(async () => Math.abs(Number(await page.textContent('.heat-value >> nth=1')) - value))
      .toBeLessThan(1e-3 * value);
    await close();
  });

  it('leaves steps without a measurement hatched, and opens a layer at a step by a click', async () => {
    const { page, close } = await open();
    await choose(page, '#heatmap', 'metric', 'stableRank');
    const { width, height } = (await page.locator('.heat-plot').boundingBox())!;
    await page.locator('.heat-plot').click({ position: { x: width * 0.5, y: height * 0.75 } });
    await expect.poll(() => selectedLayer(page)).toBe('output');
    await expect.poll(() => page.textContent('.cursor-step')).toBe('10');
    await close();
  });
});

describe('the reconstructions', () => {
  it('tell the error of each probe as the snapshot gives it, full and local', async () => {
    const { page, close } = await open();
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const error = (kind: string) => {
      const [x, r] = [
        tensors['probe/x']!.data.slice(0, 784),
        tensors[`probe/hidden/${kind}`]!.data.slice(0, 784),
      ];
      const squares = x.reduce((sum, value, i) => sum + (r[i]! - value) ** 2, 0);
      return squares / x.reduce((sum, value) => sum + value ** 2, 0);
    };
    /** Relative difference of what is shown to the error of a kind. */
    const difference = async (kind: string) => {
      const text = (await page.textContent('[data-cell="0"] .state-error'))!;
      return Math.abs(Number(/[\d.e-]+$/.exec(text)![0]) / error(kind) - 1);
    };
    await expect.poll(() => difference('full')).toBeLessThan(1e-3);
    await page.click('#reconstructions label:has-text("local")');
    await expect.poll(() => difference('local')).toBeLessThan(1e-3);
    await close();
  });

  it('open a probe by keyboard, and the wipe moves by keyboard and by pointer', async () => {
    const { page, close } = await open('dark', 1200, 600);
    await page.focus('[data-cell="0"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.sample-detail .wipe');
    // What was opened is seen where it opens below the window, and says what it is.
    const heading = page.locator('.sample-detail h3');
    const y = async () => (await heading.boundingBox())!.y;
    await expect.poll(y).toBeLessThan(580);
    expect(await y()).toBeGreaterThan(0);
    expect(await heading.innerText()).toMatch(/^probe 2 · class .+ · input x$/);
    const select = page.locator('.sample-detail vscode-single-select');
    const offered = () => select.getByRole('option', { includeHidden: true }).allTextContents();
    await expect.poll(async () => (await offered())[0]?.trim()).toBe('x');
    await page.click('[data-cell="1"]');
    await expect.poll(async () => (await offered())[0]?.trim()).toBe('h₁');
    // At the window's lower edge the list opens upwards.
    await select.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await select.click();
    const list = (await select.getByRole('listbox').boundingBox())!;
    expect(list.y).toBeGreaterThan(0);
    expect(list.y + list.height).toBeLessThan((await select.boundingBox())!.y + 4);
    await page.keyboard.press('Escape');
    await expect.poll(() => select.getByRole('listbox').count()).toBe(0);
    const edge = () => page.$eval('.wipe-edge', (element) => (element as HTMLElement).style.left);
    await page.focus('.wipe input');
    await page.keyboard.press('ArrowRight');
    await expect.poll(edge).toBe('51%');
    const box = (await page.locator('.wipe-frame').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.2, box.y + 10);
    await page.mouse.up();
    await expect.poll(edge).toBe('20%');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.sample-detail').count()).toBe(0);
    await close();
  });

  it('keep pinned probes on top, also after a reload', async () => {
    const { page, close } = await open();
    const title = () => page.textContent('.probe-table tbody tr >> nth=0 >> th .muted');
    await page.focus('[data-cell="0"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('p');
    await expect.poll(title).not.toBe('training sample 0');
    const pinned = await title();
    await page.reload();
    await page.waitForSelector('.probe-table tbody');
    await expect.poll(title).toBe(pinned);
    await close();
  });
});

describe('figures', () => {
  /** Offers a file by a menu of the page, and takes it. */
  async function exported(page: Page, host: FolderHost, title: string, item: string): Promise<string> {
    const before = host.saved.size;
    await page.getByRole('button', { name: `Export ${title}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect.poll(() => host.saved.size).toBe(before + 1);
    return [...host.saved.values()].at(-1)!.toString();
  }

  it('have the vectors that the snapshot has, pixel for pixel in colours for white paper, and the spectrum', async () => {
    const host = new FolderHost(folder.directory);
    // The light theme is as white as paper.
    const { page } = await browser.open(host, { theme: 'light', height: 4000 });
    const shown = '#vectors .gallery-item canvas';
    await page.waitForSelector(shown);
    const { tensors } = await readTensorFile(folder.snapshot(20));
    const svg = await exported(page, host, 'singular vectors', 'SVG picture');
    const pictures = [...svg.matchAll(/<image [^>]*href="data:image\/png;base64,([^"]+)"/g)];
    expect(pictures).toHaveLength(tensors['svd/hidden/u']!.shape[1]!);
    const first = decodePng(Buffer.from(pictures[0]![1]!, 'base64'), 'first.png');
    const cell = first.width / 28;
    expect(Number.isInteger(cell)).toBe(true);
    const pixels = await pixelsOf(page, shown);
    const cells = Array.from({ length: 28 * 28 }, (_, i) => {
      const at = first.channels * (Math.floor(i / 28) * cell * first.width + (i % 28) * cell);
      return [...first.values.subarray(at, at + 3)];
    });
    expect(cells.flat()).toEqual(pixels.filter((_, i) => i % 4 !== 3));
    const csv = await exported(page, host, 'spectrum', 'CSV numbers');
    const columns = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    expect(columns.map(([, sigma]) => sigma)).toEqual([...tensors['svd/hidden/s']!.data]);
    expect(columns.map(([, , energy]) => energy)).toEqual([...tensors['svd/hidden/dataEnergy']!.data]);
    expect([...host.saved.keys()][0]).toMatch(/^peak-rr-.*-hidden-u-step20\.svg$/);
  });

  it('have the probes that the table shows, with their errors', async () => {
    const host = new FolderHost(folder.directory);
    const { page } = await browser.open(host, { theme: 'dark', height: 4000 });
    await page.waitForSelector('.probe-table canvas');
    const rows = page.locator('.probe-table tbody tr');
    const svg = await exported(page, host, 'reconstructions', 'SVG picture');
    expect(svg.match(/<image /g)).toHaveLength((await rows.count()) * 2 * 3);
    for (const error of await page.locator('.state-error').allInnerTexts()) {
      expect(svg).toContain(error.replace(/^error\s+/, ''));
    }
    const csv = await exported(page, host, 'reconstructions', 'CSV numbers');
    expect(csv.trim().split('\n')).toHaveLength(1 + (await rows.count()) * 2);
    expect((await exported(page, host, 'reconstructions', 'PNG picture')).slice(1, 4)).toBe('PNG');
  });
});

describe.each(Object.keys(THEMES) as ThemeName[])('in the theme %s', (theme) => {
  it('axe finds nothing serious and the policy is kept', async () => {
    const { page, opened, close } = await open(theme);
    expect(await barriers(page)).toEqual([]);
    expect(opened.problems).toEqual([]);
    await close();
  });
});

describe('on a narrow page', () => {
  it.each([400, 600])('of %i pixels nothing sticks out', async (width) => {
    const { page, close } = await open('dark', width);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBeLessThanOrEqual(width);
    await close();
  });
});
