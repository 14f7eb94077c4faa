import { describe, expect, it } from 'vitest';
import type { LayerFacts } from '../../../../src/messages/dashboardMessages';
import { chosenProbes } from '../../../../webview/dashboard/reconstructions/probeChoice';
import { stateSamples } from '../../../../webview/dashboard/reconstructions/rebuiltSamples';
import { relativeError } from '../../../../webview/dashboard/reconstructions/reverseError';
import { rebuiltStates, statesShown } from '../../../../webview/dashboard/reconstructions/states';
import { parseNumbers } from '../../../../webview/dashboard/reconstructions/useProbeLabels';
import {
  inputShapeShown,
  inputTensorName,
  patchGeometry,
} from '../../../../webview/dashboard/vectors/layerInput';

function layer(
  name: string,
  type: string,
  inputShape: number[],
  outputShape: number[],
  kernelShape?: number[],
): LayerFacts {
  const common = { name, type, activation: 'linear', inputShape, outputShape, parameters: 1 };
  return kernelShape === undefined
    ? { ...common, hasKernel: false }
    : { ...common, hasKernel: true, kernelShape };
}

const layers = [
  layer('edges', 'conv2d', [28, 28, 1], [14, 14, 8], [5, 5, 1, 8]),
  layer('flatten1', 'flatten', [14, 14, 8], [1568]),
  layer('output', 'dense', [1568], [10], [1568, 10]),
];
const states = rebuiltStates([28, 28, 1], layers);

describe('the states that a reverse pass rebuilds', () => {
  it('are the input and the activation of the kernel layer below, over layers without one', () => {
    expect(states.map(({ target, rebuilt, shape }) => [target, rebuilt.full, shape])).toEqual([
      ['probe/x', 'probe/edges/full', [28, 28, 1]],
      ['probe/edges/activation', 'probe/output/full', [14, 14, 8]],
    ]);
  });

  it('of a very large network are those around the chosen layer, and the input', () => {
    const deep = rebuiltStates(
      [4],
      Array.from({ length: 9 }, (_, i) => layer(`l${i}`, 'dense', [4], [4], [4, 4])),
    );
    expect(statesShown(deep, 'l4', 1000)).toBe(deep);
    expect(statesShown(deep, 'l4', 8).map(({ number }) => number)).toEqual([0, 4, 5]);
    expect(statesShown(deep, '', 8).map(({ number }) => number)).toEqual([0]);
  });
});

describe('the relative error', () => {
  it('is 0 for a perfect rebuild, 1 for nothing, and no number where there was nothing', () => {
    expect(relativeError([3, 4], [3, 4])).toBe(0);
    expect(relativeError([3, 4], [0, 0])).toBe(1);
    expect(relativeError([3, 4], [0, 8])).toBe(1);
    expect(relativeError([0, 0], [1, 0])).toBeNaN();
  });

  it('is told for each probe and for all together', () => {
    const tensors = {
      'probe/x': { shape: [2, 2], data: Float32Array.of(1, 0, 0, 3) },
      'probe/edges/full': { shape: [2, 2], data: Float32Array.of(0, 0, 0, 3) },
    };
    const { samples, error } = stateSamples(states[0]!, 'full', tensors)!;
    expect(samples.map((sample) => sample.error)).toEqual([1, 0]);
    expect([...samples[0]!.difference]).toEqual([-1, 0]);
    expect(error).toBeCloseTo(0.1, 12);
    expect(stateSamples(states[0]!, 'local', tensors)).toBeUndefined();
    expect(stateSamples(states[1]!, 'full', tensors)).toBeUndefined();
  });
});

describe('the choice of probes', () => {
  const labels = [0, 1, 0, 1];
  const errors = [0.5, 0.9, NaN, 0.7];
  const choice = { order: 'stored', label: -1, pinned: [], seed: 0 } as const;
  const chosen = (change: Partial<Parameters<typeof chosenProbes>[3]>) =>
    chosenProbes(4, labels, errors, { ...choice, ...change });

  it('takes a class, and the worst first; what has no error comes last', () => {
    expect(chosen({ label: 1 })).toEqual([1, 3]);
    expect(chosen({ order: 'worst' })).toEqual([1, 3, 0, 2]);
  });

  it('keeps pinned ones on top, whatever the class', () => {
    expect(chosen({ pinned: [2, 9], label: 1 })).toEqual([2, 1, 3]);
  });

  it('shuffles by a seed, the same way each time', () => {
    expect(chosen({ order: 'random', seed: 3 })).toEqual(chosen({ order: 'random', seed: 3 }));
    const orders = new Set(Array.from({ length: 20 }, (_, seed) => chosen({ order: 'random', seed }).join()));
    expect(orders.size).toBeGreaterThan(5);
    expect(chosen({ order: 'random', seed: 3 }).sort()).toEqual([0, 1, 2, 3]);
  });
});

describe('what goes into a layer', () => {
  it('is the activation below, shown in the shape that stood before the flatten layers', () => {
    expect(layers.map((_, index) => inputTensorName(layers, index))).toEqual([
      'probe/x',
      'probe/edges/activation',
      'probe/flatten1/activation',
    ]);
    expect(inputShapeShown(layers, 0)).toEqual([5, 5, 1]);
    expect(inputShapeShown(layers, 2)).toEqual([14, 14, 8]);
  });

  it('of a convolution depends on strides and padding of the config, one number or two', () => {
    const config = (options: object) => ({ network: { layers: [{ type: 'conv2d', ...options }] } });
    expect(patchGeometry(config({ strides: 2, padding: 'same' }), 0, layers[0]!)).toEqual({
      kernel: [5, 5],
      strides: [2, 2],
      padding: 'same',
    });
    expect(patchGeometry(config({ strides: [1, 3] }), 0, layers[0]!)).toMatchObject({
      strides: [1, 3],
      padding: 'valid',
    });
    expect(patchGeometry(config({ padding: 'odd' }), 0, layers[0]!)).toBeUndefined();
    expect(patchGeometry(undefined, 2, layers[2]!)).toBeUndefined();
  });
});

describe('numbers of a snapshot’s metadata', () => {
  it('are read, or not at all', () => {
    expect(parseNumbers('3 0 12')).toEqual([3, 0, 12]);
    expect(parseNumbers('')).toBeUndefined();
    expect(parseNumbers('1 x')).toBeUndefined();
    expect(parseNumbers(undefined)).toBeUndefined();
  });
});
