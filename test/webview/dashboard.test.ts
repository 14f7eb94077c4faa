import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenOptions } from './support/dashboardPage';
import type { DashboardPage } from './support/dashboardPage';
import { DashboardBrowser } from './support/dashboardPage';
import { FolderHost } from './support/folderHost';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

let browser: DashboardBrowser;
const opened: DashboardPage[] = [];
beforeAll(async () => {
  browser = await DashboardBrowser.start();
});
afterAll(() => browser.stop());
afterEach(async () => {
  const problems = opened.flatMap((page) => page.problems);
  for (const page of opened.splice(0)) await page.close();
  expect(problems).toEqual([]);
});

async function open(run: WrittenRun, options: OpenOptions = {}) {
  const host = new FolderHost(run.directory);
  const dashboard = await browser.open(host, options);
  opened.push(dashboard);
  await dashboard.page.locator('h1').waitFor();
  return { host, dashboard, page: dashboard.page };
}

const finished = () => new WrittenRun().log(...loggedUpTo(1000)).snapshot(0, 500, 1000);
const cursorStep = (page: Page) => page.locator('.cursor-step').innerText();
const legendValue = (page: Page, chart: string, label: string) =>
  page
    .locator(`#chart-${chart} .legend button`, { has: page.getByText(label, { exact: true }) })
    .locator('.legend-value')
    .innerText();
/** Middle of a chart's drawing area at a share of its width. */
async function pointOn(page: Page, chart: string, share: number) {
  const box = (await page.locator(`#chart-${chart} .u-over`).boundingBox())!;
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}

