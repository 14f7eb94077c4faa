import type { OnnxGraph } from './onnxGraph';
import { backwards, isLinear, kernelOf, PRODUCTS, SHAPES, storedTensor, valueInput } from './onnxGraph';
import type { OnnxNode } from './onnxNodes';
import type { TensorUse } from './tensorUse';
import { BATCH_NORM_WEIGHTS } from './tensorUse';

/** Epsilon of a BatchNormalization that gives none: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html */
const DEFAULT_EPSILON = 1e-5;

/** Nodes whose results have the channels before the places. */
const CHANNELS_FIRST = new Set([
  ...['Conv', 'ConvInteger', 'QLinearConv', 'ConvTranspose'],
  ...['MaxPool', 'AveragePool', 'LpPool', 'GlobalMaxPool', 'GlobalAveragePool'],
  ...['InstanceNormalization', 'LRN', 'DepthToSpace', 'SpaceToDepth'],
]);
/** Those with a bias among their inputs. */
const WITH_BIAS = new Set(['Gemm', 'Conv', 'ConvTranspose', 'QLinearConv']);
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
 * @param inputs shapes of the graph's inputs, 0 where a length is open
 */
export function onnxModelUses(
  graph: OnnxGraph,
  inputs: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, TensorUse> {
  const uses = new Map<string, TensorUse>();
  const add = (tensor: string | undefined, change: (use: TensorUse) => TensorUse) => {
    if (tensor !== undefined) uses.set(tensor, change(uses.get(tensor) ?? {}));
  };
  for (const node of graph.nodes) {
    const { operation } = node;
    if (isLinear(operation)) {
      const kernel = kernelOf(node, graph);
      if (kernel === undefined) continue;
      const inputOrder = PRODUCTS.has(operation)
        ? orderOf(valueInput(node, graph), graph, inputs)
        : undefined;
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

/** The order of the image's values in a vector; undefined where it comes from no image or that cannot be seen. */
function orderOf(
  from: string | undefined,
  graph: OnnxGraph,
  inputs: ReadonlyMap<string, readonly number[]>,
): TensorUse['inputOrder'] {
  const passes = (node: OnnxNode) =>
    SHAPES.has(node.operation) || VALUEWISE.has(node.operation) ? valueInput(node, graph) : undefined;
  for (const { value, node } of backwards(from, graph, passes)) {
    if (node === undefined) {
      const [, ...image] = inputs.get(value) ?? [];
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
function linearBefore(from: string | undefined, graph: OnnxGraph): string | undefined {
  const passes = (node: OnnxNode) =>
    SHAPES.has(node.operation) || node.operation === 'Add' ? valueInput(node, graph) : undefined;
  for (const { node } of backwards(from, graph, passes)) {
    if (node !== undefined && isLinear(node.operation)) return kernelOf(node, graph);
  }
  return undefined;
}
