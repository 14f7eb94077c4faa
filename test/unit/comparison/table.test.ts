import { describe, expect, it } from 'vitest';
import type { ComparedRun } from '../../../src/comparison/comparedRun';
import { labelsOf } from '../../../src/comparison/comparedRun';
import { differingConfig } from '../../../src/comparison/flatConfig';
import type { ShownTable, TableView } from '../../../src/comparison/shownTable';
import { showTable } from '../../../src/comparison/showTable';
import { findColumn, nearestColumn, runTable } from '../../../src/comparison/table';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import { comparedRun, matchedSet } from './support';

function show(runs: readonly ComparedRun[], view: TableView = {}): ShownTable {
  return showTable(runTable(runs), view);
}

function cellOf(table: ShownTable, row: string, column: string) {
  const at = table.columns.findIndex(({ id }) => id === column);
  return table.rows.find(({ label }) => label === row)!.cells[at]!;
}

const labelsIn = ({ rows }: ShownTable) => rows.map(({ label }) => label);

describe('columns of a comparison', () => {
  it('are only the keys of the configs that differ, layers by their names', () => {
    const deeper = {
      layers: [
        { type: 'dense', units: 2 },
        { type: 'dense', name: 'output', units: 2 },
      ],
    };
    const keys = differingConfig([
      comparedRun({ config: { training: { seed: 0, epochs: 10, batchSize: 5 } } }),
      comparedRun({ seed: 1, config: { training: { seed: 1, epochs: 20 } } }),
      comparedRun({ config: { training: { seed: 0, epochs: 10, batchSize: 5 }, network: deeper } }),
    ]);
    expect(keys).toEqual([
      { key: 'training.epochs', values: [10, 20, 10] },
      { key: 'training.batchSize', values: [5, undefined, 5] },
    ]);
  });

  it('tell of a layer that one network lacks in one value', () => {
    const keys = differingConfig([
      comparedRun({ layers: ['hidden'] }),
      comparedRun({ layers: ['hidden', 'more'] }),
    ]);
    expect(keys).toEqual([{ key: 'network.layers.more', values: [undefined, 'dense 2'] }]);
  });

  it('are found by the end of their names, and a misspelt one is guessed', () => {
    const { columns } = runTable([comparedRun(), comparedRun({ mode: 'std' })]);
    const found = (name: string) => findColumn(columns, name)?.id;
    expect(found('testaccuracy')).toBe('final.testAccuracy');
    expect(found('output.stableRank')).toBe('layer.output.stableRank');
    expect(found('stableRank')).toBe('layer.hidden.stableRank');
    expect(found('stabelRank')).toBeUndefined();
    expect(nearestColumn(columns, 'stabelRank')).toBe('stableRank');
  });

  it('label runs by what tells them apart', () => {
    expect(labelsOf([comparedRun(), comparedRun({ seed: 1 })])).toEqual(['rr · seed 0', 'rr · seed 1']);
    expect(labelsOf([comparedRun(), comparedRun({ name: 'digits' })])).toEqual([
      'peak · rr · seed 0',
      'digits · rr · seed 0',
    ]);
    expect(labelsOf([{ ...comparedRun(), label: 'old' }, comparedRun({ seed: 1 })])[0]).toBe('old');
    const again = comparedRun({ created: '2026-11-22T08:00:00.000Z' });
    expect(new Set(labelsOf([comparedRun(), again])).size).toBe(2);
  });
});

