import { spawn } from 'node:child_process';
import { UserError } from '../src/config/userError';

/**
 * Runs a command to its end.
 * @throws UserError with the end of what it said, when it cannot be started or fails
 */
export async function runCommand(
  command: string,
  words: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'no exit code'));
  });
  if (code === 0) return output;
  throw new UserError(`${[command, ...words].join(' ')} failed (${code})`, { hint: output.slice(-2000) });
}
