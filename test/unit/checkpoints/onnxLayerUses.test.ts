import { describe, expect, it } from 'vitest';
import type { StoredTensor } from '../../../src/checkpoints/checkpoint';
import { graphOf } from '../../../src/checkpoints/onnxGraph';
import { onnxLayerUses } from '../../../src/checkpoints/onnxLayerUses';
import type { OnnxNode } from '../../../src/checkpoints/onnxNodes';
import { readPads } from '../../../src/checkpoints/onnxPads';

type Attributes = Readonly<Record<string, string | readonly number[]>>;

function node(
  operation: string,
  inputs: readonly string[],
  output: string,
  attributes: Attributes = {},
): OnnxNode {
  const entries = Object.entries(attributes);
  return {
    operation,
    inputs,
    outputs: [output],
    attributes: new Map(
      entries.flatMap(([key, value]) => (typeof value === 'string' ? [] : [[key, value] as const])),
    ),
    words: new Map(
      entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    ),
  };
}

/** The values of a graph's small tensors, by name; kernels are there without. */
type Tensors = Readonly<Record<string, readonly number[]>>;

const KERNELS: Tensors = { c: [], d: [], w: [], b: [] };

async function usesOf(nodes: readonly OnnxNode[], values: Tensors = {}) {
  const stored = Object.entries({ ...KERNELS, ...values }).map(([name, each]): StoredTensor => {
    const shape = each.length === 0 ? [99] : [each.length];
    const info = { name, shape, dtype: 'i64', byteLength: 0, file: 'g.onnx' };
    return { info, read: () => Promise.resolve(Float64Array.from(each)) };
  });
  const byName = new Map(stored.map((tensor) => [tensor.info.name, tensor]));
  const graph = graphOf(new Set(byName.keys()), nodes);
  return onnxLayerUses(graph, await readPads(graph, byName));
}

const convolution = async (nodes: readonly OnnxNode[], values?: Tensors) =>
  (await usesOf(nodes, values)).get('c')!.convolutions![0]!;

