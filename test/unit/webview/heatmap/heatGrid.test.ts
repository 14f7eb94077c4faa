import { describe, expect, it } from 'vitest';
import { sequentialTable } from '../../../../webview/components/images/colourScales';
import { nearestRow } from '../../../../src/messages/ascending';
import { shownColumns } from '../../../../webview/dashboard/heatmap/heatColumns';
import { heatGrid, placeOf, valueAt } from '../../../../webview/dashboard/heatmap/heatGrid';
import { paintHeat } from '../../../../webview/dashboard/heatmap/paintHeat';

const steps = Float64Array.of(0, 10, 20, 30);
const table = sequentialTable([0, 0, 0]);

const points = (...y: number[]) => ({ steps: steps.subarray(0, y.length), y: Float64Array.from(y) });

describe('the grid of layers and steps', () => {
  it('leaves out steps at which nothing was measured, and finds every value again', () => {
    const grid = heatGrid([points(1, NaN, 3, NaN), undefined, points(NaN, NaN, 5, 2)], 100);
    expect([...grid.steps]).toEqual([0, 20, 30]);
    expect([valueAt(grid, 0, 1), valueAt(grid, 2, 2)]).toEqual([3, 2]);
    expect(valueAt(grid, 0, 2)).toBeNaN();
    expect(valueAt(grid, 1, 0)).toBeNaN();
    expect(grid.range).toEqual({ low: 1, high: 5 });
    expect(placeOf(grid, 24)).toBe(1);
  });

  it('takes layers that were measured together as they are', () => {
    const layers = [points(1, 2, 3, 4), points(5, 6, 7, 8)];
    const grid = heatGrid(layers, 4);
    expect(grid.columns[1]).toBe(layers[1]!.y);
  });

  it('colours by logarithm what is positive and spans orders of magnitude', () => {
    const isLog = (...values: number[]) => heatGrid([points(...values)], 4).isLog;
    expect(isLog(1e-3, 1, 1, 1)).toBe(true);
    expect(isLog(0, 1, 1, 1000)).toBe(false);
    expect(isLog(1, 2, 3, 4)).toBe(false);
  });

  it('has no range where nothing finite was measured', () => {
    expect(heatGrid([points(NaN, NaN, Infinity, NaN)], 10).range).toBeUndefined();
    expect(heatGrid([undefined], 10).shown.length).toBe(0);
  });
});

describe('the drawn columns', () => {
  it('stand for their share of the steps, not for one measurement each', () => {
    expect([...shownColumns(Float64Array.of(0, 10, 99), 10)]).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('are real measurements also where there are fewer columns than steps', () => {
    const many = Float64Array.from({ length: 1000 }, (_, i) => i);
    expect([...shownColumns(many, 4)]).toEqual([125, 375, 624, 874]);
  });

  it('show the only measurement everywhere', () => {
    expect([...shownColumns(Float64Array.of(7), 50)]).toEqual([0]);
  });

  it('find the nearest place, the earlier of equals', () => {
    expect([-5, 0, 5, 6, 29, 99].map((step) => nearestRow(steps, step))).toEqual([0, 0, 0, 1, 3, 3]);
    expect(nearestRow([], 3)).toBe(-1);
  });
});

describe('painting the grid', () => {
  it('leaves what is missing transparent and gives infinity a colour of its own', () => {
    const grid = heatGrid([points(1, NaN, Infinity, 3), points(1, 1, 1, 1)], 4);
    const pixels = paintHeat(grid, table, [255, 0, 0]);
    const pixel = (cell: number) => [...pixels.subarray(4 * cell, 4 * cell + 4)];
    expect(pixel(1)).toEqual([0, 0, 0, 0]);
    expect(pixel(2)).toEqual([255, 0, 0, 255]);
    expect(pixel(3)).toEqual([...table.subarray(-3), 255]);
    expect(pixel(4)).toEqual([...table.subarray(0, 3), 255]);
  });
});
