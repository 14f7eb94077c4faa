import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { HostTensors } from '../../src/network/hostTensor';
import { encodeSafetensors } from '../../src/runs/safetensors';
import { useDashboards } from './support/openDashboards';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useDashboards();
const nodes = (page: Page) => page.locator('*').count();

/** A run of as many dense layers, each measured at the logged steps. */
function deepRun(layers: number, inputs = 4): WrittenRun {
  const names = Array.from({ length: layers }, (_, i) => `dense${i + 1}`);
  const { config } = JSON.parse(readFileSync(new WrittenRun().folder.manifest, 'utf8'));
  config.network.input = [inputs, 1, 1];
  config.network.layers = [
    { type: 'flatten', name: 'flatten' },
    ...names.map((name) => ({ ...config.network.layers[1], name, units: 4 })),
  ];
  const measured = Object.fromEntries(names.map((name) => [name, logged(0).layers.hidden!]));
  const run = new WrittenRun({
    config,
    data: { shape: [inputs, 1, 1], classNames: ['0', '1'], train: 4, validation: 0, test: 4 },
  });
  return run.log(...loggedUpTo(1000).map((line) => ({ ...line, layers: measured })));
}

/** Adds a snapshot with tensors of these shapes, their values waves. */
function snapshotOf(
  run: WrittenRun,
  step: number,
  shapes: Readonly<Record<string, readonly number[]>>,
): void {
  const tensors: HostTensors = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, each) => product * each, 1);
      return [
        name,
        { shape: [...shape], data: Float32Array.from({ length: size }, (_, i) => Math.cos(i + step)) },
      ];
    }),
  );
  const metadata = { step: String(step), probeIndices: '0 1', probeLabels: '0 1' };
  writeFileSync(run.folder.snapshot(step), encodeSafetensors(tensors, metadata));
}

describe('a very deep network', () => {
  it('of 200 layers has a row for each in the heat map, and only what is in sight of their states', async () => {
    const run = deepRun(200);
    const states = Array.from({ length: 200 }, (_, i) => `dense${i + 1}`).flatMap((name) => [
      [`probe/${name}/activation`, [2, 4]],
      [`probe/${name}/full`, [2, 4]],
    ]);
    for (const step of [0, 500, 1000]) {
      snapshotOf(run, step, { 'probe/x': [2, 4, 1, 1], ...Object.fromEntries(states) });
    }
    const { page, dashboard } = await open(run, { height: 2500 });
    await page.locator('.state-cell figure').first().waitFor();
    await expect.poll(() => page.locator('.heat-name').count()).toBe(200);
    await expect.poll(() => page.locator('.probe-table thead th').count()).toBe(201);
    expect(await page.locator('.probe-table figure').count()).toBeLessThan(60);
    expect(await nodes(page)).toBeLessThan(6500);
    // A layer far down is reached by the keyboard, and opened.
    await page.focus('.heat-names');
    for (let i = 0; i < 150; i++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.heat-name[aria-selected=true]').innerText()).toBe('dense151');
    expect(dashboard.problems).toEqual([]);
  });

  it('asks for no snapshot while its pictures are out of sight', async () => {
    const run = deepRun(3);
    for (const step of [0, 500, 1000]) {
      snapshotOf(run, step, { 'probe/x': [2, 4, 1, 1], 'probe/dense1/full': [2, 4, 1, 1] });
    }
    const { page, dashboard } = await open(run, { height: 500 });
    await expect.poll(() => dashboard.requests('tensors').length).toBeGreaterThan(0);
    await dashboard.settled();
    const before = dashboard.requests('tensors').length;
    for (let i = 0; i < 100; i++) await page.keyboard.press('ArrowLeft');
    await dashboard.settled();
    expect(dashboard.requests('tensors').length).toBe(before);
    await page.locator('#reconstructions').scrollIntoViewIfNeeded();
    await expect.poll(() => dashboard.requests('tensors').length).toBeGreaterThan(before);
    await expect.poll(() => dashboard.requests('tensors').at(-1)!.step).toBe(0);
  });
});

describe('a kernel of 784 directions', () => {
  it('has only those in sight on the page', async () => {
    const run = deepRun(1, 784);
    snapshotOf(run, 1000, {
      'svd/dense1/s': [784],
      'svd/dense1/dataEnergy': [784],
      'svd/dense1/u': [784, 784],
      'svd/dense1/v': [784, 784],
    });
    const { page } = await open(run, { height: 2500 });
    await page.locator('.gallery-item').first().waitFor();
    expect(await page.locator('.gallery-item').first().getAttribute('aria-setsize')).toBe('784');
    await expect.poll(() => page.locator('.gallery-item').count()).toBeLessThan(80);
    await page.focus('#vectors .gallery');
    await page.keyboard.press('End');
    await expect
      .poll(() => page.locator('.gallery-item[aria-selected=true]').getAttribute('aria-posinset'))
      .toBe('784');
    await expect.poll(() => nodes(page)).toBeLessThan(1500);
  });
});

describe('what is missing', () => {
  it('is said where there is no snapshot', async () => {
    const { page } = await open(deepRun(1), { height: 2500 });
    for (const section of ['#reconstructions', '#vectors']) {
      await expect
        .poll(() => page.locator(`${section} .empty`).innerText())
        .toContain('The run has no snapshots');
    }
  });

  it('is said of a corrupt snapshot, and what was shown before stays', async () => {
    const run = deepRun(1);
    for (const step of [0, 1000]) {
      snapshotOf(run, step, { 'probe/x': [2, 4, 1, 1], 'probe/dense1/full': [2, 4, 1, 1] });
    }
    writeFileSync(run.folder.snapshot(500), 'torn');
    const { page } = await open(run, { height: 2500 });
    await page.locator('.probe-table figure').first().waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('500');
    await expect
      .poll(() => page.locator('#reconstructions .section-note').innerText())
      .toMatch(/^still of step 1,000: /);
    expect(await page.locator('.probe-table figure').count()).toBeGreaterThan(0);
  });

  it('is said of a run that was cut off before its first step', async () => {
    const { page } = await open(new WrittenRun({ status: 'running', step: 0, pid: 2 ** 30 }));
    expect(await page.locator('.status').innerText()).toBe('interrupted');
    expect(await page.locator('#curves .empty').innerText()).toContain('ended before its first step');
    await expect.poll(() => page.getByRole('button', { name: 'Resume training' }).count()).toBe(1);
  });
});

describe('at 200 % zoom and beside code', () => {
  // 200 % of a page 800 pixels wide is a page 400 wide, with two device pixels each.
  it('every control can be reached and is whole', async () => {
    const { page, dashboard } = await open(deepRun(2), { width: 400, height: 1200 });
    await page.locator('.heat-names').waitFor();
    await dashboard.settled();
    const cut = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, input, vscode-single-select, summary, [tabindex="0"]',
        ),
      ]
        .filter((each) => each.offsetParent !== null && each.closest('.probe-scroll') === null)
        .filter((each) => {
          const { left, right } = each.getBoundingClientRect();
          return left < 0 || right > document.documentElement.clientWidth + 0.5;
        })
        .map((each) => each.outerHTML.slice(0, 100)),
    );
    expect(cut).toEqual([]);
  });
});
