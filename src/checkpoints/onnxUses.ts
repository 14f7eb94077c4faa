import type { KernelLayout } from './kernelLayout';
import type { OnnxNode } from './onnxNodes';

/** Nodes that hand a kernel on as it is. */
export const SAME = new Set(['Identity', 'Cast', 'CastLike', 'DequantizeLinear', 'QuantizeLinear']);

/** What is known of a value that comes from a tensor: which one, and whether it has been transposed. */
interface Origin {
  readonly tensor: string;
  readonly transposed: boolean;
}

/** A tensor of a model, whichever way its values are stored. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The order of axes of each tensor that a node uses as a kernel, by the tensor's name. */
export function onnxUses(
  tensors: readonly NamedShape[],
  nodes: readonly OnnxNode[],
): ReadonlyMap<string, KernelLayout> {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const origins = new Map<string, Origin>(
    tensors.map(({ name }) => [name, { tensor: name, transposed: false }]),
  );
  const layouts = new Map<string, KernelLayout>();
  const note = (input: string | undefined, layout: (origin: Origin) => KernelLayout | undefined) => {
    const origin = input === undefined ? undefined : origins.get(input);
    const found = origin && layout(origin);
    if (origin !== undefined && found !== undefined && !layouts.has(origin.tensor))
      layouts.set(origin.tensor, found);
  };
  const isMatrix = ({ tensor }: Origin) => shapes.get(tensor)?.length === 2;
  const product = (flipped: boolean) => (origin: Origin) =>
    isMatrix(origin) ? (origin.transposed === flipped ? 'in-out' : 'out-in') : undefined;
  for (const { operation, inputs, outputs, attributes } of nodes) {
    const [first, second] = inputs;
    const origin = first === undefined ? undefined : origins.get(first);
    const output = outputs[0];
    if (origin !== undefined && output !== undefined && SAME.has(operation)) origins.set(output, origin);
    if (origin !== undefined && output !== undefined && operation === 'Transpose') {
      if (isMatrix(origin) && (attributes.get('perm') ?? [1, 0]).join() === '1,0') {
        origins.set(output, { ...origin, transposed: !origin.transposed });
      }
    }
    if (operation === 'MatMul' || operation === 'MatMulInteger') {
      note(second, product(false));
      note(first, product(true));
    } else if (operation === 'QLinearMatMul') note(inputs[3], product(false));
    else if (operation === 'Gemm') note(second, product(attributes.get('transB')?.[0] === 1));
    else if (operation === 'Gather') note(first, (each) => (isMatrix(each) ? 'embedding' : undefined));
    else if (operation === 'Conv' || operation === 'ConvInteger' || operation === 'QLinearConv') {
      const kernel = operation === 'QLinearConv' ? inputs[3] : second;
      const groups = attributes.get('group')?.[0] ?? 1;
      note(kernel, ({ tensor }) => convolution(shapes.get(tensor) ?? [], groups));
    } else if (operation === 'ConvTranspose') {
      note(second, ({ tensor }) => ((shapes.get(tensor)?.length ?? 0) > 2 ? 'in-out-spatial' : undefined));
    }
  }
  return layouts;
}

function convolution(shape: readonly number[], groups: number): KernelLayout | undefined {
  if (shape.length < 3) return undefined;
  return groups > 1 && shape[1] === 1 ? 'depthwise-spatial' : 'out-in-spatial';
}
