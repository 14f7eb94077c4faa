import type { backend_util, DataId, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { KernelBackend, registerBackend } from '@tensorflow/tfjs-core';
import type { ElementType, Graph } from './graph';
import { sizeOf } from '../../config/networkPlan';
import { Origins } from './origins';

/** A tensor while a program is traced: a value of the graph, or a constant that may never become one. */
type Traced =
  | { readonly kind: 'value'; readonly name: string; readonly shape: readonly number[] }
  /** Every entry is the same number; so are most constants, and folding them costs nothing. */
  | { readonly kind: 'uniform'; readonly value: number; readonly shape: readonly number[] }
  | {
      readonly kind: 'constant';
      readonly data: ArrayLike<number>;
      readonly shape: readonly number[];
      name?: string;
    };

/**
 * A tfjs backend that computes nothing: its kernels write down what they would compute as nodes of a graph.
 * The graph is set for the duration of one trace.
 */
export class TraceBackend extends KernelBackend {
  graph!: Graph;
  readonly origins = new Origins();
  private tensors = new WeakMap<DataId, Traced>();
  private alive = 0;

  begin(graph: Graph): void {
    this.graph = graph;
    this.tensors = new WeakMap();
  }

  /** A tensor for a value of the graph. */
  value(name: string, shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    return this.make({ kind: 'value', name, shape }, dtype);
  }

  uniform(value: number, shape: readonly number[]): TensorInfo {
    return this.make({ kind: 'uniform', value: Math.fround(value), shape }, 'float32');
  }

  /** The number that all entries of a tensor are, when that is known. */
  uniformOf(tensor: TensorInfo): number | undefined {
    const traced = this.tracedOf(tensor);
    return traced.kind === 'uniform' ? traced.value : undefined;
  }

  /** The name of the tensor's value in the graph, in exactly its shape. */
  name(tensor: TensorInfo): string {
    const traced = this.tracedOf(tensor);
    if (traced.kind === 'value') return this.graph.reshape(traced.name, tensor.shape);
    if (traced.kind === 'uniform') {
      const scalar = this.graph.scalar(traced.value);
      if (tensor.shape.length === 0) return scalar;
      return this.graph.apply('Expand', [scalar, this.graph.integers(tensor.shape)], tensor.shape);
    }
    traced.name ??= this.addConstant(traced.data, traced.shape, tensor.dtype);
    return this.graph.reshape(traced.name, tensor.shape);
  }

  /** The name as an operand that broadcasts: a uniform tensor becomes a scalar. */
  operand(tensor: TensorInfo): string {
    const uniform = this.uniformOf(tensor);
    return uniform === undefined ? this.name(tensor) : this.graph.scalar(uniform);
  }

  /** The same tensor in another shape. */
  alias(tensor: TensorInfo, shape: readonly number[], dtype: DataType = tensor.dtype): TensorInfo {
    return this.make({ ...this.tracedOf(tensor), shape }, dtype);
  }

  override write(values: backend_util.BackendValues | null, shape: number[], dtype: DataType): DataId {
    const data = numbers(values ?? new Float32Array(sizeOf(shape)));
    const first = data.length > 0 ? data[0]! : 0;
    let same = dtype === 'float32';
    for (let i = 1; same && i < data.length; i++) same = data[i] === first;
    const traced: Traced = same
      ? { kind: 'uniform', value: first, shape }
      : { kind: 'constant', data, shape };
    return this.make(traced, dtype).dataId;
  }

  override move(dataId: DataId, values: backend_util.BackendValues, shape: number[]): void {
    this.tensors.set(dataId, { kind: 'constant', data: numbers(values), shape });
  }

  override readSync(dataId: object): never {
    throw new Error(`a traced program may not read a value back (${String(dataId)})`);
  }

  override read(dataId: object): never {
    return this.readSync(dataId);
  }

  override numDataIds(): number {
    return this.alive;
  }

  override disposeData(): boolean {
    this.alive--;
    return true;
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {
    // Nothing is held, so nothing is counted.
  }

  decRef(): void {
    // As above.
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  private make(traced: Traced, dtype: DataType): TensorInfo {
    const dataId = {};
    this.tensors.set(dataId, traced);
    this.alive++;
    const tensor = { dataId, shape: [...traced.shape], dtype };
    this.origins.made(tensor);
    return tensor;
  }

  private tracedOf(tensor: TensorInfo): Traced {
    const traced = this.tensors.get(tensor.dataId);
    if (traced === undefined) throw new Error('a tensor of another backend reached a traced program');
    return traced;
  }

  private addConstant(data: ArrayLike<number>, shape: readonly number[], dtype: DataType): string {
    const type = elementType(dtype);
    return this.graph.constant(this.graph.freshName(), { shape, type, data: typedArray(data, type) });
  }
}

/** No traced program has texts. */
function numbers(values: backend_util.BackendValues): ArrayLike<number> {
  return values as ArrayLike<number>;
}

export function elementType(dtype: DataType): ElementType {
  if (dtype === 'float32') return 'float32';
  // ONNX gives indices as int64, and nothing here computes with integers.
  return dtype === 'bool' ? 'bool' : 'int64';
}

function typedArray(data: ArrayLike<number>, type: ElementType) {
  if (type === 'float32') return Float32Array.from(data);
  return type === 'bool' ? Uint8Array.from(data) : BigInt64Array.from(Array.from(data), BigInt);
}

/** For what graphs are made: to run fast at one size of the batch, or to be read by other tools. */
export type Dialect = 'fast' | 'portable';

/** A backend for each dialect, by the name under which tfjs knows it. */
export const traceBackends = {
  fast: { name: 'racecar-trace', backend: new TraceBackend() },
  portable: { name: 'racecar-trace-portable', backend: new TraceBackend() },
} as const;
for (const { name, backend } of Object.values(traceBackends)) registerBackend(name, () => backend, 0);
