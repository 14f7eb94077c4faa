import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cursorStep, legendValue, pointOn, useDashboards } from './support/openDashboards';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useDashboards();
const finished = () => new WrittenRun().log(...loggedUpTo(1000)).snapshot(0, 500, 1000);

describe('the numbers of the page', () => {
  it('are those of the run folder, at whatever step the cursor is', async () => {
    const { page } = await open(finished());
    expect(await page.locator('h1').innerText()).toBe('peak · RR · seed 0');
    for (const step of [1000, 0, 500]) {
      await page.getByRole('slider', { name: 'Step', exact: true }).fill(String(step));
      const line = logged(step);
      await expect
        .poll(async () => Number(await legendValue(page, 'losses', 'total')))
        .toBeCloseTo(line.loss!, 3);
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
    const row = chart.locator('tbody tr').nth(3);
    await row.waitFor();
    const cells = await row.locator('th, td').allInnerTexts();
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
    await expect.poll(() => cursorStep(page)).toBe('200');
    const before = dashboard.sent;
    for (const step of [210, 220, 230]) {
      run.log(logged(step));
      await host.update(dashboard);
      await expect.poll(() => cursorStep(page)).toBe(String(step));
    }
    expect(dashboard.sent - before).toBe(3);
    await host.update(dashboard);
    expect(dashboard.sent - before).toBe(3);
    await expect
      .poll(() => page.locator('.run-progress').innerText())
      .toMatch(/running\s+step 230 \/ 5,000\s+250 steps\/s\s+\d+ s left/);
  });

  it('leaves the cursor where it was put, until it is to follow again', async () => {
    const run = running();
    const { page, host, dashboard } = await open(run);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => cursorStep(page)).toBe('190');
    run.log(logged(210));
    await host.update(dashboard);
    await dashboard.settled();
    expect(await cursorStep(page)).toBe('190');
    await page.getByRole('button', { name: 'follow live' }).click();
    await expect.poll(() => cursorStep(page)).toBe('210');
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
    await expect.poll(() => page.getByRole('button', { name: 'Pause training' }).count()).toBe(0);
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
    // With nothing focused the keys that scroll every page scroll this one, too.
    await page.keyboard.press('PageDown');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
    expect(await cursorStep(page)).toBe('1,000');
    // What is scrolled to is not hidden by the bar at the top.
    const bar = (await page.locator('.toolbar').boundingBox())!;
    expect(await page.evaluate(() => document.documentElement.style.scrollPaddingTop)).toBe(
      `${Math.round(bar.height)}px`,
    );
    await page.locator('#chart-losses').focus();
    for (const [key, step] of presses) {
      await page.keyboard.press(key);
      await expect.poll(() => cursorStep(page), { message: key }).toBe(step);
    }
    const smoothing = page.locator('.smoothing input');
    const both = async () => [await smoothing.inputValue(), await cursorStep(page)];
    await smoothing.focus();
    await page.keyboard.press('End');
    await expect.poll(both).toEqual(['1', '1,000']);
    await page.keyboard.press('Home');
    await expect.poll(both).toEqual(['0', '1,000']);
  });

  it('is dragged on any chart, and stands at the same step on all', async () => {
    const { page } = await open(finished());
    const cursors = page.locator('.chart-cursor');
    await expect.poll(() => cursors.count()).toBeGreaterThan(3);
    const from = await pointOn(page, 'accuracy', 0.2);
    const to = await pointOn(page, 'accuracy', 0.5);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => cursorStep(page)).toBe('500');
    const places = await cursors.evaluateAll((all) => all.map((each) => each.style.transform));
    expect(new Set(places).size).toBe(1);
  });

  it('paints no chart anew as it moves', async () => {
    const { page, dashboard } = await open(finished());
    await dashboard.settled();
    expect((await dashboard.cost()).paints).toBeGreaterThan(0);
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => cursorStep(page)).toBe('700');
    await dashboard.settled();
    expect((await dashboard.cost()).paints).toBe(0);
  });

  it('plays by itself until it is stopped, from the beginning when it was at the end', async () => {
    const { page, dashboard } = await open(finished());
    await page.locator('.cursor-slider').focus();
    await page.keyboard.press(' ');
    await expect.poll(async () => Number((await cursorStep(page)).replace(',', ''))).toBeLessThan(500);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play (Space)' }).waitFor();
    const stopped = await cursorStep(page);
    await dashboard.rest();
    expect(await cursorStep(page)).toBe(stopped);
  });

  it('plays from snapshot to snapshot where less motion is wanted', async () => {
    const { page } = await open(finished(), { reducedMotion: true });
    await page.locator('.cursor-slider').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => cursorStep(page)).toBe('0');
    const steps = await page.locator('.cursor-step').evaluateHandle((element) => {
      const seen: string[] = [];
      const observer = new MutationObserver(() => seen.push(element.textContent));
      observer.observe(element, { characterData: true, childList: true, subtree: true });
      return seen;
    });
    await page.keyboard.press(' ');
    await expect.poll(() => cursorStep(page)).toBe('1,000');
    expect(await steps.jsonValue()).toEqual(['500', '1,000']);
  });

  it('goes to the best step, by the validation split where there is one', async () => {
    const lines = loggedUpTo(1000).map((line) =>
      line.step % 20 === 0 ? { ...line, validationAccuracy: line.step === 340 ? 0.99 : 0.5 } : line,
    );
    const { page } = await open(new WrittenRun().log(...lines));
    await page.getByRole('button', { name: /^Best step: 340, highest validation accuracy/ }).click();
    await expect.poll(() => cursorStep(page)).toBe('340');
  });

  it('is read out when it has come to rest', async () => {
    const { page } = await open(finished());
    await page.locator('.cursor-slider').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.getByRole('status').first().innerText())
      .toBe('Step 10, loss 2.034, pictures of step 0');
  });
});
