import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pointOn } from './support/openDashboards';
import { useComparisons, written } from './support/openComparisons';
import { logged, loggedUpTo, WrittenRun } from './support/writtenRun';

const { open } = useComparisons();

/** Two seeds of a mode, each logging a task loss of its own. */
const seeds = (mode: string, ...losses: readonly ((step: number) => number)[]) =>
  losses.map((taskLoss, seed) =>
    new WrittenRun({ mode, seed }).log(
      ...loggedUpTo(1000).map((line) => ({ ...line, taskLoss: taskLoss(line.step) })),
    ),
  );

const atCursor = (page: Page, chart: string, label: string) =>
  page.locator(`#chart-${chart} .legend li`, { hasText: label }).locator('.legend-value').innerText();

describe('the curves of a comparison', () => {
  it('are means over seeds, and have the logged values at the cursor', async () => {
    const host = written(
      ...seeds(
        'rr',
        (step) => 1 + step / 100,
        (step) => 2 + step / 50,
      ),
      ...seeds(
        'std',
        (step) => 1 + step / 10,
        (step) => 2 + step / 5,
      ),
    );
    const { page } = await open(host);
    const chart = page.locator('#chart-taskLoss');
    await chart.locator('canvas').waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('200');
    await expect.poll(() => atCursor(page, 'taskLoss', 'RR')).toBe('4.5');
    await chart.getByRole('button', { name: 'Export Task loss' }).click();
    await chart.getByRole('menuitem', { name: 'SVG picture' }).click();
    await expect
      .poll(() => host.saved.get('comparison-taskLoss.svg')?.toString())
      .toMatch(/<path d="M[^"]*Z" fill=/);
  });

  it('have the spread that is chosen around them, which the file keeps', async () => {
    const host = written(
      ...seeds(
        'rr',
        () => 1,
        () => 3,
        () => 8,
      ),
      ...seeds(
        'std',
        () => 5,
        () => 5,
      ),
    );
    const { page } = await open(host);
    await page.locator('#chart-taskLoss canvas').waitFor();
    const bands = page.getByRole('group', { name: 'bands' });
    expect(await bands.getByRole('radio', { checked: true }).getAttribute('value')).toBe('range');
    /** Height of the area around RR's mean of 4; Std's mean is 5. */
    const height = async (areasAre: string) => {
      host.saved.clear();
      await page.getByRole('button', { name: 'Export Task loss' }).click();
      await page.getByRole('menuitem', { name: 'SVG picture' }).click();
      await expect.poll(() => host.saved.size).toBe(1);
      const svg = host.saved.get('comparison-taskLoss.svg')!.toString();
      const lines = [...svg.matchAll(/<path d="M[\d.]+ ([\d.]+)[^"]*" stroke="[^"]*" stroke-width="1.5"/g)];
      const unit = Math.abs(Number(lines[0]![1]) - Number(lines[1]![1]));
      const areas = [...svg.matchAll(/<path d="(M[^"]*)Z"/g)].map(([, path]) => {
        const ys = [...path!.matchAll(/[\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
        return (Math.max(...ys) - Math.min(...ys)) / unit;
      });
      expect(Math.min(...areas)).toBe(0);
      const about = [...svg.matchAll(/<text x="64" y="\d+" fill="[^"]*">([^<]*)/g)].map(([, text]) => text!);
      expect(about.join(' ')).toContain('means over seeds: Std 2, RR 3');
      expect(about.join(' ')).toContain(areasAre);
      return Math.max(...areas);
    };
    await page.getByRole('radio', { name: 'lin' }).check({ force: true });
    expect(await height('areas from the lowest to the highest')).toBeCloseTo(7, 1);
    await bands.getByRole('radio', { checked: true }).press('ArrowRight');
    await expect.poll(() => host.file.layout).toEqual({ band: 'sd' });
    const hint = () => page.locator('#curves .section-hint').innerText();
    await expect.poll(hint).toContain('one standard deviation');
    expect(await height('areas one standard deviation')).toBeCloseTo(2 * Math.sqrt(13), 1);
    await bands.getByRole('radio', { checked: true }).press('ArrowRight');
    await expect.poll(() => host.file.layout).toEqual({ band: 'interval' });
    await expect.poll(hint).toContain('95 % confidence');
    expect(await height('areas are 95 % confidence')).toBeCloseTo(2 * 4.3027 * Math.sqrt(13 / 3), 1);
  });

  it('are aligned by per cent: half of a short run is shown at half of a long one', async () => {
    const long = new WrittenRun({ mode: 'std', name: 'long' }).log(...loggedUpTo(1000));
    const short = new WrittenRun({ mode: 'rr', name: 'short', steps: 500, step: 500 }).log(
      ...loggedUpTo(500).map((line) => ({ ...line, taskLoss: line.step })),
    );
    const { page } = await open(written(long, short));
    await page.locator('.toolbar label', { hasText: '%' }).click();
    await page.locator('#chart-taskLoss canvas').waitFor();
    await page.getByRole('slider', { name: 'Step', exact: true }).fill('500');
    await expect.poll(() => atCursor(page, 'taskLoss', 'RR')).toBe('250');
    await expect.poll(() => page.locator('.cursor-step').innerText()).toBe('500 · 50 % of the training');
  });
});

/** What is always said of a loss. */
const OF_BATCH = 'of each step’s batch';

describe('a curve of very many points that is zoomed into', () => {
  const last = 39_999;
  const long = (mode: string) =>
    new WrittenRun({ mode, steps: last, step: last }).log(
      ...Array.from({ length: last + 1 }, (_, step) => ({
        ...logged(step, { taskLoss: 1 + (step % 7) }),
        layers: {},
      })),
    );

  async function openLong() {
    const host = written(long('rr'), new WrittenRun({ mode: 'std' }).log(...loggedUpTo(1000)));
    const { page, dashboard } = await open(host);
    const chart = page.locator('#chart-taskLoss');
    await chart.locator('canvas').waitFor();
    const note = chart.locator('.chart-note');
    await expect.poll(() => note.innerText()).toMatch(/of 40,000 logged values \d,\d+ are drawn/);
    /** Comes closer to the middle of what is seen, as many times to half of it, by one turn of the wheel. */
    const zoom = async (times: number) => {
      const at = await pointOn(page, 'taskLoss', 0.5);
      await page.mouse.move(at.x, at.y);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -200 * times);
      await page.keyboard.up('Control');
    };
    return { host, page, dashboard, note, zoom, asked: () => dashboard.requests('courses') };
  }

  it('gets all points of what is seen, by one message for one zoom', async () => {
    const { page, dashboard, note, zoom, asked } = await openLong();
    expect(asked()).toEqual([]);
    await zoom(6);
    await expect.poll(() => note.innerText()).toBe(OF_BATCH);
    // The short run has all of its points already.
    expect(asked().map(({ columns, stretches }) => [columns, stretches.length])).toEqual([[['taskLoss'], 1]]);
    const { from, to } = asked()[0]!.stretches[0]!;
    expect(to - from).toBeGreaterThan(500);
    expect(to - from).toBeLessThan(1000);
    // What lies within is here; what lies beside it is asked for.
    await zoom(1);
    await dashboard.settled();
    expect(asked().length).toBe(1);
    await page.locator('#chart-taskLoss').dblclick({ position: { x: 150, y: 100 } });
    await expect.poll(() => note.innerText()).toMatch(/of 40,000 logged values/);
    expect(asked().length).toBe(1);
  });

  it('is exported whole, by asking for what the page lacks, and its table says that the file has more', async () => {
    const { host, page, note, asked } = await openLong();
    await page.getByRole('button', { name: 'Export Task loss' }).click();
    await page.getByRole('menuitem', { name: 'CSV numbers' }).click();
    await expect.poll(() => host.saved.size).toBe(1);
    expect(asked().map(({ columns, stretches, whole }) => [columns, stretches.length, whole])).toEqual([
      [['taskLoss'], 1, true],
    ]);
    const [head, ...rows] = host.saved.get('comparison-taskLoss.csv')!.toString().trim().split('\n');
    const column = head!.split(',').findIndex((label) => label.startsWith('RR'));
    const numbers = rows.map((row) => row.split(',').map(Number));
    expect(numbers.map((row) => row[column])).toEqual(
      Array.from({ length: last + 1 }, (_, step) => 1 + (step % 7)),
    );
    // What is drawn stays what a screen can show.
    expect(await note.innerText()).toMatch(/of 40,000 logged values \d,\d+ are drawn/);
    await page.locator('#chart-taskLoss').getByRole('button', { name: 'Show as a table' }).click();
    const caption = page.locator('#chart-taskLoss caption');
    await expect
      .poll(() => caption.innerText())
      .toMatch(/^\d{3} of the logged rows; the exported CSV has all$/);
    // Where it cannot be had, nothing else is saved in its place.
    host.saved.clear();
    const hold = host.hold();
    await page.getByRole('button', { name: 'Export Task loss' }).click();
    await page.getByRole('menuitem', { name: 'CSV numbers' }).click();
    await expect.poll(() => asked().length).toBe(2);
    hold.refuse('the folder is gone');
    await page.getByText('Not all that was logged could be read: the folder is gone').waitFor();
    expect(host.saved.size).toBe(0);
  });

  it('has one question under way, and drops the answer to a zoom of before', async () => {
    const { host, note, zoom, asked } = await openLong();
    const hold = host.hold();
    await zoom(3);
    await expect.poll(() => asked().length).toBe(1);
    await zoom(1);
    await zoom(1);
    await expect.poll(() => note.innerText()).toMatch(/of 40,000/);
    expect(asked().length).toBe(1);
    hold.release();
    await expect.poll(() => note.innerText()).toBe(OF_BATCH);
    expect(asked().length).toBe(2);
    const [first, second] = asked().map(({ stretches }) => stretches[0]!);
    expect(second!.to - second!.from).toBeLessThan((first!.to - first!.from) / 3);
  });

  it('says why there are no more, and asks again for the next zoom', async () => {
    const { host, note, zoom, asked } = await openLong();
    const hold = host.hold();
    await zoom(4);
    await expect.poll(() => asked().length).toBe(1);
    hold.refuse('the folder is gone');
    await expect.poll(() => note.innerText()).toMatch(/there are no more: the folder is gone$/);
    await zoom(1);
    await expect.poll(() => note.innerText()).toBe(OF_BATCH);
    expect(asked().length).toBe(2);
  });
});
