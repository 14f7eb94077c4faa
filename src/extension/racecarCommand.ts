import { spawn } from 'node:child_process';
import path from 'node:path';

export interface CommandOutcome {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bundles, beside this one. */
export const distFolder = __dirname;

/**
 * Runs the `racecar` command in a process of its own, with VS Code's Node.
 *
 * @param options.onStderr gets what it says of its progress, as it comes
 * @param options.signal ends it when aborted
 * @throws when the process cannot be started
 */
export function runRacecar(
  args: readonly string[],
  options: {
    readonly cwd?: string | undefined;
    readonly onStderr?: (text: string) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(distFolder, 'cli.js'), ...args], {
      cwd: options.cwd,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.(text);
    });
    const end = (): void => void child.kill('SIGTERM');
    options.signal?.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      options.signal?.removeEventListener('abort', end);
      resolve({ code, stdout, stderr });
    });
  });
}