describe('the numbers of the page', () => {
  it('are those of the run folder, at whatever step the cursor is', async () => {
    const { page } = await open(finished());
    expect(await page.locator('h1').innerText()).toBe('peak · RR · seed 0');
    for (const step of [1000, 0, 500]) {
      await page.getByRole('slider', { name: 'Step', exact: true }).fill(String(step));
      const line = logged(step);
      expect(Number(await legendValue(page, 'losses', 'total'))).toBeCloseTo(line.loss!, 3);
      expect(Number(await legendValue(page, 'losses', 'RR'))).toBeCloseTo(line.penalties.rr!, 4);
      expect(Number(await legendValue(page, 'reverse-error', 'hidden'))).toBeCloseTo(
        line.layers.hidden!.reverseError.full!,
        4,
      );
      expect(await legendValue(page, 'stable-rank', 'output')).toBe(String(line.layers.output!.stableRank));
    }
  });

  it('are in the table and the exported file as they were measured', async () => {
    const { page, host } = await open(finished());
    const chart = page.locator('#chart-losses');
    await chart.getByRole('button', { name: 'Show as a table' }).click();
    const cells = await chart.locator('tbody tr').nth(3).locator('th, td').allInnerTexts();
    const { step, loss, taskLoss, penalties } = logged(30);
    expect(cells.map(Number)).toEqual(
      [step, loss, taskLoss, penalties.rr].map((each) => Number(each!.toPrecision(7))),
    );
    await chart.getByRole('button', { name: 'Export Losses' }).click();
    await page.getByRole('menuitem', { name: 'CSV numbers' }).click();
    await expect.poll(() => host.saved.size).toBe(1);
    const [[name, content]] = [...host.saved] as [[string, Buffer]];
    expect(name).toMatch(/losses\.csv$/);
    const rows = content.toString().trim().split('\n').slice(1);
    expect(rows).toEqual(
      loggedUpTo(1000).map((each) => [each.step, each.loss, each.taskLoss, each.penalties.rr].join(',')),
    );
  });

  it('are exported as pictures too', async () => {
    const { page, host } = await open(finished());
    for (const [item, ending] of [
      ['PNG picture', 'png'],
      ['SVG picture', 'svg'],
    ] as const) {
      await page.getByRole('button', { name: 'Export Accuracy' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await expect.poll(() => [...host.saved.keys()].some((name) => name.endsWith(ending))).toBe(true);
    }
    const [png, svg] = [...host.saved.values()] as [Buffer, Buffer];
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(svg.toString()).toMatch(/^<svg .*Accuracy/s);
    expect(svg.toString()).not.toContain('NaN');
  });
});

describe('a run that goes on', () => {
  const running = () =>
    new WrittenRun({ status: 'running', step: 200, steps: 5000 }).log(...loggedUpTo(200)).snapshot(0);

  it('is followed step by step, each change in one message', async () => {
    const run = running();
    const { page, host, dashboard } = await open(run);
    expect(await cursorStep(page)).toBe('200');
    const before = dashboard.sent;
    for (const step of [210, 220, 230]) {
      run.log(logged(step));
      await host.update(dashboard);
      await expect.poll(() => cursorStep(page)).toBe(String(step));
    }
    expect(dashboard.sent - before).toBe(3);
    await host.update(dashboard);
    expect(dashboard.sent - before).toBe(3);
    expect(await page.locator('.run-progress').innerText()).toMatch(
      /running\s+step 230 \/ 5,000\s+250 steps\/s\s+\d+ s left/,
    );
  });

  it('leaves the cursor where it was put, until it is to follow again', async () => {
    const run = running();
    const { page, host, dashboard } = await open(run);
    await page.keyboard.press('ArrowLeft');
    expect(await cursorStep(page)).toBe('190');
    run.log(logged(210));
    await host.update(dashboard);
    expect(await cursorStep(page)).toBe('190');
    await page.getByRole('button', { name: 'follow live' }).click();
    expect(await cursorStep(page)).toBe('210');
  });

  it('is shown as it is on disk after a torn line and steps taken again', async () => {
    const run = running();
    const { page, host, dashboard } = await open(run);
    appendFileSync(run.folder.metrics, '{"step":210,"lo\n');
    run.log(logged(190, { loss: 7 }), logged(200, { loss: 8 }));
    await host.update(dashboard);
    await expect.poll(() => legendValue(page, 'losses', 'total')).toBe('8');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => legendValue(page, 'losses', 'total')).toBe('7');
  });

  it('can be paused, stopped and resumed from here', async () => {
    const run = running();
    const { page, host, dashboard } = await open(run);
    await page.getByRole('button', { name: 'Pause training' }).click();
    await page.getByRole('button', { name: 'Stop training' }).click();
    run.tell({ status: 'stopped' });
    await host.update(dashboard);
    await page.getByRole('button', { name: 'Resume training' }).click();
    await expect.poll(() => host.actions).toEqual(['pause', 'stop', 'resume']);
    expect(await page.getByRole('button', { name: 'Pause training' }).count()).toBe(0);
  });

  it('says what the host answers when something cannot be done', async () => {
    const { page, host } = await open(running());
    host.answer = () => {
      throw new Error('another window trains it');
    };
    await page.getByRole('button', { name: 'Stop training' }).click();
    expect(await page.getByRole('alert').innerText()).toBe('another window trains it');
  });
});

describe('the step cursor', () => {
  it('moves by keys: logged steps, snapshots, the ends', async () => {
    const { page } = await open(finished());
    const presses = [
      ['ArrowLeft', '990'],
      ['Shift+ArrowLeft', '500'],
      ['ArrowRight', '510'],
      ['Shift+ArrowRight', '1,000'],
      ['PageDown', '900'],
      ['Home', '0'],
      ['End', '1,000'],
    ] as const;
    for (const [key, step] of presses) {
      await page.keyboard.press(key);
      expect(await cursorStep(page), key).toBe(step);
    }
  });

  it('is dragged on any chart, and stands at the same step on all', async () => {
    const { page } = await open(finished());
    const from = await pointOn(page, 'accuracy', 0.2);
    const to = await pointOn(page, 'accuracy', 0.5);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    expect(await cursorStep(page)).toBe('500');
    const places = await page
      .locator('.chart-cursor')
      .evaluateAll((all) => all.map((each) => each.style.transform));
    expect(places.length).toBeGreaterThan(3);
    expect(new Set(places).size).toBe(1);
  });

  it('paints no chart anew as it moves', async () => {
    const { page, dashboard } = await open(finished());
    await page.waitForTimeout(300);
    await dashboard.cost();
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowLeft');
    expect(await cursorStep(page)).toBe('700');
    expect((await dashboard.cost()).paints).toBe(0);
  });

  it('plays by itself until it is stopped, from the beginning when it was at the end', async () => {
    const { page } = await open(finished());
    await page.keyboard.press(' ');
    await expect.poll(async () => Number((await cursorStep(page)).replace(',', ''))).toBeLessThan(500);
    await page.keyboard.press(' ');
    const stopped = await cursorStep(page);
    await page.waitForTimeout(300);
    expect(await cursorStep(page)).toBe(stopped);
    expect(await page.getByRole('button', { name: 'Play (Space)' }).count()).toBe(1);
  });

  it('plays from snapshot to snapshot where less motion is wanted', async () => {
    const { page } = await open(finished(), { reducedMotion: true });
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await expect.poll(() => cursorStep(page), { timeout: 5000 }).toBe('500');
    await page.keyboard.press(' ');
  });

  it('goes to the best step, by the validation split where there is one', async () => {
    const lines = loggedUpTo(1000).map((line) =>
      line.step % 20 === 0 ? { ...line, validationAccuracy: line.step === 340 ? 0.99 : 0.5 } : line,
    );
    const { page } = await open(new WrittenRun().log(...lines));
    await page.getByRole('button', { name: /^Best step: 340, highest validation accuracy/ }).click();
    expect(await cursorStep(page)).toBe('340');
  });

  it('is read out when it has come to rest', async () => {
    const { page } = await open(finished());
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.getByRole('status').first().innerText())
      .toBe('Step 10, loss 2.034, pictures of step 0');
  });
});

