import { execFile } from 'node:child_process';
import process from 'node:process';
import type { OnnxGraph } from './model';
import { encodeModel } from './model';
import { withoutTelemetry } from './telemetry';

/** What trying a provider showed. */
export interface ProbeResult {
  /** Everything that was said, when it does not work. */
  readonly problem?: string;
  /** The graphics processors that onnxruntime found, by their makers. */
  readonly gpus: readonly string[];
}

/** A driver that compiles its first shader may take long, but not that long. */
const PATIENCE_MS = 60_000;

/**
 * Run in a process of its own, since a driver that is at odds with the machine ends its process without a word. The
 * last line of its output is the answer; the log on stderr lists the processors that onnxruntime found.
 */
const TRY = `
const fs = require('node:fs');
const path = require('node:path');
const [provider, from, model] = process.argv.slice(1);
const answer = (value) => console.log('\\n' + JSON.stringify(value));
(async () => {
  const ort = require(require.resolve('onnxruntime-node', { paths: [path.dirname(fs.realpathSync(from))] }));
  ort.env.logLevel = 'verbose';
  const session = await ort.InferenceSession.create(Buffer.from(model, 'base64'), {
    executionProviders: [provider],
    logSeverityLevel: 3,
  });
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2), [2]) });
  answer(y.data[0] === 2 && y.data[1] === 4 ? {} : { error: '1 + 1 is ' + y.data[0] + ' there' });
})().catch((error) => answer({ error: String(error && error.message) }));
`;

/** y = x + x of two numbers: the least that a provider can be asked for. */
export const DOUBLE: OnnxGraph = {
  name: 'double',
  nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'], attributes: {} }],
  constants: new Map(),
  inputs: [{ name: 'x', shape: [2], type: 'float32' }],
  outputs: [{ name: 'y', shape: [2], type: 'float32' }],
};

/**
 * Computes something with a provider of onnxruntime, in a process of its own.
 *
 * @param from a script beside which onnxruntime-node is found
 */
export async function probeProvider(provider: string, from = process.argv[1] ?? ''): Promise<ProbeResult> {
  const model = Buffer.from(encodeModel(DOUBLE, 'racecar')).toString('base64');
  const { stdout, stderr, end } = await runProbe([provider, from, model]);
  const gpus = [...stderr.matchAll(/OrtHardwareDevice \{[^\n]*?vendor:([^,]*), type:1\b/g)].map(
    ([, vendor]) => vendor!.trim() || 'unnamed',
  );
  try {
    const { error } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { error?: string };
    if (error === undefined) return { gpus };
    return { gpus, problem: [error, ...warnings(stderr)].join('\n') };
  } catch {
    // The process ended before it could answer.
    return { gpus, problem: [end, ...warnings(stderr)].join('\n') };
  }
}

/** The lines of a log that are no mere chatter. */
function warnings(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line.trim() !== '' && !/\[[VI]:onnxruntime/.test(line));
}

function runProbe(
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string; readonly end: string }> {
  // Inside VS Code the executable is Electron's.
  const env = { ...withoutTelemetry(process.env), ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-e', TRY, '--', ...args],
      { env, timeout: PATIENCE_MS, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ stdout, stderr, end: endOf(error) }),
    );
  });
}

function endOf(error: (Error & { signal?: string | null; code?: unknown }) | null): string {
  if (error === null) return 'the process that tried it ended without an answer';
  if (error.signal) return `the process that tried it was ended by ${error.signal}`;
  return `the process that tried it ended with the code ${String(error.code)}`;
}
