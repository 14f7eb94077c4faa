import type { InferenceSession } from 'onnxruntime-node';
import os from 'node:os';
import process from 'node:process';
import { UserError } from '../../config/userError';
import type { Engine } from '../engine';
import { prepareTracing } from '../trace/traceProgram';
import { Compiler } from './compiler';
import { explainProvider } from './explainProvider';
import { asksForSoftware, mayHaveGpu } from './graphicsHardware';
import { OnnxSession } from './onnxSession';
import type { ProbeResult } from './probeProvider';
import { DOUBLE, probeProvider } from './probeProvider';
import type { Machine, ProviderName } from './providers';
import { machineProblem, PROVIDERS } from './providers';
import { loadRuntime } from './runtime';
import type { OnnxRuntime } from './runtime';

/** Threads that a training of usual size still gains from. */
const MOST_THREADS = 8;

/** Traced programs in onnxruntime on the CPU. */
export async function openOnnxCpuEngine(threads = defaultThreads()): Promise<Engine> {
  const runtime = await loadRuntime();
  await prepareTracing();
  return {
    name: 'onnx-cpu',
    threads,
    device: `CPU (onnxruntime, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    open: async (state) =>
      new OnnxSession(runtime, { session: sessionOptions('cpu', threads), stateIn: 'host' }, state),
  };
}

/** What tests replace. */
export interface ProviderOptions {
  readonly threads?: number | undefined;
  readonly machine?: Machine;
  readonly runtime?: () => Promise<OnnxRuntime>;
  readonly probe?: (provider: string) => Promise<ProbeResult>;
}

/** An engine on a provider of onnxruntime, with what is known of its hardware. */
export interface ProviderEngine extends Engine {
  readonly identity: string;
  /** Whether it is a GPU only by name, and computes on the CPU. */
  readonly isSoftware: boolean;
}

/**
 * Traced programs in onnxruntime on a GPU or what else a provider computes on. It is tried in a process of its own
 * first.
 *
 * @throws UserError that says why it does not start, and what to do about it
 */
export async function openOnnxProviderEngine(
  name: ProviderName,
  {
    threads = defaultThreads(),
    machine = process,
    runtime = loadRuntime,
    probe = probeProvider,
  }: ProviderOptions = {},
): Promise<ProviderEngine> {
  const { key, title, stateIn } = PROVIDERS[name];
  const machineReason = machineProblem(name, machine);
  if (machineReason !== undefined) {
    throw unavailable(name, machineReason, 'The engines onnx-cpu, wasm and cpu run everywhere.');
  }
  const ort = await runtime();
  const { problem, gpus } = await probe(key);
  if (problem !== undefined) {
    const { reason, hint } = explainProvider(name, problem);
    throw unavailable(name, reason, hint);
  }
  await prepareTracing();
  const isSoftware =
    name === 'onnx-webgpu' && (asksForSoftware() || (gpus.length === 0 && !mayHaveGpu(machine.platform)));
  const hardware = isSoftware ? 'software adapter, no GPU' : [...new Set(gpus)].join(', ') || 'GPU';
  const device = `${hardware} (onnxruntime, ${title})`;
  const session = sessionOptions(key, threads);
  // While one session is open, onnxruntime keeps the device and the shaders that were compiled for it.
  let anchor: Promise<unknown> | undefined;
  return {
    name,
    device,
    isSoftware,
    identity: `${name}, onnxruntime ${ort.env.versions.node ?? 'of unknown version'}, ${device}`,
    open: async (state) => {
      await (anchor ??= new Compiler(ort, session).compile(DOUBLE));
      return new OnnxSession(ort, { session, stateIn }, state);
    },
  };
}

function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // DirectML cannot plan its memory ahead.
    enableMemPattern: provider !== 'dml',
    // The graphs are optimised before they come here; all that onnxruntime adds is time to start.
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
    extra: {
      session: {
        // Accumulators of weights that no longer change become denormal, which costs 44 times a step's time.
        set_denormal_as_zero: '1',
        // Threads that spin between two operations collapse as soon as anything else runs.
        intra_op: { allow_spinning: '0' },
      },
    },
  };
}

function unavailable(name: ProviderName, reason: string, hint: string): UserError {
  return new UserError(`the engine ${name} does not start: ${reason}`, { hint, kind: 'run' });
}

function defaultThreads(): number {
  const wanted = Number(process.env.RACECAR_THREADS);
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  return Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));
}
