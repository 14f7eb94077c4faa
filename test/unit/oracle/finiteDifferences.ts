import { expect } from 'vitest';
import { Random } from '../../../src/random/random';
import { sum } from '../../oracle/arrays';
import { mul } from '../../oracle/elementwise';
import { constant, elementCount, gradients, variable, type Value } from '../../oracle/tape';

export function randomArray(
  random: Random,
  shape: readonly number[],
  draw: (random: Random) => number = (source) => source.normal(),
): { shape: readonly number[]; data: Float64Array } {
  return { shape, data: Float64Array.from({ length: elementCount(shape) }, () => draw(random)) };
}

/** Central differences of a function of some arrays, which are changed in place and set back. */
export function finiteDifferences(arrays: readonly Float64Array[], f: () => number): Float64Array[] {
  return arrays.map((array) =>
    array.map((value, i) => {
      const step = 1e-5 * Math.max(1, Math.abs(value));
      array[i] = value + step;
      const above = f();
      array[i] = value - step;
      const below = f();
      array[i] = value;
      return (above - below) / (2 * step);
    }),
  );
}

/** Every entry to 1e-6 of the largest one (of 1e-3, where all are smaller than that). */
export function expectSameGradient(found: Float64Array, expected: Float64Array): void {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(1e-6 * size);
}

/** Compares the tape's gradients of a random weighing of the op's result with finite differences. */
export function expectRightGradients(
  op: (...inputs: Value[]) => Value,
  shapes: readonly (readonly number[])[],
  draw?: (random: Random) => number,
): void {
  const random = new Random(3, 'gradients');
  const inputs = shapes.map((shape) => randomArray(random, shape, draw));
  const build = (): { loss: Value; variables: Value[] } => {
    const variables = inputs.map(({ shape, data }) => variable(shape, data));
    const result = op(...variables);
    const weighing = randomArray(new Random(4, 'weighing'), result.shape);
    return { loss: sum(mul(result, constant(weighing.shape, weighing.data))), variables };
  };
  const { loss, variables } = build();
  const expected = finiteDifferences(
    inputs.map(({ data }) => data),
    () => build().loss.item(),
  );
  gradients(loss, variables).forEach((found, i) => expectSameGradient(found, expected[i]!));
}
