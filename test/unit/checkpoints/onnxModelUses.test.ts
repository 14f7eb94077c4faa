import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../src/checkpoints/onnxGraph';
import { onnxModelUses } from '../../../src/checkpoints/onnxModelUses';
import type { OnnxNode } from '../../../src/checkpoints/onnxNodes';

const node = (
  operation: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, readonly number[]>> = {},
): OnnxNode => ({ operation, inputs, outputs: [output], attributes: new Map(Object.entries(attributes)) });

const uses = (nodes: readonly OnnxNode[], tensors: readonly string[], x: readonly number[] = []) =>
  onnxModelUses(graphOf(new Set(tensors), nodes), new Map([['x', x]]));

describe("what an ONNX model's graph says of its tensors", () => {
  it('a product behind a convolution takes channels first, whichever way its kernel lies', () => {
    const nodes = [
      node('Conv', ['x', 'c'], 'a'),
      node('BatchNormalization', ['a', 'g', 'b', 'm', 'v'], 'n', { epsilon: [0.5] }),
      node('Relu', ['n'], 'r'),
      node('Reshape', ['r', 'shape'], 'f'),
      node('MatMul', ['f', 'w'], 'y'),
      node('Add', ['y', 'bias'], 'z'),
    ];
    const found = uses(nodes, ['c', 'g', 'b', 'm', 'v', 'shape', 'w', 'bias']);
    expect(found.get('w')).toEqual({ inputOrder: 'channelsFirst' });
    expect(found.get('bias')).toEqual({ biasOf: ['w'] });
    const { epsilon, batchNorms } = found.get('v')!;
    expect(epsilon).toBe(0.5);
    expect(batchNorms!.map(({ kernel, weights }) => [kernel, [...weights.values()]])).toEqual([
      ['c', ['g', 'b', 'm', 'v']],
    ]);
  });

  it('one behind a transposition to pixels takes channels last, as tf2onnx writes it', () => {
    const nodes = [
      node('Transpose', ['x'], 't', { perm: [0, 3, 1, 2] }),
      node('Conv', ['t', 'c'], 'a'),
      node('Transpose', ['a'], 'p', { perm: [0, 2, 3, 1] }),
      node('LeakyRelu', ['p'], 'r'),
      node('Flatten', ['r'], 'f'),
      node('Gemm', ['f', 'w', 'b'], 'y'),
    ];
    expect(uses(nodes, ['c', 'w', 'b']).get('w')).toEqual({ inputOrder: 'channelsLast' });
  });

  it('one that flattens what goes into the graph takes that image; one behind another product takes none', () => {
    const nodes = [
      node('Flatten', ['x'], 'f'),
      node('Gemm', ['f', 'w', 'b'], 'y'),
      node('Relu', ['y'], 'h'),
      node('Gemm', ['h', 'second', 'b'], 'z'),
    ];
    const found = uses(nodes, ['w', 'b', 'second'], [0, 6, 7, 3]);
    expect(found.get('w')).toEqual({ inputOrder: { image: [6, 7, 3] } });
    expect(found.has('second')).toBe(false);
    expect(found.get('b')).toEqual({ biasOf: ['w', 'second'] });
  });

  it('a graph that goes round has an end', () => {
    const nodes = [node('Relu', ['b'], 'a'), node('Relu', ['a'], 'b'), node('MatMul', ['b', 'w'], 'y')];
    expect(uses(nodes, ['w']).size).toBe(0);
  });
});
