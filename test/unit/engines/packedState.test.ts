import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { add, concat, mul, reshape, slice, square, sum } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loopGraph, loopNames } from '../../../src/engines/onnx/loop';
import { encodeModel } from '../../../src/engines/onnx/model';
import { packState } from '../../../src/engines/onnx/packedState';
import { loadRuntime } from '../../../src/engines/onnx/runtime';
import { optimise } from '../../../src/engines/trace/passes';
import { prepareTracing, traceProgram } from '../../../src/engines/trace/traceProgram';
import type { NamedTensors } from '../../../src/network/network';
import type { Program } from '../../../src/training/program';

beforeAll(prepareTracing);

const SHAPES = { a: [3], b: [2, 2], c: [2] };
const START = { a: [1, 2, 3], b: [4, 5, 6, 7], c: [8, 9] };

const vector = ({ a, b }: NamedTensors) => concat([a!, reshape(b!, [-1])]);

/** a and b are one vector to it, whose halves change as one; c is read with b and stays by itself. */
const program: Program = {
  name: 'step',
  run: (state) => {
    const next = add(mul(vector(state), 0.5), 1);
    return {
      state: {
        a: slice(next, [0], [3]),
        b: reshape(slice(next, [3], [4]), [2, 2]),
        c: add(state.c!, sum(square(state.b!), 0)),
      },
      outputs: { loss: sum(state.a!) },
    };
  },
};

const traced = (step: Program) => optimise(traceProgram(step, SHAPES, {}));

describe('the state of a loop', () => {
  it('goes round as one vector where the step has use for that, and goes in and comes out by its names', async () => {
    const { InferenceSession, Tensor } = await loadRuntime();
    const graph = loopGraph(traced(program), new Set());
    const loop = graph.nodes.find(({ op }) => op === 'Loop')!;
    expect(loop.body!.inputs.map(({ shape }) => shape)).toContainEqual([7]);
    expect(loop.body!.nodes.map(({ op }) => op)).not.toContain('Concat');
    expect(loop.body!.nodes.map(({ op }) => op)).not.toContain('Slice');
    expect(graph.outputs.map(({ name }) => name).sort()).toEqual([
      ...['a', 'b', 'c'].map(loopNames.stateOut),
      loopNames.output('loss'),
    ]);

    const session: InferenceSession = await InferenceSession.create(encodeModel(graph, 'test'));
    const feeds: Record<string, Tensor> = {
      [loopNames.trips]: new Tensor('int64', BigInt64Array.of(2n), []),
    };
    for (const [name, values] of Object.entries(START)) {
      const shape = SHAPES[name as keyof typeof SHAPES];
      feeds[loopNames.stateIn(name)] = new Tensor('float32', Float32Array.from(values), shape);
    }
    const results = await session.run(feeds);
    await session.release();
    const valuesOf = (name: string) => [...(results[name]!.data as Float32Array)];
    const twice = (value: number) => (value * 0.5 + 1) * 0.5 + 1;
    const once = START.b.map((value) => value * 0.5 + 1);
    expect(valuesOf(loopNames.stateOut('a'))).toEqual(START.a.map(twice));
    expect(results[loopNames.stateOut('b')]!.dims).toEqual([2, 2]);
    expect(valuesOf(loopNames.stateOut('b'))).toEqual(START.b.map(twice));
    expect(valuesOf(loopNames.stateOut('c'))).toEqual(
      START.c.map(
        (value, i) => value + START.b[i]! ** 2 + START.b[i + 2]! ** 2 + once[i]! ** 2 + once[i + 2]! ** 2,
      ),
    );
    expect(valuesOf(loopNames.output('loss'))).toEqual([6, 6]);
  });

  it.each<[string, (state: NamedTensors) => NamedTensors]>([
    [
      'comes back in another order',
      (state) => {
        const next = mul(vector(state), 2);
        return { a: slice(next, [4], [3]), b: reshape(slice(next, [0], [4]), [2, 2]) };
      },
    ],
    ['stays in part', (state) => ({ a: slice(mul(vector(state), 2), [0], [3]) })],
    [
      'comes from two vectors',
      (state) => ({
        a: slice(mul(vector(state), 2), [0], [3]),
        b: reshape(slice(mul(vector(state), 3), [3], [4]), [2, 2]),
      }),
    ],
  ])('is not one vector where it %s', (_, next) => {
    const step: Program = { name: 'step', run: (state) => ({ state: next(state), outputs: {} }) };
    expect(packState(traced(step)).packs).toEqual([]);
  });
});
