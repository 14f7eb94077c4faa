import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parseConfig';
import type { Engine } from '../../../src/engines/engine';
import { openOnnxProviderEngine } from '../../../src/engines/onnx/onnxEngine';
import type { HostTensors } from '../../../src/network/hostTensor';
import { initialWeights } from '../../../src/network/initialWeights';
import { outputUnits } from '../../../src/trainer/evaluation';
import { prepareTraining } from '../../../src/trainer/prepare';
import { accuracyProgram, reverseErrorProgram } from '../../../src/training/evaluationPrograms';
import type { Model } from '../../../src/training/model';
import { batchTensors } from '../../../src/training/sampleTensors';
import { gradientProgram, stepInputs, stepProgram } from '../../../src/training/stepProgram';
import { TESTS_TENSORFLOW } from '../support/engines';
import { engine, modelOf, repository, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';
import fc from '../support/properties';
import { anyNetwork, expectSameGradients, modelOfDrawn } from '../support/randomNetworks';
import { noSoftwareGpu, useSoftwareGpu } from '../support/softwareGpu';

const skipped = TESTS_TENSORFLOW || noSoftwareGpu !== undefined;
if (noSoftwareGpu !== undefined) process.stderr.write(`skipped: ${noSoftwareGpu}\n`);

/** The first steps of the example. */
async function pairOfDigits(steps: number) {
  const file = path.join(repository, 'examples', 'mnist-pair', 'mnist-pair.racecar.json');
  const training = await prepareTraining(parseConfig(await readFile(file, 'utf8'), file), file);
  const { model, dataset } = training;
  const weights = initialWeights(model.plan, 0);
  const batch = batchTensors(dataset, dataset.train, [0, 1], outputUnits(training));
  return {
    program: stepProgram(model),
    state: stateOf(model, weights),
    inputs: Array.from({ length: steps }, (_, step) => ({ ...batch, ...stepInputs(model, step, steps) })),
  };
}

/** SwiftShader needs about a second for a shader that it has not seen, so what is tested is small. */
describe.skipIf(skipped)('the engine onnx-webgpu, on SwiftShader', () => {
  let webgpu: Engine;
  beforeAll(async () => {
    useSoftwareGpu();
    webgpu = await openOnnxProviderEngine('onnx-webgpu');
  });

  const small = () =>
    modelOf({
      ...NETWORKS['dense with batch norm']!,
      regularization: { mode: 'rr+ort', weightDecay: 0.01 },
    });

  async function train(on: Engine, model: Model, steps: number, atOnce = steps) {
    const session = await on.open(stateOf(model, unusualWeights(model, 1)));
    const batch = randomBatch(model, 6, 2);
    const inputs = Array.from({ length: steps }, (_, step) => ({
      ...batch,
      ...stepInputs(model, step, steps),
    }));
    const outputs: HostTensors[] = [];
    for (let from = 0; from < steps; from += atOnce) {
      outputs.push(...(await session.step(stepProgram(model), inputs.slice(from, from + atOnce))));
    }
    const state = await session.state();
    session.close();
    return { outputs, state };
  }

  it('says that it is no real GPU', () => {
    expect(webgpu).toMatchObject({ isSoftware: true, device: expect.stringMatching(/^software/) });
  });

  it('has the loss and gradients of the cpu engine on random networks', async () => {
    const cpu = await engine('cpu');
    const property = fc.asyncProperty(anyNetwork, fc.nat(), async (drawn, seed) => {
      const model = modelOfDrawn(drawn);
      fc.pre(model !== undefined);
      const state = stateOf(model, unusualWeights(model, seed));
      const inputs = { ...randomBatch(model, 5, seed), ...stepInputs(model, 0, 1) };
      const [expected, found] = [await cpu.open(state), await webgpu.open(state)];
      expectSameGradients(
        await found.run(gradientProgram(model), inputs),
        await expected.run(gradientProgram(model), inputs),
      );
      expected.close();
      found.close();
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  });

  it('logs what onnx-cpu logs over fifty steps, however many go into one call', async () => {
    const model = small();
    const expected = await train(await engine('onnx-cpu'), model, 50);
    for (const atOnce of [50, 7]) {
      const { outputs } = await train(webgpu, model, 50, atOnce);
      for (const [step, values] of expected.outputs.entries()) {
        for (const [name, { data }] of Object.entries(values)) {
          const difference = Math.abs(outputs[step]![name]!.data[0]! - data[0]!);
          expect(difference / Math.max(Math.abs(data[0]!), 1e-3), `${name} at ${step}`).toBeLessThan(1e-4);
        }
      }
    }
  });

  it('logs what cpu logs on the example of the pair of digits', async () => {
    const { program, state, inputs } = await pairOfDigits(10);
    const logs = await Promise.all(
      [await engine('cpu'), webgpu].map(async (each) => {
        const session = await each.open(state);
        const log: HostTensors[] = [];
        for (const input of inputs) log.push(...(await session.step(program, [input])));
        session.close();
        return log;
      }),
    );
    for (const [step, expected] of logs[0]!.entries()) {
      for (const [name, { data }] of Object.entries(expected)) {
        const difference = Math.abs(logs[1]![step]![name]!.data[0]! - data[0]!);
        expect(difference / Math.abs(data[0]!), `${name} at ${step}`).toBeLessThan(1e-4);
      }
    }
  });

  it('gives the same bits for the same inputs', async () => {
    expect(await train(webgpu, small(), 10)).toEqual(await train(webgpu, small(), 10));
  });

  it('leaves the state as it is when a program only evaluates', async () => {
    const model = small();
    const session = await webgpu.open(stateOf(model, unusualWeights(model, 1)));
    const batch = randomBatch(model, 6, 2);
    await session.step(stepProgram(model), [{ ...batch, ...stepInputs(model, 0, 2) }]);
    const before = await session.state();
    await session.run(accuracyProgram(model), batch);
    await session.run(reverseErrorProgram(model, 'batch'), { x: batch.x! });
    expect(await session.state()).toEqual(before);
    session.close();
  });
});
