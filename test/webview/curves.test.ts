import { describe, expect, it } from 'vitest';
import { cursorStep, legendValue, pointOn, useDashboards } from './support/openDashboards';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useDashboards();
const finished = () => new WrittenRun().log(...loggedUpTo(1000)).snapshot(0, 500, 1000);

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
    await expect.poll(() => reset.isEnabled()).toBe(true);
    // Half of the steps now take the whole width, on every chart; the others follow in turn.
    const middle = await pointOn(page, 'accuracy', 0.5);
    await page.mouse.click(middle.x, middle.y);
    await expect.poll(() => cursorStep(page)).toBe('500');
    const edge = await pointOn(page, 'accuracy', 0.01);
    const stepAtEdge = async () => {
      await page.mouse.click(edge.x, edge.y);
      return Number(await cursorStep(page));
    };
    await expect.poll(stepAtEdge).toBeGreaterThanOrEqual(250);
    expect(await stepAtEdge()).toBeLessThan(300);
    await page.mouse.dblclick(middle.x, middle.y);
    await expect.poll(() => reset.isDisabled()).toBe(true);
    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(() => reset.isEnabled()).toBe(true);
    // Keys go to what lies beside, and a sign says where the cursor was left.
    for (let i = 0; i < 3; i++) await page.press('#chart-losses', '+');
    for (let i = 0; i < 8; i++) await page.press('#chart-losses', '.');
    const left = page.locator('#chart-losses .chart-cursor.is-before');
    await expect.poll(() => left.count()).toBe(1);
    await page.press('#chart-losses', '0');
    await expect.poll(() => left.count()).toBe(0);
  });

  it('come and go by their legend, with the mouse and with keys', async () => {
    const { page, dashboard } = await open(finished());
    const button = page.locator('#chart-losses .legend button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press(' ');
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
    expect(await cursorStep(page)).toBe('1,000');
    expect(dashboard.problems).toEqual([]);
  });

  it('say what they are where the pointer is, to all digits', async () => {
    const { page } = await open(finished());
    const point = await pointOn(page, 'losses', 0.5);
    await page.mouse.move(point.x, point.y);
    const tooltip = page.locator('#chart-losses .tooltip');
    await expect.poll(() => tooltip.innerText()).toContain('step 500');
    expect(await tooltip.innerText()).toContain(String(Number(logged(500).loss!.toPrecision(7))));
  });

  it('are smoothed on demand, the measured numbers behind', async () => {
    const { page, dashboard } = await open(finished());
    const before = await legendValue(page, 'losses', 'total');
    await dashboard.settled();
    await dashboard.cost();
    await page.getByRole('slider', { name: 'smooth' }).fill('0.5');
    await expect.poll(async () => (await dashboard.cost()).paints).toBeGreaterThan(0);
    // What is told is what was measured; what is drawn is told beside it.
    expect(await legendValue(page, 'losses', 'total')).toBe(before);
    await page.locator('#chart-losses .u-over').hover();
    const heads = page.locator('#chart-losses .tooltip thead th');
    await expect.poll(() => heads.allInnerTexts()).toEqual(['measured', 'smoothed']);
  });

  it('are thinned to what can be seen: 100,000 logged steps', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => ({ ...logged(i), layers: {} }));
    const { page, dashboard } = await open(new WrittenRun({ steps: 99_999, step: 99_999 }).log(...lines));
    await page.locator('#chart-losses canvas').waitFor();
    await dashboard.settled();
    await dashboard.cost();
    for (const scale of ['lin', 'log']) {
      await page.getByRole('radio', { name: scale }).check({ force: true });
      await dashboard.settled();
      const { paints, segments } = await dashboard.cost();
      expect(paints, scale).toBeGreaterThan(0);
      // At most four points a pixel of each of a chart's three lines, about 340 pixels wide, and markers.
      expect(segments / paints, scale).toBeLessThan(3 * 4 * 400 + 1000);
    }
    expect(await page.locator('*').count()).toBeLessThan(1500);
  });

  it('look the same after a motion as without one, whatever they were drawn like meanwhile', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => ({ ...logged(i), loss: 1 + (i % 3), layers: {} }));
    const { page, dashboard } = await open(new WrittenRun({ steps: 1999, step: 1999 }).log(...lines));
    const canvas = page.locator('#chart-losses canvas');
    await canvas.waitFor();
    await dashboard.settled();
    const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
    const inMotion = await canvas.evaluate(async (element) => {
      const area = element.parentElement!.querySelector('.u-over')!;
      const { left, top, width } = area.getBoundingClientRect();
      const place = { clientX: left + width / 2, clientY: top + 10, bubbles: true, cancelable: true };
      for (let i = 0; i < 2; i++)
        area.dispatchEvent(new WheelEvent('wheel', { deltaY: -40, ctrlKey: true, ...place }));
      // The chart under the pointer is drawn before anything else happens.
      for (let i = 0; i < 50; i++) await Promise.resolve();
      return (element as HTMLCanvasElement).toDataURL();
    });
    await expect.poll(picture).not.toBe(inMotion);
    const atRest = await picture();
    const button = page.locator('#chart-losses .legend button').first();
    await button.click();
    await expect.poll(picture).not.toBe(atRest);
    await button.click();
    await expect.poll(picture).toBe(atRest);
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
