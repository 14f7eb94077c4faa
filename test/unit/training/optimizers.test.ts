import { mul } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../../src/training/program';
import { createOptimizer } from '../../../src/training/optimizers';
import { optimizerSchema } from '../../../src/config/training/optimizer';
import { scalar } from '../../../src/network/hostTensor';
import { engine } from '../support/models';

/** The descent of f(p) = sum of p^2, so the gradient is 2 p, by hand in float64. */
type Update = (p: number, g: number, memory: { a: number; b: number }, t: number) => number;

const RATE = 0.1;

const CASES: readonly [object, Update][] = [
  [{ type: 'sgd' }, (p, g) => p - RATE * g],
  [{ type: 'sgd', momentum: 0.9 }, (p, g, memory) => p - RATE * (memory.a = 0.9 * memory.a + g)],
  [
    { type: 'sgd', momentum: 0.9, nesterov: true },
    (p, g, memory) => p - RATE * (g + 0.9 * (memory.a = 0.9 * memory.a + g)),
  ],
  [
    { type: 'rmsprop', momentum: 0.5 },
    (p, g, memory) => {
      memory.a = 0.9 * memory.a + 0.1 * g * g;
      memory.b = 0.5 * memory.b + g / (Math.sqrt(memory.a) + 1e-7);
      return p - RATE * memory.b;
    },
  ],
  [{ type: 'adam' }, (p, g, memory, t) => p - RATE * adamDirection(g, memory, t)],
  [
    { type: 'adamw', weightDecay: 0.2 },
    (p, g, memory, t) => p - RATE * (adamDirection(g, memory, t) + 0.2 * p),
  ],
];

function adamDirection(g: number, memory: { a: number; b: number }, t: number): number {
  memory.a = 0.9 * memory.a + 0.1 * g;
  memory.b = 0.999 * memory.b + 0.001 * g * g;
  return memory.a / (1 - 0.9 ** t) / (Math.sqrt(memory.b / (1 - 0.999 ** t)) + 1e-8);
}

describe('an optimizer', () => {
  it.each(CASES)('%j steps as its formula says', async (options, update) => {
    const optimizer = createOptimizer(optimizerSchema.parse(options));
    const names = Object.keys(optimizer.scalars(0));
    const program: Program = {
      name: 'descend',
      run: (state, inputs) => {
        const result = optimizer.update({
          parameter: state.p!,
          gradient: mul(state.p!, 2),
          slots: Object.fromEntries(optimizer.slots.map((slot) => [slot, state[slot]!])),
          scalars: Object.fromEntries(names.map((name) => [name, inputs[name]!])),
          learningRate: inputs.rate!,
          isKernel: true,
        });
        return { state: { p: result.parameter, ...result.slots }, outputs: {} };
      },
    };
    const start = [1, -2, 0.5];
    const zeros = { shape: [3], data: new Float32Array(3) };
    const session = await (
      await engine('cpu')
    ).open({
      p: { shape: [3], data: Float32Array.from(start) },
      ...Object.fromEntries(optimizer.slots.map((slot) => [slot, zeros])),
    });
    const expected = start.map((p) => ({ p, memory: { a: 0, b: 0 } }));
    for (let step = 0; step < 5; step++) {
      const scalars = Object.entries(optimizer.scalars(step)).map(([name, value]) => [name, scalar(value)]);
      await session.step(program, [{ rate: scalar(RATE), ...Object.fromEntries(scalars) }]);
      for (const entry of expected) entry.p = update(entry.p, 2 * entry.p, entry.memory, step + 1);
    }
    const { p } = await session.state();
    session.close();
    for (const [i, entry] of expected.entries()) expect(p!.data[i]).toBeCloseTo(entry.p, 5);
  });

  it('decays kernels only', async () => {
    const optimizer = createOptimizer(optimizerSchema.parse({ type: 'adamw', weightDecay: 0.5 }));
    const program: Program = {
      name: 'decay',
      run: (state, inputs) => {
        const common = {
          gradient: mul(state.p!, 0),
          slots: { m: mul(state.p!, 0), v: mul(state.p!, 0) },
          scalars: { scale: inputs.one!, epsilon: inputs.one! },
          learningRate: inputs.one!,
          parameter: state.p!,
        };
        const kernel = optimizer.update({ ...common, isKernel: true }).parameter;
        return { outputs: { kernel, bias: optimizer.update({ ...common, isKernel: false }).parameter } };
      },
    };
    const session = await (await engine('cpu')).open({ p: { shape: [1], data: Float32Array.of(4) } });
    const { kernel, bias } = await session.run(program, { one: scalar(1) });
    session.close();
    expect(kernel!.data[0]).toBeCloseTo(2, 5);
    expect(bias!.data[0]).toBe(4);
  });
});
