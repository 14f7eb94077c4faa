import { unregisterKernel } from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parseConfig';
import type { Decompositions } from '../../../src/decomposition/decompositions';
import { svd } from '../../../src/diagnostics/svd';
import type { Engine, EngineSession, Settled } from '../../../src/engines/engine';
import { refuseOtherKernels } from '../../../src/engines/trace/kernels/kernel';
import { traceBackends } from '../../../src/engines/trace/traceBackend';
import { readMetrics } from '../../../src/runs/metrics';
import type { RunManifest } from '../../../src/runs/runManifest';
import type { RunFolder } from '../../../src/runs/runFolder';
import { readCheckpoint } from '../../../src/trainer/checkpoint';
import { prepareTraining } from '../../../src/trainer/prepare';
import { startRun } from '../../../src/trainer/runTraining';
import type { LoopProgress } from '../../../src/trainer/trainingLoop';
import { temporaryFolder } from '../data/temporaryFolder';
import { engine } from '../support/models';

const decompositions: Pick<Decompositions, 'svd'> = {
  svd: async ({ values, rows, columns }) => svd(values, rows, columns),
};

const folder = temporaryFolder();

/** Trains a small network for 40 steps, with a snapshot every ten. */
async function train(on: Engine) {
  const config = {
    data: { kind: 'digits', seed: 1, only: [0, 1], train: 12, test: 4 },
    network: {
      input: [28, 28, 1],
      layers: [
        { type: 'flatten' },
        { type: 'dense', name: 'a', units: 6, batchNorm: true, activation: 'tanh' },
        { type: 'dense', name: 'b', units: 10 },
      ],
    },
    regularization: { mode: 'rr' },
    training: { epochs: 10, batchSize: 3, seed: 2, logEvery: 4, snapshotEvery: 10 },
  };
  const parsed = parseConfig(JSON.stringify(config), 'small.racecar.json');
  const training = await prepareTraining(parsed, `${folder}/small.racecar.json`);
  const notices: string[] = [];
  const onProgress = ({ notice }: LoopProgress) => {
    if (notice !== undefined) notices.push(notice);
  };
  const handle = await startRun(training, folder, { engine: on, decompositions, onProgress });
  const manifest = await handle.ended;
  return { manifest, folder: handle.folder, notices };
}

/** What a training comes to, without the time it took. */
async function resultOf({ manifest, folder }: { manifest: RunManifest; folder: RunFolder }) {
  const lines = await readMetrics(folder.metrics);
  return {
    final: manifest.final,
    state: (await readCheckpoint(folder))!.state,
    lines: lines.map((line) => ({ ...line, seconds: 0 })),
  };
}

type Fault = (call: { readonly kind: 'run' | 'step' | 'state'; readonly number: number }) => boolean;

/** An engine that is lost at some call, and stays lost, as a GPU whose driver was reset. */
function losing(inner: Engine, isLostAt: Fault, fallBack?: () => Promise<Engine | undefined>): Engine {
  const open = async (state: Parameters<Engine['open']>[0]): Promise<EngineSession> => {
    const session = await inner.open(state);
    const numbers = { run: 0, step: 0, state: 0 };
    let lost = false;
    const use = async <T>(kind: keyof typeof numbers, work: () => Promise<T>): Promise<T> => {
      lost ||= isLostAt({ kind, number: numbers[kind]++ });
      if (lost) throw new Error('the device was lost');
      return work();
    };
    return {
      stepsPerCall: session.stepsPerCall,
      run: (program, inputs) => use('run', () => session.run(program, inputs)),
      step: (program, inputs) => use('step', () => session.step(program, inputs)),
      state: () => use('state', () => session.state()),
      close: () => session.close(),
    };
  };
  return {
    name: 'onnx-webgpu',
    device: 'a GPU to be lost',
    open,
    ...(fallBack === undefined ? {} : { fallBack }),
  };
}

