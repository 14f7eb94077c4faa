import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/comparison/exports/csv';
import { comparisonJson } from '../../../src/comparison/exports/json';
import { escapeLatex, toLatex } from '../../../src/comparison/exports/latex';
import { toMarkdown } from '../../../src/comparison/exports/markdown';
import { formatRelative, formatSummary, formatValue } from '../../../src/comparison/formatValue';
import type { TableView } from '../../../src/comparison/shownTable';
import { showTable } from '../../../src/comparison/showTable';
import { runTable } from '../../../src/comparison/table';
import { comparedRun, matchedSet } from './support';

/** Runs with every kind of cell: finished and failed, other networks, names that the formats must escape. */
const mixed = [
  comparedRun({ mode: 'std', name: 'a|b_50%' }),
  comparedRun({
    mode: 'rr',
    name: '=cmd,"x"',
    config: { training: { epochs: 5 } },
    hidden: { stableRank: 12.3456 },
  }),
  comparedRun({
    ...{ mode: 'ort', status: 'failed', step: 7, error: 'diverged', layers: ['first'] },
    logged: { step: [0, 5], taskLoss: [0.7, Infinity] },
  }),
];
const views: Readonly<Record<string, { runs: typeof mixed; view: TableView }>> = {
  groups: {
    runs: matchedSet(),
    view: { group: 'mode', baseline: 'std', columns: ['seed', 'testAccuracy', 'hidden.reverseErrorFull'] },
  },
  runs: { runs: mixed, view: { baseline: mixed[0]!.key } },
};

const golden = (name: string) => path.join(__dirname, '../../fixtures/comparison', name);

describe.each(Object.entries(views))('the table of %s', (name, { runs, view }) => {
  const table = runTable(runs);
  const shown = showTable(table, view);

  it('is as recorded in Markdown, LaTeX and CSV', async () => {
    await expect(toMarkdown(shown)).toMatchFileSnapshot(golden(`${name}.md`));
    await expect(toLatex(shown, { caption: 'A & B', label: 'tab:modes' })).toMatchFileSnapshot(
      golden(`${name}.tex`),
    );
    await expect(toCsv(shown)).toMatchFileSnapshot(golden(`${name}.csv`));
  });

  it('is JSON without numbers that JSON does not have', () => {
    const json = JSON.parse(JSON.stringify(comparisonJson(table, shown, view))) as Record<string, unknown[]>;
    expect(json).toMatchObject({ version: 1, group: view.group ?? 'none' });
    expect(json['runs']).toHaveLength(runs.length);
    expect((json['rows'] as { cells: unknown[] }[])[0]!.cells).toHaveLength(json['columns']!.length);
  });
});

describe('numbers in a table', () => {
  it('have the digits that mean something', () => {
    expect(formatValue(0.99482, 'number')).toBe('0.9948');
    expect(formatValue(1.2e-5, 'number')).toBe('1.2e-5');
    expect(formatValue(Infinity, 'number')).toBe('not finite');
    expect(formatValue(0.9748, 'share')).toBe('97.5 %');
    expect(formatValue(125, 'seconds')).toBe('2 min 5 s');
    expect(formatSummary({ n: 3, mean: 0.11946, sd: 0.0098, min: 0, max: 0 }, 'number')).toBe(
      '0.1195 ± 0.0098',
    );
    expect(formatSummary({ n: 3, mean: 1.2e-5, sd: 5e-7, min: 0, max: 0 }, 'number')).toBe(
      '(1.200 ± 0.050)e-5',
    );
    expect(formatRelative(0.034)).toBe('+3.4 %');
    expect(formatRelative(40)).toBe('× 41');
  });

  it('and texts are escaped for LaTeX', () => {
    expect(escapeLatex('a_b & 50 % of {σ} \\ ~')).toBe(
      'a\\_b \\& 50 \\% of \\{$\\sigma$\\} \\textbackslash{} \\textasciitilde{}',
    );
  });
});