describe('the curves', () => {
  it('are zoomed with Shift and the wheel, and shown whole again by a double click', async () => {
    const { page } = await open(finished());
    const reset = page.locator('#chart-losses').getByRole('button', { name: 'Show everything' });
    expect(await reset.isDisabled()).toBe(true);
    const [from, to] = [await pointOn(page, 'losses', 0.25), await pointOn(page, 'losses', 0.75)];
    await page.mouse.move(from.x, from.y);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(await reset.isEnabled()).toBe(true);
    // Half of the steps now take the whole width, on every chart.
    const middle = await pointOn(page, 'accuracy', 0.5);
    await page.mouse.click(middle.x, middle.y);
    expect(await cursorStep(page)).toBe('500');
    const edge = await pointOn(page, 'accuracy', 0.01);
    await page.mouse.click(edge.x, edge.y);
    expect(Number(await cursorStep(page))).toBeGreaterThanOrEqual(250);
    await page.mouse.dblclick(middle.x, middle.y);
    expect(await reset.isDisabled()).toBe(true);
    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(() => reset.isEnabled()).toBe(true);
  });

  it('come and go by their legend, with the mouse and with keys', async () => {
    const { page, dashboard } = await open(finished());
    const button = page.locator('#chart-losses .legend button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press(' ');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    expect(await cursorStep(page)).toBe('1,000');
    expect(dashboard.problems).toEqual([]);
  });

  it('say what they are where the pointer is, to all digits', async () => {
    const { page } = await open(finished());
    const point = await pointOn(page, 'losses', 0.5);
    await page.mouse.move(point.x, point.y);
    const tooltip = page.locator('#chart-losses .tooltip');
    expect(await tooltip.innerText()).toContain('step 500');
    expect(await tooltip.innerText()).toContain(String(Number(logged(500).loss!.toPrecision(7))));
  });

  it('are smoothed on demand, the measured numbers behind', async () => {
    const { page, dashboard } = await open(finished());
    const before = await legendValue(page, 'losses', 'total');
    await dashboard.cost();
    await page.getByRole('slider', { name: 'smooth' }).fill('0.5');
    await expect.poll(() => legendValue(page, 'losses', 'total')).not.toBe(before);
    expect((await dashboard.cost()).paints).toBeGreaterThan(0);
  });

  it('are thinned to what can be seen: 100,000 logged steps', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => ({ ...logged(i), layers: {} }));
    const { page, dashboard } = await open(new WrittenRun({ steps: 99_999, step: 99_999 }).log(...lines));
    await page.locator('#chart-losses canvas').waitFor();
    await page.waitForTimeout(500);
    await dashboard.cost();
    await page.getByRole('radio', { name: 'lin' }).check({ force: true });
    await expect.poll(async () => (await dashboard.cost()).paints).toBeGreaterThan(0);
    await page.getByRole('radio', { name: 'log' }).check({ force: true });
    await page.waitForTimeout(300);
    const { paints, segments } = await dashboard.cost();
    // At most four points a pixel of each of a chart's three lines, about 340 pixels wide, and markers.
    expect(segments / Math.max(paints, 1)).toBeLessThan(3 * 4 * 400 + 1000);
    expect(await page.locator('*').count()).toBeLessThan(1500);
  });

  it('break where a loss was not finite, and mark where the training diverged', async () => {
    const run = new WrittenRun({
      status: 'failed',
      step: 50,
      error: { message: 'the training diverged: at step 50 the loss is NaN', step: 50 },
    }).log(...loggedUpTo(40), logged(50, { loss: null, taskLoss: null, penalties: { rr: null } }));
    const { page } = await open(run);
    expect(await page.locator('.message.error').innerText()).toContain('the loss is NaN');
    expect(await page.locator('.message.error').innerText()).toContain('up to step 50 is kept');
    expect(await legendValue(page, 'losses', 'total')).toBe('∞');
  });
});

