import { UserError } from '../config/userError';
import type { StoredTensor } from './checkpoint';
import type { OnnxGraph } from './onnxGraph';
import { storedTensor } from './onnxGraph';
import type { OnnxNode } from './onnxNodes';
import { SAME } from './onnxUses';
import type { ConvolutionUse } from './tensorUse';

/** What a Pad adds: the widths before all axes and then those after, and what it adds instead of zeros. */
interface Pad {
  readonly widths: readonly number[];
  /** A mode of ONNX, such as "reflect". */
  readonly padsWith?: string;
}

/** What nodes of their own add before convolutions, as exporters of Keras write it. */
export type OnnxPads = ReadonlyMap<OnnxNode, Pad | undefined>;

/** Widths of a Pad: two for each axis of a batch of images. */
const MOST_WIDTHS = 16;

/**
 * How much each Pad adds, and of what; undefined of one whose widths the graph computes or says of some axes only, or that
 * adds a number other than zero. https://onnx.ai/onnx/operators/onnx__Pad.html
 */
export async function readPads(
  graph: OnnxGraph,
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<OnnxPads> {
  const smallValues = async (name: string | undefined) => {
    const tensor = tensors.get(storedTensor(name, graph) ?? '');
    const size = tensor?.info.shape.reduce((product, length) => product * length, 1) ?? Infinity;
    if (size > MOST_WIDTHS || tensor?.read === undefined) return undefined;
    try {
      return [...(await tensor.read())];
    } catch (error) {
      // The model's other tensors can be read all the same.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  const found = new Map<OnnxNode, Pad | undefined>();
  for (const node of graph.nodes) {
    if (node.operation !== 'Pad') continue;
    const { inputs, attributes, words } = node;
    const [, computed, value, axes] = inputs;
    const mode = words?.get('mode') ?? 'constant';
    const isConstant = mode === 'constant';
    const added = value ? await smallValues(value) : [attributes.get('value')?.[0] ?? 0];
    // A constant without axes is kept as no tensor: exporters write one for zero.
    const isZero = added === undefined || added.every((each) => each === 0);
    const isKnown = (!isConstant || isZero) && !axes;
    const widths = isKnown ? (attributes.get('pads') ?? (await smallValues(computed))) : undefined;
    const isMode = !isConstant && widths?.some((width) => width !== 0) === true;
    found.set(node, widths && { widths, ...(isMode ? { padsWith: mode } : {}) });
  }
  return found;
}

/** A convolution with what a Pad right before it adds; its padding is not known where that is not. */
export function withPadBefore(
  convolution: ConvolutionUse,
  { inputs }: OnnxNode,
  { producers }: OnnxGraph,
  pads: OnnxPads,
): ConvolutionUse {
  let before = producers.get(inputs[0] ?? '');
  let isChannelsLast = false;
  // A few steps: a graph that goes round has no end.
  for (let step = 0; step < 4 && before !== undefined && before.operation !== 'Pad'; step++) {
    if (before.operation === 'Transpose') {
      if (isChannelsLast || before.attributes.get('perm')?.join() !== '0,3,1,2') return convolution;
      isChannelsLast = true;
    } else if (!SAME.has(before.operation)) return convolution;
    before = producers.get(before.inputs[0] ?? '');
  }
  if (before?.operation !== 'Pad') return convolution;
  const unknown = { ...convolution, padding: undefined };
  const { widths: added, padsWith } = pads.get(before) ?? {};
  const { padding } = convolution;
  const own = padding === 'valid' ? [0, 0].map(() => [0, 0] as const) : padding;
  if (added?.length !== 8 || !Array.isArray(own)) return unknown;
  const spatial = isChannelsLast ? [1, 2] : [2, 3];
  const isSpatial = added.every((width, at) => width === 0 || spatial.includes(at % 4));
  if (!isSpatial) return unknown;
  return {
    ...convolution,
    ...(padsWith === undefined ? {} : { padsWith }),
    padding: spatial.map((axis, index) => {
      const [first, last] = (own as readonly (readonly [number, number])[])[index] ?? [0, 0];
      return [first + added[axis]!, last + added[axis + 4]!] as const;
    }),
  };
}
