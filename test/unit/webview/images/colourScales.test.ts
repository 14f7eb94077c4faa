import { describe, expect, it } from 'vitest';
import {
  divergingTable,
  greyTable,
  sequentialTable,
  TABLE_SIZE,
} from '../../../../webview/components/images/colourScales';
import type { Oklab, Rgb } from '../../../../webview/components/images/oklab';
import { fromOklab, oklabDistance, toOklab } from '../../../../webview/components/images/oklab';

const BACKGROUNDS: readonly (readonly [string, Rgb])[] = [
  ['dark', [0x1f, 0x1f, 0x1f]],
  ['light', [255, 255, 255]],
  ['high contrast', [0, 0, 0]],
  ['tinted light', [0xfd, 0xf6, 0xe3]],
  ['tinted dark', [0x00, 0x2b, 0x36]],
];

const colourAt = (table: Uint8ClampedArray, index: number): Rgb => [
  table[3 * index]!,
  table[3 * index + 1]!,
  table[3 * index + 2]!,
];
const MIDDLE = (TABLE_SIZE - 1) / 2;

/** What an eye without one kind of cone sees (Viénot, Brettel & Mollon 1999), in linear RGB. */
const DEFICIENCIES: Record<string, readonly (readonly [number, number, number])[]> = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function seenBy(rows: readonly (readonly [number, number, number])[], colour: Rgb): Oklab {
  const linear = colour.map((value) => (value / 255) ** 2.2);
  const seen = rows.map(
    (row) => 255 * Math.max(0, row[0] * linear[0]! + row[1] * linear[1]! + row[2] * linear[2]!) ** (1 / 2.2),
  );
  return toOklab(seen as unknown as Rgb);
}

describe('OKLab', () => {
  it('gives the published values of white and red', () => {
    expect(toOklab([255, 255, 255])[0]).toBeCloseTo(1, 4);
    const red = toOklab([255, 0, 0]);
    for (const [i, value] of [0.628, 0.2249, 0.1258].entries()) expect(red[i]).toBeCloseTo(value, 3);
  });

  it('comes back to the same colour', () => {
    for (const colour of [
      [0, 0, 0],
      [12, 200, 99],
      [255, 1, 254],
    ] as Rgb[]) {
      for (const [i, value] of fromOklab(toOklab(colour)).entries()) expect(value).toBeCloseTo(colour[i]!, 2);
    }
  });
});

describe.each(BACKGROUNDS)('the diverging scale on a %s background', (_, background) => {
  const table = divergingTable(background);
  const lab = (index: number) => toOklab(colourAt(table, index));

  it('has the background as its middle', () => {
    expect(colourAt(table, MIDDLE)).toEqual(background);
  });

  it('goes to blue below and to orange above', () => {
    const [low, high] = [colourAt(table, 0), colourAt(table, TABLE_SIZE - 1)];
    expect(low[2]).toBeGreaterThan(low[0] + 40);
    expect(high[0]).toBeGreaterThan(high[2] + 40);
  });

  it('takes even steps, the same on either side', () => {
    const steps = Array.from({ length: 10 }, (_, i) => oklabDistance(lab(i * 51), lab((i + 1) * 51)));
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.1);
  });

  it('keeps -t and +t apart for those who see no red or no green', () => {
    for (const rows of Object.values(DEFICIENCIES)) {
      const apart = oklabDistance(
        seenBy(rows, colourAt(table, 0)),
        seenBy(rows, colourAt(table, TABLE_SIZE - 1)),
      );
      expect(apart).toBeGreaterThan(0.15);
    }
  });
});

describe('the other scales', () => {
  it.each(BACKGROUNDS)('grows away from a %s background evenly, from near it', (_, background) => {
    const table = sequentialTable(background);
    const neutral = toOklab(background);
    const distances = Array.from({ length: 11 }, (_, i) =>
      oklabDistance(neutral, toOklab(colourAt(table, i * 51))),
    );
    expect(distances[0]).toBeGreaterThan(0.03);
    const steps = distances.slice(1).map((distance, i) => distance - distances[i]!);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.2);
  });

  it('shows grey values as they are in a file', () => {
    const table = greyTable();
    expect(colourAt(table, 0)).toEqual([0, 0, 0]);
    expect(colourAt(table, 2 * 100)).toEqual([100, 100, 100]);
    expect(colourAt(table, TABLE_SIZE - 1)).toEqual([255, 255, 255]);
  });
});
