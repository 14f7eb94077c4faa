import type { KernelLayout } from './kernelLayout';
import { kerasLayouts, kerasUses } from './kerasLayers';
import type { TensorUse } from './tensorUse';

/** Operations of a TensorFlow graph that take a kernel, and which of their inputs it is. */
const KERNEL_INPUTS: Readonly<Record<string, readonly [input: number, layout: KernelLayout]>> = {
  Conv2D: [1, 'spatial-in-out'],
  _FusedConv2D: [1, 'spatial-in-out'],
  Conv3D: [1, 'spatial-in-out'],
  DepthwiseConv2dNative: [1, 'spatial-depthwise'],
  FusedDepthwiseConv2dNative: [1, 'spatial-depthwise'],
  // What a transposed convolution computes: its inputs are the sizes of the result, the kernel and the values.
  Conv2DBackpropInput: [1, 'spatial-out-in'],
  Conv3DBackpropInputV2: [1, 'spatial-out-in'],
};

/** Nodes that hand a kernel on, at most so many in a row. */
const MOST_IDENTITIES = 8;

/** A weight's order of axes, by its name and number of axes, as the topology in a model.json says; of both kinds of models. */
export function tfjsLayouts(topology: unknown): (weight: string, rank: number) => KernelLayout | undefined {
  const { model_config: config, node: nodes } = (topology ?? {}) as {
    model_config?: unknown;
    node?: unknown;
  };
  // tfjs itself writes the model without the key around it.
  const byLayer = kerasLayouts(config ?? topology);
  const byWeight = Array.isArray(nodes) ? graphLayouts(nodes) : new Map<string, KernelLayout>();
  return (weight, rank) => {
    const layout = byWeight.get(weight) ?? byLayer.get(/([^/]+)\/kernel(:0)?$/.exec(weight)?.[1] ?? '');
    return rank > 2 ? layout : undefined;
  };
}

/** What the topology says of a weight's layer, by the weight's name. */
export function tfjsUses(topology: unknown): (weight: string) => TensorUse | undefined {
  const { model_config: config } = (topology ?? {}) as { model_config?: unknown };
  const byLayer = kerasUses(config ?? topology);
  return (weight) => byLayer.get(/([^/]+)\/[^/]+$/.exec(weight)?.[1] ?? '');
}

/** Of a graph, by the name of the constant that holds the kernel. */
function graphLayouts(given: readonly unknown[]): Map<string, KernelLayout> {
  const nodes = new Map(given.flatMap((each) => (isNode(each) ? [[each.name, each] as const] : [])));
  const layouts = new Map<string, KernelLayout>();
  for (const { op, input = [] } of nodes.values()) {
    if (!Object.hasOwn(KERNEL_INPUTS, op)) continue;
    const [place, layout] = KERNEL_INPUTS[op]!;
    let name = input[place];
    for (let i = 0; i < MOST_IDENTITIES && name !== undefined; i++) {
      const from: GraphNode | undefined = nodes.get(name);
      if (from?.op !== 'Identity') break;
      name = from.input?.[0];
    }
    if (name !== undefined && !layouts.has(name)) layouts.set(name, layout);
  }
  return layouts;
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

function isNode(value: unknown): value is GraphNode {
  const { name, op, input } = (value ?? {}) as Partial<Record<keyof GraphNode, unknown>>;
  const isList = Array.isArray(input) && input.every((each) => typeof each === 'string');
  return typeof name === 'string' && typeof op === 'string' && (input === undefined || isList);
}
