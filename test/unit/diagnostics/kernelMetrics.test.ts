import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutualCoherence, scaledColumns, thinSquare } from '../../../src/diagnostics/kernel/gram';
import type { KernelMetrics } from '../../../src/diagnostics/kernel/kernelMetrics';
import { kernelMetrics } from '../../../src/diagnostics/kernel/kernelMetrics';
import { layerState } from '../../../src/diagnostics/kernel/layerState';
import { entryVariance, marchenkoPasturEdge } from '../../../src/diagnostics/kernel/marchenkoPastur';
import { EPSILON_32, EPSILON_64, matrixRank } from '../../../src/diagnostics/kernel/matrixRank';
import { METRICS, metricText, MODEL_METRICS } from '../../../src/diagnostics/kernel/metricCatalogue';
import { balanceGap, summariseModel } from '../../../src/diagnostics/kernel/modelSummary';
import { fitPowerLaw } from '../../../src/diagnostics/kernel/powerLaw';
import { plainTransposedProduct } from '../../../src/inspection/matrixProducts';
import { svd } from '../../../src/diagnostics/svd';
import { inEnglish } from '../../../src/diagnostics/findings/finding';
import { Random } from '../../../src/random/random';
import fc from '../support/properties';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

interface Recorded {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly mean: number;
  readonly variance: number;
  readonly singularValues: number[];
  readonly weightwatcher: Record<string, number>;
}

const { matrices } = JSON.parse(
  readFileSync(path.join(root, 'test/fixtures/diagnostics/weightwatcher.json'), 'utf8'),
) as { matrices: Recorded[] };

describe.each(matrices)('WeightWatcher’s own numbers: $name', (matrix) => {
  const { metrics, powerLaw } = kernelMetrics({ ...matrix, epsilon: EPSILON_64 });
  const theirs = matrix.weightwatcher;

  it('alpha within 2 %, the rest within 1e-4', () => {
    expect(Math.abs(metrics.alpha! / theirs.alpha! - 1)).toBeLessThan(0.02);
    expect(powerLaw!.eigenvalues).toBe(theirs.num_evals);
    const pairs: [keyof KernelMetrics, string][] = [
      ['xmin', 'xmin'],
      ['ksDistance', 'D'],
      ['alphaWeighted', 'alpha_weighted'],
      ['logAlphaNorm', 'log_alpha_norm'],
      ['logNorm', 'log_norm'],
      ['logSpectralNorm', 'log_spectral_norm'],
      ['stableRank', 'stable_rank'],
      ['entropy', 'entropy'],
    ];
    for (const [ours, key] of pairs) {
      const error = Math.abs(metrics[ours]! - theirs[key]!) / Math.max(1, Math.abs(theirs[key]!));
      expect(error, `${ours}: ${metrics[ours]} against ${theirs[key]}`).toBeLessThan(1e-4);
    }
  });

  it('the Marchenko-Pastur edge from the variance of the entries', () => {
    const { rows, columns, singularValues, mean, variance } = matrix;
    expect(entryVariance(singularValues, rows, columns, mean)).toBeCloseTo(variance, 8);
    const ratio = Math.max(rows, columns) / Math.min(rows, columns);
    const edge = Math.max(rows, columns) * variance * (1 + 1 / Math.sqrt(ratio)) ** 2;
    expect(metrics.marchenkoPasturEdge! / edge).toBeCloseTo(1, 6);
    expect(metrics.mpSoftRank! * singularValues[0]! ** 2).toBeCloseTo(edge, 5);
  });
});

/** Eigenvalues lambda^-alpha from 1 on, as singular values. */
function paretoSigmas(alpha: number, count: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => (1 - random.uniform(0, 1)) ** (-0.5 / (alpha - 1)));
}

