import type { InferenceSession } from 'onnxruntime-node';
import type { Attributes } from '../trace/graph';
import { encodeModel } from './model';
import type { OnnxRuntime } from './runtime';
import { loadRuntime } from './runtime';

/** A matrix, row by row. */
interface Matrix<Values> {
  readonly values: Values;
  readonly rows: number;
  readonly columns: number;
}

interface Options<Values> {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly minuend?: Values;
  readonly into?: Values;
}

/** Matrix products by onnxruntime on the CPU, as the SVD takes them (diagnostics/svd/products/matrixProduct.ts). */
export interface OnnxMatrixProduct {
  multiply(
    a: Matrix<Float64Array>,
    b: Matrix<Float64Array>,
    options?: Options<Float64Array>,
  ): Promise<Float64Array>;
  multiplySingle(
    a: Matrix<Float32Array>,
    b: Matrix<Float32Array>,
    options?: Options<Float32Array>,
  ): Promise<Float32Array>;
}

type Precision = 'float64' | 'float32';

/**
 * Loads onnxruntime for matrix products. A product holds up its thread until it is done. The same number of threads gives
 * the same bits.
 *
 * @throws UserError where onnxruntime has no binary for this platform
 */
export async function openOnnxMatrixProduct(threads: number): Promise<OnnxMatrixProduct> {
  const runtime = await loadRuntime();
  const sessions = new Map<string, Promise<InferenceSession>>();
  const sessionFor = (form: Form) => {
    const key = JSON.stringify(form);
    const opened = sessions.get(key) ?? openSession(runtime, form, threads);
    sessions.set(key, opened);
    return opened;
  };
  return {
    multiply: (a, b, options) => multiply(runtime, sessionFor, 'float64', a, b, options),
    multiplySingle: (a, b, options) => multiply(runtime, sessionFor, 'float32', a, b, options),
  };
}

/** What a session computes; the sizes of its operands are free. */
interface Form {
  readonly precision: Precision;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly subtracts: boolean;
}

async function multiply<Values extends Float64Array | Float32Array>(
  { Tensor }: OnnxRuntime,
  sessionFor: (form: Form) => Promise<InferenceSession>,
  precision: Precision,
  a: Matrix<Values>,
  b: Matrix<Values>,
  { transposeA = false, transposeB = false, minuend, into }: Options<Values> = {},
): Promise<Values> {
  const session = await sessionFor({ precision, transposeA, transposeB, subtracts: minuend !== undefined });
  const rows = transposeA ? a.columns : a.rows;
  const columns = transposeB ? b.rows : b.columns;
  const tensor = (values: Values, shape: number[]) => new Tensor(precision, values as Float64Array, shape);
  const feeds = {
    a: tensor(a.values, [a.rows, a.columns]),
    b: tensor(b.values, [b.rows, b.columns]),
    ...(minuend === undefined ? {} : { minuend: tensor(minuend, [rows, columns]) }),
  };
  if (into === undefined) return (await session.run(feeds)).result!.data as Values;
  await session.run(feeds, { result: tensor(into, [rows, columns]) });
  return into;
}

function openSession(
  { InferenceSession }: OnnxRuntime,
  { precision, transposeA, transposeB, subtracts }: Form,
  threads: number,
): Promise<InferenceSession> {
  const attributes: Attributes = {
    transA: { int: transposeA ? 1 : 0 },
    transB: { int: transposeB ? 1 : 0 },
    ...(subtracts ? { alpha: { float: -1 }, beta: { float: 1 } } : {}),
  };
  const inputs = subtracts ? ['a', 'b', 'minuend'] : ['a', 'b'];
  const port = (name: string) => ({ name, shape: [`${name}Rows`, `${name}Columns`], type: precision });
  const node = { op: 'Gemm', inputs, outputs: ['result'], attributes };
  const graph = {
    name: 'product',
    nodes: [node],
    constants: new Map(),
    inputs: inputs.map(port),
    outputs: [port('result')],
  };
  return InferenceSession.create(encodeModel(graph, 'racecar'), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
    // Threads that spin between two products make small ones three times slower.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}
