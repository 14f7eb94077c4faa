import type { HostTensors } from '../network/hostTensor';
import type { Program } from '../training/program';

/** Where programs run. */
export interface Engine {
  readonly name: EngineName;
  /** The hardware, in words for the user. */
  readonly device: string;
  /** Threads of one training, where that is a choice: the same number gives the same bits. */
  readonly threads?: number;
  /** Takes a training's state. The engine holds it from then on. */
  open(state: HostTensors): Promise<EngineSession>;
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

export const ENGINE_NAMES = ['onnx-cpu', 'wasm', 'cpu', 'tensorflow', 'tensorflow-gpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** An engine, or the choice of one by what is available. */
export const ENGINE_CHOICES = ['auto', ...ENGINE_NAMES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];
