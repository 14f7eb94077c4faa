import type { Block, Workspace } from '../kernels/workspace';
import type { RankOneProblem } from './deflate';
import { secularRoot } from './secularEquation';

/** The eigenvalues of the kept part of a rank-one problem, and its eigenvectors in terms of the kept vectors. */
export interface RankOneEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Kept vectors with a top part, and with a bottom part; those with both are in both. */
  readonly topIndices: readonly number[];
  readonly bottomIndices: readonly number[];
  /** Row j: how eigenvector j is made of the vectors with a top part [count, topIndices.length]. */
  readonly topShares: Float64Array;
  /** The same for the vectors with a bottom part. */
  readonly bottomShares: Float64Array;
}

/** What a problem of so many kept vectors takes from its workspace. */
export const blockLengths = (count: number) => [count, count, count, count, 1, count * count];

/**
 * Solves the secular equation for every root. The eigenvectors are those of a z recomputed from the roots
 * (Gu & Eisenstat 1994): of it the roots found are the exact ones, so that they are orthogonal whatever the roots'
 * rounding errors are.
 *
 * @param workspace  with room for the blocks of its size; what was in it is lost
 */
export function solveRankOne(problem: RankOneProblem, workspace: Workspace): RankOneEigen {
  const { kept, poles, z, rho, vectors } = problem;
  const count = kept.length;
  workspace.clear();
  const blocks = blockLengths(count).map((length) => workspace.take(length));
  const [keptPoles, weights, shifted, products, slope, gaps] = blocks as [
    Block,
    Block,
    Block,
    Block,
    Block,
    Block,
  ];
  const { kernels } = workspace;
  kept.forEach((index, i) => {
    keptPoles.values[i] = poles[index]!;
    weights.values[i] = z[index]! ** 2;
  });
  const equation = { poles: keptPoles, weights, count, rho, shifted, slope, kernels };
  const values = new Float64Array(count);
  // Row j: poles_i - root j.
  const rows = Array.from({ length: count }, (_, j) => rowOf(gaps, j, count));
  rows.forEach((row, j) => (values[j] = secularRoot(equation, j, row)));

  products.values.fill(1);
  rows.forEach((row, j) => {
    const pole = keptPoles.values[j]!;
    kernels.multiplyRatios(products.at, row.at, keptPoles.at, pole, 0, j);
    products.values[j]! *= -row.values[j]!;
    kernels.multiplyRatios(products.at, row.at, keptPoles.at, pole, j + 1, count);
  });
  kept.forEach((index, i) => {
    const magnitude = Math.sqrt(Math.abs(products.values[i]!));
    products.values[i] = z[index]! < 0 ? -magnitude : magnitude;
  });
  for (const row of rows) kernels.normalisedQuotients(products.at, count, row.at);

  const positions = kept.map((_, i) => i);
  const withTop = positions.filter((i) => vectors[kept[i]!]!.top !== undefined);
  const withBottom = positions.filter((i) => vectors[kept[i]!]!.bottom !== undefined);
  return {
    values,
    topIndices: withTop.map((i) => kept[i]!),
    bottomIndices: withBottom.map((i) => kept[i]!),
    topShares: pickEntries(rows, withTop),
    bottomShares: pickEntries(rows, withBottom),
  };
}

function rowOf({ at, values }: Block, row: number, length: number): Block {
  return { at: at + 8 * row * length, values: values.subarray(row * length, (row + 1) * length) };
}

/** Chosen entries of every row. */
function pickEntries(rows: readonly Block[], positions: readonly number[]): Float64Array {
  const chosen = Int32Array.from(positions);
  const width = chosen.length;
  const result = new Float64Array(rows.length * width);
  rows.forEach(({ values }, j) => {
    const to = j * width;
    for (let i = 0; i < width; i++) result[to + i] = values[chosen[i]!]!;
  });
  return result;
}
