import { execFile } from 'node:child_process';
import process from 'node:process';
import { TENSORFLOW_VARIABLES } from './variables';

/** What a package says of itself when it is loaded. */
export interface Loaded {
  /** Version of the package's copy of tfjs-core. */
  readonly core: string;
  readonly tensorflow: string;
  /** Whether TensorFlow sees a GPU, and then uses it. */
  readonly gpu: boolean;
}

/** A package that does not load: what Node said, or how the process ended that tried. */
export interface NotLoaded {
  readonly error: string;
}

/** Loading libtensorflow from a slow disk takes long, but not that long. */
const PATIENCE_MS = 120_000;

/**
 * Run in a process of its own, since a native library that does not fit the machine ends its process without a word.
 * The last line of its output is the answer.
 */
const LOAD = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
let answer;
try {
  const tf = require(process.argv[1]);
  const backend = tf.backend();
  tf.scalar(1).add(1).dataSync();
  answer = {
    core: tf.version['tfjs-core'],
    tensorflow: String(backend.binding.TF_Version),
    gpu: backend.isUsingGpuDevice === true,
  };
} catch (error) {
  answer = { error: error instanceof Error ? error.message : String(error) };
}
console.log('\\n' + JSON.stringify(answer));
`;

/** Loads a package and computes something with it, in a process of its own. */
export async function probePackage(folder: string): Promise<Loaded | NotLoaded> {
  const { stdout, stderr, end } = await runScript(LOAD, [folder]);
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Loaded | NotLoaded;
  } catch {
    // The process ended before it could answer.
    return { error: [end, stderr.trim().split('\n').at(-1)].filter(Boolean).join(': ') };
  }
}

/**
 * Opening a library that is no addon fails in any case, but differently when it is there.
 * This finds what TensorFlow will find: the loader's own paths and caches decide.
 */
const MISSING = `
const missing = process.argv.slice(1).filter((library) => {
  try {
    process.dlopen({ exports: {} }, library);
    return false;
  } catch (error) {
    return !/self-register/.test(String(error));
  }
});
console.log(JSON.stringify(missing));
`;

/** Those of some shared libraries that the system's loader does not find. */
export async function missingLibraries(libraries: readonly string[]): Promise<readonly string[]> {
  if (libraries.length === 0) return [];
  const { stdout } = await runScript(MISSING, libraries);
  try {
    return JSON.parse(stdout) as string[];
  } catch {
    // One of them ended the process: let TensorFlow itself try.
    return [];
  }
}

interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  readonly end: string;
}

function runScript(script: string, args: readonly string[]): Promise<Ending> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-e', script, '--', ...args],
      { env: { ...TENSORFLOW_VARIABLES, ...process.env }, timeout: PATIENCE_MS },
      (error, stdout, stderr) => resolve({ stdout, stderr, end: endOf(error) }),
    );
  });
}

function endOf(error: (Error & { signal?: string | null; code?: unknown }) | null): string {
  if (error === null) return 'it ended without an answer';
  if (error.signal) return `the process that loaded it was ended by ${error.signal}`;
  return `the process that loaded it ended with the code ${String(error.code)}`;
}
