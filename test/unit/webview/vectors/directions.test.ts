import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/random/random';
import { svd } from '../../../../src/diagnostics/svd';
import { assign } from '../../../../webview/dashboard/vectors/assignment';
import { clusterOf, degenerateClusters } from '../../../../webview/dashboard/vectors/clusters';
import type { VectorList } from '../../../../webview/dashboard/vectors/directions';
import {
  captured,
  columnsOf,
  inOrder,
  readDirections,
  vectorAt,
} from '../../../../webview/dashboard/vectors/directions';
import { matchDirections, trackFirst, trackOn } from '../../../../webview/dashboard/vectors/matching';
import fc from '../../support/properties';

describe('assignment', () => {
  it('finds the best of all assignments', () => {
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([rows, columns]) =>
        fc.record({
          rows: fc.constant(rows),
          columns: fc.constant(columns),
          scores: fc.array(fc.integer({ min: -50, max: 50 }), {
            minLength: rows * columns,
            maxLength: rows * columns,
          }),
        }),
      );
    fc.assert(
      fc.property(tables, ({ rows, columns, scores }) => {
        const found = assign(scores, rows, columns);
        const used = [...found].filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(used.length).toBe(Math.min(rows, columns));
        const total = [...found].reduce(
          (sum, column, row) => sum + (column < 0 ? 0 : scores[row * columns + column]!),
          0,
        );
        expect(total).toBe(bestByTrying(scores, rows, columns));
      }),
    );
  });
});

/** The largest sum over all ways to give as many rows as possible a column of their own. */
function bestByTrying(scores: readonly number[], rows: number, columns: number): number {
  const go = (row: number, used: ReadonlySet<number>, skips: number): number => {
    if (row === rows) return 0;
    const options = Array.from({ length: columns }, (_, column) => column)
      .filter((column) => !used.has(column))
      .map((column) => scores[row * columns + column]! + go(row + 1, new Set([...used, column]), skips));
    if (skips > 0) options.push(go(row + 1, used, skips - 1));
    return Math.max(...options);
  };
  return go(0, new Set(), Math.max(0, rows - columns));
}

/** Orthonormal vectors, from the SVD of random numbers. */
function orthonormal(count: number, length: number, seed = 0): VectorList {
  const random = new Random(seed, 'vectors');
  const matrix = Float64Array.from({ length: count * length }, () => random.normal());
  const { u } = svd(matrix, length, count);
  return columnsOf({ shape: [length, count], data: Float32Array.from(u) });
}

/** The same vectors in another order and with other signs. */
function rearranged(list: VectorList, order: readonly number[], signs: readonly number[]): VectorList {
  const values = order.flatMap((from, to) => [...vectorAt(list, from)].map((value) => signs[to]! * value));
  return { ...list, count: order.length, values: Float32Array.from(values) };
}

const all = (list: VectorList) => Array.from({ length: list.count }, (_, place) => place);
const match = (before: VectorList, now: VectorList) =>
  matchDirections(before, now, { before: all(before), now: all(now) });

describe('matching directions from step to step', () => {
  it('finds every vector again, whatever its place and sign', () => {
    const before = orthonormal(6, 20);
    const [order, signs] = [
      [3, 0, 5, 1, 4, 2],
      [1, -1, -1, 1, 1, -1],
    ];
    const matches = match(before, rearranged(before, order!, signs!));
    expect(matches.map((found) => found!.place)).toEqual(order);
    for (const [i, found] of matches.entries()) expect(found!.cosine).toBeCloseTo(signs![i]!, 5);
  });

  it('gives no partner twice, also where two vectors are most like the same one', () => {
    const before = orthonormal(2, 4);
    const mixture = Float32Array.from(
      vectorAt(before, 0),
      (value, i) => 0.8 * value + 0.6 * vectorAt(before, 1)[i]!,
    );
    const now = { count: 2, length: 4, values: Float32Array.from([...vectorAt(before, 0), ...mixture]) };
    expect(match(before, now).map((found) => found!.place)).toEqual([0, 1]);
  });

  it('leaves vectors without a partner where there were fewer before', () => {
    const now = orthonormal(3, 8);
    const before = rearranged(now, [2], [1]);
    expect(match(before, now).map((found) => found?.place)).toEqual([undefined, undefined, 0]);
  });

  it('does not compare vectors of different lengths', () => {
    expect(match(orthonormal(2, 4), orthonormal(2, 5))).toEqual([undefined, undefined]);
  });
});

