import { sizeOf } from '../config/networkPlan';
import type { Checkpoint, CheckpointFormat, StoredTensor } from './checkpoint';
import type { KernelLayout, MatrixForm } from './kernelLayout';
import { matrixForm } from './kernelLayout';
import { axesOf, kernelNote } from './kernelNote';
import type { Conventions } from './layoutConventions';
import { conventionalLayout, conventionsOf } from './layoutConventions';

/** A tensor that is a layer's kernel, and how it is seen as a matrix W [inputs, outputs]. */
export interface Kernel {
  /** Of the layer: the tensor's without what says that it is the kernel. */
  readonly name: string;
  readonly tensor: StoredTensor;
  readonly kind: 'dense' | 'conv' | 'embedding' | 'matrix';
  readonly layout: KernelLayout;
  /** The axes as stored, such as "[out, in]". */
  readonly axes: string;
  readonly form: MatrixForm;
  /** How the matrix came from the tensor, where that is not as stored. */
  readonly note?: string;
}

/** Of a tensor that is no layer's kernel whatever its shape: states of optimizers, and what Racecar keeps in snapshots. */
const NO_KERNEL =
  /(^|[./])(exp_avg(_sq)?|max_exp_avg_sq|momentum_buffer|square_avg|optimizer(_weights|_state_dict)?|optimizer_states|velocities|momentums)([./]|$)|^(probe|svd)\/|(^|[./])(running_(mean|var)|position_ids|inv_freq|attention_mask)$/;

/** Positions and tokens that a transformer learns, [1, entries, features]: no layer's kernel. */
const LEARNED_ENTRIES = /(embed(ding)?s?|token)(_\w+)?$/i;

/** What makes values of whole numbers of eight bits. */
const EIGHT_BITS = /^[iu]8$/;

/** What a name may end in where it is a kernel's; it is left out of the layer's name. */
const KERNEL_ENDINGS = [
  /[./]kernel(:0)?$/,
  /[./]weight$/,
  /[./](w|W)$/,
  /[./]vars[./]0$/,
  /[./]embeddings(:0)?$/,
];

/** Which tensors of a checkpoint are kernels, in the order of the file. Two layers never have one name. */
export function findKernels({ format, metadata, tensors }: Checkpoint): Kernel[] {
  const conventions = conventionsOf(
    format,
    metadata,
    new Map(tensors.map(({ info }) => [info.name, info.shape])),
  );
  const kernels = tensors.flatMap((tensor) => {
    const kernel = kernelOf(tensor, conventions);
    return kernel === undefined ? [] : [kernel];
  });
  const counts = new Map<string, number>();
  for (const { name } of kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return kernels.map((kernel) =>
    counts.get(kernel.name) === 1 ? kernel : { ...kernel, name: kernel.tensor.info.name },
  );
}

function kernelOf(tensor: StoredTensor, conventions: Conventions): Kernel | undefined {
  const { format } = conventions;
  const { name, shape, dtype } = tensor.info;
  if (shape.length < 2 || shape.length > 5 || NO_KERNEL.test(name)) return undefined;
  if (shape.length > 2 && shape[0] === 1 && LEARNED_ENTRIES.test(name)) return undefined;
  // Whole numbers are weights only where something scales them; a table of indices is none.
  const isScaled = /^(f|bf)\d/.test(dtype) || tensor.info.quantisation !== undefined;
  if (!isScaled && !EIGHT_BITS.test(dtype)) return undefined;
  const assumed = tensor.layout === undefined ? conventionalLayout(name, shape, conventions) : undefined;
  const layout = tensor.layout ?? assumed?.layout;
  if (layout === undefined) return undefined;
  const form = matrixForm(shape, layout);
  const note = kernelNote(layout, shape.length, form, format, assumed);
  return {
    name: layerName(name, format),
    tensor: isScaled || tensor.info.unreadable !== undefined ? tensor : withoutScale(tensor),
    kind: kindOf(layout, shape),
    layout,
    axes: axesOf(layout, shape.length),
    form,
    ...(note === undefined ? {} : { note }),
  };
}

function kindOf(layout: KernelLayout, shape: readonly number[]): Kernel['kind'] {
  if (layout === 'embedding') return 'embedding';
  if (layout === 'in-heads' || layout === 'heads-out') return 'dense';
  if (shape.length > 2) return 'conv';
  return layout === 'unknown' ? 'matrix' : 'dense';
}

/** Bytes that some other tensor scales, or that hold two numbers each: their values are not those of the kernel. */
function withoutScale({ info, ...rest }: StoredTensor): StoredTensor {
  return { ...rest, info: { ...info, unreadable: 'it is quantised, its scale is not known' } };
}

function layerName(name: string, format: CheckpointFormat): string {
  const ending = KERNEL_ENDINGS.find((each) => each.test(name));
  const layer = ending === undefined ? name : name.replace(ending, '');
  if (format !== 'keras') return layer;
  // Keras repeats a layer's name below it, with those of the models that it was built in between.
  const parts = layer.replace(/^(model_weights|layers)\//, '').split('/');
  return parts.length > 1 && parts[0] === parts.at(-1) ? parts[0]! : parts.join('/');
}

/** The shape that one direction of a kernel's input space has: [kh, kw, in] of a convolution. */
export function directionShape({ form, tensor, layout }: Kernel): readonly number[] {
  const { shape } = tensor.info;
  const lengths = form.rowAxes.map((axis) => shape[axis]!);
  return layout.includes('depthwise') ? [...lengths, 1] : lengths;
}

/** Values of a kernel. */
export function kernelSize({ tensor }: Kernel): number {
  return sizeOf(tensor.info.shape);
}
