import type { HostTensors } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import type { Shapes } from '../trace/traceProgram';
import type { Tensors } from './compiler';

/** Holds a training's state between steps, where its provider reads it fastest, and makes the steps. */
export interface StateKeeper {
  readonly shapes: Shapes;
  /** The state as inputs of other programs. */
  readonly current: Tensors;
  /** Steps whose inputs have the same shapes. */
  step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]>;
  /** A copy in ordinary memory. */
  state(): Promise<HostTensors>;
  close(): void;
}
