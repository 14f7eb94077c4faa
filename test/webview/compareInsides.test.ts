import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTensorFile } from '../../src/runs/tensorFile';
import { barriers } from './support/barriers';
import { CompareHost } from './support/compareHost';
import { TALL, useComparisons } from './support/openComparisons';
import type { ThemeName } from './support/themes';
import { THEMES } from './support/themes';
import { dist, useTrainedModes } from './support/trainedModes';

const modes = useTrainedModes();
const { foldersOf } = modes;
const { open, blankPage } = useComparisons();

describe('the pictures of a comparison', () => {
  it('are those of the snapshot nearest to the cursor, with their errors, on one scale', async () => {
    const { page } = await open(new CompareHost([modes.directory]), TALL);
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
    const steps = () => page.locator('#reconstructions .grid-step').allInnerTexts();
    await expect.poll(steps).toEqual(['step 10', 'step 10']);
    await expect
      .poll(async () => Number((await first.locator('figcaption').nth(1).innerText()).replace('error ', '')))
      .toBeCloseTo(squares / total, 3);
    expect(await page.locator('#reconstructions .colour-bar').count()).toBe(1);
  });

  it('are exported as a figure that names the runs', async () => {
    const host = new CompareHost([modes.directory]);
    const { page } = await open(host, TALL);
    const grid = page.locator('#vectors .picture-grid');
    await grid.locator('td canvas').first().waitFor();
    await page.getByRole('button', { name: 'Export Singular vectors, hidden' }).click();
    await page.getByRole('menuitem', { name: 'SVG picture' }).click();
    await expect.poll(() => host.saved.size).toBe(1);
    const [[name, content]] = [...host.saved] as [[string, Buffer]];
    expect(name).toBe('comparison-vectors-hidden.svg');
    const svg = content.toString();
    expect(svg.match(/<image /g)).toHaveLength(await grid.locator('td figure').count());
    for (const label of await grid.locator('thead .run-label').allInnerTexts()) {
      expect(svg).toContain(`>${label}<`);
    }
    for (const caption of await grid.locator('td figcaption').allInnerTexts()) {
      expect(svg).toContain(`>${caption}<`);
    }
  });

  it('of two runs lie over each other: an edge to drag, or the one after the other by a button', async () => {
    const { page, dashboard } = await open(new CompareHost([modes.directory]), {
      ...TALL,
      reducedMotion: true,
    });
    await page.locator('#vectors td[data-cell]').first().click();
    const pair = page.locator('#vectors .pair-detail');
    await pair.getByRole('slider', { name: /^Edge between/ }).waitFor();
    await pair.locator('label', { hasText: 'flicker' }).click();
    const shown = () => pair.locator('.flicker figcaption').innerText();
    await expect.poll(shown).toBe('Std · seed 0');
    await dashboard.rest();
    await dashboard.rest();
    // Where less motion is wanted nothing changes by itself.
    expect(await shown()).toBe('Std · seed 0');
    await pair.getByRole('button', { name: 'show RR · seed 0' }).click();
    await expect.poll(shown).toBe('RR · seed 0');
  });

  it('show spectra, and the angles between the runs and to the data', async () => {
    const [one] = foldersOf('rr');
    const host = new CompareHost([modes.directory], { runs: [one!.id, foldersOf('std')[0]!.id] });
    const { page } = await open(host, TALL);
    await page.locator('#chart-spectrum canvas').waitFor();
    await page.getByRole('button', { name: 'Export Singular values σ' }).click();
    await page.getByRole('menuitem', { name: 'CSV numbers' }).click();
    await expect
      .poll(() => host.saved.get('comparison-hidden-spectrum.csv')?.toString())
      .toMatch(/^run,layer,step,number,singular value\n(Std|RR) · seed 0,hidden,\d+,1,[\d.]+\n/);
    const isCut = (heading: Element) => heading.scrollWidth > heading.clientWidth;
    expect(await page.locator('#chart-captured h3').evaluate(isCut)).toBe(false);
    const angles = page.locator('.angles tbody tr');
    await expect.poll(() => angles.count()).toBe(2);
    await expect.poll(() => angles.nth(1).locator('td').first().innerText()).toMatch(/^\d+\.\d° … \d+\.\d°$/);
  });
});

describe('the report of a comparison', () => {
  it('is one file that shows the same, and loads nothing', async () => {
    const file = path.join(modes.directory, 'report.html');
    const ids = [...foldersOf('std'), ...foldersOf('rr')].map(({ directory }) => directory);
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(dist, 'cli.js'), 'compare', ...ids, '--html', file],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    const page = await blankPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (/^https?:/.test(request.url())) problems.push(`loads ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.locator('#chart-taskLoss canvas').waitFor();
    await expect.poll(() => page.locator('.run-row').count()).toBe(2);
    await page.locator('#table .insides canvas').first().waitFor();
    await page.getByRole('button', { name: 'Pin RR as the baseline' }).click();
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    // On paper nothing is cut off: what is too wide is made to fit.
    await page.emulateMedia({ media: 'print' });
    const sticksOut = () =>
      page.evaluate(() => {
        const { right } = document.body.getBoundingClientRect();
        const tables = [...document.querySelectorAll('table')];
        return tables.filter((table) => table.getBoundingClientRect().right > right + 1).length;
      });
    await expect.poll(() => page.locator('.picture-grid').count()).toBe(2);
    await expect.poll(sticksOut).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('.runs-scroll').getAttribute('style')).not.toContain('zoom');
    expect(problems).toEqual([]);
    await page.close();
    rmSync(file);
  });
});

describe.each(Object.keys(THEMES) as ThemeName[])('in the theme %s', (theme) => {
  it('the page keeps nobody out', async () => {
    const { page } = await open(new CompareHost([modes.directory]), { theme, height: 1200 });
    await page.locator('#chart-taskLoss canvas').waitFor();
    await page.getByRole('button', { name: 'columns' }).click();
    await page.getByRole('button', { name: 'min … max' }).click();
    // All rules once; what the themes differ in are their colours.
    expect(await barriers(page, theme === 'dark' ? undefined : ['color-contrast'])).toEqual([]);
  });
});
