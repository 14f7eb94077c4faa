import path from 'node:path';
import { afterAll } from 'vitest';
import type { TrainRequest } from '../../../src/messages/trainerMessages';
import type { SupervisedRun } from '../../../src/trainer/supervisedRun';
import type { SupervisorOptions } from '../../../src/trainer/supervisor';
import { Supervisor } from '../../../src/trainer/supervisor';
import { dist, until } from '../cli/support';
import type { Workspace } from '../cli/support';

export const trainerFile = path.join(dist, 'trainer.js');

/** A supervisor of the built training process, whose processes are gone when the file's tests are over. */
export function newSupervisor(options: Partial<SupervisorOptions> = {}): Supervisor {
  const supervisor = new Supervisor({ trainerFile, ...options });
  afterAll(() => supervisor.dispose(0));
  return supervisor;
}

/** A request to train a config of the workspace, on the engine that every machine has, into runs of its own. */
export function requestFor(
  workspace: Workspace,
  config: string,
  runs: string,
  change: Partial<TrainRequest> = {},
): TrainRequest {
  return {
    kind: 'train',
    configFile: workspace.path(config),
    runsDirectory: workspace.path(runs),
    engine: 'wasm',
    ...change,
  };
}

/** Waits until something about a run is so, looking at each of its changes. */
export async function when<T>(
  run: SupervisedRun,
  what: string,
  look: (run: SupervisedRun) => T | undefined | false,
): Promise<T> {
  const found = look(run);
  if (found !== undefined && found !== false) return found;
  return new Promise<T>((resolve, reject) => {
    const unsubscribe = run.onChange(() => {
      const seen = look(run);
      if (seen !== undefined && seen !== false) {
        unsubscribe();
        resolve(seen);
      } else if (run.phase === 'ended') {
        unsubscribe();
        run.ended.then((end) => reject(new Error(`it ended before ${what}: ${JSON.stringify(end)}`)), reject);
      }
    });
  });
}

/** Waits until a run has logged a step. */
export function underWay(run: SupervisedRun): Promise<true> {
  return when(run, 'it had logged a step', ({ progress }) => progress?.line !== undefined);
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function gone(pid: number, patience?: number): Promise<true> {
  return until(`the process ${pid} is gone`, () => (lives(pid) ? undefined : true), patience);
}
