import { messageOf } from '../config/userError';
import type { HostTensor, HostTensors } from '../network/hostTensor';
import type { Engine, EngineSession, Trial } from './engine';

/** Steps that an engine must share with the reference before it is used. */
export const VERIFIED_STEPS = 3;

/**
 * Largest relative difference of a loss. The engines sum float32 numbers in different orders, which differs by 1e-5 at
 * most, and some GPUs multiply with 10 bits of mantissa, which differs by 1e-4; a wrong kernel differs by far more.
 */
const LOSS_TOLERANCE = 1e-3;

/**
 * Largest difference of how a kernel moved, relative to how far it moved, both as Frobenius norms. It is wide since
 * Adam makes whole steps of gradients near zero, whose sign is a matter of rounding; a wrong gradient differs by 1.
 * Kernels alone are compared: a bias before batch norm has no gradient but rounding.
 */
const MOVEMENT_TOLERANCE = 0.1;

/** Time for which an engine's speed is measured once it is warm, and the most calls that takes. */
const MEASURE_MS = 250;
const MOST_CALLS = 5;

/** What an engine showed on a trial beside the reference. */
export type Verdict =
  | { readonly agrees: true; readonly seconds: Seconds }
  /** `failed`: it threw, instead of computing something else. */
  | { readonly agrees: false; readonly failed: boolean; readonly difference: string };

/** Of one step; undefined when speed was not asked for. */
export interface Seconds {
  readonly candidate?: number;
  readonly reference?: number;
}

/**
 * Makes the trial's first steps on both engines, from the same weights, and compares the losses and where the kernels
 * went.
 *
 * @param measure whether to measure their speed too
 */
export async function verify(
  candidate: Engine,
  reference: Engine,
  trial: Trial,
  measure: boolean,
): Promise<Verdict> {
  const expected = await reference.open(trial.state);
  let found: EngineSession | undefined;
  try {
    const wanted = await firstSteps(expected, trial);
    try {
      found = await candidate.open(trial.state);
      const difference = differenceOf(await firstSteps(found, trial), wanted, trial.state);
      if (difference !== undefined) return { agrees: false, failed: false, difference };
      if (!measure) return { agrees: true, seconds: {} };
      const seconds = await secondsAStep(found, trial);
      return {
        agrees: true,
        seconds: { candidate: seconds, reference: await secondsAStep(expected, trial) },
      };
    } catch (error) {
      return { agrees: false, failed: true, difference: messageOf(error) };
    }
  } finally {
    expected.close();
    found?.close();
  }
}

/**
 * Seconds of one step on a session that has made some: the best of some calls, since whatever else the machine does
 * only adds to them. Slow engines make few steps.
 */
export async function secondsAStep(session: EngineSession, trial: Trial): Promise<number> {
  const single = await timed(session, trial, 1);
  const steps = Math.max(1, Math.min(session.stepsPerCall, trial.inputs.length, MEASURE_MS / 1000 / single));
  // The first call of this many steps may compile.
  if (Math.floor(steps) > 1) await timed(session, trial, Math.floor(steps));
  let best = Infinity;
  const end = performance.now() + MEASURE_MS;
  for (let call = 0; call < MOST_CALLS && (call === 0 || performance.now() < end); call++) {
    best = Math.min(best, await timed(session, trial, Math.floor(steps)));
  }
  return best;
}

async function timed(session: EngineSession, { program, inputs }: Trial, steps: number): Promise<number> {
  const began = performance.now();
  await session.step(program, inputs.slice(0, steps));
  return (performance.now() - began) / 1000 / steps;
}

/** What the first steps of a trial came to. */
export interface FirstSteps {
  readonly outputs: readonly HostTensors[];
  readonly state: HostTensors;
}

export async function firstSteps(session: EngineSession, { program, inputs }: Trial): Promise<FirstSteps> {
  const outputs: HostTensors[] = [];
  for (let from = 0; from < VERIFIED_STEPS; from += session.stepsPerCall) {
    const until = Math.min(VERIFIED_STEPS, from + session.stepsPerCall);
    outputs.push(...(await session.step(program, inputs.slice(from, until))));
  }
  return { outputs, state: await session.state() };
}

/** In words, or undefined where there is none that matters. */
function differenceOf(found: FirstSteps, expected: FirstSteps, start: HostTensors): string | undefined {
  for (const [step, outputs] of expected.outputs.entries()) {
    for (const [name, wanted] of Object.entries(outputs)) {
      const value = found.outputs[step]?.[name]?.data[0] ?? NaN;
      const other = wanted.data[0]!;
      // A training that diverges at once shows nothing of the engine.
      if (!Number.isFinite(other)) return undefined;
      const difference = Math.abs(value - other) / Math.max(Math.abs(other), 1e-6);
      if (!(difference <= LOSS_TOLERANCE)) {
        return `at step ${step} ${name} is ${value}, expected ${other}`;
      }
    }
  }
  for (const [name, before] of Object.entries(start)) {
    if (!name.endsWith('/kernel')) continue;
    const difference = movementDifference(found.state[name], expected.state[name]!, before);
    if (!(difference <= MOVEMENT_TOLERANCE)) {
      return `after ${VERIFIED_STEPS} steps the update of ${name} differs by ${(difference * 100).toFixed(0)} %`;
    }
  }
  return undefined;
}

/** ||(a - s) - (b - s)||_F / ||b - s||_F; 0 where b did not move and a neither. */
function movementDifference(found: HostTensor | undefined, expected: HostTensor, start: HostTensor): number {
  if (found === undefined || found.data.length !== expected.data.length) return Infinity;
  let difference = 0;
  let movement = 0;
  for (let i = 0; i < expected.data.length; i++) {
    difference += (found.data[i]! - expected.data[i]!) ** 2;
    movement += (expected.data[i]! - start.data[i]!) ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / movement);
}