describe('runs that were not carried through', () => {
  const failed = comparedRun({
    ...{
      mode: 'ort',
      status: 'failed',
      step: 30,
      error: 'the training diverged',
      layers: ['hidden', 'output'],
    },
    logged: {
      step: [0, 10, 20],
      taskLoss: [0.9, 0.8, Infinity],
      testAccuracy: [0.5, 0.6, NaN],
      seconds: [0, 1, 2],
    },
  });
  const other = comparedRun({ layers: ['first'] });
  const table = show([other, failed], {
    columns: ['testAccuracy', 'taskLoss', 'hidden.stableRank', 'first.norm'],
  });

  it('show the last logged value with its step', () => {
    expect(cellOf(table, 'ort · seed 0', 'final.testAccuracy')).toEqual({ value: 0.6, step: 10 });
    expect(cellOf(table, 'ort · seed 0', 'final.taskLoss')).toEqual({ value: Infinity, step: 20 });
  });

  it('say why a value is not there', () => {
    const reason = (row: string, column: string) => inEnglish(cellOf(table, row, column).missing!);
    expect(reason('ort · seed 0', 'layer.hidden.stableRank')).toBe('the run failed at step 30');
    expect(reason('ort · seed 0', 'layer.first.norm')).toBe('its network has no layer first with a kernel');
    expect(reason('rr · seed 0', 'layer.first.norm')).toBe('the run did not record it');
    expect(table.notes.map(inEnglish)).toContain(
      'ort · seed 0: failed at step 30 of 100; its values are the last logged',
    );
  });

  it('do not count in the means of their group, and that is said', () => {
    const running = comparedRun({
      seed: 1,
      status: 'running',
      step: 5,
      logged: { step: [0], testAccuracy: [0.1] },
    });
    const grouped = show([comparedRun(), running], { group: 'mode' });
    expect(cellOf(grouped, 'rr', 'final.testAccuracy').summary).toMatchObject({ n: 1, mean: 0.9 });
    expect(grouped.notes.map(inEnglish)).toContain('rr: not finished and not in its means: 1 of 2 runs');
  });
});

describe('a baseline', () => {
  const runs = matchedSet();
  const first = runs[0]!.facts.id;

  it('stands first, and every value is held against it', () => {
    const table = show(runs, { baseline: first, sort: [{ column: 'testAccuracy' }] });
    expect(table.rows[0]).toMatchObject({ label: 'std · seed 0', isBaseline: true });
    expect(cellOf(table, 'rr · seed 0', 'final.testAccuracy').difference).toEqual({
      absolute: expect.closeTo(0.02, 12) as number,
      relative: expect.closeTo(0.02 / 0.96, 12) as number,
      verdict: 'better',
    });
    expect(cellOf(table, 'rr · seed 0', 'layer.hidden.reverseErrorFull').difference?.verdict).toBe('better');
    expect(cellOf(table, 'std · seed 1', 'final.testAccuracy').difference?.verdict).toBe('worse');
    expect(cellOf(table, 'rr · seed 0', 'final.taskLoss').difference).toMatchObject({ verdict: 'same' });
    expect(cellOf(table, 'rr · seed 0', 'layer.hidden.stableRank').difference).toEqual({
      absolute: 0,
      relative: 0,
    });
  });

  it('that is none of the rows is told of', () => {
    expect(show(runs, { baseline: 'weissi' }).notes.map(inEnglish)).toEqual([
      'the baseline "weissi" is not among the rows',
    ]);
  });
});

