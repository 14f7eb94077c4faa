import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random/random';
import { matMul, maxOfLastAxis, mean, reshape, sum, transpose } from '../../oracle/arrays';
import { conv2d, conv2dTranspose, type Padding } from '../../oracle/convolution';
import * as elementwise from '../../oracle/elementwise';
import { constant, gradients, variable, type Value } from '../../oracle/tape';
import { expectRightGradients, randomArray } from './finiteDifferences';

const { add, atLeast, div, mul, scale, sub } = elementwise;

describe('the gradients of the tape', () => {
  it.each(['relu', 'leakyRelu', 'tanh', 'sigmoid', 'exp', 'abs', 'square'] as const)(
    'are right: %s',
    (name) => {
      expectRightGradients(elementwise[name], [[3, 4]]);
    },
  );

  it.each(['log', 'sqrt'] as const)('are right for positive numbers: %s', (name) => {
    expectRightGradients(elementwise[name], [[3, 4]], (random) => random.uniform(0.5, 2));
  });

  it.each([
    [
      [3, 4],
      [3, 4],
    ],
    [[2, 3, 4], [4]],
    [[4], [2, 3, 4]],
    [
      [2, 1, 4],
      [3, 1],
    ],
    [[], [2, 2]],
  ])('are right where shapes broadcast: %j and %j', (a, b) => {
    for (const op of [add, sub, mul]) expectRightGradients(op, [a, b]);
    expectRightGradients(div, [a, b], (random) => random.uniform(0.5, 2));
  });

  it.each<[string, (x: Value) => Value]>([
    ['sum of all', (x) => sum(x)],
    ['sum over axes', (x) => sum(x, [0, 2])],
    ['sum that keeps its axis', (x) => sum(x, [1], true)],
    ['mean of all', (x) => mean(x)],
    ['mean that keeps its axes', (x) => mean(x, [0, 1], true)],
    ['reshape', (x) => reshape(x, [6, 4])],
    ['transpose', (x) => transpose(x)],
    ['transpose of chosen axes', (x) => transpose(x, [1, 2, 0])],
    ['at least a bound', (x) => atLeast(x, 0.1)],
    ['scale', (x) => scale(x, -3)],
    ['a value used twice', (x) => mul(add(x, x), x)],
  ])('are right: %s', (_, op) => {
    expectRightGradients(op, [[2, 3, 4]]);
  });

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('are right for products, transposed: %s, %s', (transposeA, transposeB) => {
    expectRightGradients(
      (a, b) => matMul(a, b, { transposeA, transposeB }),
      [transposeA ? [6, 3] : [3, 6], transposeB ? [2, 6] : [6, 2]],
    );
  });

  it('stop at the largest value of an axis, so that a softmax may be shifted by it', () => {
    const x = variable([2, 3], [1, 5, 2, -3, -1, -2]);
    const shifted = sub(x, maxOfLastAxis(x));
    expect([...shifted.data]).toEqual([-4, 0, -3, -2, 0, -1]);
    expect([...gradients(sum(shifted), [x])[0]!]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('are zero for what the loss does not depend on', () => {
    const used = variable([1], [2]);
    const unused = variable([2], [1, 1]);
    const found = gradients(sum(mul(used, constant([1], [3]))), [used, unused]);
    expect(found.map((gradient) => [...gradient])).toEqual([[3], [0, 0]]);
  });

  it('start afresh each time', () => {
    const x = variable([1], [2]);
    const loss = sum(mul(x, x));
    gradients(loss, [x]);
    expect([...gradients(loss, [x])[0]!]).toEqual([4]);
  });
});

describe('products', () => {
  it('are what one works out by hand', () => {
    const a = constant([2, 3], [1, 2, 3, 4, 5, 6]);
    const b = constant([3, 2], [1, 0, 0, 1, 2, -1]);
    expect([...matMul(a, b).data]).toEqual([7, -1, 16, -1]);
  });

  it('are the same for every length of the inner side', () => {
    const random = new Random(2, 'products');
    for (let inner = 1; inner <= 9; inner++) {
      const a = randomArray(random, [3, inner]);
      const b = randomArray(random, [inner, 2]);
      const found = matMul(constant(a.shape, a.data), constant(b.shape, b.data)).data;
      found.forEach((value, i) => {
        let expected = 0;
        for (let t = 0; t < inner; t++) {
          expected += a.data[Math.floor(i / 2) * inner + t]! * b.data[t * 2 + (i % 2)]!;
        }
        expect(value).toBeCloseTo(expected, 12);
      });
    }
  });
});

const geometries: [number, number, number, number, number, number, Padding][] = [
  [5, 6, 3, 3, 1, 1, 'valid'],
  [5, 6, 3, 3, 1, 1, 'same'],
  [5, 6, 3, 2, 2, 2, 'same'],
  [6, 5, 2, 3, 2, 1, 'same'],
  [7, 6, 3, 2, 2, 3, 'valid'],
  [4, 4, 1, 1, 3, 3, 'same'],
];

describe('convolution', () => {
  it.each(geometries)(
    'has the right gradients, and so has its adjoint: %ix%i, kernel %ix%i, strides %i, %i, %s',
    (height, width, kernelHeight, kernelWidth, strideY, strideX, padding) => {
      const strides = [strideY, strideX] as const;
      const x = [2, height, width, 2];
      const kernel = [kernelHeight, kernelWidth, 2, 3];
      const output = conv2d(zeros(x), zeros(kernel), strides, padding).shape;
      expectRightGradients((a, b) => conv2d(a, b, strides, padding), [x, kernel]);
      expectRightGradients((a, b) => conv2dTranspose(a, b, x, strides, padding), [output, kernel]);
    },
  );

  it.each(geometries)(
    'and its transpose are adjoint, <conv(x), y> = <x, convT(y)>: %ix%i, kernel %ix%i, strides %i, %i, %s',
    (height, width, kernelHeight, kernelWidth, strideY, strideX, padding) => {
      const random = new Random(5, 'adjoint');
      const strides = [strideY, strideX] as const;
      const draw = (shape: readonly number[]): Value => constant(shape, randomArray(random, shape).data);
      const x = draw([2, height, width, 2]);
      const kernel = draw([kernelHeight, kernelWidth, 2, 3]);
      const forward = conv2d(x, kernel, strides, padding);
      const y = draw(forward.shape);
      const back = conv2dTranspose(y, kernel, x.shape, strides, padding);
      expect(sum(mul(forward, y)).item()).toBeCloseTo(sum(mul(x, back)).item(), 10);
    },
  );

  it('pads as TensorFlow does: the odd row and column after the image', () => {
    const ones = (shape: readonly number[]): Value => constant(shape, zeros(shape).data.fill(1));
    const same = conv2d(ones([1, 4, 4, 1]), ones([3, 3, 1, 1]), [2, 2], 'same');
    expect(same.shape).toEqual([1, 2, 2, 1]);
    expect([...same.data]).toEqual([9, 6, 6, 4]);
    const valid = conv2d(ones([1, 5, 4, 1]), ones([2, 2, 1, 1]), [2, 1], 'valid');
    expect(valid.shape).toEqual([1, 2, 3, 1]);
    expect([...valid.data]).toEqual([4, 4, 4, 4, 4, 4]);
  });

  it('does not flip the kernel', () => {
    const found = conv2d(constant([1, 1, 3, 1], [1, 2, 3]), constant([1, 2, 1, 1], [10, 1]), [1, 1], 'valid');
    expect([...found.data]).toEqual([12, 23]);
  });
});

function zeros(shape: readonly number[]): Value {
  return constant(shape, new Float64Array(shape.reduce((count, size) => count * size, 1)));
}