describe('tracking', () => {
  it('keeps names and draws with the signs of the step before, over several steps', () => {
    const first = orthonormal(4, 12);
    const second = rearranged(first, [1, 0, 3, 2], [-1, 1, -1, 1]);
    const third = rearranged(second, [3, 2, 1, 0], [1, -1, 1, 1]);
    const one = trackFirst(4);
    const two = trackOn(one, match(first, second));
    const three = trackOn(two, match(second, third));
    for (const [list, tracked] of [
      [second, two],
      [third, three],
    ] as const) {
      for (const place of all(list)) {
        const original = vectorAt(first, tracked.ids[place]!);
        const drawn = vectorAt(list, place).map((value) => tracked.signs[place]! * value);
        for (const [i, value] of drawn.entries()) expect(value).toBeCloseTo(original[i]!, 5);
      }
    }
  });

  it('names a direction that is like none before anew, with the sign it is stored with', () => {
    const both = orthonormal(4, 12, 1);
    const before = rearranged(both, [0, 1], [1, 1]);
    const now = rearranged(both, [0, 3], [-1, -1]);
    const tracked = trackOn(trackFirst(2), match(before, now));
    expect(tracked.ids).toEqual([0, 2]);
    expect(tracked.signs).toEqual([-1, 1]);
    expect(tracked.cosines[0]).toBeCloseTo(1, 5);
    expect(tracked.cosines[1]).toBeUndefined();
  });
});

describe('degenerate clusters', () => {
  it('joins singular values that are within the gap each of the next', () => {
    expect(degenerateClusters([10, 5, 4.98, 4.95, 3, 1, 0.995])).toEqual([
      { first: 1, last: 3 },
      { first: 5, last: 6 },
    ]);
  });

  it('takes all of an orthonormal kernel as one, and none of a well separated one', () => {
    expect(degenerateClusters(new Float32Array(128).fill(1))).toEqual([{ first: 0, last: 127 }]);
    expect(degenerateClusters([4, 2, 1])).toEqual([]);
  });

  it('takes the zeros of a rank-deficient kernel as one', () => {
    const clusters = degenerateClusters([3, 0, 0, 0]);
    expect(clusters).toEqual([{ first: 1, last: 3 }]);
    expect(clusterOf(clusters, 0)).toBeUndefined();
    expect(clusterOf(clusters, 2)).toBe(clusters[0]);
  });
});

describe('reading a snapshot’s directions', () => {
  const tensor = (shape: number[], ...values: number[]) => ({ shape, data: Float32Array.from(values) });
  const s = tensor([3], 5, 2, 1);

  it('knows which singular values have vectors', () => {
    const directions = readDirections({
      s,
      u: tensor([2, 2], 1, 0, 0, 1),
      index: tensor([2], 0, 2),
      dataEnergy: tensor([3], 0.1, 0.5, 0.3),
    })!;
    expect([...directions.kept]).toEqual([0, 2]);
    expect(inOrder(directions, 'energy')).toEqual([1, 0]);
    expect(inOrder(directions, 'sigma')).toEqual([0, 1]);
    expect(captured(directions, [0, 1])).toBeCloseTo(0.4, 6);
  });

  it('does without data energy', () => {
    const directions = readDirections({ s, u: tensor([2, 3], 1, 2, 3, 4, 5, 6) })!;
    expect([...vectorAt(directions.inputs, 1)]).toEqual([2, 5]);
    expect(inOrder(directions, 'energy')).toEqual([0, 1, 2]);
    expect(captured(directions, [0])).toBeUndefined();
  });

  it('rejects an index that names no singular value', () => {
    expect(readDirections({ s, u: tensor([2, 1], 1, 0), index: tensor([1], 3) })).toBeUndefined();
    expect(readDirections({ s })).toBeUndefined();
  });
});
