import { sizeOf } from '../config/networkPlan';
import type { Checkpoint, CheckpointFormat, StoredTensor, TensorInfo } from './checkpoint';
import { UNKNOWN_SCALE } from './weightScales';
import type { KernelLayout, MatrixForm } from './kernelLayout';
import { matrixForm } from './kernelLayout';
import { axesOf, kernelNote } from './kernelNote';
import type { Conventions } from './layoutConventions';
import { conventionalLayout, conventionsOf } from './layoutConventions';
import { listOf } from './lists';
import { isPacked, roleOf } from './tensorRoles';

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
  /** Whether the order of its axes was concluded from their lengths alone. */
  readonly isGuessed?: true;
}

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

/** A tensor that is not taken as a kernel, and why. */
export interface NoKernel {
  readonly tensor: TensorInfo;
  readonly reason: string;
  /** What is against it although it may be one: it is packed, of another type, or its order of axes is not known. */
  readonly obstacle?: 'packed' | 'type' | 'layout';
}

/** Which tensors of a checkpoint are kernels, in the order of the file. Two layers never have one name. */
export function findKernels(checkpoint: Checkpoint): Kernel[] {
  return sortTensors(checkpoint).kernels;
}

/** The kernels of a checkpoint, and its other tensors, each with the reason. */
export function sortTensors({ format, metadata, tensors }: Checkpoint): {
  readonly kernels: Kernel[];
  readonly others: NoKernel[];
} {
  const conventions = conventionsOf(
    format,
    metadata,
    new Map(tensors.map(({ info }) => [info.name, info.shape])),
  );
  const kernels: Kernel[] = [];
  const others: NoKernel[] = [];
  for (const tensor of tensors) {
    const found = kernelOf(tensor, conventions);
    if ('reason' in found) others.push({ tensor: tensor.info, ...found });
    else kernels.push(found);
  }
  const counts = new Map<string, number>();
  for (const { name } of kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    kernels: kernels.map((kernel) =>
      counts.get(kernel.name) === 1 ? kernel : { ...kernel, name: kernel.tensor.info.name },
    ),
    others,
  };
}

/** Sentences on kernels whose axes are a guess, and on tensors that may be kernels and are not taken as such. */
export function notesOnTensors(kernels: readonly Kernel[], others: readonly NoKernel[]): string[] {
  const named = (wanted: NoKernel['obstacle'], text: (tensor: TensorInfo) => string) =>
    listOf(others.flatMap(({ obstacle, tensor }) => (obstacle === wanted ? [text(tensor)] : [])));
  const packed = named('packed', ({ name }) => name);
  const typed = named('type', ({ name, dtype }) => `${name} (${dtype})`);
  const unordered = named('layout', ({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const guessed = listOf(
    kernels.flatMap(({ isGuessed, name, axes }) => (isGuessed ? [`${name} ${axes}`] : [])),
  );
  return [
    ...(guessed === '' ? [] : [`The order of axes is a guess by their lengths: ${guessed}`]),
    ...(packed === ''
      ? []
      : [`Weights that are packed, as GPTQ, AWQ and bitsandbytes do, are not read: ${packed}`]),
    ...(typed === '' ? [] : [`Not taken as kernels because of their type: ${typed}`]),
    ...(unordered === ''
      ? []
      : [`Not taken as kernels, as the order of their axes is not known: ${unordered}`]),
  ];
}

function kernelOf(tensor: StoredTensor, conventions: Conventions): Kernel | Omit<NoKernel, 'tensor'> {
  const { format, shapeOf } = conventions;
  const { name, shape, dtype, unreadable } = tensor.info;
  const role = tensor.role ?? (shape.length < 2 ? unreadable : undefined) ?? roleOf(name, shape);
  if (role !== undefined) return { reason: role };
  if (isPacked(name, dtype, (other) => shapeOf(other) !== undefined)) {
    return { reason: 'its weights are packed, as GPTQ, AWQ and bitsandbytes do', obstacle: 'packed' };
  }
  if (dtype === 'bool') return { reason: 'its values are yes or no' };
  // Whole numbers are weights only where something scales them; a table of indices is none.
  const isScaled = /^(f|bf)\d/.test(dtype) || tensor.info.quantisation !== undefined;
  if (!isScaled && !EIGHT_BITS.test(dtype)) {
    // Most are tables of indices: no news beside the layers of a model.
    if (/^[iu]\d/.test(dtype))
      return { reason: `its values are whole numbers (${dtype}) that nothing scales` };
    return { reason: unreadable ?? `its values are of the type ${dtype}`, obstacle: 'type' };
  }
  const assumed = tensor.layout === undefined ? conventionalLayout(name, shape, conventions) : undefined;
  const layout = tensor.layout ?? assumed?.layout;
  if (layout === undefined) return { reason: 'the order of its axes is not known', obstacle: 'layout' };
  const form = matrixForm(shape, layout);
  const note = kernelNote(layout, shape.length, form, format, assumed);
  return {
    name: layerName(name, format),
    tensor: isScaled || unreadable !== undefined ? tensor : withoutScale(tensor),
    kind: kindOf(layout, shape),
    layout,
    axes: axesOf(layout, shape.length),
    form,
    ...(note === undefined ? {} : { note }),
    ...(assumed?.because === 'guess' ? { isGuessed: true } : {}),
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
  return { ...rest, info: { ...info, unreadable: UNKNOWN_SCALE } };
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
