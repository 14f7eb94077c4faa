import { describe, expect, it } from 'vitest';
import { greyTable } from '../../../../webview/components/images/colourScales';
import { paintPixels } from '../../../../webview/components/images/paint';
import {
  greyPlan,
  planFor,
  rgbPlan,
  stripPlan,
  tilePlan,
} from '../../../../webview/components/images/pixelPlan';
import {
  colourIndex,
  countOutside,
  rangeOf,
  symmetricAround,
  symmetricRange,
  unionOf,
  unitVectorRange,
} from '../../../../webview/components/images/valueScale';
import fc from '../../support/properties';

const grey = greyTable();
const pixel = (pixels: Uint8ClampedArray, cell: number) => [...pixels.subarray(4 * cell, 4 * cell + 4)];

describe('a picture of a shape', () => {
  it('draws images, colours, channel tiles and strips', () => {
    expect(planFor([28, 28, 1])).toMatchObject({ columns: 28, rows: 28, channels: 1 });
    expect(planFor([32, 32, 3])).toMatchObject({ columns: 32, rows: 32, channels: 3 });
    expect(planFor([7, 7, 16])).toMatchObject({ columns: 31, rows: 31, channels: 1 });
    expect(planFor([128], 64)).toMatchObject({ columns: 64, rows: 2 });
    expect(planFor([1, 1, 32])).toMatchObject({ columns: 32, rows: 1 });
  });

  it('shows every value exactly once', () => {
    const plans = fc.oneof(
      fc.tuple(fc.nat(9), fc.nat(9), fc.nat(20)).map(([h, w, c]) => {
        return { plan: tilePlan(h + 1, w + 1, c + 1), size: (h + 1) * (w + 1) * (c + 1) };
      }),
      fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 })).map(([n, across]) => {
        return { plan: stripPlan(n, across), size: n };
      }),
    );
    fc.assert(
      fc.property(plans, ({ plan, size }) => {
        expect(plan.cells.length).toBe(plan.columns * plan.rows);
        const shown = [...plan.cells].filter((index) => index >= 0).sort((a, b) => a - b);
        expect(shown).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
  });

  it('keeps the pixels of a channel together, a gap from the next', () => {
    const plan = tilePlan(2, 2, 2);
    // Values are [row][column][channel]: channel 0 has the even indices.
    const [a, b] = [
      [0, 2, 4, 6],
      [1, 3, 5, 7],
    ];
    const across = plan.columns > plan.rows;
    const wanted = across
      ? [a![0], a![1], -1, b![0], b![1], a![2], a![3], -1, b![2], b![3]]
      : [a![0], a![1], a![2], a![3], -1, -1, b![0], b![1], b![2], b![3]];
    expect([...plan.cells]).toEqual(wanted);
  });

  it('names the place of a value', () => {
    expect(greyPlan(3, 4).placeOf(6)).toEqual([1, 2]);
    expect(rgbPlan(3, 4).placeOf(3 * 6 + 2)).toEqual([1, 2, 2]);
    expect(tilePlan(3, 4, 5).placeOf((1 * 4 + 2) * 5 + 3)).toEqual([1, 2, 3]);
    expect(stripPlan(9, 4).placeOf(7)).toEqual([7]);
  });
});

describe('painting', () => {
  it('maps the range to black and white, and clips beyond it', () => {
    const pixels = paintPixels(greyPlan(1, 4), [-5, 0, 10, 99], { low: 0, high: 10 }, grey);
    expect(pixel(pixels, 0)).toEqual([0, 0, 0, 255]);
    expect(pixel(pixels, 1)).toEqual([0, 0, 0, 255]);
    expect(pixel(pixels, 2)).toEqual([255, 255, 255, 255]);
    expect(pixel(pixels, 3)).toEqual([255, 255, 255, 255]);
  });

  it('leaves gaps and what is no number transparent', () => {
    const pixels = paintPixels(stripPlan(3, 2), [1, NaN, 1], { low: 0, high: 1 }, grey);
    expect([0, 1, 2, 3].map((cell) => pixel(pixels, cell)[3])).toEqual([255, 0, 255, 0]);
  });

  it('draws one picture out of many, and a column of a matrix', () => {
    const row = paintPixels(greyPlan(1, 2), [9, 9, 0, 1], { low: 0, high: 1 }, grey, { offset: 2 });
    const column = paintPixels(greyPlan(1, 2), [9, 0, 9, 1], { low: 0, high: 1 }, grey, {
      offset: 1,
      stride: 2,
    });
    expect([...row]).toEqual([...column]);
    expect(pixel(row, 1)).toEqual([255, 255, 255, 255]);
  });

  it('draws red, green and blue as they are', () => {
    const pixels = paintPixels(rgbPlan(1, 1), [0, 0.5, 1], { low: 0, high: 1 }, grey);
    expect(pixel(pixels, 0)).toEqual([0, 128, 255, 255]);
  });

  it('draws a picture of equal values in the middle of the scale', () => {
    expect(pixel(paintPixels(greyPlan(1, 1), [3], { low: 3, high: 3 }, grey), 0)).toEqual([
      128, 128, 128, 255,
    ]);
  });
});

describe('ranges', () => {
  it('leaves out what is not finite', () => {
    expect(rangeOf([NaN, 3, Infinity], [-1])).toEqual({ low: -1, high: 3 });
    expect(rangeOf([NaN])).toBeUndefined();
    expect(unionOf([undefined, { low: 0, high: 1 }, { low: -2, high: 0 }])).toEqual({ low: -2, high: 1 });
  });

  it('centres signed values on zero', () => {
    expect(symmetricAround({ low: -3, high: 1 })).toEqual({ low: -3, high: 3 });
    expect(symmetricRange(0)).toEqual({ low: -1, high: 1 });
    expect(colourIndex(0, symmetricRange(7))).toBe(255);
  });

  it('gives unit vectors of one length one range, whatever they hold', () => {
    expect(unitVectorRange(784).high).toBeCloseTo(3 / 28, 12);
    expect(unitVectorRange(4)).toEqual({ low: -1, high: 1 });
  });

  it('counts what it clips, but not the ends themselves in float32', () => {
    expect(countOutside(Float32Array.of(0.1, 0.7, 0.3), { low: 0.1, high: 0.7 })).toBe(0);
    expect(countOutside([-1, 0, 2], { low: 0, high: 1 })).toBe(2);
  });
});