describe('what there is to see', () => {
  it('of a run without a step yet', async () => {
    const { page } = await open(new WrittenRun({ status: 'running', step: 0 }));
    expect(await page.locator('#curves .empty').innerText()).toContain('Nothing has been logged yet');
  });

  it('of a run with a single step', async () => {
    const { page } = await open(new WrittenRun({ step: 0 }).log(logged(0)));
    expect(await legendValue(page, 'losses', 'total')).toBe('2.1');
    await page.keyboard.press('ArrowRight');
    expect(await cursorStep(page)).toBe('0');
  });

  it('of a run whose folder went away while it was looked at', async () => {
    const run = finished();
    const { page, host, dashboard } = await open(run);
    rmSync(run.directory, { recursive: true });
    await host.update(dashboard);
    await expect
      .poll(() => page.locator('.message.error').innerText())
      .toContain('What was read before is shown');
    expect(await legendValue(page, 'losses', 'total')).not.toBe('–');
  });

  it('of a folder that is no run', async () => {
    const host = new FolderHost('/nowhere/run');
    const dashboard = await browser.open(host);
    opened.push(dashboard);
    expect(await dashboard.page.getByRole('alert').innerText()).toContain('no run here');
  });

  it('of a network of 200 layers: as many lines as can be read', async () => {
    const config = finished();
    const layers = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`dense${i + 1}`, logged(0).layers.hidden!]),
    );
    const { config: resolved } = JSON.parse(readFileSync(config.folder.manifest, 'utf8'));
    resolved.network.layers = [
      { type: 'flatten' },
      ...Object.keys(layers).map((name) => ({ ...resolved.network.layers[1], name, units: 4 })),
    ];
    const run = new WrittenRun({ config: resolved }).log(logged(0, { layers }), logged(10, { layers }));
    const { page } = await open(run);
    expect(await page.locator('#chart-reverse-error .legend button').count()).toBe(8);
    expect(await page.locator('#chart-reverse-error .chart-note').innerText()).toContain('8 of 200 layers');
  });
});

describe('the page', () => {
  it('says ready once and comes back after a reload as it was left', async () => {
    const { page, dashboard, host } = await open(finished(), { height: 500 });
    expect(dashboard.received.filter(({ type }) => type === 'ready')).toHaveLength(1);
    await page.getByRole('radio', { name: 'epoch' }).check({ force: true });
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('500');
    await page.locator('#chart-losses .legend button').first().click();
    await page.evaluate(() => window.scrollTo({ top: 200 }));
    await page.waitForTimeout(300);
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await cursorStep(page)).toBe('500 · epoch 500');
    expect(await page.locator('#chart-losses .legend button').first().getAttribute('aria-pressed')).toBe(
      'false',
    );
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(200);
    const kept = await page.evaluate(() => sessionStorage.getItem('state')!);
    expect((JSON.parse(kept) as { directory: string }).directory).toBe(host.run);
  });

  it.each([400, 700, 1200, 2500])('fits into %d pixels without scrolling sideways', async (width) => {
    const { page } = await open(finished(), { width });
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.setViewportSize({ width: Math.round(width * 0.8), height: 900 });
    await page.waitForTimeout(200);
    expect(await overflow()).toBe(0);
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('#chart-losses, #chart-losses canvas')].map(
        (each) => each.getBoundingClientRect().width,
      ),
    );
    expect(Math.abs(widths[0]! - widths[1]!)).toBeLessThan(2);
  });

  it('is laid out from right to left in languages that are read so', async () => {
    const { page } = await open(finished(), { language: 'ar', width: 900 });
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
    const heading = (await page.locator('h1').boundingBox())!;
    expect(heading.x).toBeGreaterThan(450);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
  });

  it("speaks the user's language where it is translated", async () => {
    const texts = { Losses: 'Verluste', 'step {0} / {1}': 'Schritt {0} von {1}' };
    const { page } = await open(finished(), { language: 'de', texts });
    expect(await page.locator('#chart-losses h3').innerText()).toBe('Verluste');
    expect(await page.locator('.run-progress').innerText()).toContain('Schritt 1,000 von 1,000');
  });
});
