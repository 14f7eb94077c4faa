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
