import type { Engine, Settled, Trial } from '../engines/engine';
import { VERIFIED_STEPS } from '../engines/verify';
import type { HostTensors } from '../network/hostTensor';
import { BatchPlan } from '../training/batches';
import { batchTensors } from '../training/sampleTensors';
import { stepInputs, stepProgram } from '../training/stepProgram';
import { outputUnits } from './evaluation';
import type { PreparedTraining } from './prepare';
import { readVerifiedEngines, recordVerifiedEngines } from './verifiedEngines';

/** Steps of a trial, unless their batches are large. */
const STEPS = 20;
const TRIAL_BYTES = 64e6;

/**
 * Lets an engine decide by the next steps of a training what it runs on, and remembers what was verified.
 *
 * @param step that the state is before
 */
export async function settleEngine(
  engine: Engine,
  training: PreparedTraining,
  state: HostTensors,
  step = 0,
): Promise<Settled> {
  if (engine.settle === undefined || step >= training.steps) return { engine, verified: [] };
  const settled = await engine.settle(await trialOf(training, state, step));
  await recordVerifiedEngines(settled.verified);
  return settled;
}

async function trialOf(training: PreparedTraining, state: HostTensors, first: number): Promise<Trial> {
  const { model, config, dataset, steps } = training;
  const { batchSize, seed } = config.training;
  const batches = new BatchPlan(dataset.train.count, batchSize, seed);
  const units = outputUnits(training);
  const batchOf = (step: number) => batchTensors(dataset, dataset.train, batches.indices(step), units);
  const firstBatch = batchOf(first);
  // Where the batch is the whole set it is the very same object, as in the training.
  const isWhole = batches.batchesPerEpoch === 1;
  const fitting = isWhole ? STEPS : Math.floor(TRIAL_BYTES / firstBatch.x.data.byteLength);
  const count = Math.max(VERIFIED_STEPS, Math.min(STEPS, fitting));
  const inputs = Array.from({ length: count }, (_, i) => ({
    ...(isWhole || i === 0 ? firstBatch : batchOf(first + i)),
    ...stepInputs(model, first + i, steps),
  }));
  return { program: stepProgram(model), state, inputs, verified: await readVerifiedEngines() };
}
