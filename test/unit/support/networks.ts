import type { SmallModel } from './models';

/** Small networks that between them have every layer, activation, stride and padding. */
export const NETWORKS: Readonly<Record<string, Pick<SmallModel, 'input' | 'layers'>>> = {
  'one dense layer': {
    input: [3, 3, 1],
    layers: [{ type: 'flatten' }, { type: 'dense', units: 4 }],
  },
  'dense with batch norm': {
    input: [4, 3, 1],
    layers: [
      { type: 'flatten' },
      { type: 'dense', name: 'a', units: 9, batchNorm: true, activation: 'relu' },
      { type: 'dense', name: 'b', units: 7, activation: 'tanh', useBias: false },
      { type: 'dense', name: 'c', units: 3, batchNorm: true, activation: 'leakyRelu' },
    ],
  },
  'wide and sigmoid': {
    input: [2, 2, 2],
    layers: [
      { type: 'flatten' },
      { type: 'dense', name: 'a', units: 20, activation: 'sigmoid' },
      { type: 'dense', name: 'b', units: 3 },
    ],
  },
  convolutional: {
    input: [7, 6, 2],
    layers: [
      {
        type: 'conv2d',
        name: 'a',
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        batchNorm: true,
        activation: 'relu',
      },
      { type: 'conv2d', name: 'b', filters: 5, kernelSize: [3, 2], strides: [2, 1], activation: 'leakyRelu' },
      {
        type: 'conv2d',
        name: 'c',
        filters: 3,
        kernelSize: 2,
        strides: 2,
        padding: 'same',
        activation: 'tanh',
      },
      { type: 'flatten' },
      { type: 'dense', name: 'd', units: 3, batchNorm: true },
    ],
  },
};
