import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph';
import type { TraceBackend } from '../traceBackend';
import { elementType } from '../traceBackend';
import type { TracedKernel } from './kernel';

type Fold = (...values: number[]) => number;

/** x -> op(x), computed now where all entries of x are one known number. */
function unary(op: string, fold: Fold): TracedKernel {
  return ({ inputs, backend, graph }) => {
    const { x } = inputs as { x: TensorInfo };
    const uniform = backend.uniformOf(x);
    if (uniform !== undefined) return backend.uniform(fold(uniform), x.shape);
    return backend.value(graph.apply(op, [backend.name(x)], x.shape), x.shape);
  };
}

function binary(op: string, fold: Fold): TracedKernel {
  return ({ inputs, backend, graph }) => apply(op, fold, inputs.a!, inputs.b!, backend, graph);
}

function apply(
  op: string,
  fold: Fold,
  a: TensorInfo,
  b: TensorInfo,
  backend: TraceBackend,
  graph: Graph,
): TensorInfo {
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [left, right] = [backend.uniformOf(a), backend.uniformOf(b)];
  if (left !== undefined && right !== undefined) return backend.uniform(fold(left, right), shape);
  if (isNeutral(op, left, right) && (left === undefined ? a : b).shape.join() === shape.join()) {
    return backend.alias(left === undefined ? a : b, shape);
  }
  if (op === 'Div' && right !== undefined) {
    return apply('Mul', (x, y) => x * y, a, backend.uniform(1 / right, b.shape), backend, graph);
  }
  return backend.value(graph.apply(op, operands(a, b, shape, backend), shape), shape);
}

/** x + 0, x - 0, x * 1, x / 1 */
function isNeutral(op: string, left: number | undefined, right: number | undefined): boolean {
  if (op === 'Add') return left === 0 || right === 0;
  if (op === 'Mul') return left === 1 || right === 1;
  return (op === 'Sub' && right === 0) || (op === 'Div' && right === 1);
}

/** Two operands of which at least one has as many dimensions as the result, so that ONNX broadcasts to its shape. */
function operands(a: TensorInfo, b: TensorInfo, shape: readonly number[], backend: TraceBackend): string[] {
  const covers = (tensor: TensorInfo) => backend.uniformOf(tensor) === undefined;
  const broadcast = [a, b]
    .filter(covers)
    .reduce<readonly number[]>(
      (known, tensor) => backend_util.assertAndGetBroadcastShape([...known], tensor.shape),
      [],
    );
  const complete = broadcast.join() === shape.join();
  return [a, b].map((tensor) => (complete ? backend.operand(tensor) : backend.name(tensor)));
}

function comparison(op: string): TracedKernel {
  return ({ inputs, backend, graph }) => {
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    return backend.value(graph.apply(op, operands(a, b, shape, backend), shape, {}, 'bool'), shape, 'bool');
  };
}

const square: TracedKernel = ({ inputs, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  return apply('Mul', (a, b) => a * b, x, x, backend, graph);
};

const rsqrt: TracedKernel = ({ inputs, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const root = graph.apply('Sqrt', [backend.name(x)], x.shape);
  return backend.value(graph.apply('Reciprocal', [root], x.shape), x.shape);
};

/** A slope at which HardSigmoid, max(0, min(1, slope x)), is 1 above zero and 0 below. */
export const STEEP = 1e30;

/** 1 above zero, else `alpha`, which no gradient here sets. A steep HardSigmoid is a comparison and a cast in one pass. */
const step: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  if (attributes.alpha === 0) {
    const steep = { alpha: { float: STEEP }, beta: { float: 0 } };
    return backend.value(graph.apply('HardSigmoid', [backend.name(x)], x.shape, steep), x.shape);
  }
  const above = graph.apply('Greater', [backend.name(x), graph.scalar(0)], x.shape, {}, 'bool');
  const choices = [above, graph.scalar(1), graph.scalar(attributes.alpha as number)];
  return backend.value(graph.apply('Where', choices, x.shape), x.shape);
};

const leakyRelu: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const slope = { alpha: { float: attributes.alpha as number } };
  return backend.value(graph.apply('LeakyRelu', [backend.name(x)], x.shape, slope), x.shape);
};

const select: TracedKernel = ({ inputs, backend, graph }) => {
  const { condition, t, e } = inputs as Record<'condition' | 't' | 'e', TensorInfo>;
  const names = [backend.name(condition), backend.operand(t), backend.operand(e)];
  return backend.value(graph.apply('Where', names, t.shape), t.shape);
};

const ONNX_TYPES = { float32: 1, int64: 7, bool: 9 };

const cast: TracedKernel = ({ inputs, attributes, backend, graph }) => {
  const { x } = inputs as { x: TensorInfo };
  const dtype = attributes.dtype as DataType;
  if (dtype === x.dtype) return backend.alias(x, x.shape);
  const type = elementType(dtype);
  const name = graph.apply('Cast', [backend.name(x)], x.shape, { to: { int: ONNX_TYPES[type] } }, type);
  return backend.value(name, x.shape, dtype);
};

/** x^2, x^-1, x^0.5 and their like have nodes of their own, which are faster than Pow. */
const pow: TracedKernel = ({ inputs, backend, graph }) => {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  if (backend.uniformOf(b) === 2) return apply('Mul', (x, y) => x * y, a, a, backend, graph);
  return apply('Pow', Math.pow, a, b, backend, graph);
};

const addN: TracedKernel = ({ inputs, backend, graph }) => {
  const tensors = Object.values(inputs);
  return tensors.reduce((sum, tensor) => apply('Add', (x, y) => x + y, sum, tensor, backend, graph));
};

export const elementwise: Readonly<Record<string, TracedKernel>> = {
  Abs: unary('Abs', Math.abs),
  Add: binary('Add', (a, b) => a + b),
  AddN: addN,
  Cast: cast,
  Equal: comparison('Equal'),
  Exp: unary('Exp', Math.exp),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  LeakyRelu: leakyRelu,
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Log: unary('Log', Math.log),
  Maximum: binary('Max', Math.max),
  Minimum: binary('Min', Math.min),
  Multiply: binary('Mul', (a, b) => a * b),
  Neg: ({ inputs, backend, graph }) =>
    apply('Mul', (a, b) => a * b, inputs.x!, backend.uniform(-1, []), backend, graph),
  Pow: pow,
  RealDiv: binary('Div', (a, b) => a / b),
  Relu: unary('Relu', (x) => Math.max(0, x)),
  Rsqrt: rsqrt,
  Select: select,
  Sigmoid: unary('Sigmoid', (x) => 1 / (1 + Math.exp(-x))),
  Sqrt: unary('Sqrt', Math.sqrt),
  Square: square,
  Step: step,
  Sub: binary('Sub', (a, b) => a - b),
  Tanh: unary('Tanh', Math.tanh),
};
