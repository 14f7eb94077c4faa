import type { HostTensors } from '../network/hostTensor';
import type { Program } from '../training/program';

/** Where programs run. */
export interface Engine {
  readonly name: EngineName;
  /** The hardware, in words for the user. */
  readonly device: string;
  /** Threads of one training, where that is a choice: the same number gives the same bits. */
  readonly threads?: number;
  /** What must stay the same for a verification on this machine to hold; absent where none is needed. */
  readonly identity?: string;
  /** Takes a training's state. The engine holds it from then on. */
  open(state: HostTensors): Promise<EngineSession>;
  /**
   * Decides by a training's own first steps which engine it runs on: whether this one computes what it should, and
   * under `auto` which is fastest. Absent where nothing is to be decided.
   */
  settle?(trial: Trial): Promise<Settled>;
  /** The engine to go on with where this one fails, or undefined where there is none that starts. */
  fallBack?(): Promise<Engine | undefined>;
}

/** The first steps of a training, for engines to show what they are worth. */
export interface Trial {
  readonly program: Program;
  readonly state: HostTensors;
  /** Of the first steps, VERIFIED_STEPS or more. */
  readonly inputs: readonly HostTensors[];
  /** Identities of the engines that were verified on this machine before. */
  readonly verified: ReadonlySet<string>;
}

/** The engine that a training runs on, and how that came about. */
export interface Settled {
  readonly engine: Engine;
  /** What was chosen and why. */
  readonly reason?: string;
  /** Why it is not the engine asked for. */
  readonly warning?: string;
  /** Identities of the engines that were verified now. */
  readonly verified: readonly string[];
}

/** One training's state on an engine, and the programs that run on it. */
export interface EngineSession {
  /** Steps that are best asked for in one call. */
  readonly stepsPerCall: number;

  /** Runs a program without changing the state. */
  run(program: Program, inputs: HostTensors): Promise<HostTensors>;

  /** Runs a program once for each set of inputs, its new state replacing the old; the outputs of every time. */
  step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]>;

  /** A copy of the state in ordinary memory. */
  state(): Promise<HostTensors>;

  /** Frees what the session holds. */
  close(): void;
}

export const ENGINE_NAMES = [
  'onnx-cpu',
  'onnx-webgpu',
  'onnx-cuda',
  'onnx-directml',
  'onnx-coreml',
  'wasm',
  'cpu',
  'tensorflow',
  'tensorflow-gpu',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** An engine, or the choice of one by what is available. */
export const ENGINE_CHOICES = ['auto', ...ENGINE_NAMES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];
