import { describe, expect, it } from 'vitest';
import { MetricsColumns } from '../../../src/messages/metricsColumns';
import type { MetricsLine } from '../../../src/runs/metrics';
import { MetricsTable } from '../../../webview/store/metricsTable';
import fc from '../support/properties';

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

function layerOf(stableRank: number) {
  return { reverseError: { full: 0.5, local: 0.25 }, norm: 2, orthogonalityError: 3, stableRank };
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

  it('are the same whether a metric is measured at every step or at few of them', () => {
    const runs = fc.array(
      fc.array(
        fc.record({ step: fc.integer({ min: 0, max: 200 }), rank: fc.option(fc.double({ noNaN: true })) }),
        {
          maxLength: 60,
        },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 8 }), (deltas, every) => {
        const columns = new MetricsColumns();
        const tables: [MetricsTable, number[]][] = [];
        const ranks = new Map<number, number>();
        for (const delta of deltas) {
          for (const { step, rank } of delta) {
            const stableRank = rank !== null && step % every === 0 ? rank : undefined;
            columns.add(
              line(step, 1, stableRank === undefined ? {} : { layers: { a: layerOf(stableRank) } }),
            );
            ranks.set(step, stableRank ?? NaN);
          }
          const block = columns.takeChanges();
          if (block === undefined) continue;
          const expected = [...ranks].sort(([a], [b]) => a - b).map(([, rank]) => rank);
          tables.push([(tables.at(-1)?.[0] ?? MetricsTable.empty).append(block), expected]);
        }
        for (const [table, expected] of tables) {
          const name = 'layer/a/stableRank';
          const found = table.column(name) ?? new Float64Array(table.rows).fill(NaN);
          expect([...found]).toEqual(expected);
          expect(expected.map((_, row) => table.value(name, row))).toEqual(expected);
          const last = expected.map((_, row) =>
            expected.slice(0, row + 1).findLast((each) => !Number.isNaN(each)),
          );
          expect(expected.map((_, row) => table.lastValue(name, row))).toEqual(
            last.map((each) => each ?? NaN),
          );
          const points = table.points(name);
          const shown = [...(points?.y ?? [])].flatMap((y, i) =>
            Number.isNaN(y) ? [] : [[points!.steps[i]!, y]],
          );
          const measured = [...table.steps].map((step, row) => [step, expected[row]!]);
          expect(shown).toEqual(measured.filter(([, y]) => !Number.isNaN(y)));
        }
      }),
    );
  });

  it('of 50 layers with 200 snapshots in 20,000 logged steps cost what was measured', () => {
    const columns = new MetricsColumns();
    const layers = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`layer${i}`, layerOf(i)]));
    for (let step = 0; step < 20_000; step++) columns.add(line(step, 1, step % 100 === 0 ? { layers } : {}));
    const { values, sparse } = columns.block();
    // step, epoch, seconds, loss, task loss, penalty, learning rate; accuracies were not measured.
    expect(values.byteLength).toBeLessThanOrEqual(20_000 * 10 * 8);
    // A row of four bytes and a value of eight for each of the five metrics of each layer at each snapshot.
    expect(sparse!.rows.byteLength + sparse!.values.byteLength).toBe(12 * 5 * 50 * 200);
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
