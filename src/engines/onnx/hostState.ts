import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../../config/networkPlan';
import type { HostTensor, HostTensors } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import { shapesOf } from '../trace/traceProgram';
import type { Shapes } from '../trace/traceProgram';
import type { Compiler, Tensors } from './compiler';
import { keyOf } from './compiler';
import { loopGraph, loopNames } from './loop';
import type { StateKeeper } from './stateKeeper';

/** A step program as it is compiled for some shapes of its inputs. */
interface CompiledLoop {
  readonly session: InferenceSession;
  readonly changedState: readonly string[];
  readonly stateValues: Readonly<Record<string, string>>;
  readonly inputValues: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

/**
 * The state in ordinary memory. Many steps are one call, a loop inside onnxruntime, since every call copies the state
 * out.
 */
export class HostState implements StateKeeper {
  readonly shapes: Shapes;
  /** Two sets of tensors, so that a call reads the one and writes the other and nothing is allocated. */
  readonly current: Tensors;
  private readonly spare: Tensors;
  private readonly loops = new Map<string, CompiledLoop>();
  private readonly shared = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly compiler: Compiler,
    state: HostTensors,
  ) {
    this.shapes = shapesOf(state);
    this.current = this.copies(state);
    this.spare = this.copies(state);
  }

  async step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const first = inputs[0]!;
    const shared = this.sharedInputs(program, inputs);
    const compiled = await this.compiledLoop(program, first, shared);
    const feeds: Tensors = { [loopNames.trips]: this.compiler.count(inputs.length) };
    for (const [name, value] of Object.entries(compiled.stateValues)) {
      feeds[compiled.changedState.includes(name) ? loopNames.stateIn(name) : value] = this.current[name]!;
    }
    for (const [name, value] of Object.entries(compiled.inputValues)) {
      if (shared.has(name)) feeds[value] = this.compiler.tensor(first[name]!);
      else feeds[loopNames.input(name)] = this.stacked(inputs.map((each) => each[name]!));
    }
    const fetches: Record<string, Tensor | null> = {};
    for (const name of compiled.changedState) fetches[loopNames.stateOut(name)] = this.spare[name]!;
    for (const name of compiled.outputs) fetches[loopNames.output(name)] = null;
    const results = await compiled.session.run(feeds, fetches as InferenceSession.OnnxValueMapType);
    for (const name of compiled.changedState) {
      [this.current[name], this.spare[name]] = [this.spare[name]!, this.current[name]!];
    }
    return inputs.map((_, index) =>
      Object.fromEntries(
        compiled.outputs.map((name) => [name, entryOf(results[loopNames.output(name)] as Tensor, index)]),
      ),
    );
  }

  async state(): Promise<HostTensors> {
    return Object.fromEntries(
      Object.entries(this.current).map(([name, { dims, data }]) => [
        name,
        { shape: dims, data: Float32Array.from(data as Float32Array) },
      ]),
    );
  }

  close(): void {
    // Ordinary memory frees itself.
  }

  /** Names of the inputs that are the very same every time: the batch, when it is the whole set. */
  private sharedInputs(program: Program, inputs: readonly HostTensors[]): ReadonlySet<string> {
    const key = keyOf(program, inputs[0]!);
    const known = this.shared.get(key);
    // A single step shares everything with itself; it had better run in the graph that is there.
    if (inputs.length === 1) return known ?? new Set();
    const shared = sharedNames(inputs);
    this.shared.set(key, shared);
    return shared;
  }

  private async compiledLoop(
    program: Program,
    inputs: HostTensors,
    shared: ReadonlySet<string>,
  ): Promise<CompiledLoop> {
    const key = `${keyOf(program, inputs)} shared ${[...shared].join()}`;
    const known = this.loops.get(key);
    if (known !== undefined) return known;
    const traced = this.compiler.trace(program, this.shapes, inputs);
    const compiled = {
      session: await this.compiler.compile(loopGraph(traced, shared)),
      changedState: Object.keys(traced.state),
      stateValues: traced.stateInputs,
      inputValues: traced.inputs,
      outputs: Object.keys(traced.outputs),
    };
    this.loops.set(key, compiled);
    return compiled;
  }

  private copies(values: HostTensors): Tensors {
    return Object.fromEntries(
      Object.entries(values).map(([name, { shape, data }]) => [
        name,
        this.compiler.tensor({ shape, data: data.slice() }),
      ]),
    );
  }

  /** Tensors of one shape, one after the other along a new first dimension. */
  private stacked(tensors: readonly HostTensor[]): Tensor {
    const { shape, data } = tensors[0]!;
    const all = new Float32Array(data.length * tensors.length);
    for (const [index, tensor] of tensors.entries()) all.set(tensor.data, index * data.length);
    return this.compiler.tensor({ shape: [tensors.length, ...shape], data: all });
  }
}

/** Names of the inputs that are the very same object in several steps. */
export function sharedNames(inputs: readonly HostTensors[]): ReadonlySet<string> {
  const first = inputs[0]!;
  return new Set(Object.keys(first).filter((name) => inputs.every((each) => each[name] === first[name])));
}

/** The part of an output that belongs to one iteration. */
function entryOf(tensor: Tensor, index: number): HostTensor {
  const shape = tensor.dims.slice(1);
  const size = sizeOf(shape);
  return { shape, data: (tensor.data as Float32Array).slice(index * size, (index + 1) * size) };
}
