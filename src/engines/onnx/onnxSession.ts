import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { HostTensors } from '../../network/hostTensor';
import type { Program } from '../../training/program';
import type { EngineSession } from '../engine';
import { shapesOf } from '../trace/traceProgram';
import { Compiler, keyOf } from './compiler';
import type { Tensors } from './compiler';
import { DeviceState } from './deviceState';
import { HostState } from './hostState';
import { loopNames, singleGraph } from './loop';
import type { OnnxRuntime } from './runtime';
import type { StateKeeper } from './stateKeeper';

/** Steps in one call: enough that what a call costs beside its steps is little, few enough to stop soon. */
const STEPS_PER_CALL = 50;

export interface OnnxSessionOptions {
  readonly session: InferenceSession.SessionOptions;
  /** Where the state is between steps: in ordinary memory, or in that of the device. */
  readonly stateIn: 'host' | 'device';
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
  private readonly compiler: Compiler;
  private readonly keeper: StateKeeper;
  private readonly programs = new Map<string, CompiledProgram>();

  constructor(runtime: OnnxRuntime, options: OnnxSessionOptions, state: HostTensors) {
    this.compiler = new Compiler(runtime, options.session);
    this.keeper =
      options.stateIn === 'host'
        ? new HostState(this.compiler, state)
        : new DeviceState(this.compiler, state, STEPS_PER_CALL);
  }

  async run(program: Program, inputs: HostTensors): Promise<HostTensors> {
    const compiled = await this.compiled(program, inputs);
    const feeds: Tensors = {};
    for (const [name, value] of Object.entries(compiled.stateFeeds))
      feeds[value] = this.keeper.current[name]!;
    for (const [name, value] of Object.entries(compiled.feeds))
      feeds[value] = this.compiler.tensor(inputs[name]!);
    const results = await compiled.session.run(feeds);
    return Object.fromEntries(
      compiled.outputs.map((name) => {
        const { dims, data } = results[loopNames.output(name)] as Tensor;
        return [name, { shape: dims, data: data as Float32Array }];
      }),
    );
  }

  async step(program: Program, inputs: readonly HostTensors[]): Promise<HostTensors[]> {
    const outputs: HostTensors[] = [];
    for (const group of equallyShaped(inputs)) outputs.push(...(await this.keeper.step(program, group)));
    return outputs;
  }

  state(): Promise<HostTensors> {
    return this.keeper.state();
  }

  close(): void {
    this.keeper.close();
    this.compiler.close();
    this.programs.clear();
  }

  private async compiled(program: Program, inputs: HostTensors): Promise<CompiledProgram> {
    const key = keyOf(program, inputs);
    const known = this.programs.get(key);
    if (known !== undefined) return known;
    const traced = this.compiler.trace(program, this.keeper.shapes, inputs);
    const graph = singleGraph(traced);
    const present = new Set(graph.inputs.map(({ name }) => name));
    const those = (names: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(names).filter(([, value]) => present.has(value)));
    const compiled = {
      session: await this.compiler.compile(graph),
      feeds: those(traced.inputs),
      stateFeeds: those(traced.stateInputs),
      outputs: Object.keys(traced.outputs),
    };
    this.programs.set(key, compiled);
    return compiled;
  }
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
