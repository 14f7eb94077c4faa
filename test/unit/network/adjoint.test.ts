import '@tensorflow/tfjs-backend-cpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import { mul, setBackend, sum, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { planNetwork } from '../../../src/config/networkPlan';
import { Network } from '../../../src/network/network';
import { Random } from '../../../src/random/random';
import { modelOf } from '../support/models';
import fc from '../support/properties';

function randomTensor(random: Random, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    [...shape],
  );
}

const inner = (a: Tensor, b: Tensor) => sum(mul(a, b)).dataSync()[0]!;

/** <forward(x), y> and <x, reverse(y)> of the first layer, without its bias. */
function bothInnerProducts(
  input: readonly [number, number, number],
  layers: readonly object[],
  seed: number,
) {
  return tidy(() => {
    const { plan } = modelOf({
      input,
      layers: [...layers, { type: 'flatten' }, { type: 'dense', units: 3 }],
    });
    const layer = new Network(planNetwork({ input, layers: plan.layers.map(({ options }) => options) }))
      .layers[0]!;
    const random = new Random(seed, 'adjoint');
    const kernel = layer.plan.weights.find(({ name }) => name === 'kernel');
    const weights = kernel === undefined ? {} : { kernel: randomTensor(random, kernel.shape) };
    const x = randomTensor(random, [2, ...layer.plan.inputShape]);
    const y = randomTensor(random, [2, ...layer.plan.outputShape]);
    const forward = layer.forward(x, weights, 'batch').output;
    return {
      left: inner(forward, y),
      right: inner(x, layer.reverse(y, weights)),
      scale: Math.sqrt(inner(forward, forward) * inner(y, y)),
    };
  });
}

describe('the reverse of a linear layer is its adjoint', () => {
  beforeAll(async () => {
    await setBackend('cpu');
  });

  it('for convolutions of any kernel, stride and padding', () => {
    const side = fc.integer({ min: 1, max: 8 });
    const small = fc.integer({ min: 1, max: 4 });
    const property = fc.property(
      fc.tuple(side, side, small),
      fc.tuple(small, small),
      fc.tuple(small, small),
      fc.constantFrom('same', 'valid'),
      fc.nat(),
      ([height, width, channels], kernelSize, strides, padding, seed) => {
        fc.pre(padding === 'same' || (kernelSize[0] <= height && kernelSize[1] <= width));
        const conv = { type: 'conv2d', filters: 3, kernelSize, strides, padding, useBias: false };
        const { left, right, scale } = bothInnerProducts([height, width, channels], [conv], seed);
        expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-5 * scale + 1e-6);
      },
    );
    fc.assert(property, { numRuns: 150 });
  });

  it('for dense layers and flatten', () => {
    const flat = bothInnerProducts([3, 2, 2], [{ type: 'flatten' }], 1);
    expect(flat.left).toBeCloseTo(flat.right, 5);
    tidy(() => {
      const { network } = modelOf({
        input: [3, 4, 1],
        layers: [{ type: 'flatten' }, { type: 'dense', units: 5, useBias: false }],
      });
      const layer = network.kernelLayers[0]!;
      const random = new Random(2, 'dense');
      const weights = { kernel: randomTensor(random, [12, 5]) };
      const x = randomTensor(random, [3, 12]);
      const y = randomTensor(random, [3, 5]);
      const forward = layer.forward(x, weights, 'batch').output;
      expect(inner(forward, y)).toBeCloseTo(inner(x, layer.reverse(y, weights)), 4);
    });
  });
});
