import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { reportEngines } from '../../../src/engines/report';
import type { EngineName } from '../../../src/engines/engine';
import { ENGINE_NAMES } from '../../../src/engines/engine';
import type { Model } from '../../../src/training/model';
import { accuracyProgram, reverseErrorProgram } from '../../../src/training/evaluationPrograms';
import { stepInputs, stepProgram } from '../../../src/training/stepProgram';
import { TESTED_ENGINES } from '../support/engines';
import { engine, modelOf, randomBatch, stateOf, unusualWeights } from '../support/models';
import { NETWORKS } from '../support/networks';

/** Convolutions in plain JavaScript would take long. */
function model(name: EngineName): Model {
  const network = NETWORKS[name === 'cpu' ? 'dense with batch norm' : 'convolutional']!;
  return modelOf({ ...network, regularization: { mode: 'rr+ort+weissi', weightDecay: 0.01 } });
}

async function train(name: EngineName, steps: number, everyStep: () => void = () => undefined) {
  const subject = model(name);
  const session = await (await engine(name)).open(stateOf(subject, unusualWeights(subject, 1)));
  const program = stepProgram(subject);
  const batch = randomBatch(subject, 6, 2);
  for (let step = 0; step < steps; step++) {
    await session.step(program, [{ ...batch, ...stepInputs(subject, step, steps) }]);
    everyStep();
  }
  const state = await session.state();
  session.close();
  return state;
}

describe.each(TESTED_ENGINES)('a session on the engine %s', (name) => {
  it('holds no more tensors after 200 steps than after one, and none when it is closed', async () => {
    // A first step leaves out what the engine's start itself keeps.
    await train(name, 1);
    const before = memory().numTensors;
    const counts: number[] = [];
    await train(name, 200, () => counts.push(memory().numTensors));
    expect(new Set(counts).size).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  it('gives the same bits for the same inputs', async () => {
    expect(await train(name, 20)).toEqual(await train(name, 20));
  });

  it('leaves the state as it is when a program only evaluates', async () => {
    const subject = model(name);
    const session = await (await engine(name)).open(stateOf(subject, unusualWeights(subject, 1)));
    const before = await session.state();
    const batch = randomBatch(subject, 6, 2);
    await session.run(accuracyProgram(subject), batch);
    await session.run(reverseErrorProgram(subject, 'batch'), { x: batch.x! });
    await session.run(stepProgram(subject), { ...batch, ...stepInputs(subject, 0, 1) });
    expect(await session.state()).toEqual(before);
    session.close();
  });
});

it('says why an engine is not available', async () => {
  const reports = await reportEngines({ wasmFolder: '/nowhere' });
  expect(reports.map(({ name }) => name)).toEqual(ENGINE_NAMES);
  // The wasm backend of this process may have been started by an earlier test; then it needs its files no more.
  const wasm = reports.find(({ name }) => name === 'wasm')!;
  expect(wasm.available ? wasm.device : wasm.reason).toMatch(/WebAssembly|wasm/);
});
