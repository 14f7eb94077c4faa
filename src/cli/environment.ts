import { existsSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EngineEnvironment } from '../engines/choose';
import type { RunFolder } from '../runs/runFolder';
import type { CommandInput } from './command';
import { usage, wholeNumber } from './command';

/** Where the bundles and what they load lie. */
export const engineEnvironment: EngineEnvironment = { wasmFolder: __dirname };
export const trainerFile = path.join(__dirname, 'trainer.js');

/** The same with what a command's options say. */
export function engineEnvironmentOf(input: CommandInput): EngineEnvironment {
  return {
    ...engineEnvironment,
    tensorflowFolder: input.text('tensorflow'),
    threads: threadsOf(input),
  };
}

/** More threads than this to a core wait for each other all the time. */
const THREADS_A_CORE = 4;

/**
 * Threads that the user wants: --threads, or else RACECAR_THREADS; undefined where neither is given.
 * @throws UserError where it is no whole number or more than a machine like this has a use for
 */
export function threadsOf(input: CommandInput): number | undefined {
  const most = THREADS_A_CORE * os.availableParallelism();
  const set = process.env.RACECAR_THREADS;
  return input.count('threads', 1, most) ?? (set ? wholeNumber('RACECAR_THREADS', set, 1, most) : undefined);
}

/** The folders in which a run is looked for by id: --runs, or those below the working folder and the folders above it. */
export function runsDirectories(input: CommandInput): string[] {
  const given = input.text('runs');
  if (given === undefined) return nearbyRunsDirectories();
  if (statSync(given, { throwIfNoEntry: false })?.isFile() === true) {
    throw usage(`--runs: ${given} is a file, expected the folder that holds the run folders`);
  }
  return [path.resolve(given)];
}

function nearbyRunsDirectories(): string[] {
  const directories: string[] = [];
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, '.racecar', 'runs');
    if (existsSync(candidate)) directories.push(candidate);
    if (path.dirname(folder) === folder) break;
  }
  return directories.length > 0 ? directories : [path.join(process.cwd(), '.racecar', 'runs')];
}

/** What names a run in a command given here: its id where that is looked for, else the path of its folder. */
export function nameOfRun({ id, directory }: RunFolder): string {
  const isNearby = nearbyRunsDirectories().includes(path.dirname(directory));
  return isNearby ? id : path.relative(process.cwd(), directory);
}

/** What a command given here needs to find runs by id in a folder of runs: nothing where they are looked for there. */
export function runsArgument(runsDirectory: string): string {
  if (nearbyRunsDirectories().includes(runsDirectory)) return '';
  const shown = path.relative(process.cwd(), runsDirectory) || '.';
  return ` --runs ${argumentOf(shown)}`;
}

/** A text as an argument in a command that is told of. */
export function argumentOf(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}

export const runsOption = {
  type: 'string',
  value: 'DIR',
  help: 'Folder that holds the run folders; by default .racecar/runs beside the config, or below the working folder.',
} as const;

export const threadsOption = {
  type: 'string',
  value: 'N',
  help: 'Threads of one training on onnx-cpu; all cores by default. RACECAR_THREADS does the same.',
} as const;

export const tensorflowOption = {
  type: 'string',
  value: 'DIR',
  help: "Where TensorFlow's packages lie, if not where npm puts them; also RACECAR_TENSORFLOW.",
} as const;

export const jsonOption = { type: 'boolean', help: 'Print JSON, and nothing else, on stdout.' } as const;
