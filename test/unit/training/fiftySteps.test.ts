import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/data';
import { parseConfig } from '../../../src/config/parseConfig';
import { resolveConfig } from '../../../src/config/resolve';
import type { HostTensors } from '../../../src/network/hostTensor';
import { initialWeights } from '../../../src/network/initialWeights';
import type { Model } from '../../../src/training/model';
import { createModel } from '../../../src/training/model';
import { batchTensors } from '../../../src/training/sampleTensors';
import { stepInputs, stepProgram } from '../../../src/training/stepProgram';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { oracleTrain } from '../../oracle/racecarOracle';
import type { EngineName } from '../../../src/engines/engine';
import { TESTED_ENGINES } from '../support/engines';
import { engine, repository, stateOf } from '../support/models';
import { oracleDraws, oracleSpecOf, trainableWeights } from '../support/oracle';

const STEPS = 50;

/** Every engine but the oracle among them. */
const OTHERS = TESTED_ENGINES.filter((name) => name !== 'cpu');

interface Case {
  readonly model: Model;
  readonly weights: HostTensors;
  readonly batch: { readonly x: HostTensors[string]; readonly y: HostTensors[string] };
}

/** The independent implementation is plain loops: it gets the first samples only. */
const ORACLE_SAMPLES = 25;

/** An example with its own data, in a mode of choice. */
async function example(name: string, mode: string, samplesAtMost = Infinity): Promise<Case> {
  const file = path.join(repository, 'examples', name, `${name}.racecar.json`);
  const source = { path: ['regularization', 'mode'], value: mode, source: 'test' };
  const { config } = parseConfig(await readFile(file, 'utf8'), file, [source]);
  const dataset = await loadDataset(config.data, path.dirname(file));
  const count = Math.min(dataset.train.count, samplesAtMost);
  const model = createModel(resolveConfig(config, { train: count, all: count }));
  const indices = Array.from({ length: count }, (_, index) => index);
  const units = model.plan.layers.at(-1)!.outputShape[0]!;
  const batch = batchTensors(dataset, dataset.train, indices, units);
  return { model, weights: initialWeights(model.plan, 0), batch };
}

type Logged = Readonly<Record<string, number>>;

async function train(name: EngineName, { model, weights, batch }: Case): Promise<Logged[]> {
  const session = await (await engine(name)).open(stateOf(model, weights));
  const program = stepProgram(model);
  const logged: Logged[] = [];
  for (let step = 0; step < STEPS; step++) {
    const [outputs] = await session.step(program, [{ ...batch, ...stepInputs(model, step, STEPS) }]);
    logged.push(Object.fromEntries(Object.entries(outputs!).map(([key, { data }]) => [key, data[0]!])));
  }
  session.close();
  return logged;
}

function trainOracle({ model, weights, batch }: Case): Logged[] {
  const { steps } = oracleTrain(oracleSpecOf(model), trainableWeights(model, weights), [batch], {
    learningRate: model.config.training.optimizer.learningRate,
    steps: STEPS,
    drawsForStep: (step) => oracleDraws(stepInputs(model, step, STEPS)),
  });
  return steps.map(({ loss, taskLoss, penalties }) => ({
    loss,
    taskLoss,
    ...Object.fromEntries(Object.entries(penalties).map(([name, value]) => [`penalty/${name}`, value])),
  }));
}

function worstDifference(found: readonly Logged[], expected: readonly Logged[]): number {
  let worst = 0;
  for (const [step, values] of expected.entries()) {
    for (const [name, value] of Object.entries(values)) {
      worst = Math.max(worst, Math.abs(found[step]![name]! - value) / Math.abs(value));
    }
  }
  return worst;
}

describe('fifty steps from given weights on given data', () => {
  it.each([
    ['mnist-pair', 'std'],
    ['mnist-pair', 'ort'],
    ['mnist-pair', 'rr'],
    ['mnist-pair', 'rr-local'],
    ['mnist-pair', 'rr+weissi'],
    ['peak', 'ort'],
    ['peak', 'rr'],
  ])('log what an independent float64 implementation computes: %s, %s', async (name, mode) => {
    const subject = await example(name, mode, ORACLE_SAMPLES);
    const expected = trainOracle(subject);
    for (const other of OTHERS) {
      expect(worstDifference(await train(other, subject), expected), other).toBeLessThan(1e-3);
    }
  });

  it.each([
    ['mnist-pair', 'ort'],
    ['mnist-pair', 'rr'],
    ['peak', 'rr'],
  ])('log the same on every engine as on cpu: %s, %s', async (name, mode) => {
    const subject = await example(name, mode);
    const expected = await train('cpu', subject);
    for (const other of OTHERS) {
      expect(worstDifference(await train(other, subject), expected), other).toBeLessThan(1e-4);
    }
  });
});