describe('the power law', () => {
  it('finds the exponent that many eigenvalues were drawn with', () => {
    for (const alpha of [1.8, 2.5, 4]) {
      const found = fitPowerLaw(paretoSigmas(alpha, 3000, new Random(1, 'pareto', String(alpha))))!;
      expect(Math.abs(found.alpha / alpha - 1), `${alpha}: ${found.alpha}`).toBeLessThan(0.06);
      expect(found.distance).toBeLessThan(0.03);
      expect(found.reliable).toBe(true);
    }
  });

  it('does not depend on the scale, and its xmin follows it', () => {
    const s = paretoSigmas(3, 200, new Random(2, 'pareto'));
    const [one, many] = [fitPowerLaw(s)!, fitPowerLaw(s.map((sigma) => sigma * 1024))!];
    expect(many.alpha).toBeCloseTo(one.alpha, 10);
    expect(many.xmin / one.xmin).toBeCloseTo(1024 ** 2, 3);
  });

  it('is none of values that are equal, zero or few', () => {
    expect(fitPowerLaw([1, 1, 1, 1, 1, 1, 1])).toBeUndefined();
    expect(fitPowerLaw([0, 0, 0])).toBeUndefined();
    expect(fitPowerLaw([3, 2, 1])).toBeUndefined();
    expect(fitPowerLaw([3, 2, 1.5, 1.2, 1, 0.5])!.reliable).toBe(false);
  });
});

describe('the numbers of a kernel', () => {
  const sides = fc.integer({ min: 1, max: 9 });

  it('are those of its definition, for any small matrix', () => {
    fc.assert(
      fc.property(sides, sides, fc.integer(), (rows, columns, seed) => {
        const random = new Random(seed, 'kernel');
        const w = Float64Array.from({ length: rows * columns }, () => random.normal(0.1, 1));
        const { s } = svd(w, rows, columns, { vectors: false });
        const mean = w.reduce((sum, value) => sum + value, 0) / w.length;
        const { metrics } = kernelMetrics({ singularValues: s, rows, columns, mean, epsilon: EPSILON_64 });
        const squares = w.reduce((sum, value) => sum + value * value, 0);
        expect(metrics.norm).toBeCloseTo(Math.sqrt(squares), 8);
        expect(metrics.logNorm).toBeCloseTo(Math.log10(squares), 8);
        expect(metrics.stableRank).toBeCloseTo(squares / s[0]! ** 2, 8);
        expect(metrics.matrixRank).toBe(Math.min(rows, columns));
        const variance = w.reduce((sum, value) => sum + (value - mean) ** 2, 0) / w.length;
        const edge = marchenkoPasturEdge(rows, columns, variance);
        expect(metrics.marchenkoPasturEdge).toBeCloseTo(edge, 8);
      }),
      { numRuns: 60 },
    );
  });

  it('of a kernel of zeros are null where there are none', () => {
    const { metrics } = kernelMetrics({
      singularValues: [0, 0],
      rows: 4,
      columns: 2,
      mean: 0,
      epsilon: EPSILON_64,
    });
    expect(metrics).toMatchObject({
      stableRank: 0,
      norm: 0,
      logNorm: null,
      mpSoftRank: null,
      alpha: null,
      entropy: null,
    });
    expect(layerState(metrics, undefined, { rows: 4, columns: 2 }).level).toBe('bad');
  });

  it('of values near the limits of float64 stay finite or null', () => {
    for (const scale of [1e-150, 1e150]) {
      const singularValues = Array.from({ length: 60 }, (_, i) => scale / (i + 1));
      const { metrics } = kernelMetrics({
        singularValues,
        rows: 60,
        columns: 60,
        mean: 0,
        epsilon: EPSILON_64,
      });
      for (const [key, value] of Object.entries(metrics)) {
        expect(value === null || Number.isFinite(value), `${key} at ${scale}: ${value}`).toBe(true);
      }
      expect(metrics.stableRank).toBeCloseTo(1.63, 1);
      expect(metrics.alpha).toBeGreaterThan(1);
    }
  });
});

describe('the rank', () => {
  const [rows, columns, inner] = [96, 64, 4];
  const random = new Random(4, 'rank');
  const left = Float64Array.from({ length: rows * inner }, () => random.normal());
  const right = Float64Array.from({ length: inner * columns }, () => random.normal());
  const low = Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += left[i * inner + k]! * right[k * columns + j]!;
    return sum;
  });
  const full = low.map(() => random.normal());
  /** To so many bits after the first. */
  const rounded = (values: Float64Array, bits: number) =>
    values.map((value) => {
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits);
      return Math.round(value / unit) * unit;
    });
  const spectrum = (values: Float64Array) => svd(values, rows, columns, { vectors: false }).s;

  it.each([
    ['float64', 52],
    ['float32', 23],
    ['float16', 10],
    ['bfloat16', 7],
    ['float8 e4m3', 3],
  ])('is found under the rounding of %s', (_, bits) => {
    const rank = (values: Float64Array, epsilon: number) =>
      matrixRank(spectrum(values), rows, columns, epsilon);
    expect(rank(rounded(low, bits), 2 ** -bits)).toBe(inner);
    expect(rank(rounded(full, bits), 2 ** -bits)).toBe(columns);
    if (bits < 52) expect(rank(rounded(low, bits), EPSILON_64)).toBe(columns);
  });

  it('does not depend on the scale; the entropy keeps the rank of float64', () => {
    const s = spectrum(rounded(low, 23));
    expect(
      matrixRank(
        s.map((sigma) => sigma * 1e200),
        rows,
        columns,
        2 ** -7,
      ),
    ).toBe(inner);
    const kernel = { singularValues: s, rows, columns, mean: 0 };
    const { entropy } = kernelMetrics({ ...kernel, epsilon: EPSILON_32 }).metrics;
    expect(entropy).toBe(kernelMetrics({ ...kernel, epsilon: EPSILON_64 }).metrics.entropy);
  });
});

