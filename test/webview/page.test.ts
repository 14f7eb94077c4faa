import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FolderHost } from './support/folderHost';
import { cursorStep, legendValue, useDashboards } from './support/openDashboards';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open, openHost } = useDashboards();
const finished = () => new WrittenRun().log(...loggedUpTo(1000)).snapshot(0, 500, 1000);

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
    const dashboard = await openHost(host);
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
    await expect.poll(() => page.locator('#chart-reverse-error .legend button').count()).toBe(8);
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
    const kept = async () =>
      JSON.parse(await page.evaluate(() => sessionStorage.getItem('state')!)) as Record<string, unknown>;
    await expect.poll(kept).toMatchObject({ directory: host.run, view: { scroll: 200 } });
    await page.reload();
    await page.locator('h1').waitFor();
    await expect.poll(() => cursorStep(page)).toBe('500 · epoch 500');
    const button = page.locator('#chart-losses .legend button').first();
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(200);
    expect(await kept()).toMatchObject({ directory: host.run });
  });

  it.each([320, 700, 1200, 2500])('fits into %d pixels without scrolling sideways', async (width) => {
    const { page, dashboard } = await open(finished(), { width });
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.locator('#chart-losses canvas').waitFor();
    await dashboard.settled();
    expect(await overflow()).toBe(0);
    await page.setViewportSize({ width: Math.round(width * 0.8), height: 900 });
    await dashboard.settled();
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
    // A number stands before its unit, as in the language of the text.
    const places = await page.locator('.run-numbers dd', { hasText: '%' }).evaluate((element) => {
      const placeOf = (at: number): number => {
        const range = document.createRange();
        range.setStart(element.firstChild!, at);
        range.setEnd(element.firstChild!, at + 1);
        return range.getBoundingClientRect().x;
      };
      return [placeOf(0), placeOf(element.textContent.indexOf('%'))];
    });
    expect(places[0]!).toBeLessThan(places[1]!);
    // Steps go one way on all: near the left end they are early.
    const slider = page.locator('.cursor-slider');
    const { width, height } = (await slider.boundingBox())!;
    await slider.click({ position: { x: 0.1 * width, y: height / 2 } });
    await expect.poll(async () => Number(await slider.inputValue())).toBeLessThan(200);
  });

  it("speaks the user's language where it is translated", async () => {
    const texts = { Losses: 'Verluste', 'step {0} / {1}': 'Schritt {0} von {1}' };
    const { page } = await open(finished(), { language: 'de', texts });
    expect(await page.locator('#chart-losses h3').innerText()).toBe('Verluste');
    expect(await page.locator('.run-progress').innerText()).toContain('Schritt 1,000 von 1,000');
  });
});
