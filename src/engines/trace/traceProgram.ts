import '@tensorflow/tfjs-core/dist/register_all_gradients';
import './kernels';
import { refuseOtherKernels } from './kernels/kernel';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { dispose, engine, setBackend, tidy } from '@tensorflow/tfjs-core';
import { messageOf } from '../../config/userError';
import type { HostTensors } from '../../network/hostTensor';
import type { NamedTensors } from '../../network/network';
import type { Program } from '../../training/program';
import { Graph } from './graph';
import type { Dialect, TraceBackend } from './traceBackend';
import { traceBackends } from './traceBackend';

/** Makes tracing possible; to be awaited once before the first trace. */
export async function prepareTracing(): Promise<void> {
  refuseOtherKernels('fast');
  await setBackend(traceBackends.fast.name);
}

export type Shapes = Readonly<Record<string, readonly number[]>>;

/** A program as a static graph, with the values that its names stand for. */
export interface TracedProgram {
  readonly graph: Graph;
  /** Names of the graph's inputs, by those of the program. */
  readonly stateInputs: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** Values of the graph, by the program's names. Only the state that changes. */
  readonly state: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The program cannot be traced, and another engine must run it. */
export class UntraceableProgram extends Error {
  override readonly name = 'UntraceableProgram';
}

export function shapesOf(tensors: HostTensors): Shapes {
  return Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
}

/**
 * Runs a program once with tensors that stand for values instead of holding them, and writes down what it does.
 * @throws UntraceableProgram where it uses an operation that has no node
 */
export function traceProgram(
  program: Program,
  state: Shapes,
  inputs: Shapes,
  dialect: Dialect = 'fast',
): TracedProgram {
  const graph = new Graph();
  const { name: backendName, backend } = traceBackends[dialect];
  // Sessions that run eagerly make their own backend the active one before each call.
  void setBackend(backendName);
  backend.begin(graph);
  try {
    const stateInputs = declare(graph, 'state', state);
    const inputNames = declare(graph, 'input', inputs);
    const result = tidy(() => {
      const traced = program.run(
        placeholders(stateInputs, state, backend),
        placeholders(inputNames, inputs, backend),
      );
      return {
        state: valuesOf(traced.state ?? {}, backend),
        outputs: valuesOf(traced.outputs, backend),
      } as unknown as Record<string, Tensor>;
    }) as unknown as Pick<TracedProgram, 'state' | 'outputs'>;
    return { graph, stateInputs, inputs: inputNames, ...result };
  } catch (error) {
    throw new UntraceableProgram(`the program "${program.name}" cannot be traced: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function declare(graph: Graph, prefix: string, shapes: Shapes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      graph.input(`${prefix}/${name}`, { shape, type: 'float32' }),
    ]),
  );
}

function placeholders(
  names: Readonly<Record<string, string>>,
  shapes: Shapes,
  backend: TraceBackend,
): NamedTensors {
  return Object.fromEntries(
    Object.entries(names).map(([name, value]) => {
      const placeholder = backend.value(value, shapes[name]!);
      backend.origins.made(placeholder, layerOfWeight(name));
      return [name, engine().makeTensorFromTensorInfo(placeholder)];
    }),
  );
}

/** A weight is named `<layer>/<weight>`; the inputs of a program belong to no layer. */
function layerOfWeight(name: string): string | undefined {
  const [layer, ...rest] = name.split('/');
  return rest.length === 1 && layer !== 'optimizer' && layer !== 'draw' ? layer : undefined;
}

/** The values of a program's results, which it may have kept beyond its tidy. */
function valuesOf(tensors: NamedTensors, backend: TraceBackend): Record<string, string> {
  const names = Object.entries(tensors).map(([name, value]) => [name, backend.name(value as TensorInfo)]);
  dispose({ ...tensors });
  return Object.fromEntries(names) as Record<string, string>;
}
