import { describe, expect, it } from 'vitest';
import { formatSummary } from '../../src/comparison/formatValue';
import { readRunManifest } from '../../src/runs/runManifest';
import { CompareHost } from './support/compareHost';
import { cell, columnOf, useComparisons, VALUE_CELL, written } from './support/openComparisons';
import { useTrainedModes } from './support/trainedModes';
import { WrittenRun } from './support/writtenRun';

const modes = useTrainedModes();
const { foldersOf } = modes;
const { open } = useComparisons();

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the table of a comparison', () => {
  it('has the means and spreads of the run folders by mode, held against Std', async () => {
    const { page } = await open(new CompareHost([modes.directory]));
    const column = await columnOf(page, 'task loss');
    for (const [mode, label] of [
      ['std', 'Std'],
      ['rr', 'RR'],
    ] as const) {
      const values: number[] = [];
      for (const folder of foldersOf(mode))
        values.push((await readRunManifest(folder.manifest)).final!.taskLoss!);
      expect(values).toHaveLength(2);
      const sd = Math.abs(values[0]! - values[1]!) / Math.SQRT2;
      const text = formatSummary({ n: 2, mean: mean(values), sd, min: 0, max: 0 }, 'number');
      const value = cell(page, label, column).locator('.cell-value');
      await expect.poll(() => value.innerText()).toBe(text);
    }
    expect(await page.locator('.is-baseline .run-label').innerText()).toMatch('Std');
    await expect
      .poll(() => cell(page, 'RR', column).innerText())
      .toMatch(/[▲▼] [+−].* (better|worse|within chance)\n*p = 0\.\d+ · d /);
    expect(await page.locator('.table-notes').innerText()).toMatch(
      '2 pairs of seeds are too few to say much',
    );
  });

  it('pins another baseline, which the file gets', async () => {
    const host = new CompareHost([modes.directory]);
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Pin RR as the baseline' }).click();
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    await expect
      .poll(() => host.heard.filter(({ type }) => type === 'edit'))
      .toEqual([{ type: 'edit', changes: { baseline: 'rr' } }]);
  });

  it('follows the file, as an undo changes it', async () => {
    const host = new CompareHost([modes.directory]);
    const { page, dashboard } = await open(host);
    host.file = { ...host.file, baseline: 'rr', notes: 'Look at the second row.' };
    await host.tell(dashboard);
    await expect.poll(() => page.locator('.is-baseline .run-label').innerText()).toMatch('RR');
    const notes = page.getByRole('textbox', { name: 'Notes' });
    await expect.poll(() => notes.inputValue()).toBe('Look at the second row.');
  });

  it('names rows and the baseline as the file does, also when that changes', async () => {
    const [std, rr] = [foldersOf('std')[0]!, foldersOf('rr')[0]!];
    const host = new CompareHost([modes.directory], {
      runs: [std.id, { run: rr.id, label: 'ours' }],
      baseline: rr.id,
    });
    const { page, dashboard } = await open(host);
    const baseline = page.locator('.is-baseline .run-label');
    await expect.poll(() => baseline.innerText()).toMatch('ours');
    host.file = { ...host.file, runs: [std.id, { run: rr.id, label: 'ours, again' }] };
    await host.tell(dashboard);
    await expect.poll(() => baseline.innerText()).toMatch('ours, again');
    // A part of the id's beginning that no other run has.
    host.file = { ...host.file, runs: [std.id, rr.id], baseline: std.id.slice(0, 'peak-std'.length) };
    await host.tell(dashboard);
    await expect.poll(() => baseline.innerText()).toMatch('Std · seed 0');
    await expect.poll(() => page.locator('.runs-table').innerText()).not.toMatch('ours');
  });

  it('sorts, filters and hides, each an entry of the file', async () => {
    const host = new CompareHost([modes.directory], { group: 'none' });
    const { page } = await open(host);
    await expect.poll(() => page.locator('.run-row').count()).toBe(4);
    const head = page.locator('.runs-table thead th', { hasText: 'task loss' });
    await head.locator('.sort-button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    const column = await columnOf(page, 'task loss');
    const shown = await page
      .locator('.run-row')
      .evaluateAll(
        (rows, [cells, at]) =>
          rows.map((row) => Number(row.querySelectorAll<HTMLElement>(cells)[at]!.title.split('\n')[0])),
        [VALUE_CELL, column] as const,
      );
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    await page.getByRole('searchbox', { name: 'Filter the runs' }).fill('mode=rr');
    await expect.poll(() => page.locator('.run-row').count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Filter the runs' }).fill('nonsense=rr');
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch('there is no column "nonsense"');
    await head.hover();
    await head.getByRole('button', { name: 'Hide the column task loss' }).click();
    await expect.poll(() => head.count()).toBe(0);
    await expect.poll(() => host.file.sort).toEqual([{ column: 'final.taskLoss', descending: false }]);
    await expect.poll(() => host.file.columns ?? ['final.taskLoss']).not.toContain('final.taskLoss');
  });

  it('has its columns in another order by dragging and by keys, which the file keeps', async () => {
    const host = new CompareHost([modes.directory]);
    const { page } = await open(host);
    const titles = () =>
      page
        .locator('.runs-table thead .sort-button > span:first-child')
        .evaluateAll((spans) => spans.map((span) => span.textContent));
    await page.locator('.runs-table thead .sort-button').first().waitFor();
    const before = await titles();
    const head = (place: number) =>
      page.locator('.runs-table thead th', { has: page.locator('.sort-button') }).nth(place);
    await head(2).dragTo(head(0), { targetPosition: { x: 4, y: 8 } });
    await expect.poll(titles).toEqual([before[2], before[0], before[1], ...before.slice(3)]);
    await expect.poll(() => host.file.columns?.length).toBe(before.length);
    const button = head(0).locator('.sort-button');
    await button.press('Alt+ArrowRight');
    await expect.poll(titles).toEqual([before[0], before[2], before[1], ...before.slice(3)]);
    const said = page.locator('.runs-scroll [role="status"]');
    await expect.poll(() => said.innerText()).toMatch(/: column 2 of \d+$/);
    // The focus goes with it.
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(titles).toEqual(before);
    expect(await page.getByRole('columnheader').nth(0).getAttribute('aria-sort')).not.toBe('ascending');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(titles).toEqual([before[0], before[2], before[1], ...before.slice(3)]);
    await expect.poll(() => host.file.columns?.[1]).toMatch(/taskLoss$/);
  });

  it('has only the rows in sight on the page', async () => {
    const runs = Array.from({ length: 120 }, (_, seed) => new WrittenRun({ seed, name: 'many' }));
    const { page } = await open(written(...runs), { height: 900 });
    await page.locator('.run-row').first().waitFor();
    await expect.poll(() => page.locator('.runs-table').getAttribute('aria-rowcount')).toBe('121');
    expect(await page.locator('.run-row').count()).toBeLessThan(60);
    await page.getByRole('button', { name: 'More about the comparison' }).click();
    await page.getByRole('menuitem', { name: 'Config differences…' }).click();
    await expect.poll(() => page.locator('.diff-choice vscode-option').count()).toBe(120);
    await page.locator('.runs-scroll').evaluate((scroll) => (scroll.scrollTop = scroll.scrollHeight));
    await expect.poll(() => page.locator('.run-row').last().getAttribute('aria-rowindex')).toBe('121');
  });

  it('is exported as Markdown, LaTeX and CSV, with all digits in the last', async () => {
    const host = new CompareHost([modes.directory]);
    const { page } = await open(host);
    for (const [label, ending, text] of [
      ['Markdown', 'md', '**std** (baseline)'],
      ['LaTeX', 'tex', '\\toprule'],
      ['CSV with all digits', 'csv', 'final.taskLoss:sd'],
    ] as const) {
      await page.getByRole('button', { name: 'Export the table' }).click();
      await page.getByRole('menuitem', { name: label }).click();
      await expect.poll(() => host.saved.get(`comparison.${ending}`)?.toString()).toMatch(text);
    }
    const first = (await readRunManifest(foldersOf('std')[0]!.manifest)).final!.taskLoss!;
    const second = (await readRunManifest(foldersOf('std')[1]!.manifest)).final!.taskLoss!;
    const csv = host.saved
      .get('comparison.csv')!
      .toString()
      .split('\n')
      .map((line) => line.split(','));
    expect(Number(csv[1]![csv[0]!.indexOf('final.taskLoss')])).toBeCloseTo((first + second) / 2, 14);
  });
});
