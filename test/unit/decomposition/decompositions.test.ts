import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/config/userError';
import type {
  Decompositions,
  DecompositionsOptions,
  MatrixValues,
  SvdProgress,
  TopDirections,
} from '../../../src/decomposition/decompositions';
import { startDecompositions } from '../../../src/decomposition/decompositions';
import { svd } from '../../../src/diagnostics/svd';
import { Random } from '../../../src/random/random';
import { bundledThread } from './support';

let script = '';
beforeAll(async () => {
  script = await bundledThread();
});

const started: Decompositions[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.close()));
});

function start(options?: DecompositionsOptions): Decompositions {
  const service = startDecompositions(script, options);
  started.push(service);
  return service;
}

function gaussian(rows: number, columns: number, seed = 1): MatrixValues {
  const random = new Random(seed, 'gaussian');
  return { values: Float32Array.from({ length: rows * columns }, () => random.normal()), rows, columns };
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(tolerance);
  }
}

describe('the service of decompositions', () => {
  it('gives what the method for small matrices gives, and leaves the matrix alone', async () => {
    const matrix = gaussian(90, 60);
    const copy = matrix.values.slice();
    const service = start();
    const found = await service.svd(matrix);
    const expected = svd(copy, 90, 60);
    expectClose(found.s, expected.s, 1e-11);
    expectClose(found.u, expected.u, 1e-9);
    expectClose(found.v, expected.v, 1e-9);
    expectClose(await service.singularValues(matrix), expected.s, 1e-11);
    expect(matrix.values).toEqual(copy);
  });

  it('gives the same bits from another thread', async () => {
    const matrix = gaussian(300, 280);
    const [first, second] = [await start().svd(matrix), await start().svd(matrix)];
    expect(second).toEqual(first);
  });

  it('reports progress that never falls and ends with all of it', async () => {
    const seen: SvdProgress[] = [];
    await start().svd(gaussian(320, 300), { onProgress: (progress) => seen.push(progress) });
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(
      new Set(['waiting', 'tridiagonal', 'eigenvalues', 'vectors']),
    );
  });

  it('is given up at once while it computes, and then does the next', async () => {
    const service = start({ cacheBytes: 0 });
    const controller = new AbortController();
    const reason = new Error('not wanted any more');
    const stages: string[] = [];
    const given = service.svd(gaussian(512, 512), {
      signal: controller.signal,
      onProgress: ({ stage }) => {
        stages.push(stage);
        if (stage === 'tridiagonal') controller.abort(reason);
      },
    });
    const next = service.singularValues(gaussian(5, 3));
    await expect(given).rejects.toBe(reason);
    expect(stages).not.toContain('vectors');
    expectClose(await next, svd(gaussian(5, 3).values, 5, 3).s, 1e-12);
  });

  it('starts another thread where one does not stop', async () => {
    const service = start();
    const controller = new AbortController();
    // Values without progress in between: the method for a small side reports nothing.
    const values = Float32Array.from({ length: 300_000 * 40 }, (_, i) => i % 17);
    const given = service.svd({ values, rows: 300_000, columns: 40 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(given).rejects.toThrow(/abort/);
    expect((await service.singularValues(gaussian(3, 2))).length).toBe(2);
  });

  it('gives up what only waits, and what is unwanted from the beginning', async () => {
    const service = start();
    const controller = new AbortController();
    const first = service.svd(gaussian(120, 100));
    const second = service.svd(gaussian(121, 100), { signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toThrow(/abort/);
    await expect(service.svd(gaussian(4, 4), { signal: controller.signal })).rejects.toThrow(/abort/);
    expect((await first).s).toHaveLength(100);
  });

  it('answers from its cache what it was asked before, by content and by question', async () => {
    const service = start();
    const matrix = gaussian(80, 50);
    const first = await service.svd(matrix);
    expect(await service.svd(gaussian(80, 50))).toBe(first);
    expect((await service.svd({ ...matrix, rows: 50, columns: 80 })).rows).toBe(50);
    const values = await service.singularValues(matrix);
    expect(await service.singularValues(matrix)).toBe(values);
    expect(values).not.toBe(first.s);
    const other = gaussian(80, 50);
    other.values[7]! += 1e-3;
    expect((await service.svd(other)).s[0]).not.toBe(first.s[0]);
  });

  it('forgets what does not fit into its cache', async () => {
    // Room for the values of one matrix, which are 8 * 20 bytes.
    const service = start({ cacheBytes: 200 });
    const first = await service.singularValues(gaussian(20, 20, 1));
    expect(await service.singularValues(gaussian(20, 20, 1))).toBe(first);
    await service.singularValues(gaussian(20, 20, 2));
    expect(await service.singularValues(gaussian(20, 20, 1))).not.toBe(first);
    const whole = await service.svd(gaussian(20, 20, 1));
    expect(await service.svd(gaussian(20, 20, 1))).not.toBe(whole);
  });

  it('takes the memory over only where it may', async () => {
    const service = start();
    const matrix = gaussian(30, 20);
    await service.svd(matrix, { takeOver: true });
    expect(matrix.values).toHaveLength(0);
    const part = gaussian(31, 20);
    const rest = { values: part.values.subarray(20), rows: 30, columns: 20 };
    await service.svd(rest, { takeOver: true });
    expect(part.values).toHaveLength(31 * 20);
  });

  it('says what is wrong with a matrix, and goes on', async () => {
    const service = start();
    const values = Float32Array.of(1, 2, NaN, 3);
    const given = service.svd({ values, rows: 2, columns: 2 });
    await expect(given).rejects.toThrow(UserError);
    await expect(given).rejects.toThrow(/NaN in row 1, column 0/);
    await expect(service.approximateTop({ values, rows: 2, columns: 2 }, 1)).rejects.toThrow(/NaN/);
    await expect(service.svd({ values: new Float32Array(0), rows: 0, columns: 3 })).rejects.toThrow(/0 x 3/);
    expect([...(await service.singularValues({ values: Float64Array.of(2), rows: 1, columns: 1 }))]).toEqual([
      2,
    ]);
  });

  it('gives approximate directions of a large matrix first', async () => {
    const service = start();
    const matrix = gaussian(600, 520);
    // One direction stands out.
    matrix.values.forEach((value, i) => (matrix.values[i] = value + (i % 520 < 100 ? 1 : 0)));
    const early: TopDirections[] = [];
    const whole = await service.progressiveSvd(matrix, {
      vectors: false,
      top: 4,
      onApproximate: (top) => early.push(top),
    });
    expect(early).toHaveLength(1);
    expect(early[0]!.s).toHaveLength(4);
    expect(early[0]!.s[0]! / whole.s[0]!).toBeCloseTo(1, 6);
    expect(whole.u).toHaveLength(0);
    // Known by now, so nothing approximate is needed.
    await service.progressiveSvd(matrix, { vectors: false, onApproximate: (top) => early.push(top) });
    await service.progressiveSvd(gaussian(60, 50), { onApproximate: (top) => early.push(top) });
    expect(early).toHaveLength(1);
  });

  it('rejects what is left when it is closed, and what comes after', async () => {
    const service = start();
    const given = [service.svd(gaussian(400, 300)), service.svd(gaussian(401, 300))];
    const outcomes = Promise.allSettled(given);
    await service.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(service.svd(gaussian(2, 2))).rejects.toThrow(/closed/);
  });
});
