import { messageOf, UserError } from '../config/userError';
import type { Engine, Settled, Trial } from './engine';
import type { ProviderEngine } from './onnx/onnxEngine';
import type { Seconds } from './verify';
import { verify } from './verify';

/** A GPU must be this much faster to be worth it: a measurement of a quarter of a second is no more exact. */
const WORTH_IT = 0.9;

/**
 * Uses the engine that was asked for, if its first steps are those of the reference.
 *
 * @param fallBack opens what is used in its place
 * @throws UserError when nothing may be or is
 */
export async function settleAsked(
  asked: Engine,
  reference: Engine,
  trial: Trial,
  fallBack: Engine['fallBack'],
): Promise<Settled> {
  const verdict = await verify(asked, reference, trial, true);
  if (verdict.agrees) {
    const verified = asked.identity === undefined ? [] : [asked.identity];
    return {
      engine: asked,
      verified,
      reason: `its first steps are those of onnx-cpu${slower(verdict.seconds)}`,
    };
  }
  const why = verdict.failed
    ? `it failed in the first steps: ${verdict.difference}`
    : `it computes something else than onnx-cpu: ${verdict.difference}`;
  const engine = await fallBack?.();
  if (engine === undefined) {
    throw new UserError(`the engine ${asked.name} cannot be used for this network: ${why}`, {
      hint: 'The engine onnx-cpu computes the same.',
      kind: 'run',
    });
  }
  return { engine, verified: [], warning: `${engine.name} is used in place of ${asked.name}: ${why}` };
}

function slower({ candidate, reference }: Seconds): string {
  if (candidate === undefined || reference === undefined || candidate < reference) return '';
  return `, but slower for this network: ${milliseconds(candidate)} a step against ${milliseconds(reference)}`;
}

/**
 * Uses the fastest for this network: the CPU, or one of the GPU engines that agree with it.
 *
 * @param candidates opened one after the other; those that do not start are passed over
 */
export async function settleFastest(
  cpu: Engine,
  candidates: readonly (() => Promise<ProviderEngine>)[],
  trial: Trial,
): Promise<Settled> {
  let best: { engine: Engine; seconds: number } | undefined;
  const notes: string[] = [];
  const verified: string[] = [];
  for (const open of candidates) {
    let candidate: ProviderEngine;
    try {
      candidate = await open();
    } catch (error) {
      notes.push(messageOf(error));
      continue;
    }
    if (candidate.isSoftware) {
      notes.push(`${candidate.name} has no GPU to compute on`);
      continue;
    }
    const verdict = await verify(candidate, cpu, trial, true);
    if (!verdict.agrees) {
      notes.push(
        `${candidate.name} ${verdict.failed ? 'fails' : 'differs from onnx-cpu'}: ${verdict.difference}`,
      );
      continue;
    }
    verified.push(candidate.identity);
    const { candidate: own, reference } = verdict.seconds as Required<Seconds>;
    notes.push(`${candidate.name} takes ${milliseconds(own)} a step, onnx-cpu ${milliseconds(reference)}`);
    const limit = best?.seconds ?? reference * WORTH_IT;
    if (own < limit) best = { engine: candidate, seconds: own };
  }
  const engine = best?.engine ?? cpu;
  return { engine, verified, reason: [`auto chose ${engine.name}`, ...notes].join('; ') };
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toPrecision(3)} ms`;
}