describe("a convolution of an ONNX model's graph", () => {
  it.each<readonly [Attributes, unknown]>([
    [{}, { strides: [], dilations: [], groups: 1, padding: 'valid' }],
    [
      { pads: [1, 2, 3, 4], strides: [2, 3], dilations: [1, 2], group: [4], auto_pad: 'NOTSET' },
      {
        strides: [2, 3],
        dilations: [1, 2],
        groups: 4,
        padding: [
          [1, 3],
          [2, 4],
        ],
      },
    ],
    [{ auto_pad: 'SAME_UPPER' }, { strides: [], dilations: [], groups: 1, padding: 'same' }],
    [{ auto_pad: 'SAME_LOWER' }, { strides: [], dilations: [], groups: 1, padding: 'sameLower' }],
    [{ auto_pad: 'VALID' }, { strides: [], dilations: [], groups: 1, padding: 'valid' }],
  ])('with %j', async (attributes, expected) => {
    expect(await convolution([node('Conv', ['x', 'c'], 'y', attributes)])).toEqual(expected);
  });

  it('has what a Pad before it adds, also before a transposition from pixels', async () => {
    const after = [
      node('Pad', ['x', 'widths', 'zero'], 'p', { mode: 'constant' }),
      node('Conv', ['p', 'c'], 'y', { pads: [0, 1, 0, 1] }),
    ];
    const first = await convolution(after, { widths: [0, 0, 1, 2, 0, 0, 3, 4], zero: [0] });
    expect(first.padding).toEqual([
      [1, 3],
      [3, 5],
    ]);
    const pixels = [
      node('Pad', ['x'], 'p', { pads: [0, 1, 2, 0, 0, 3, 4, 0] }),
      node('Transpose', ['p'], 't', { perm: [0, 3, 1, 2] }),
      node('Conv', ['t', 'c'], 'y'),
    ];
    expect((await convolution(pixels)).padding).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it.each(['reflect', 'edge', 'wrap'])('has what a Pad of the mode %s before it adds', async (mode) => {
    const found = async (pads: readonly number[]) =>
      convolution([node('Pad', ['x'], 'p', { pads, mode }), node('Conv', ['p', 'c'], 'y')]);
    const padding = [
      [1, 3],
      [2, 4],
    ];
    expect(await found([0, 0, 1, 2, 0, 0, 3, 4])).toMatchObject({ padding, padsWith: mode });
    expect(await found([0, 0, 0, 0, 0, 0, 0, 0])).not.toHaveProperty('padsWith');
  });

  it.each<readonly [string, OnnxNode, Tensors]>([
    ['mirrors what the graph computes', node('Pad', ['x', 'computed'], 'p', { mode: 'reflect' }), {}],
    ['adds ones', node('Pad', ['x', 'widths', 'one'], 'p'), { widths: [0, 0, 1, 1, 0, 0, 1, 1], one: [1] }],
    ['adds what the graph computes', node('Pad', ['x', 'computed'], 'p'), {}],
    ['adds channels', node('Pad', ['x'], 'p', { pads: [0, 1, 0, 0, 0, 0, 0, 0] }), {}],
  ])('has a padding that is not known where a Pad before it %s', async (_, pad, values) => {
    const found = await convolution([pad, node('Conv', ['p', 'c'], 'y')], values);
    expect(found.padding).toBeUndefined();
  });

  it('is none that is transposed', async () => {
    const uses = await usesOf([node('ConvTranspose', ['x', 'c'], 'y', { strides: [2, 2] })]);
    expect(uses.get('c')!.convolutions).toBeUndefined();
  });
});

describe("what becomes of a layer's outputs in an ONNX model's graph", () => {
  it('is all that is computed of them before the next layer, without biases and shapes', async () => {
    const nodes = [
      node('MatMul', ['x', 'w'], 'y'),
      node('Add', ['b', 'y'], 'z'),
      node('LeakyRelu', ['z'], 'l', { alpha: [0.5] }),
      node('Dropout', ['l'], 'o'),
      node('MaxPool', ['o'], 'm'),
      node('Flatten', ['m'], 'f'),
      node('Gemm', ['f', 'd', 'b'], 'g'),
      node('Softmax', ['g'], 's'),
    ];
    const uses = await usesOf(nodes);
    expect(uses.get('w')).toEqual({
      outputs: [{ operations: [{ name: 'LeakyRelu', slope: 0.5 }, { name: 'MaxPool' }] }],
    });
    expect(uses.get('d')!.outputs).toEqual([{ operations: [{ name: 'Softmax' }] }]);
  });

  it('ends where several take them, not counting what looks at their shape', async () => {
    const nodes = [
      node('Gemm', ['x', 'w', 'b'], 'y'),
      node('Shape', ['y'], 'n'),
      node('Relu', ['y'], 'r'),
      node('Gemm', ['r', 'd', 'b'], 'z'),
      node('Add', ['r', 'z'], 's'),
    ];
    const outputs = (await usesOf(nodes)).get('w')!.outputs;
    expect(outputs).toEqual([{ operations: [{ name: 'Relu' }], branches: ['Gemm', 'Add'] }]);
  });

  it('has an end in a graph that goes round, and in one that uses a kernel again and again', async () => {
    const round = [node('Gemm', ['r', 'w', 'b'], 'y'), node('Relu', ['y'], 'r')];
    expect((await usesOf(round)).get('w')!.outputs).toEqual([{ operations: [{ name: 'Relu' }] }]);
    const loop = [node('Gemm', ['x', 'w', 'b'], 'y'), node('Flatten', ['y'], 'y')];
    expect((await usesOf(loop)).get('w')!.outputs).toHaveLength(1);
    const again = Array.from({ length: 99 }, (_, at) => node('Conv', ['x', 'c'], `y${at}`));
    expect((await usesOf(again)).get('c')!.convolutions).toHaveLength(16);
  });
});
