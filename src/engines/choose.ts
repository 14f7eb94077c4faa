import { messageOf, UserError } from '../config/userError';
import { openCpuEngine } from './eager/cpuEngine';
import { openWasmEngine } from './eager/wasmEngine';
import type { Engine, EngineChoice, EngineName } from './engine';
import { ENGINE_NAMES } from './engine';
import { openOnnxCpuEngine } from './onnx/onnxEngine';
import { openTensorflowEngine } from './tensorflow/tensorflowEngine';

/** What engines need to know of where they run. */
export interface EngineEnvironment {
  /** Folder of the wasm backend's .wasm files. */
  readonly wasmFolder: string;
  /** Threads of one training, where the engine has them; all cores by default, or RACECAR_THREADS. */
  readonly threads?: number | undefined;
  /** A folder of the user's choice in which TensorFlow's packages are looked for first. */
  readonly tensorflowFolder?: string | undefined;
}

const openers: { readonly [Name in EngineName]: (environment: EngineEnvironment) => Promise<Engine> } = {
  'onnx-cpu': ({ threads }) => openOnnxCpuEngine(threads),
  wasm: ({ wasmFolder }) => openWasmEngine(wasmFolder),
  cpu: () => openCpuEngine(),
  tensorflow: ({ tensorflowFolder }) => openTensorflowEngine('tensorflow', { given: tensorflowFolder }),
  'tensorflow-gpu': ({ tensorflowFolder }) =>
    openTensorflowEngine('tensorflow-gpu', { given: tensorflowFolder }),
};

/** What `auto` tries, the fastest first. */
const AUTO_ORDER: readonly EngineName[] = ['onnx-cpu', 'wasm', 'cpu'];

export interface ChosenEngine {
  readonly engine: Engine;
  /** Why it is this one, when that was not the user's own choice. */
  readonly reason?: string;
}

/**
 * Opens the engine asked for; `auto` takes the first in AUTO_ORDER that starts.
 * @throws UserError when the engine asked for, or under `auto` every engine, does not start
 */
export async function openEngine(
  choice: EngineChoice,
  environment: EngineEnvironment,
): Promise<ChosenEngine> {
  if (choice !== 'auto') return { engine: await openers[choice](environment) };
  const failures: string[] = [];
  for (const name of AUTO_ORDER) {
    try {
      const engine = await openers[name](environment);
      return { engine, reason: [...failures, `auto chose ${name}`].join('; ') };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new UserError(`no engine starts: ${failures.join('; ')}`, { kind: 'run' });
}

export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  readonly device?: string;
  /** Why it is not available. */
  readonly reason?: string;
  /** What to do to get it. */
  readonly hint?: string;
}

/** Tries every engine. */
export async function reportEngines(environment: EngineEnvironment): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) {
    try {
      const { device } = await openers[name](environment);
      reports.push({ name, available: true, device });
    } catch (error) {
      const hint = error instanceof UserError ? error.hint : undefined;
      reports.push({
        name,
        available: false,
        reason: messageOf(error),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  return reports;
}
