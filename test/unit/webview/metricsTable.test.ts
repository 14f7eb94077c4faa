import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricsColumns } from '../../../src/messages/metricsColumns';
import type { MetricsLine } from '../../../src/runs/metrics';
import { MetricsTable } from '../../../webview/store/metricsTable';

function line(step: number, loss: number | null, more: Partial<MetricsLine> = {}): MetricsLine {
  return {
    step,
    epoch: step / 10,
    seconds: step / 100,
    loss,
    taskLoss: loss,
    penalties: { rr: 0.5 },
    learningRate: 1e-3,
    layers: {},
    ...more,
  };
}

/** What any reader of metrics.jsonl makes of the lines: the last of a step counts. */
function expectedRows(lines: readonly MetricsLine[]): MetricsLine[] {
  return [...new Map(lines.map((each) => [each.step, each])).values()].sort((a, b) => a.step - b.step);
}

describe('the columns of a run', () => {
  it('reach the page as every reader of the file has them, however they come and whatever is repeated', () => {
    const steps = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (deltas) => {
        const columns = new MetricsColumns();
        let table = MetricsTable.empty;
        const all: MetricsLine[] = [];
        for (const delta of deltas) {
          for (const step of delta) {
            const added = line(step, all.length);
            all.push(added);
            columns.add(added);
          }
          const block = columns.takeChanges();
          if (block !== undefined) table = table.append(block);
          const expected = expectedRows(all);
          expect([...table.steps]).toEqual(expected.map(({ step }) => step));
          expect([...(table.column('loss') ?? [])]).toEqual(expected.map(({ loss }) => loss));
        }
      }),
    );
  });

  it('leave an older table as it was when a resumed run takes steps again', () => {
    const columns = new MetricsColumns();
    for (const step of [0, 10, 20]) columns.add(line(step, 1));
    const before = MetricsTable.empty.append(columns.takeChanges()!);
    columns.add(line(10, 2));
    const after = before.append(columns.takeChanges()!);
    expect([...before.column('loss')!]).toEqual([1, 1, 1]);
    expect([...after.column('loss')!]).toEqual([1, 2, 1]);
  });

  it('tell what was not measured (NaN) from what is no finite number (Infinity)', () => {
    const columns = new MetricsColumns();
    columns.add(line(0, null));
    columns.add(line(1, 1, { testAccuracy: 0.5 }));
    const table = MetricsTable.empty.append(columns.block());
    expect([...table.column('loss')!]).toEqual([Infinity, 1]);
    expect([...table.column('testAccuracy')!]).toEqual([NaN, 0.5]);
  });

  it('give a metric of a layer its own column, also one that comes late', () => {
    const columns = new MetricsColumns();
    columns.add(line(0, 1));
    let table = MetricsTable.empty.append(columns.takeChanges()!);
    const hidden = {
      reverseError: { full: 0.5, local: null },
      norm: 2,
      orthogonalityError: 3,
      stableRank: 4,
    };
    columns.add(line(1, 1, { layers: { hidden } }));
    table = table.append(columns.takeChanges()!);
    expect([...table.column('layer/hidden/reverseErrorFull')!]).toEqual([NaN, 0.5]);
    expect([...table.column('layer/hidden/reverseErrorLocal')!]).toEqual([NaN, Infinity]);
    expect([...table.column('layer/hidden/stableRank')!]).toEqual([NaN, 4]);
  });

  it('are sent once: a run that does not change sends nothing', () => {
    const columns = new MetricsColumns();
    columns.add(line(0, 1));
    expect(columns.takeChanges()?.rows).toBe(1);
    expect(columns.takeChanges()).toBeUndefined();
    columns.add(line(1, 1));
    expect(columns.takeChanges()).toMatchObject({ from: 1, rows: 1 });
  });

  it('find the row of a step', () => {
    const columns = new MetricsColumns();
    for (const step of [0, 10, 20]) columns.add(line(step, 1));
    const table = MetricsTable.empty.append(columns.block());
    expect([-1, 0, 5, 10, 19, 20, 99].map((step) => table.rowAt(step))).toEqual([-1, 0, 0, 1, 1, 2, 2]);
  });
});