describe('the Gram matrix', () => {
  it.each([1e30, 1e-38, 1])('of columns around %d gives the same cosine', (scale) => {
    // Columns (3, 4), (4, 3) and one that is smaller by far.
    const values = Float32Array.from([3, 4, 1e-6, 4, 3, -1e-6], (value) => value * scale);
    const scaled = { values: scaledColumns(values, 3), rows: 2, columns: 3 };
    expect(mutualCoherence(plainTransposedProduct(scaled, scaled), 3)).toBeCloseTo(24 / 25, 5);
  });

  it('gives the largest cosine between two columns, columns of zeros apart', () => {
    // Columns (1, 0), (1, 1), (0, 0), (0, -2)
    const columns = [
      [1, 0],
      [1, 1],
      [0, 0],
      [0, -2],
    ];
    const gram = columns.flatMap((a) => columns.map((b) => a[0]! * b[0]! + a[1]! * b[1]!));
    expect(mutualCoherence(gram, 4)).toBeCloseTo(Math.SQRT1_2, 12);
    expect(mutualCoherence([0, 0, 0, 1], 2)).toBeUndefined();
  });

  it('is thinned to cells that keep the largest entry and the mean', () => {
    const matrix = Float32Array.from({ length: 25 }, (_, i) => (i === 7 ? -100 : i));
    const thin = thinSquare(matrix, 5, 2);
    expect(thin).toMatchObject({ size: 2, cell: 3 });
    expect([...thin.extreme]).toEqual([-100, 14, 22, 24]);
    expect(thin.mean[3]).toBeCloseTo((18 + 19 + 23 + 24) / 4, 5);
    expect(thinSquare(matrix, 5, 128)).toMatchObject({ size: 5, cell: 1 });
  });
});

describe('a layer’s state', () => {
  const sides = { rows: 300, columns: 100 };
  const law = (alpha: number, distance = 0.05) => ({
    alpha,
    xmin: 1,
    distance,
    tail: 60,
    eigenvalues: 100,
    reliable: true,
  });

  it.each([
    [{}, law(1.7), 'bad', 'alpha 1.7 is below 2'],
    [{}, law(3), 'good', 'alpha 3 is within 2 and 6'],
    [{}, law(8), 'watch', 'alpha 8 is above 6'],
    [{}, law(3, 0.3), 'unknown', 'follow no power law'],
    [
      {},
      { ...law(3), eigenvalues: 20, reliable: false },
      'unknown',
      '20 eigenvalues: a power-law fit (alpha 3) is unreliable below 50.',
    ],
    [{ srip: 0.02 }, law(30), 'good', 'Orthonormal'],
    [{ stableRank: 1.2 }, law(3), 'watch', 'Stable rank 1.2 of 100'],
    [
      { stableRank: 1.2, dataCapture: 0.9, pcaCeiling: 0.99 },
      law(3),
      'good',
      "Holds 90 % of the data's energy; so many directions can hold 99 %, random ones hold 33 %.",
    ],
    // Above 0.7 of the ceiling, but not of what lies between chance and the ceiling.
    [{ dataCapture: 0.75, pcaCeiling: 1 }, law(8), 'watch', 'alpha 8 is above 6'],
  ] as const)('%j', (metrics, powerLaw, level, reason) => {
    const state = layerState(metrics, powerLaw, sides);
    expect(state.level).toBe(level);
    expect(inEnglish(state.reason)).toContain(reason);
  });
});

