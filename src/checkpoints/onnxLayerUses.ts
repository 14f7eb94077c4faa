import type { OnnxGraph } from './onnxGraph';
import { isLinear, kernelOf, MOST_STEPS, SHAPES, storedTensor } from './onnxGraph';
import type { OnnxNode } from './onnxNodes';
import type { OnnxPads } from './onnxPads';
import { withPadBefore } from './onnxPads';
import type { ConvolutionPadding, ConvolutionUse, GraphOperation, OutputUse, TensorUse } from './tensorUse';

/** Slope of a LeakyRelu that gives none: https://onnx.ai/onnx/operators/onnx__LeakyRelu.html */
const DEFAULT_SLOPE = 0.01;

/** Nodes after which every value is what it was, and those that look at shapes only. */
const WITHOUT_EFFECT = new Set(['Dropout', 'Transpose', 'DynamicQuantizeLinear', ...SHAPES]);
const SHAPE_READERS = new Set(['Shape', 'Size']);

/** Operations told where a value goes to several, those behind one layer, and places of one kernel. */
const MOST_BRANCHES = 4;
const MOST_OPERATIONS = 6;
const MOST_PLACES = 16;

/**
 * What the graph says of each kernel's layer: how a convolution lays its kernel over the image, and what its outputs go
 * through before the next layer. By the kernel's name.
 */
export function onnxLayerUses(graph: OnnxGraph, pads: OnnxPads): ReadonlyMap<string, TensorUse> {
  const uses = new Map<string, TensorUse>();
  for (const node of graph.nodes) {
    if (!isLinear(node.operation)) continue;
    const kernel = kernelOf(node, graph);
    if (kernel === undefined) continue;
    const { convolutions = [], outputs = [] } = uses.get(kernel) ?? {};
    if (Math.max(convolutions.length, outputs.length) >= MOST_PLACES) continue;
    const convolution = convolutionOf(node);
    // Behind a product of whole numbers further nodes restore their scale.
    const isInteger = node.operation.endsWith('Integer');
    uses.set(kernel, {
      ...(convolution === undefined
        ? {}
        : { convolutions: [...convolutions, withPadBefore(convolution, node, graph, pads)] }),
      ...(isInteger ? {} : { outputs: [...outputs, outputUse(node, graph)] }),
    });
  }
  return uses;
}

/** Of a Conv, not a transposed one: https://onnx.ai/onnx/operators/onnx__Conv.html */
function convolutionOf({ operation, attributes, words }: OnnxNode): ConvolutionUse | undefined {
  if (!/^(QLinear)?Conv(Integer)?$/.test(operation)) return undefined;
  return {
    strides: attributes.get('strides') ?? [],
    dilations: attributes.get('dilations') ?? [],
    groups: attributes.get('group')?.[0] ?? 1,
    padding: paddingOf(words?.get('auto_pad'), attributes.get('pads') ?? []),
  };
}

/** @param pads widths before all axes, then those after */
function paddingOf(rule: string | undefined, pads: readonly number[]): ConvolutionPadding {
  if (rule === 'SAME_UPPER') return 'same';
  if (rule === 'SAME_LOWER') return 'sameLower';
  if (rule === 'VALID' || pads.every((width) => width === 0)) return 'valid';
  const axes = pads.length / 2;
  return pads.slice(0, axes).map((before, axis) => [before, pads[axis + axes] ?? 0] as const);
}

function outputUse(node: OnnxNode, graph: OnnxGraph): OutputUse {
  const operations: GraphOperation[] = [];
  let value = node.outputs[0];
  for (let step = 0; step < MOST_STEPS && value !== undefined; step++) {
    const next: readonly OnnxNode[] = (graph.consumers.get(value) ?? []).filter(
      ({ operation }) => !SHAPE_READERS.has(operation),
    );
    if (next.length > 1)
      return { operations, branches: next.slice(0, MOST_BRANCHES).map(({ operation }) => operation) };
    const [behind] = next;
    if (behind === undefined || isLinear(behind.operation)) break;
    const isBias =
      behind.operation === 'Add' &&
      operations.length === 0 &&
      behind.inputs.some((input) => storedTensor(input, graph) !== undefined);
    if (!isBias && !WITHOUT_EFFECT.has(behind.operation)) operations.push(operationOf(behind));
    if (operations.length >= MOST_OPERATIONS) break;
    value = behind.outputs[0];
  }
  return { operations };
}

function operationOf({ operation, attributes }: OnnxNode): GraphOperation {
  if (operation !== 'LeakyRelu') return { name: operation };
  return { name: operation, slope: attributes.get('alpha')?.[0] ?? DEFAULT_SLOPE };
}
