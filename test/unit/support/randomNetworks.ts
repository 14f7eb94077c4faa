import { expect } from 'vitest';
import type { HostTensors } from '../../../src/network/hostTensor';
import type { Model } from '../../../src/training/model';
import type { SmallModel } from './models';
import { modelOf } from './models';
import fc from './properties';

const activation = fc.constantFrom('linear', 'relu', 'leakyRelu', 'tanh', 'sigmoid');
const mode = fc.constantFrom('std', 'ort', 'rr', 'rr-local', 'weissi', 'rr+weissi', 'ort+rr');
const common = { activation, batchNorm: fc.boolean(), useBias: fc.boolean() };
const small = fc.integer({ min: 1, max: 3 });
const conv = fc.record({
  type: fc.constant('conv2d'),
  filters: fc.integer({ min: 1, max: 6 }),
  kernelSize: fc.tuple(small, small),
  strides: fc.tuple(small, small),
  padding: fc.constantFrom('same', 'valid'),
  ...common,
});
const dense = fc.record({ type: fc.constant('dense'), units: fc.integer({ min: 2, max: 30 }), ...common });

/** A network of up to two convolutions and three dense layers, with the mode that it is trained in. */
export const anyNetwork = fc.record({
  input: fc.tuple(
    fc.integer({ min: 3, max: 9 }),
    fc.integer({ min: 3, max: 9 }),
    fc.integer({ min: 1, max: 3 }),
  ),
  convolutions: fc.array(conv, { maxLength: 2 }),
  dense: fc.array(dense, { maxLength: 2 }),
  mode,
});

/** The model of a network that was drawn; undefined where it fits no image or has more than 10,000 weights. */
export function modelOfDrawn(drawn: {
  input: [number, number, number];
  convolutions: object[];
  dense: object[];
  mode: string;
}): Model | undefined {
  const network: SmallModel = {
    input: drawn.input,
    layers: [
      ...drawn.convolutions,
      { type: 'flatten' },
      ...drawn.dense,
      { type: 'dense', name: 'out', units: 3 },
    ],
    regularization: { mode: drawn.mode, weightDecay: 0.01 },
  };
  const model = modelOf(network);
  const parameters = model.plan.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return model.plan.problems.length === 0 && parameters <= 10_000 ? model : undefined;
}

/** Expects losses within 1e-4 of their own size, and gradients within 1e-4 of the largest gradient. */
export function expectSameGradients(found: HostTensors, expected: HostTensors): void {
  const gradients = Object.keys(expected).filter((key) => key.startsWith('gradient/'));
  const largest = Math.max(...gradients.flatMap((key) => [...expected[key]!.data.map(Math.abs)]));
  for (const [key, { data }] of Object.entries(expected)) {
    const values = found[key]!.data;
    const scale = key.startsWith('gradient/') ? largest : Math.max(Math.abs(data[0]!), 1e-3);
    for (let i = 0; i < values.length; i++) {
      expect(Math.abs(values[i]! - data[i]!) / scale, key).toBeLessThan(1e-4);
    }
  }
}
