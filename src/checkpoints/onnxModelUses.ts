import type { OnnxNode } from './onnxNodes';
import { SAME } from './onnxUses';
import type { TensorUse } from './tensorUse';
import { BATCH_NORM_WEIGHTS } from './tensorUse';

/** Epsilon of a BatchNormalization that gives none: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html */
const DEFAULT_EPSILON = 1e-5;

/** Nodes from a layer's kernel to what its inputs come from, and inputs of a node: no layers that anyone writes need more. */
const MOST_STEPS = 64;
const MOST_INPUTS = 8;

/** Nodes whose results have the channels before the places. */
const CHANNELS_FIRST = new Set([
  ...['Conv', 'ConvInteger', 'QLinearConv', 'ConvTranspose'],
  ...['MaxPool', 'AveragePool', 'LpPool', 'GlobalMaxPool', 'GlobalAveragePool'],
  ...['InstanceNormalization', 'LRN', 'DepthToSpace', 'SpaceToDepth'],
]);
const PRODUCTS = new Set(['MatMul', 'Gemm', 'MatMulInteger', 'QLinearMatMul']);
/** Those with a bias among their inputs. */
const WITH_BIAS = new Set(['Gemm', 'Conv', 'ConvTranspose', 'QLinearConv']);
/** Nodes that only lay values out otherwise. */
const SHAPES = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', ...SAME]);
/** Nodes that leave every value in its place. */
const VALUEWISE = new Set([
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Selu', 'Celu', 'Gelu', 'Sigmoid', 'HardSigmoid', 'HardSwish'],
  ...['Tanh', 'Softplus', 'Softsign', 'Mish', 'Clip', 'Erf', 'Exp', 'Abs', 'Neg', 'Sqrt', 'Reciprocal'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Pow', 'Sum', 'Dropout', 'BatchNormalization'],
]);

/**
 * What the graph says of kernels, biases and batch norms: whether a dense layer's inputs are an image channel by channel or
 * pixel by pixel, which kernel a bias belongs to, which kernel's outputs a batch norm normalises, and its epsilon. By tensor.
 *
 * @param tensors names of those with values
 * @param inputs  shapes of the graph's inputs, 0 where a length is open
 */
export function onnxModelUses(
  tensors: ReadonlySet<string>,
  nodes: readonly OnnxNode[],
  inputs: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, TensorUse> {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const graph: Graph = { tensors, inputs, producers };
  const uses = new Map<string, TensorUse>();
  const add = (tensor: string | undefined, change: (use: TensorUse) => TensorUse) => {
    if (tensor !== undefined) uses.set(tensor, change(uses.get(tensor) ?? {}));
  };
  for (const node of nodes) {
    const { operation } = node;
    if (isLinear(operation)) {
      const kernel = kernelOf(node, graph);
      if (kernel === undefined) continue;
      const inputOrder = PRODUCTS.has(operation) ? orderOf(valueInput(node, graph), graph) : undefined;
      if (inputOrder !== undefined) add(kernel, (use) => ({ inputOrder, ...use }));
      const bias = storedTensor(node.inputs[operation === 'QLinearConv' ? 8 : 2], graph);
      if (WITH_BIAS.has(operation))
        add(bias, ({ biasOf = [], ...use }) => ({ ...use, biasOf: [...biasOf, kernel] }));
    } else if (operation === 'Add') {
      const kernel = linearBefore(valueInput(node, graph), graph);
      const bias = node.inputs.map((input) => storedTensor(input, graph)).find((each) => each !== undefined);
      if (kernel !== undefined)
        add(bias, ({ biasOf = [], ...use }) => ({ ...use, biasOf: [...biasOf, kernel] }));
    } else if (operation === 'BatchNormalization') {
      const kernel = linearBefore(node.inputs[0], graph);
      const epsilon = node.attributes.get('epsilon')?.[0] ?? DEFAULT_EPSILON;
      const weights = new Map(
        BATCH_NORM_WEIGHTS.flatMap((weight, index) => {
          const tensor = storedTensor(node.inputs[index + 1], graph);
          return tensor === undefined ? [] : [[weight, tensor] as const];
        }),
      );
      add(weights.get('movingVariance'), ({ batchNorms = [], ...use }) => ({
        epsilon,
        ...use,
        ...(kernel === undefined ? {} : { batchNorms: [...batchNorms, { kernel, weights }] }),
      }));
    }
  }
  return uses;
}

interface Graph {
  readonly tensors: ReadonlySet<string>;
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly producers: ReadonlyMap<string, OnnxNode>;
}

/** From a value back along what `next` gives, which ends by undefined; a graph that goes round ends too. */
function* backwards(
  from: string | undefined,
  { producers }: Graph,
  next: (node: OnnxNode) => string | undefined,
): Generator<{ readonly value: string; readonly node: OnnxNode | undefined }> {
  const seen = new Set<string>();
  for (let value = from; value !== undefined && seen.size < MOST_STEPS && !seen.has(value);) {
    seen.add(value);
    const node = producers.get(value);
    yield { value, node };
    value = node === undefined ? undefined : next(node);
  }
}

/** The order of the image's values in a vector; undefined where it comes from no image or that cannot be seen. */
function orderOf(from: string | undefined, graph: Graph): TensorUse['inputOrder'] {
  const passes = (node: OnnxNode) =>
    SHAPES.has(node.operation) || VALUEWISE.has(node.operation) ? valueInput(node, graph) : undefined;
  for (const { value, node } of backwards(from, graph, passes)) {
    if (node === undefined) {
      const [, ...image] = graph.inputs.get(value) ?? [];
      return image.length === 3 ? { image: image as [number, number, number] } : undefined;
    }
    if (CHANNELS_FIRST.has(node.operation)) return 'channelsFirst';
    if (node.operation !== 'Transpose') continue;
    const order = node.attributes.get('perm')?.join();
    if (order === '0,2,3,1') return 'channelsLast';
    return order === '0,3,1,2' ? 'channelsFirst' : undefined;
  }
  return undefined;
}

/** The kernel whose outputs, perhaps with a bias, a value is. */
function linearBefore(from: string | undefined, graph: Graph): string | undefined {
  const passes = (node: OnnxNode) =>
    SHAPES.has(node.operation) || node.operation === 'Add' ? valueInput(node, graph) : undefined;
  for (const { node } of backwards(from, graph, passes)) {
    if (node !== undefined && isLinear(node.operation)) return kernelOf(node, graph);
  }
  return undefined;
}

function isLinear(operation: string): boolean {
  return PRODUCTS.has(operation) || /^(QLinear)?Conv/.test(operation);
}

/** The first input that is computed, not stored. */
function valueInput({ inputs }: OnnxNode, graph: Graph): string | undefined {
  return inputs
    .slice(0, MOST_INPUTS)
    .find((input) => input !== '' && storedTensor(input, graph) === undefined);
}

/** The stored tensor that a product or a convolution takes for its kernel. */
function kernelOf({ operation, inputs }: OnnxNode, graph: Graph): string | undefined {
  const places = operation.startsWith('QLinear') ? [3, 0] : [1, 0];
  return places.map((place) => storedTensor(inputs[place], graph)).find((tensor) => tensor !== undefined);
}

/** The stored tensor that a value is, perhaps transposed or of another type. */
function storedTensor(from: string | undefined, graph: Graph): string | undefined {
  const passes = ({ operation, inputs }: OnnxNode) =>
    SAME.has(operation) || operation === 'Transpose' ? inputs[0] : undefined;
  for (const { value } of backwards(from, graph, passes)) if (graph.tensors.has(value)) return value;
  return undefined;
}
