import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { decodeSafetensors } from '../../../src/runs/safetensors';
import { manifestOf, tinyConfig, traceOf } from './support';

/**
 * A training with everything in it that a resumed one could get wrong: mini-batches, the last of an epoch smaller;
 * random draws within the step; a schedule; moving averages and accumulators; a validation split; thinned snapshots.
 */
export function thoroughConfig(change: { readonly epochs: number }): object {
  return tinyConfig({
    data: { validation: 0.15 },
    regularization: { mode: 'ort' },
    training: {
      ...change,
      batchSize: 5,
      optimizer: { type: 'adam', learningRate: 1e-2 },
      schedule: { type: 'cosine', warmup: 10 },
      logEvery: 3,
      snapshotEvery: 8,
      keepSnapshots: 6,
      probes: 2,
    },
  });
}

/** All that a run leaves which must not depend on whether it was disturbed. */
export function lastingOf(run: string): object {
  const { status, step, final, layers } = manifestOf(run);
  const resume = path.join(run, 'resume.safetensors');
  const { tensors, metadata } = decodeSafetensors(readFileSync(resume), resume);
  const state = Object.entries(tensors).map(([name, { data }]) => [
    name,
    Buffer.from(data.buffer).toString('base64'),
  ]);
  return {
    ...traceOf(run),
    state: Object.fromEntries(state) as Record<string, string>,
    snapshotsTaken: metadata['snapshots'],
    ends: { status, step, final, layers },
  };
}

/** Compares two runs bit by bit; the message names what differs, not thousands of digits. */
export function expectSameBits(run: string, undisturbed: string): void {
  const [found, expected] = [lastingOf(run), lastingOf(undisturbed)] as Record<
    string,
    Record<string, unknown>
  >[];
  for (const part of Object.keys(expected!)) {
    const [a, b] = [found![part], expected![part]];
    if (typeof b === 'object') {
      expect(Object.keys(a!), part).toEqual(Object.keys(b));
      const differing = Object.keys(b).filter((key) => JSON.stringify(a![key]) !== JSON.stringify(b[key]));
      expect(differing, `${part} that differ`).toEqual([]);
    } else expect(a, part).toEqual(b);
  }
}
