import { describe, expect, it } from 'vitest';
import type { Engine, EngineSession, Trial } from '../../../src/engines/engine';
import type { ProviderEngine } from '../../../src/engines/onnx/onnxEngine';
import { settleAsked, settleFastest } from '../../../src/engines/settle';
import type { HostTensors } from '../../../src/network/hostTensor';
import { stepInputs, stepProgram } from '../../../src/training/stepProgram';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';

const model = modelOf({ ...NETWORKS['dense with batch norm']!, regularization: { mode: 'rr' } });
const trial: Trial = {
  program: stepProgram(model),
  state: stateOf(model, unusualWeights(model, 1)),
  inputs: Array.from({ length: 6 }, (_, step) => ({
    ...randomBatch(model, 8, 2),
    ...stepInputs(model, step, 6),
  })),
  verified: new Set(),
};

/** An engine on a GPU that computes as another does, with some change. */
function candidate(
  inner: Engine,
  change: (session: EngineSession) => Partial<EngineSession> = () => ({}),
  isSoftware = false,
): ProviderEngine {
  return {
    name: 'onnx-webgpu',
    device: 'a GPU',
    identity: 'onnx-webgpu, a GPU',
    isSoftware,
    open: async (state) => {
      const session = await inner.open(state);
      const whole: EngineSession = {
        stepsPerCall: session.stepsPerCall,
        run: (program, inputs) => session.run(program, inputs),
        step: (program, inputs) => session.step(program, inputs),
        state: () => session.state(),
        close: () => session.close(),
      };
      return { ...whole, ...change(whole) };
    },
  };
}

const wrongGradients = ({ step }: EngineSession): Partial<EngineSession> => ({
  step: (program, inputs) =>
    step(
      program,
      inputs.map((each) => ({ ...each, learningRate: { shape: [], data: Float32Array.of(-1e-3) } })),
    ),
});

const wrongLoss = ({ step }: EngineSession): Partial<EngineSession> => ({
  step: async (program, inputs) =>
    (await step(program, inputs)).map((outputs): HostTensors => {
      const loss = outputs.loss!.data.map((value) => value * 1.01);
      return { ...outputs, loss: { shape: [], data: loss } };
    }),
});

const throwing = (): Partial<EngineSession> => ({
  step: () => Promise.reject(new Error('no memory left')),
});

/** Slower or faster than the reference by far, whatever else the machine does. */
const slow = ({ step }: EngineSession): Partial<EngineSession> => ({
  step: async (program, inputs) => {
    const until = performance.now() + 100;
    while (performance.now() < until) await Promise.resolve();
    return step(program, inputs);
  },
});

describe('the engine that was asked for', async () => {
  const cpu = await engine('onnx-cpu');
  const wasm = await engine('wasm');
  const settled = (asked: Engine) => settleAsked(asked, cpu, trial, async () => cpu);

  it('is used when its first steps are those of onnx-cpu, however they are rounded', async () => {
    const asked = candidate(wasm);
    expect(await settled(asked)).toMatchObject({ engine: asked, verified: ['onnx-webgpu, a GPU'] });
  });

  it('is used when it is slower, which is said', async () => {
    const { engine: used, reason } = await settled(candidate(cpu, slow));
    expect(used.name).toBe('onnx-webgpu');
    expect(reason).toMatch(/but slower for this network: [\d.e+]+ ms a step against [\d.e+-]+ ms/);
  });

  it.each([
    ['another loss', wrongLoss, /computes something else than onnx-cpu: at step 0 loss is/],
    [
      'the same loss and other gradients',
      wrongGradients,
      /computes something else than onnx-cpu: (at step 1|after 3)/,
    ],
    ['nothing', throwing, /failed in the first steps: no memory left/],
  ])('is not used when it computes %s', async (_, change, reason) => {
    const { engine: used, warning, verified } = await settled(candidate(cpu, change));
    expect(used).toBe(cpu);
    expect(verified).toEqual([]);
    expect(warning).toMatch(/^onnx-cpu is used in place of onnx-webgpu: it /);
    expect(warning).toMatch(reason);
  });
});

it('fails where nothing may be used in its place', async () => {
  const cpu = await engine('onnx-cpu');
  const settling = settleAsked(candidate(cpu, wrongLoss), cpu, trial, undefined);
  await expect(settling).rejects.toThrow(
    /onnx-webgpu cannot be used for this network: it computes something else/,
  );
});

describe('auto', async () => {
  const cpu = await engine('onnx-cpu');
  const slowCpu = { ...candidate(cpu, slow), name: 'onnx-cpu' } as const;

  it('takes a GPU that is faster for the network', async () => {
    const gpu = candidate(cpu);
    const settled = await settleFastest(slowCpu, [async () => gpu], trial);
    expect(settled).toMatchObject({ engine: gpu, verified: [gpu.identity] });
    expect(settled.reason).toMatch(
      /^auto chose onnx-webgpu; onnx-webgpu takes .* ms a step, onnx-cpu .* ms$/,
    );
  });

  it('keeps to the CPU when that is faster', async () => {
    const settled = await settleFastest(cpu, [async () => candidate(cpu, slow)], trial);
    expect(settled.engine).toBe(cpu);
    expect(settled.reason).toMatch(/^auto chose onnx-cpu; onnx-webgpu takes/);
  });

  it.each([
    ['does not start', () => Promise.reject(new Error('no Vulkan')), /no Vulkan/],
    [
      'computes on the CPU after all',
      async () => candidate(cpu, () => ({}), true),
      /has no GPU to compute on/,
    ],
    ['computes something else', async () => candidate(cpu, wrongLoss), /differs from onnx-cpu: at step 0/],
    ['fails', async () => candidate(cpu, throwing), /fails: no memory left/],
  ])('passes over one that %s, and says so', async (_, open, reason) => {
    const settled = await settleFastest(slowCpu, [open], trial);
    expect(settled.engine).toBe(slowCpu);
    expect(settled.reason).toMatch(/^auto chose onnx-cpu; /);
    expect(settled.reason).toMatch(reason);
    expect(settled.verified).toEqual([]);
  });
});
