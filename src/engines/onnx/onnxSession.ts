import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostTensor, HostTensors } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import type { EngineSession } from '../engine';
import { optimise } from '../trace/passes';
import { sizeOf } from '../../config/networkPlan';
import { shapesOf, traceProgram } from '../trace/traceProgram';
import { loopGraph, loopNames, singleGraph } from './loop';
import type { OnnxGraph } from './model';
import { encodeModel } from './model';
import type { OnnxRuntime } from './runtime';

/** Steps in one call: enough that copying the state out costs little, few enough to stop soon. */
const STEPS_PER_CALL = 50;

type Tensors = Record<string, Tensor>;

/** A step program as it is compiled for some shapes of its inputs. */
interface CompiledLoop {
  readonly session: InferenceSession;
  readonly changedState: readonly string[];
  readonly stateValues: Readonly<Record<string, string>>;
  readonly inputValues: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

interface CompiledProgram {
  readonly session: InferenceSession;
  /** Names of the graph's inputs, by those of the state and of the program's inputs. */
  readonly feeds: Readonly<Record<string, string>>;
  readonly stateFeeds: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
}

/** One training's state in onnxruntime; every program is traced once for each shape of its inputs. */
export class OnnxSession implements EngineSession {
  readonly stepsPerCall = STEPS_PER_CALL;
  /** Two sets of tensors, so that a call reads the one and writes the other and nothing is allocated. */
  private current: Tensors;
  private spare: Tensors;
  private readonly programs = new Map<string, CompiledProgram>();
  private readonly loops = new Map<string, CompiledLoop>();
  private readonly shared = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly options: InferenceSession.SessionOptions,
    state: HostTensors,
  ) {
    this.current = this.copies(state);
    this.spare = this.copies(state);
  }

  async run(program: Program, inputs: HostTensors): Promise<HostTensors> {
    const compiled = await this.compiledProgram(program, inputs);
    const feeds: Tensors = {};
    for (const [name, value] of Object.entries(compiled.stateFeeds)) feeds[value] = this.current[name]!;
    for (const [name, value] of Object.entries(compiled.feeds)) feeds[value] = this.tensor(inputs[name]!);
    const results = await compiled.session.run(feeds);
    return Object.fromEntries(
      compiled.outputs.map((name) => [name, toHost(results[loopNames.output(name)] as Tensor)]),
    );
  }

