import type { NamedTensors } from '../network/network';

/** What a program computes from the state and the inputs. */
export interface ProgramResult {
  /** New values of all or some of the state, by name; absent where the state stays. */
  readonly state?: NamedTensors;
  readonly outputs: NamedTensors;
}

/**
 * A pure function of named tensors, written with tfjs-core operations alone and reading nothing back, so that an
 * engine may run it eagerly or trace it once into a static graph. What changes from call to call (the batch, the
 * learning rate, random draws) is an input.
 */
export interface Program {
  readonly name: string;
  run(state: NamedTensors, inputs: NamedTensors): ProgramResult;
}
