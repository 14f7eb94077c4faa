import { describe, expect, it } from 'vitest';
import { parseCssColour } from '../../../../webview/components/images/cssColour';
import { exactNumber, rangeText } from '../../../../webview/components/images/exactNumber';
import { nextCell } from '../../../../webview/components/images/nextCell';
import { cellAt, pictureSize } from '../../../../webview/components/images/pictureSize';
import { greyPlan, rgbPlan, stripPlan, tilePlan } from '../../../../webview/components/images/pixelPlan';
import { placeText } from '../../../../webview/components/images/placeText';
import { rovingTarget } from '../../../../webview/components/images/roving';
import { stripLayout } from '../../../../webview/components/images/stripLayout';
import { rowsInSight, scrollToRow } from '../../../../webview/components/images/virtualRows';
import { percentText, sigmaName } from '../../../../webview/dashboard/vectors/directionText';
import { spectrumKey } from '../../../../webview/components/spectrum/spectrumKey';
import { axisFor, barAt, heightOn } from '../../../../webview/components/spectrum/spectrumLayout';
import { formatNumber } from '../../../../webview/page/numbers';
import fc from '../../support/properties';

const square = { columns: 28, rows: 28, aspect: 1 };

describe('the size of a picture', () => {
  it('gives every cell the same whole number of device pixels, at every zoom', () => {
    const boxes = fc.record({
      width: fc.integer({ min: 30, max: 400 }),
      height: fc.integer({ min: 30, max: 400 }),
    });
    fc.assert(
      fc.property(boxes, fc.constantFrom(1, 1.1, 1.25, 1.5, 1.75, 2, 3), (box, ratio) => {
        const { width, height, isShrunk } = pictureSize(square, box, ratio);
        expect(width).toBeLessThanOrEqual(box.width + 1e-9);
        expect(height).toBeLessThanOrEqual(box.height + 1e-9);
        expect(isShrunk).toBe(false);
        expect((width * ratio) / 28 - Math.round((width * ratio) / 28)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('shrinks what has more cells than the box has pixels', () => {
    expect(pictureSize({ columns: 200, rows: 100, aspect: 1 }, { width: 50, height: 50 }, 2)).toEqual({
      width: 50,
      height: 25,
      isShrunk: true,
    });
  });

  it('makes the cells of strips high', () => {
    expect(pictureSize({ columns: 64, rows: 2, aspect: 3 }, { width: 256, height: 60 }, 1)).toMatchObject({
      width: 256,
      height: 24,
    });
  });

  it('finds the cell under a point', () => {
    const size = { width: 280, height: 280 };
    expect(cellAt(square, size, 5, 5)).toBe(0);
    expect(cellAt(square, size, 279, 15)).toBe(28 + 27);
    expect(cellAt(square, size, 281, 5)).toBeUndefined();
    expect(cellAt(square, size, -1, 5)).toBeUndefined();
  });
});

describe('reading values by keyboard', () => {
  const plan = tilePlan(1, 2, 3);

  it('goes from cell to cell over gaps and stops at the edge', () => {
    const cells = [...plan.cells];
    const first = nextCell(plan, undefined, 'ArrowRight')!;
    expect(cells[first]).toBe(0);
    const reached = [first];
    for (let at: number | undefined = first; at !== undefined; at = nextCell(plan, at, 'ArrowRight'))
      reached.push(at);
    expect(nextCell(plan, reached.at(-1), 'ArrowRight')).toBeUndefined();
    for (const cell of reached) expect(cells[cell]).toBeGreaterThanOrEqual(0);
    expect(cells[nextCell(plan, first, 'End')!]).toBeGreaterThan(0);
    expect(nextCell(plan, first, 'x')).toBeUndefined();
  });

  it('says where the value is and all of its digits', () => {
    const values = Float32Array.of(0.1, -2, 3, 1e-8, 5, 6);
    expect(placeText(greyPlan(2, 3), 1, values)).toBe('row 0, column 1: −2');
    expect(placeText(stripPlan(6, 3), 0, values)).toBe('unit 0: 0.1');
    expect(placeText(tilePlan(1, 2, 3), 3, values)).toBe('channel 0, row 0, column 1: 1e-8');
    expect(placeText(rgbPlan(1, 2), 3, values)).toBe('row 0, column 1: 1e-8, 5, 6');
  });
});

describe('numbers of pictures', () => {
  it('keeps the digits of float32 and says what is not finite', () => {
    expect(exactNumber(Math.fround(0.1))).toBe('0.1');
    expect(exactNumber(Math.fround(123.4567))).toBe('123.4567');
    expect(exactNumber(NaN)).toBe('–');
  });

  it('writes ranges shortly', () => {
    expect(rangeText({ low: 0, high: 255 })).toBe('0 … 255');
    expect(rangeText({ low: -0.10714, high: 0.10714 })).toBe('±0.107');
    expect(rangeText({ low: -239.8, high: 17.74 })).toBe('−240 … 17.7');
  });

  it('writes shares with the digits that mean something', () => {
    expect([0.3551, 0.036, 0.0064, 0.00012, 0, 1, 3e-7].map(percentText)).toEqual([
      '35.5 %',
      '3.6 %',
      '0.64 %',
      '0.012 %',
      '0 %',
      '100.0 %',
      '3.0e-5 %',
    ]);
    expect(sigmaName(11)).toBe('σ₁₂');
  });
});

describe('moving among many elements', () => {
  it('follows the rows and stays inside', () => {
    expect(rovingTarget('ArrowRight', 4, 10, 4)).toBe(5);
    expect(rovingTarget('ArrowDown', 4, 10, 4)).toBe(8);
    expect(rovingTarget('ArrowDown', 7, 10, 4)).toBe(7);
    expect(rovingTarget('ArrowUp', 1, 10, 4)).toBe(1);
    expect(rovingTarget('End', 1, 10, 4)).toBe(9);
    expect(rovingTarget('PageDown', 0, 10, 4)).toBe(9);
    expect(rovingTarget('Tab', 1, 10, 4)).toBeUndefined();
    expect(rovingTarget('ArrowRight', 0, 0, 4)).toBeUndefined();
  });

  it('follows the eye in right-to-left languages', () => {
    expect(rovingTarget('ArrowRight', 4, 10, 4, true)).toBe(3);
    expect(rovingTarget('ArrowLeft', 4, 10, 4, true)).toBe(5);
  });
});

describe('a long gallery', () => {
  it('draws the rows in sight and a few around them', () => {
    expect(rowsInSight(0, 300, 100, 60)).toEqual({ first: 0, end: 5 });
    expect(rowsInSight(2000, 300, 100, 60)).toEqual({ first: 18, end: 25 });
    expect(rowsInSight(5700, 300, 100, 60)).toEqual({ first: 55, end: 60 });
    expect(rowsInSight(9999, 300, 100, 3)).toEqual({ first: 3, end: 3 });
  });

  it('scrolls only as far as it must', () => {
    expect(scrollToRow(1, 0, 300, 100)).toBeUndefined();
    expect(scrollToRow(5, 0, 300, 100)).toBe(300);
    expect(scrollToRow(1, 500, 300, 100)).toBe(100);
  });
});

describe('strips in a gallery', () => {
  it.each([
    [5, 594],
    [64, 594],
    [576, 594],
    [784, 258],
    [4096, 594],
    [100_000, 1200],
  ])('of %d values show all of them and use a width of %d', (length, width) => {
    const { plan, box } = stripLayout(length, width, 12);
    expect(new Set(plan.cells).size - (plan.cells.includes(-1) ? 1 : 0)).toBe(length);
    const across = Math.floor(width / (box.width + 12));
    expect(across).toBeGreaterThanOrEqual(1);
    // What is drawn fills its cell, and cells the width, but where a vector is too short for that.
    const drawn = pictureSize(plan, box, 1);
    if (length >= 64 && length <= 4096) {
      expect(drawn.width).toBeGreaterThan(0.6 * box.width);
      expect(across * (drawn.width + 12)).toBeGreaterThan(0.6 * width);
    }
  });
});

describe('the spectrum’s axes', () => {
  it('start at zero, or by logarithm at most six orders below the top', () => {
    const linear = axisFor([4, 2, 0], 'lin');
    expect([4, 2, 0].map((value) => heightOn(linear, value))).toEqual([1, 0.5, 0]);
    const log = axisFor([100, 1e-9, 0], 'log');
    expect(log.low).toBeCloseTo(1e-4, 12);
    expect([100, 0.1, 1e-9, 0].map((value) => heightOn(log, value))).toEqual([
      1,
      expect.closeTo(0.5, 9),
      0,
      0,
    ]);
    expect(heightOn(axisFor([3, 1], 'log'), 1)).toBeGreaterThan(0);
  });

  it('of zeros are drawn flat', () => {
    expect(heightOn(axisFor([0, 0], 'log'), 0)).toBe(0);
  });

  it('are told by their own ends, not those of their axis', () => {
    const key = (values: readonly number[], kind: 'lin' | 'log') =>
      spectrumKey(values, axisFor([100, ...values], kind), formatNumber);
    expect(key([65, 20, 0.5589], 'log')).toBe('0.5589 to 65');
    expect(key([65, 20, 0.5589], 'lin')).toBe('0.5589 to 65');
    expect(key([65, 1e-9], 'log')).toBe('1e-9 to 65, drawn from 1e-4 on');
    expect(key([65, NaN, 0], 'lin')).toBe('0 to 65');
    expect(key([2], 'log')).toBe('2');
  });

  it('find the bar under the pointer', () => {
    expect(barAt(0, 100, 10)).toBe(0);
    expect(barAt(99.9, 100, 10)).toBe(9);
    expect(barAt(100, 100, 10)).toBeUndefined();
  });
});

describe('theme colours', () => {
  it('are read as VS Code writes them', () => {
    expect(parseCssColour('#1e1e1e', [0, 0, 0])).toEqual([30, 30, 30]);
    expect(parseCssColour(' #FFF', [0, 0, 0])).toEqual([255, 255, 255]);
    expect(parseCssColour('#11223380', [0, 0, 0])).toEqual([17, 34, 51]);
    expect(parseCssColour('rgba(1, 2, 3, 0.5)', [0, 0, 0])).toEqual([1, 2, 3]);
    expect(parseCssColour('', [9, 9, 9])).toEqual([9, 9, 9]);
  });
});