  async step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const outputs: HostTensors[] = [];
    for (const group of equallyShaped(inputs)) outputs.push(...(await this.stepGroup(program, group)));
    return outputs;
  }

  async state(): Promise<HostTensors> {
    return Object.fromEntries(
      Object.entries(this.current).map(([name, tensor]) => [
        name,
        { shape: tensor.dims, data: copyOf(tensor) },
      ]),
    );
  }

  close(): void {
    for (const { session } of [...this.programs.values(), ...this.loops.values()]) void session.release();
    this.programs.clear();
    this.loops.clear();
  }

  /** Steps whose inputs have the same shapes: one call. */
  private async stepGroup(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const first = inputs[0]!;
    const shared = this.sharedInputs(program, inputs);
    const compiled = await this.compiledLoop(program, first, shared);
    const feeds: Tensors = { [loopNames.trips]: this.tripCount(inputs.length) };
    for (const [name, value] of Object.entries(compiled.stateValues)) {
      feeds[compiled.changedState.includes(name) ? loopNames.stateIn(name) : value] = this.current[name]!;
    }
    for (const [name, value] of Object.entries(compiled.inputValues)) {
      if (shared.has(name)) feeds[value] = this.tensor(first[name]!);
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

  /** Names of the inputs that are the very same every time: the batch, when it is the whole set. */
  private sharedInputs(program: Program, inputs: readonly HostTensors[]): ReadonlySet<string> {
    const key = keyOf(program, inputs[0]!);
    const known = this.shared.get(key);
    // A single step shares everything with itself; it had better run in the graph that is there.
    if (inputs.length === 1) return known ?? new Set();
    const first = inputs[0]!;
    const shared = new Set(
      Object.keys(first).filter((name) => inputs.every((each) => each[name] === first[name])),
    );
    this.shared.set(key, shared);
    return shared;
  }

  private async compiledProgram(program: Program, inputs: HostTensors): Promise<CompiledProgram> {
    const key = keyOf(program, inputs);
    const known = this.programs.get(key);
    if (known !== undefined) return known;
    const traced = optimise(traceProgram(program, shapesOf(this.stateShapes()), shapesOf(inputs)));
    const graph = singleGraph(traced);
    const present = new Set(graph.inputs.map(({ name }) => name));
    const those = (names: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(names).filter(([, value]) => present.has(value)));
    const compiled = {
      session: await this.compile(graph),
      feeds: those(traced.inputs),
      stateFeeds: those(traced.stateInputs),
      outputs: Object.keys(traced.outputs),
    };
    this.programs.set(key, compiled);
    return compiled;
  }

  private async compiledLoop(
    program: Program,
    inputs: HostTensors,
    shared: ReadonlySet<string>,
  ): Promise<CompiledLoop> {
    const key = `${keyOf(program, inputs)} shared ${[...shared].join()}`;
    const known = this.loops.get(key);
    if (known !== undefined) return known;
    const traced = optimise(traceProgram(program, shapesOf(this.stateShapes()), shapesOf(inputs)));
    const compiled = {
      session: await this.compile(loopGraph(traced, shared)),
      changedState: Object.keys(traced.state),
      stateValues: traced.stateInputs,
      inputValues: traced.inputs,
      outputs: Object.keys(traced.outputs),
    };
    this.loops.set(key, compiled);
    return compiled;
  }

  private compile(graph: OnnxGraph): Promise<InferenceSession> {
    return this.runtime.InferenceSession.create(encodeModel(graph, 'racecar'), this.options);
  }

  private stateShapes(): HostTensors {
    return Object.fromEntries(
      Object.entries(this.current).map(([name, { dims, data }]) => [
        name,
        { shape: dims, data: data as Float32Array },
      ]),
    );
  }

  private copies(values: HostTensors): Tensors {
    return Object.fromEntries(
      Object.entries(values).map(([name, { shape, data }]) => [
        name,
        this.tensor({ shape, data: data.slice() }),
      ]),
    );
  }

  private tensor({ shape, data }: HostTensor): Tensor {
    return new this.runtime.Tensor('float32', data, [...shape]);
  }

  private tripCount(steps: number): Tensor {
    return new this.runtime.Tensor('int64', BigInt64Array.of(BigInt(steps)), []);
  }

  /** Tensors of one shape, one after the other along a new first dimension. */
  private stacked(tensors: readonly HostTensor[]): Tensor {
    const { shape, data } = tensors[0]!;
    const all = new Float32Array(data.length * tensors.length);
    for (const [index, tensor] of tensors.entries()) all.set(tensor.data, index * data.length);
    return new this.runtime.Tensor('float32', all, [tensors.length, ...shape]);
  }
}

function keyOf(program: Program, inputs: HostTensors): string {
  return `${program.name} ${Object.entries(inputs)
    .map(([name, { shape }]) => `${name}[${shape.join()}]`)
    .join(' ')}`;
}

/** Cuts a list of inputs where their shapes change: an epoch's last batch may be smaller. */
function equallyShaped(inputs: readonly HostTensors[]): HostTensors[][] {
  const groups: HostTensors[][] = [];
  for (const each of inputs) {
    const group = groups.at(-1);
    const same =
      group !== undefined && JSON.stringify(shapesOf(group[0]!)) === JSON.stringify(shapesOf(each));
    if (same) group.push(each);
    else groups.push([each]);
  }
  return groups;
}

function copyOf(tensor: Tensor): Float32Array {
  return Float32Array.from(tensor.data as Float32Array);
}

function toHost(tensor: Tensor): HostTensor {
  return { shape: tensor.dims, data: tensor.data as Float32Array };
}

/** The part of an output that belongs to one iteration. */
function entryOf(tensor: Tensor, index: number): HostTensor {
  const shape = tensor.dims.slice(1);
  const size = sizeOf(shape);
  return { shape, data: (tensor.data as Float32Array).slice(index * size, (index + 1) * size) };
}