describe('a kernel’s capture of the data', () => {
  const learned = (
    dataCapture: number,
    pcaCeiling: number,
    rows: number,
    columns: number,
    directions = columns,
  ) => layerState({ dataCapture, pcaCeiling }, undefined, { rows, columns, directions }).level === 'good';

  it('says nothing where the kernel spans half of the inputs or more', () => {
    expect(learned(0.78, 1, 784, 600)).toBe(false);
    expect(learned(1, 1, 784, 784)).toBe(false);
    expect(learned(1, 1, 784, 391)).toBe(true);
    expect(learned(1, 1, 784, 784, 30)).toBe(true);
  });

  it('is nothing that a random kernel has, whatever the data', () => {
    for (const [rows, columns] of [
      [4, 1],
      [6, 2],
      [40, 8],
      [60, 27],
    ] as const) {
      for (let seed = 0; seed < 60; seed++) {
        const random = new Random(seed, 'random kernel', `${rows} ${columns}`);
        const { u } = svd(
          Float64Array.from({ length: rows * columns }, () => random.normal(0, 1)),
          rows,
          columns,
        );
        // Data along one line, which any direction can hold all of.
        const energy = u.slice(0, columns).reduce((sum, value) => sum + value * value, 0);
        expect(learned(energy, 1, rows, columns), `${rows} x ${columns}: ${energy}`).toBe(false);
      }
    }
  });
});

describe('a model’s summary', () => {
  it('adds up the layers and names the worst', () => {
    const layer = (name: string, alpha: number, sigma: number) => {
      const powerLaw = { alpha, xmin: 1, distance: 0.05, tail: 60, eigenvalues: 100, reliable: true };
      const metrics = {
        alpha,
        alphaWeighted: alpha,
        norm: 2 * sigma,
        logSpectralNorm: 2 * Math.log10(sigma),
      };
      return {
        layer: name,
        metrics,
        powerLaw,
        state: layerState(metrics, powerLaw, { rows: 100, columns: 100 }),
      };
    };
    const { metrics, counts, finding } = summariseModel([layer('a', 3, 2), layer('b', 1.5, 8)]);
    expect(metrics.meanAlpha).toBe(2.25);
    expect(metrics.logLipschitz).toBeCloseTo(Math.log10(16), 12);
    expect(metrics.sumLogNorms).toBeCloseTo(Math.log(4 * 16), 12);
    expect(metrics.balanceGap).toBeCloseTo(16 + 256 - 2 * 64, 9);
    expect(counts).toEqual({ good: 1, watch: 0, bad: 1, unknown: 0 });
    expect(inEnglish(finding)).toBe(
      'Racecar finds 1 of 2 layers good, 0 worth watching and 1 bad, and cannot judge 0. A power law fits 2 of them, alpha 1.5–3. Look at b first.',
    );
  });

  it('takes alpha only of layers that it says something of', () => {
    const law = { alpha: 3, xmin: 1, distance: 0.05, tail: 60, eigenvalues: 100, reliable: true };
    const layer = (powerLaw: typeof law, srip: number) => ({
      layer: 'a',
      metrics: { alpha: powerLaw.alpha, srip },
      powerLaw,
      state: layerState({ alpha: powerLaw.alpha, srip }, powerLaw, { rows: 100, columns: 100 }),
    });
    const { metrics, finding } = summariseModel([
      layer(law, 2),
      layer({ ...law, alpha: 3e7 }, 1e-6),
      layer({ ...law, alpha: 20, distance: 0.3 }, 2),
      layer({ ...law, alpha: 9, reliable: false }, 2),
    ]);
    expect(metrics.meanAlpha).toBe(3);
    expect(inEnglish(finding)).toBe(
      'Racecar finds 2 of 4 layers good and cannot judge 2. A power law fits 1 of them, alpha 3.',
    );
  });

  it('has no balance gap where all norms are equal, and one from zero on', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1 }), (norms) => {
        expect(balanceGap(norms)).toBeGreaterThanOrEqual(0);
        expect(balanceGap(norms.map(() => norms[0]!))).toBeLessThan(1e-9 * norms.length * norms[0]! ** 2);
      }),
    );
  });
});

it('every metric has its section in docs/metrics.md with its formula', () => {
  const docs = readFileSync(path.join(root, 'docs/metrics.md'), 'utf8');
  for (const { key, label, formula, meaning, caveat } of [...METRICS, ...MODEL_METRICS]) {
    expect(docs, key).toContain(`### ${label}\n`);
    for (const text of [formula, meaning, caveat]) expect(docs, key).toContain(text);
  }
  expect(metricText('alpha').label).toBe('alpha');
});
