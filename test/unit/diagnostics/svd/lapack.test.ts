import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gramSvd } from '../../../../src/diagnostics/svd/gram/gramSvd';
import { gramValues } from '../../../../src/diagnostics/svd/gram/gramValues';
import { packedProduct } from '../../../../src/diagnostics/svd/products/packedProduct';
import { withSmallProducts } from '../../../../src/diagnostics/svd/products/smallProduct';
import { Random } from '../../../../src/random/random';
import { expectSvd, expectValues, PROMISED } from './expectations';
import type { Recipe } from './lapack';
import { decode, lapack, make, RECIPES } from './lapack';

const FIXTURE = path.resolve('test', 'fixtures', 'svd', 'lapack.json');
const product = withSmallProducts(packedProduct());

interface Recorded {
  readonly numpy: string;
  /** Singular values as base64 of little-endian float64. */
  readonly cases: readonly (Recipe & { readonly s: string })[];
}

/** RECORD_LAPACK=1 writes what the numpy at hand finds into the fixture. */
beforeAll(() => {
  if (process.env.RECORD_LAPACK !== '1') return;
  const found = lapack(RECIPES.map(make));
  if (found === undefined) throw new Error('there is no Python with numpy to record from');
  const cases = RECIPES.map((recipe, i) => ({
    ...recipe,
    s: Buffer.from(found.svds[i]!.s.buffer).toString('base64'),
  }));
  writeFileSync(FIXTURE, `${JSON.stringify({ numpy: found.numpy, cases }, undefined, 2)}\n`);
});

const named = (recipes: readonly Recipe[]) =>
  recipes.map((recipe) => [`${recipe.kind} ${recipe.rows} x ${recipe.columns}`, recipe] as const);

describe("the SVD against LAPACK's, recorded", () => {
  it.each(named(RECIPES))('%s', async (_, recipe) => {
    const { cases } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Recorded;
    const { kind, rows, columns, seed } = recipe;
    const recorded = cases.find(
      (each) => each.kind === kind && each.rows === rows && each.columns === columns && each.seed === seed,
    );
    const expected = decode(recorded!.s);
    const matrix = make(recipe);
    expectSvd(matrix, await gramSvd(matrix.values, rows, columns, product), expected, PROMISED);
    expectValues(await gramValues(matrix.values, rows, columns, product), expected, PROMISED.values);
  });
});

describe("the SVD against LAPACK's, live", () => {
  const random = new Random('live');
  const kinds = ['random', 'rankDeficient', 'clustered', 'graded', 'sparse', 'gradedRows'];
  const recipes = Array.from({ length: 12 }, (_, i): Recipe => {
    const size = () => 1 + random.integer(130);
    return { kind: kinds[i % kinds.length]!, rows: size(), columns: size(), seed: i };
  });

  it('on matrices of any shape', async ({ skip }) => {
    const matrices = recipes.map(make);
    const found = lapack(matrices);
    if (found === undefined) {
      skip('there is no Python with numpy (Debian: python3-numpy)');
      return;
    }
    for (const [i, matrix] of matrices.entries()) {
      const { rows, columns, values } = matrix;
      const ours = await gramSvd(values, rows, columns, product);
      expectSvd(matrix, ours, found.svds[i]!.s, PROMISED);
      expectSvd(matrix, { ...found.svds[i]!, rows, columns }, found.svds[i]!.s, PROMISED);
    }
    expect(found.svds).toHaveLength(recipes.length);
  });
});
