import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/runs/runManifest';
import { cell, columnOf, useComparisons, written } from './support/openComparisons';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useComparisons();

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
    await expect.poll(() => page.locator('.run-row').count()).toBe(4);
    await expect.poll(() => page.locator('.run-head').innerText()).toMatch('there is no run "peak-gone-s0"');
    const notes = () => page.locator('.table-notes').innerText();
    await expect.poll(notes).toMatch(/rr · seed 0: .*its values are the last logged/);
    await expect.poll(notes).toMatch(/ort · seed 0: .*diverged|failed/);
    const loss = await columnOf(page, 'task loss');
    await expect.poll(() => cell(page, 'RR', loss).innerText()).toMatch(/\*/);
    await expect.poll(() => cell(page, 'Ort', loss).innerText()).toMatch('not finite');
    const error = await columnOf(page, 'reverse error');
    const missing = cell(page, 'WEISSI', error).locator('.cell-value');
    await expect.poll(() => missing.innerText()).toBe('–');
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
    await expect.poll(() => page.locator('#chart-taskLoss .legend li').count()).toBe(2);
  });

  it('come in while they train', async () => {
    const run = new WrittenRun({ status: 'running', pid: process.pid }).log(...loggedUpTo(100));
    const host = written(run);
    const { page, dashboard } = await open(host);
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('100');
    run.log(logged(110));
    await host.update(dashboard);
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('110');
    await expect.poll(() => page.locator('.run-head').innerText()).toMatch('1 going on');
  });
});

function results(taskLoss: number): NonNullable<RunManifest['final']> {
  return { loss: taskLoss, taskLoss, penalties: {}, trainAccuracy: 1, testAccuracy: 0.9 };
}
