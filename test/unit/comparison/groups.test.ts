import { describe, expect, it } from 'vitest';
import { isSame } from '../../../src/comparison/flatConfig';
import type { ComparedRun } from '../../../src/comparison/comparedRun';
import { findGroupingKeys, nearestGroupingKey } from '../../../src/comparison/groupingKeys';
import type { ShownTable, TableView } from '../../../src/comparison/shownTable';
import { showTable } from '../../../src/comparison/showTable';
import { runTable } from '../../../src/comparison/table';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import type { RunOptions } from './support';
import { comparedRun, matchedSet } from './support';

function show(runs: readonly ComparedRun[], view: TableView): ShownTable {
  return showTable(runTable(runs), view);
}

function cellOf({ columns, rows }: ShownTable, row: string, column: string) {
  const at = columns.findIndex(({ id }) => id === column);
  return rows.find(({ label }) => label === row)!.cells[at]!;
}

const notesOf = ({ notes }: ShownTable) => notes.map(inEnglish);

describe('a group of which no run is finished', () => {
  const running = (mode: string, seed: number, step: number, testAccuracy: number) =>
    comparedRun({
      ...{ mode, seed, status: 'running', step },
      logged: { step: [step], testAccuracy: [testAccuracy] },
    });
  const unfinished = [running('rr', 0, 20, 0.5), running('rr', 1, 40, 0.6), running('rr', 2, 30, 0.7)];
  const std = matchedSet().slice(0, 3);

  it('says so, and its values carry the step that they were logged at', () => {
    const shown = show([...std, ...unfinished], { group: 'mode', baseline: 'std' });
    expect(notesOf(shown)).toContain('rr: none is finished; its values are the last logged');
    expect(cellOf(shown, 'rr', 'final.testAccuracy')).toMatchObject({ summary: { n: 3 }, step: 40 });
    expect(cellOf(shown, 'std', 'final.testAccuracy').step).toBeUndefined();
  });

  it.each([
    ['std', 'rr'],
    ['rr', 'std'],
  ])('is not tested nor judged: against the baseline %s', (baseline, group) => {
    const shown = show([...std, ...unfinished], { group: 'mode', baseline });
    const { difference, test } = cellOf(shown, group, 'final.testAccuracy');
    expect(test).toBeUndefined();
    expect(difference?.verdict).toBeUndefined();
    expect(Math.abs(difference!.absolute)).toBeCloseTo((0.96 + 0.955 + 0.97) / 3 - 0.6, 12);
  });
});

describe('a group that shares only some seeds with the baseline', () => {
  const accuracy = (mode: string, seed: number, testAccuracy: number) =>
    comparedRun({ mode, seed, final: { testAccuracy } });

  it('differs by what its test is of: the pairs', () => {
    const runs = [
      ...[0.9, 0.8, 0.2].map((value, seed) => accuracy('std', seed, value)),
      ...[0.88, 0.77].map((value, seed) => accuracy('rr', seed, value)),
    ];
    const { difference, test } = cellOf(
      show(runs, { group: 'mode', baseline: 'std' }),
      'rr',
      'final.testAccuracy',
    );
    // As wholes, 0.825 against 0.633, it would be better; seed by seed it is worse.
    expect(test).toMatchObject({ kind: 'paired', n: 2 });
    expect(difference).toMatchObject({ absolute: test!.difference, verdict: 'worse' });
    expect(difference!.absolute).toBeCloseTo(-0.025, 12);
  });
});

describe('keys to group by', () => {
  const trained = (mode: string, rr: number, ort: number, rest: RunOptions = {}) =>
    comparedRun({
      ...{ mode, ...rest },
      config: { regularization: { mode, rr: { lambda: rr }, ort: { lambda: ort } }, training: { epochs: 5 } },
    });
  const runs = [
    trained('std', 1e-6, 1e-3),
    trained('rr', 1e-6, 1e-3),
    trained('rr', 1e-5, 1e-3),
    trained('ort', 1e-6, 1e-2),
    trained('rr+ort', 1e-6, 1e-2),
  ];

  it('are found by their ends where that is clear', () => {
    expect(findGroupingKeys(runs, 'Seed')).toEqual(['seed']);
    expect(findGroupingKeys(runs, 'rr.lambda')).toEqual(['regularization.rr.lambda']);
    expect(findGroupingKeys(runs, 'config.training.epochs')).toEqual(['training.epochs']);
    expect(findGroupingKeys(runs, 'lambda')).toEqual([
      'regularization.rr.lambda',
      'regularization.ort.lambda',
    ]);
    expect(findGroupingKeys(runs.slice(0, 3), 'lambda')).toEqual(['regularization.rr.lambda']);
    expect(findGroupingKeys(runs, 'modee')).toEqual([]);
    expect(nearestGroupingKey(runs, 'lamda')).toBe('lambda');
  });

  it('may name a layer by its place, as those of a grid do', () => {
    const wide = (units: number) =>
      comparedRun({ config: { network: { layers: [{ type: 'flatten' }, { type: 'dense', units }] } } });
    const { rows } = show([wide(20), wide(30)], { group: ['mode', 'network.layers.1.units'] });
    expect(rows.map(({ label }) => label)).toEqual(['rr · units 20', 'rr · units 30']);
  });

  it('that there are none of pool nothing, and that is said', () => {
    const shown = show(runs, { group: ['modee'] });
    expect(shown).toMatchObject({ isGrouped: false, rows: { length: runs.length } });
    expect(notesOf(shown)).toContain('"modee" is no key that these runs can be grouped by');
    expect(show(runs, { group: ['mode', 'modee'] }).rows).toHaveLength(4);
  });

  it('label groups so that two of the same end are told apart, and without those that a mode does not know', () => {
    const { rows } = show(runs, { group: ['mode', 'rr.lambda', 'ort.lambda'] });
    expect(rows.map(({ label }) => label)).toEqual([
      'std',
      'rr · rr.lambda 1e-6',
      'rr · rr.lambda 1e-5',
      'ort · ort.lambda 0.01',
      'rr+ort · rr.lambda 1e-6 · ort.lambda 0.01',
    ]);
  });

  it('label groups by a key that a mode does not know where only that tells them apart', () => {
    const { rows } = show([trained('std', 1e-6, 1), trained('std', 1e-5, 1)], {
      group: ['mode', 'rr.lambda'],
    });
    expect(rows.map(({ label }) => label)).toEqual(['std · lambda 1e-6', 'std · lambda 1e-5']);
  });
});

describe('an empty baseline', () => {
  it('is the wish for none', () => {
    const shown = show(matchedSet(), { group: 'mode', baseline: '' });
    expect(shown.rows.every(({ isBaseline }) => !isBaseline)).toBe(true);
    expect(notesOf(shown).join()).not.toContain('baseline');
  });
});

describe('values of configs', () => {
  it('are the same in whatever order their keys were written, and lists only in one', () => {
    expect(isSame({ a: 1e-3, b: { c: [1, 2], d: 'x' } }, { b: { d: 'x', c: [1, 2] }, a: 0.001 })).toBe(true);
    expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  });
});
