import { messageOf, UserError } from '../config/userError';
import type { Engine, EngineChoice, EngineName, Trial } from './engine';
import { mayHaveGpu } from './onnx/graphicsHardware';
import type { ProviderEngine } from './onnx/onnxEngine';
import { openOnnxCpuEngine, openOnnxProviderEngine } from './onnx/onnxEngine';
import type { ProviderName } from './onnx/providers';
import { PROVIDER_NAMES } from './onnx/providers';
import { settleAsked, settleFastest } from './settle';
import type { TensorflowName } from './tensorflow/packages';

/** What engines need to know of where they run. */
export interface EngineEnvironment {
  /** Folder of the wasm backend's .wasm files. */
  readonly wasmFolder: string;
  /** Threads of one training, where the engine has them; all cores by default, or RACECAR_THREADS. */
  readonly threads?: number | undefined;
  /** A folder of the user's choice in which TensorFlow's packages are looked for first. */
  readonly tensorflowFolder?: string | undefined;
}

type Opener<E extends Engine = Engine> = (environment: EngineEnvironment) => Promise<E>;

const provider =
  (name: ProviderName): Opener<ProviderEngine> =>
  ({ threads }) =>
    openOnnxProviderEngine(name, { threads });

const tensorflow =
  (name: TensorflowName): Opener =>
  async ({ tensorflowFolder }) =>
    (await import('./tensorflow/tensorflowEngine')).openTensorflowEngine(name, { given: tensorflowFolder });

/** Those that are not the first choice are loaded only when they are asked for: their kernels are a lot of code. */
const openers: { readonly [Name in EngineName]: Opener } = {
  'onnx-cpu': ({ threads }) => openOnnxCpuEngine(threads),
  'onnx-webgpu': provider('onnx-webgpu'),
  'onnx-cuda': provider('onnx-cuda'),
  'onnx-directml': provider('onnx-directml'),
  'onnx-coreml': provider('onnx-coreml'),
  wasm: async ({ wasmFolder }) => (await import('./eager/wasmEngine')).openWasmEngine(wasmFolder),
  cpu: async () => (await import('./eager/cpuEngine')).openCpuEngine(),
  tensorflow: tensorflow('tensorflow'),
  'tensorflow-gpu': tensorflow('tensorflow-gpu'),
};

/** What `auto` tries, the fastest first, and what a run goes on with when its engine fails: the next after it. */
const AUTO_ORDER: readonly EngineName[] = ['onnx-cpu', 'wasm', 'cpu'];

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is this one, when that was not the user's own choice. */
  readonly reason?: string;
}

/**
 * Opens the engine asked for; `auto` takes the first in AUTO_ORDER that starts. An engine on a GPU, and `auto` on a
 * machine that has one, decide by a training's first steps what it runs on: see `Engine.settle`.
 *
 * @throws UserError when the engine asked for, or under `auto` every engine, does not start
 */
export async function openEngine(
  choice: EngineChoice,
  environment: EngineEnvironment,
): Promise<ChosenEngine> {
  if (choice !== 'auto') return { engine: await openAsked(choice, environment) };
  const { engine, failures } = await openFirst(AUTO_ORDER, environment);
  if (engine === undefined) {
    throw new UserError(`no engine starts: ${failures.join('; ')}`, { kind: 'run' });
  }
  const hasGpu = mayHaveGpu();
  const isFastest = engine.name === 'onnx-cpu' && !hasGpu;
  const why = isFastest ? ', the fastest on a CPU: this machine shows no GPU' : '';
  const reason = [...failures, `auto chose ${engine.name}${why}`].join('; ');
  if (engine.name !== 'onnx-cpu' || !hasGpu) return { engine, reason };
  return {
    engine: { ...engine, settle: (trial) => settleFastest(engine, gpuCandidates(trial, environment), trial) },
    reason: `${reason}, unless a GPU shows to be faster for the network`,
  };
}

async function openAsked(name: EngineName, environment: EngineEnvironment): Promise<Engine> {
  const asked = withFallBack(await openers[name](environment), environment);
  if (!PROVIDER_NAMES.some((each) => each === name)) return asked;
  return {
    ...asked,
    settle: async (trial) =>
      settleAsked(asked, await openers['onnx-cpu'](environment), trial, asked.fallBack),
  };
}

/** WebGPU, and of the others those that have been verified on this machine. */
function gpuCandidates(
  { verified }: Trial,
  environment: EngineEnvironment,
): readonly (() => Promise<ProviderEngine>)[] {
  return PROVIDER_NAMES.filter(
    (name) => name === 'onnx-webgpu' || [...verified].some((identity) => identity.startsWith(`${name},`)),
  ).map((name) => async () => {
    const engine = await provider(name)(environment);
    if (name !== 'onnx-webgpu' && !verified.has(engine.identity)) {
      throw new UserError(`${name} has changed since it was verified here`, { kind: 'run' });
    }
    return { ...engine, ...withFallBack(engine, environment) };
  });
}

/** Unless RACECAR_NO_FALLBACK is set: then a run whose engine fails fails with it. */
function withFallBack(engine: Engine, environment: EngineEnvironment): Engine {
  if (process.env.RACECAR_NO_FALLBACK) return engine;
  return { ...engine, fallBack: () => fallBackOf(engine.name, environment) };
}

async function fallBackOf(name: EngineName, environment: EngineEnvironment): Promise<Engine | undefined> {
  return (await openFirst(AUTO_ORDER.slice(AUTO_ORDER.indexOf(name) + 1), environment)).engine;
}

async function openFirst(
  names: readonly EngineName[],
  environment: EngineEnvironment,
): Promise<{ readonly engine: Engine | undefined; readonly failures: readonly string[] }> {
  const failures: string[] = [];
  for (const name of names) {
    try {
      return { engine: withFallBack(await openers[name](environment), environment), failures };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return { engine: undefined, failures };
}

/** An engine as it is on this machine, or why it does not start. */
export type OpenedEngine =
  | { readonly name: EngineName; readonly engine: Engine }
  | { readonly name: EngineName; readonly reason: string; readonly hint?: string };

/** Tries an engine, without anything in its place. */
export async function tryEngine(name: EngineName, environment: EngineEnvironment): Promise<OpenedEngine> {
  try {
    return { name, engine: await openers[name](environment) };
  } catch (error) {
    const hint = error instanceof UserError ? error.hint : undefined;
    return { name, reason: messageOf(error), ...(hint === undefined ? {} : { hint }) };
  }
}

/** What can be told of an engine on this machine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  readonly device?: string;
  /** Bytes of the memory that it computes in. */
  readonly memory?: number;
  readonly driver?: string;
  /** Of the standard step, where it was measured. */
  readonly stepsPerSecond?: number;
  /** Why it is not available. */
  readonly reason?: string;
  /** What to do to get it. */
  readonly hint?: string;
}
