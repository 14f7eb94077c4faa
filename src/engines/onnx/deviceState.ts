import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../../config/networkPlan';
import type { HostTensor, HostTensors } from '../../network/hostTensor';
import { scalar } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import type { Shapes } from '../trace/traceProgram';
import { shapesOf } from '../trace/traceProgram';
import type { Compiler, Tensors } from './compiler';
import { keyOf } from './compiler';
import { copyGraph, deviceStepGraph, logNames, logWidth } from './deviceStep';
import { sharedNames } from './hostState';
import { loopNames } from './loop';
import type { StateKeeper } from './stateKeeper';

interface CompiledStep {
  readonly session: InferenceSession;
  readonly changedState: readonly string[];
  readonly stateValues: Readonly<Record<string, string>>;
  readonly inputValues: Readonly<Record<string, string>>;
  /** Shape of each output, in their order in a row of the log. */
  readonly outputs: Shapes;
  readonly width: number;
}

/** An input that lies on the device since it is the same in every step, and what it is a copy of. */
interface Uploaded {
  readonly from: HostTensor;
  readonly tensor: Tensor;
}

/**
 * The state in the memory of a GPU, where onnxruntime leaves it from step to step. Steps are calls of their own: a
 * loop inside onnxruntime would run on the CPU and carry the state to and fro. Their outputs are read back once after
 * the last of them.
 */
export class DeviceState implements StateKeeper {
  readonly shapes: Shapes;
  /** In ordinary memory until the first step, which leaves its results on the device. */
  readonly current: Tensors;
  private readonly steps = new Map<string, CompiledStep>();
  private readonly copies = new Map<string, InferenceSession>();
  private readonly uploaded = new Map<string, Uploaded>();

  /** @param rows the most steps in one call */
  constructor(
    private readonly compiler: Compiler,
    state: HostTensors,
    private readonly rows: number,
  ) {
    this.shapes = shapesOf(state);
    this.current = Object.fromEntries(
      Object.entries(state).map(([name, { shape, data }]) => [
        name,
        compiler.tensor({ shape, data: data.slice() }),
      ]),
    );
  }

  async step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const outputs: HostTensors[] = [];
    for (let from = 0; from < inputs.length; from += this.rows) {
      outputs.push(...(await this.fewSteps(program, inputs.slice(from, from + this.rows))));
    }
    return outputs;
  }

  async state(): Promise<HostTensors> {
    return this.download(this.current);
  }

  close(): void {
    for (const tensor of Object.values(this.current)) free(tensor);
    for (const { tensor } of this.uploaded.values()) free(tensor);
    this.uploaded.clear();
  }

  /** At most as many steps as the log has rows. */
  private async fewSteps(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const compiled = await this.compiled(program, inputs[0]!);
    const shared = inputs.length > 1 ? sharedNames(inputs) : new Set<string>();
    const { rows } = this;
    let log = this.compiler.tensor({
      shape: [rows, compiled.width],
      data: new Float32Array(rows * compiled.width),
    });
    for (const [row, each] of inputs.entries()) {
      const feeds: Tensors = {
        [logNames.row]: this.compiler.tensor(scalar(row)),
        [logNames.before]: log,
      };
      for (const [name, value] of Object.entries(compiled.stateValues)) feeds[value] = this.current[name]!;
      for (const [name, value] of Object.entries(compiled.inputValues)) {
        feeds[value] = await this.input(name, each[name]!, shared.has(name));
      }
      const results = await compiled.session.run(feeds);
      free(log);
      log = results[logNames.after] as Tensor;
      for (const name of compiled.changedState) {
        free(this.current[name]!);
        this.current[name] = results[loopNames.stateOut(name)] as Tensor;
      }
    }
    const { log: values } = await this.download({ log });
    free(log);
    return inputs.map((_, row) => outputsOf(values!.data, row, compiled));
  }

  /** An input as the step takes it; one that is the same in every step is brought to the device once. */
  private async input(name: string, value: HostTensor, isShared: boolean): Promise<Tensor> {
    const known = this.uploaded.get(name);
    if (known?.from === value) return known.tensor;
    // Scalars cost more to keep than to send.
    if (!isShared || sizeOf(value.shape) === 1) return this.compiler.tensor(value);
    if (known !== undefined) free(known.tensor);
    const tensor = (await this.copy({ [name]: this.compiler.tensor(value) }, 'device'))[name]!;
    this.uploaded.set(name, { from: value, tensor });
    return tensor;
  }

  private async download(tensors: Readonly<Tensors>): Promise<HostTensors> {
    const copies = await this.copy(tensors, 'host');
    return Object.fromEntries(
      Object.entries(copies).map(([name, { dims, data }]) => [
        name,
        { shape: dims, data: Float32Array.from(data as Float32Array) },
      ]),
    );
  }

  /** onnxruntime-node has no other way to bring a tensor to a device or from it than to run a graph. */
  private async copy(tensors: Readonly<Tensors>, to: 'host' | 'device'): Promise<Tensors> {
    const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { dims }]) => [name, dims]));
    const key = `${to} ${JSON.stringify(shapes)}`;
    const names = Object.keys(tensors);
    const onDevice = to === 'device' ? names.map((name) => `to/${name}`) : [];
    const session = this.copies.get(key) ?? (await this.compiler.compile(copyGraph(shapes), onDevice));
    this.copies.set(key, session);
    const results = await session.run(
      Object.fromEntries(names.map((name) => [`from/${name}`, tensors[name]!])),
    );
    return Object.fromEntries(names.map((name) => [name, results[`to/${name}`] as Tensor]));
  }

  private async compiled(program: Program, inputs: HostTensors): Promise<CompiledStep> {
    const key = keyOf(program, inputs);
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    const traced = this.compiler.trace(program, this.shapes, inputs);
    const changedState = Object.keys(traced.state);
    const stays = [logNames.after, ...changedState.map(loopNames.stateOut)];
    const compiled = {
      session: await this.compiler.compile(deviceStepGraph(traced, this.rows), stays),
      changedState,
      stateValues: traced.stateInputs,
      inputValues: traced.inputs,
      outputs: Object.fromEntries(
        Object.entries(traced.outputs).map(([name, value]) => [name, traced.graph.shapeOf(value)]),
      ),
      width: logWidth(traced),
    };
    this.steps.set(key, compiled);
    return compiled;
  }
}

/** The outputs of one step out of the log. */
function outputsOf(log: Float32Array, row: number, { outputs, width }: CompiledStep): HostTensors {
  let from = row * width;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, shape]) => {
      const data = log.slice(from, (from += sizeOf(shape)));
      return [name, { shape, data }];
    }),
  );
}

/** Memory of a device is not freed by itself in time. */
function free(tensor: Tensor): void {
  if (tensor.location === 'gpu-buffer') tensor.dispose();
}