describe('an engine that fails in mid-run', async () => {
  const wasm = await engine('wasm');
  const undisturbed = await resultOf(await train(wasm));

  it.each<[string, number, Fault]>([
    ['at the very first step', 0, ({ kind }) => kind === 'step'],
    ['between two snapshots', 10, ({ kind, number }) => kind === 'step' && number === 17],
    ['in an evaluation', 20, ({ kind, number }) => kind === 'run' && number === 40],
    ['in its first evaluation', 0, ({ kind }) => kind === 'run'],
    ['when its state is read', 10, ({ kind, number }) => kind === 'state' && number === 2],
  ])('%s leaves the run to the next one, from the last checkpoint', async (_, from, fault) => {
    const run = await train(losing(wasm, fault, async () => wasm));
    const reason = 'the engine onnx-webgpu failed: the device was lost';
    expect(run.manifest).toMatchObject({
      status: 'finished',
      engine: 'wasm',
      device: wasm.device,
      warnings: [`${reason}; the run goes on with wasm from step ${from}`],
      engineChanges: [{ step: from, from: 'onnx-webgpu', to: 'wasm', reason }],
    });
    expect(run.notices).toEqual([`warning: ${reason}; the run goes on with wasm from step ${from}`]);
    expect(await resultOf(run)).toEqual(undisturbed);
  });

  it('leaves the run to one after the other while they fail', async () => {
    const second = losing(
      wasm,
      ({ kind, number }) => kind === 'step' && number === 15,
      async () => wasm,
    );
    const run = await train(
      losing(
        wasm,
        ({ kind, number }) => kind === 'step' && number === 17,
        async () => second,
      ),
    );
    expect(run.manifest.engineChanges).toHaveLength(2);
    expect(await resultOf(run)).toEqual(undisturbed);
  });

  it('lets the run fail with the reason when there is no other', async () => {
    const run = await train(losing(wasm, ({ kind, number }) => kind === 'step' && number === 17));
    expect(run.manifest).toMatchObject({
      status: 'failed',
      error: { message: 'the engine onnx-webgpu failed: the device was lost' },
    });
  });

  it('may fail to take the state at all', async () => {
    const run = await train({
      name: 'onnx-webgpu',
      device: 'a GPU with little memory',
      open: () => Promise.reject(new Error('out of memory')),
      fallBack: async () => wasm,
    });
    expect(run.manifest.warnings).toEqual([
      'the engine onnx-webgpu failed: out of memory; the run goes on with wasm from step 0',
    ]);
    expect(await resultOf(run)).toEqual(undisturbed);
  });

  it('is no excuse for a training that diverges or a disk that is full', async () => {
    const nan: Engine = {
      ...wasm,
      fallBack: () => expect.fail('it fell back'),
      open: async (state) => {
        const session = await wasm.open(state);
        const step: EngineSession['step'] = async (program, inputs) => {
          const outputs = await session.step(program, inputs);
          return outputs.map((each) => ({ ...each, loss: { shape: [], data: Float32Array.of(NaN) } }));
        };
        return {
          stepsPerCall: 1,
          step,
          run: (program, inputs) => session.run(program, inputs),
          state: () => session.state(),
          close: () => session.close(),
        };
      },
    };
    const { manifest } = await train(nan);
    expect(manifest).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/diverged/) },
    });
  });

  it('is onnx-cpu when a program has an operation that cannot be traced, which is named', async () => {
    const onnx = await engine('onnx-cpu');
    const { name } = traceBackends.fast;
    unregisterKernel('Tanh', name);
    refuseOtherKernels('fast');
    const run = await train(onnx);
    expect(run.manifest.warnings[0]).toMatch(
      /^the engine onnx-cpu failed: the program "\w+" cannot be traced: it uses the operation Tanh in the layer "a", .*; the run goes on with wasm from step 0$/s,
    );
    expect(await resultOf(run)).toEqual(undisturbed);
  });
});

describe('an engine that decides by the first steps', async () => {
  const wasm = await engine('wasm');
  const settling = (settled: Partial<Settled>): Engine => ({
    ...wasm,
    name: 'onnx-webgpu',
    settle: async ({ inputs, state, program }) => {
      expect(inputs.length).toBeGreaterThanOrEqual(3);
      expect(program.name).toBe('step');
      expect(Object.keys(state)).toContain('a/kernel');
      return { engine: wasm, verified: [], ...settled };
    },
  });

  it('has its choice and the reason in the manifest', async () => {
    const { manifest, folder } = await train(settling({ reason: 'wasm is faster here' }));
    expect(manifest).toMatchObject({ engine: 'wasm', engineReason: 'wasm is faster here', warnings: [] });
    expect(JSON.parse(readFileSync(folder.manifest, 'utf8'))).toMatchObject({ engine: 'wasm' });
  });

  it('warns when what was asked for is not used', async () => {
    const { manifest } = await train(settling({ warning: 'it computes something else' }));
    expect(manifest.warnings).toEqual(['it computes something else']);
  });
});
