import { describe, expect, it } from 'vitest';
import { barriers } from './support/barriers';
import { useDashboards } from './support/openDashboards';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useDashboards();

/** The last step of a run whose hidden layer has turned towards the data. */
function turned(step: number) {
  const { layers } = logged(step);
  return logged(step, {
    layers: { ...layers, hidden: { ...layers['hidden']!, stableRank: 1.83, topDataEnergy: 0.3573 } },
  });
}

describe('findings on the page', () => {
  it('are none for a run that shows nothing', async () => {
    const { page, dashboard } = await open(new WrittenRun().log(...loggedUpTo(1000)));
    await page.locator('#chart-losses').waitFor();
    // Longer than the page waits before it looks for them.
    for (let i = 0; i < 2; i++) await dashboard.rest();
    expect(await page.locator('#findings').count()).toBe(0);
  });

  it('tell the number, why, where to read on, and lead to the step and the layer', async () => {
    const { host, page } = await open(new WrittenRun().log(...loggedUpTo(990), turned(1000)));
    const line = page.locator('#findings .finding');
    await line.waitFor();
    expect(await line.locator('.finding-message').innerText()).toBe(
      "hidden: 36 % of the data's energy in one direction; stable rank 1.83 of 128",
    );
    expect(await line.locator('.finding-reason').isVisible()).toBe(false);
    await line.locator('summary').press('Enter');
    await line.locator('.finding-reason').waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('0');
    await line.getByRole('button', { name: 'show step 1,000' }).click();
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('1,000');
    await line.getByRole('button', { name: 'docs of data-energy' }).click();
    await expect.poll(() => host.actions).toEqual(['docs data-energy']);
    expect(await barriers(page)).toEqual([]);
  });

  it('come while the run goes on', async () => {
    const run = new WrittenRun({ status: 'running', pid: process.pid }).log(...loggedUpTo(990));
    const { host, dashboard, page } = await open(run);
    await page.locator('#chart-losses').waitFor();
    expect(await page.locator('#findings').count()).toBe(0);
    run.log(turned(1000));
    await host.update(dashboard);
    await page.locator('#findings .finding').waitFor();
  });
});
