import { describe, expect, it } from 'vitest';
import { MetricsColumns } from '../../../src/messages/metricsColumns';
import { runOutline } from '../../../src/messages/runOutline';
import type { MetricsLine } from '../../../src/runs/metrics';
import { MetricsTable } from '../../../webview/store/metricsTable';

function outlineOf(count: number, more: (i: number) => Partial<MetricsLine>): MetricsTable {
  const columns = new MetricsColumns();
  for (let i = 0; i < count; i++) {
    columns.add({
      ...{ step: i * 10, epoch: i, seconds: i / 2, loss: 1 / (i + 1), taskLoss: 1 / (i + 2) },
      ...{ penalties: {}, learningRate: 1e-3, layers: {} },
      ...more(i),
    });
  }
  return MetricsTable.empty.append(runOutline(columns));
}

describe('the outline of a run', () => {
  it('has the first and the last step, and of many as many as a cursor needs', () => {
    const { steps } = outlineOf(2500, () => ({}));
    expect([steps[0], steps.at(-1)]).toEqual([0, 24_990]);
    expect(steps.length).toBeLessThanOrEqual(1003);
    expect([...steps]).toEqual([...steps].sort((a, b) => a - b));
  });

  it('has the last value of every column, at its own step', () => {
    const table = outlineOf(2500, (i) => ({
      ...(i % 100 === 0 ? { testAccuracy: i / 2500 } : {}),
      layers: i === 1234 ? { hidden: layerOf(0.25) } : {},
    }));
    expect(table.lastValue('taskLoss', Infinity)).toBe(1 / 2501);
    expect(table.value('testAccuracy', table.rowAt(24_000))).toBe(2400 / 2500);
    expect(table.value('layer/hidden/norm', table.rowAt(12_340))).toBe(0.25);
  });

  it('has the best validated step, with the test accuracy there', () => {
    const table = outlineOf(3000, (i) => ({
      validationAccuracy: i === 1111 ? 0.9 : 0.5,
      testAccuracy: i / 3000,
    }));
    const row = table.rowAt(11_110);
    expect(table.steps[row]).toBe(11_110);
    expect(table.value('validationAccuracy', row)).toBe(0.9);
    expect(table.value('testAccuracy', row)).toBe(1111 / 3000);
  });

  it('of a run that has logged nothing is empty', () => {
    expect(outlineOf(0, () => ({})).rows).toBe(0);
  });
});

function layerOf(norm: number) {
  return { reverseError: { full: 1, local: 1 }, norm, orthogonalityError: 1 };
}
