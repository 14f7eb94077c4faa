import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EngineName } from '../src/engines/engine';
import { ENGINE_NAMES } from '../src/engines/engine';
import type { Entrant } from './contestant';
import { lastLine } from './contestant';

/** Engines that have no setting for threads. */
const SINGLE_THREADED: readonly string[] = ['wasm', 'cpu'] satisfies EngineName[];

/** Every engine that starts here, but cpu, which would take minutes for a step; why each of the others is left out. */
export async function availableEngines(root: string): Promise<{ names: string[]; missing: string[] }> {
  const names: string[] = [];
  const missing: string[] = [];
  for (const name of ENGINE_NAMES.filter((each) => each !== 'cpu')) {
    try {
      await promisify(execFile)(process.execPath, argsOf(root, name));
      names.push(name);
    } catch (error) {
      missing.push(`${name} is left out: ${lastLine((error as { stderr?: string }).stderr ?? '')}`);
    }
  }
  return { names, missing };
}

/**
 * An engine as a contestant, once for each count of threads.
 * @param threads undefined for the engine's own choice
 */
export function engineEntrants(
  root: string,
  engine: string,
  workload: string,
  threads: readonly string[] | undefined,
): Entrant[] {
  const entrant = {
    kind: 'engine',
    command: process.execPath,
    args: () => argsOf(root, engine, workload),
  } as const;
  if (threads === undefined || SINGLE_THREADED.includes(engine))
    return [{ name: engine, environment: {}, ...entrant }];
  return threads.map((count) => ({
    name: `${engine}, RACECAR_THREADS=${count}`,
    environment: { RACECAR_THREADS: count },
    ...entrant,
  }));
}

function argsOf(root: string, ...rest: string[]): string[] {
  const wasmFolder = path.join(root, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
  return [path.join(__dirname, 'engine.js'), wasmFolder, ...rest];
}
