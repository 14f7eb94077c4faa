import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { OWN_GROUP } from './processTree';

/** Where and as what a training process runs. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execPath: string;
}

/**
 * Starts a training process, which waits for a request.
 *
 * @param file the bundled trainerMain.ts
 * @throws Error when the system refuses it
 */
export function startTrainerProcess(file: string, options: ProcessOptions): ChildProcess {
  return fork(file, [], {
    ...options,
    // In VS Code the executable is Electron, which is Node when this says so.
    env: { ...options.env, ELECTRON_RUN_AS_NODE: '1' },
    // An inspector's port, and whatever else this process was started with, is its own.
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: OWN_GROUP,
  });
}
