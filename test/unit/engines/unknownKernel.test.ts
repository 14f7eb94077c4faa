import type { Tensor } from '@tensorflow/tfjs-core';
import { cumsum, erf, mul, square, sum } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLayer } from '../../../src/network/layerScope';
import type { NamedTensors } from '../../../src/network/network';
import type { Program } from '../../../src/training/program';
import { traceProgram, UntraceableProgram } from '../../../src/engines/trace/traceProgram';
import { engine } from '../support/models';

beforeAll(async () => {
  await engine('cpu');
  await engine('onnx-cpu');
});

/** What is said of a program that computes something on the weight a/kernel and the input x. */
function refusal(compute: (kernel: Tensor, x: Tensor) => Tensor): Error {
  const program: Program = {
    name: 'test',
    run: (state: NamedTensors, inputs: NamedTensors) => ({
      outputs: { y: compute(state['a/kernel']!, inputs.x!) },
    }),
  };
  try {
    traceProgram(program, { 'a/kernel': [3] }, { x: [3] });
  } catch (error) {
    expect(error).toBeInstanceOf(UntraceableProgram);
    return error as Error;
  }
  return expect.fail('it was traced');
}

describe('an operation without a node is refused by its name and that of its layer', () => {
  it('while a layer computes', () => {
    const { message } = refusal((_, x) => inLayer('b', () => cumsum(x)));
    expect(message).toBe(
      'the program "test" cannot be traced: it uses the operation Cumsum in the layer "b", for which the graph has no node',
    );
  });

  it("in a penalty or a gradient, by the layer's weight or values that it works on", () => {
    expect(refusal((kernel) => erf(square(kernel))).message).toMatch(/Erf in the layer "a"/);
    expect(refusal((_, x) => erf(sum(inLayer('c', () => mul(x, 2))))).message).toMatch(
      /Erf in the layer "c"/,
    );
  });

  it('outside of all layers', () => {
    expect(refusal((_, x) => erf(x)).message).toMatch(/Erf outside of the layers/);
  });
});