describe('runs grouped by mode', () => {
  const table = show(matchedSet(), { group: 'mode', baseline: 'std' });

  it('show mean, standard deviation, range and number', () => {
    expect(cellOf(table, 'rr', 'final.testAccuracy').summary).toEqual({
      ...{ n: 3, mean: expect.closeTo(0.98, 12) as number, sd: expect.closeTo(0.01, 12) as number },
      ...{ min: 0.97, max: 0.99 },
    });
    expect(cellOf(table, 'rr', 'seed').value).toBe('0, 1, 2');
  });

  it('are tested in pairs of seeds, adjusted for the number of groups', () => {
    const { test } = cellOf(table, 'rr', 'layer.hidden.reverseErrorFull');
    // scipy.stats.ttest_rel([0.412, 0.437, 0.405], [0.994, 0.998, 0.991])
    expect(test).toMatchObject({
      kind: 'paired',
      n: 3,
      df: 2,
      effect: { name: 'd_z' },
      wilcoxon: { w: 0, p: 0.25 },
    });
    expect(test!.difference).toBeCloseTo(-0.576333333333, 11);
    expect(test!.t).toBeCloseTo(-74.33551604983, 8);
    expect(test!.adjustedP).toBeCloseTo(2 * test!.p!, 12);
  });

  it('say that three seeds are few, and how p is adjusted', () => {
    const notes = table.notes.map(inEnglish);
    expect(notes).toContain('ort, rr: 3 pairs of seeds are too few to say much: train at least 5');
    expect(notes.at(-1)).toMatch(/^p is adjusted for the 2 comparisons of a column \(Holm\)/);
  });

  it('say nothing of chance with one seed', () => {
    const one = show([comparedRun({ mode: 'std' }), comparedRun()], { group: 'mode', baseline: 'std' });
    const { test } = cellOf(one, 'rr', 'final.testAccuracy');
    expect(test).toMatchObject({ kind: 'none' });
    expect(test?.p).toBeUndefined();
  });

  it('are tested as a whole where their seeds do not match', () => {
    const others = [5, 6].map((seed, i) =>
      comparedRun({ seed, mode: 'ort', final: { testAccuracy: 0.9 + i / 100 } }),
    );
    const shown = show([...matchedSet().slice(0, 3), ...others], { group: 'mode', baseline: 'std' });
    expect(cellOf(shown, 'ort', 'final.testAccuracy').test).toMatchObject({ kind: 'welch', n: 2, n2: 3 });
  });

  it('count a repeated training once, and say in what else they differ', () => {
    const again = comparedRun({
      mode: 'std',
      created: '2026-12-01T00:00:00.000Z',
      final: { testAccuracy: 0.5 },
    });
    const stronger = { regularization: { mode: 'std', rr: { lambda: 1e-5 } } };
    const shown = show(
      [comparedRun({ mode: 'std' }), again, comparedRun({ mode: 'std', seed: 1, config: { ...stronger } })],
      { group: 'mode' },
    );
    const notes = shown.notes.map(inEnglish);
    expect(shown.rows[0]!.runs.map(({ facts }) => facts.created)).toContain(again.facts.created);
    expect(notes).toContain('std: left out, as they repeat the seed and config of another: 1');
    expect(notes.some((note) => note.startsWith('std: its runs also differ in'))).toBe(true);
  });

  it('may be grouped by any keys of the config', () => {
    const withLambda = (lambda: number, seed: number) =>
      comparedRun({ seed, config: { regularization: { mode: 'rr', rr: { lambda } }, training: { seed } } });
    const shown = show([withLambda(1e-6, 0), withLambda(1e-5, 0), withLambda(1e-6, 1)], {
      group: ['mode', 'regularization.rr.lambda'],
    });
    expect(labelsIn(shown)).toEqual(['rr · lambda 1e-6', 'rr · lambda 1e-5']);
  });
});

describe('a filter', () => {
  const runs = matchedSet();
  const kept = (filter: string) => labelsIn(show(runs, { filter }));

  it('keeps the rows that hold its words and terms', () => {
    expect(kept('mode=rr testAccuracy>=98%')).toEqual(['rr · seed 0', 'rr · seed 2']);
    expect(kept('"seed 1" -ort')).toEqual(['std · seed 1', 'rr · seed 1']);
    expect(kept('hidden.reverseErrorFull<0.41 and status=finished')).toEqual(['rr · seed 2']);
    expect(kept('mode!=std mode~o')).toEqual(['ort · seed 0', 'ort · seed 1', 'ort · seed 2']);
  });

  it('says what of it is not understood, and then keeps everything', () => {
    const shown = show(runs, { filter: 'acuracy>1' });
    expect(inEnglish(shown.filterError!)).toBe('there is no column "acuracy"');
    expect(shown.rows).toHaveLength(9);
    expect(inEnglish(show(runs, { filter: 'seed>many' }).filterError!)).toMatch(
      /expected a number after seed>/,
    );
  });
});

describe('rows', () => {
  it('are sorted by several columns, those without a value last', () => {
    const unfinished = comparedRun({ mode: 'weissi', status: 'queued', step: 0 });
    const shown = show([unfinished, ...matchedSet()], {
      sort: [{ column: 'testAccuracy', descending: true }, { column: 'mode' }],
    });
    expect(labelsIn(shown).slice(0, 3)).toEqual(['rr · seed 2', 'ort · seed 1', 'rr · seed 0']);
    expect(labelsIn(shown).at(-1)).toBe('weissi · seed 0');
  });
});
