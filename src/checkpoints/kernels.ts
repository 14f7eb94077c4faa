import { sizeOf } from '../config/networkPlan';
import type { Checkpoint, CheckpointFormat, StoredTensor } from './checkpoint';
import type { KernelLayout, MatrixForm } from './kernelLayout';
import { matrixForm } from './kernelLayout';

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

const EMBEDDING =
  /(^|[./_])(tok_|token_|word_|position_|pos_)?(embed(ding)?s?(_tokens)?|embeddings?|wte|wpe)([./_:]|$)/i;
const DEPTHWISE = /depthwise/i;
/** Positions and tokens that a transformer learns, [1, entries, features]: no layer's kernel. */
const LEARNED_ENTRIES = /(embed(ding)?s?|token)(_\w+)?$/i;

const KERAS_KERNEL = String.raw`[./](kernel(:0)?|vars[./]0)$`;
const KERAS_PROJECTION = new RegExp(`(^|[./_])(query|key|value)(_dense)?${KERAS_KERNEL}`);
const KERAS_ATTENTION_OUTPUT = new RegExp(`(^|[./])(attention_output|output_dense)${KERAS_KERNEL}`);

/** GPT-2's Conv1D, which is a dense layer that stores [in, out]. nanoGPT gives these names to [out, in]. */
const CONV1D = /(^|[./])(c_attn|c_fc|c_proj)[./]weight$/;
/** Of those, the ones with more outputs than inputs, which tell the order. */
const WIDENING = /(^|[./])(c_attn|c_fc)[./]weight$/;

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

const AXES: Readonly<Record<KernelLayout, (spatial: string) => string>> = {
  'in-out': () => '[in, out]',
  'out-in': () => '[out, in]',
  'spatial-in-out': (spatial) => `[${spatial}, in, out]`,
  'out-in-spatial': (spatial) => `[out, in, ${spatial}]`,
  'in-out-spatial': (spatial) => `[in, out, ${spatial}]`,
  'spatial-depthwise': (spatial) => `[${spatial}, in, multiplier]`,
  'depthwise-spatial': (spatial) => `[out, 1, ${spatial}]`,
  'in-heads': () => '[in, heads, dim]',
  'heads-out': () => '[heads, dim, out]',
  embedding: () => '[entries, features]',
  unknown: () => 'as stored',
};

const FORMAT_NAMES: Readonly<Record<CheckpointFormat, string>> = {
  safetensors: 'PyTorch',
  pytorch: 'PyTorch',
  onnx: 'ONNX',
  keras: 'Keras',
  tfjs: 'TensorFlow.js',
  npy: 'the file',
  npz: 'the file',
};

/** Which tensors of a checkpoint are kernels, in the order of the file. Two layers never have one name. */
export function findKernels({ format, metadata, tensors }: Checkpoint): Kernel[] {
  const widening = tensors.find(({ info }) => info.shape.length === 2 && WIDENING.test(info.name));
  const conventions: Conventions = {
    format,
    metadata,
    hasConv1d: widening !== undefined && widening.info.shape[1]! > widening.info.shape[0]!,
  };
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

/** What is known of the program that wrote a checkpoint. */
interface Conventions {
  readonly format: CheckpointFormat;
  readonly metadata: Readonly<Record<string, string>>;
  readonly hasConv1d: boolean;
}

function kernelOf(tensor: StoredTensor, conventions: Conventions): Kernel | undefined {
  const { format } = conventions;
  const { name, shape, dtype } = tensor.info;
  if (shape.length < 2 || shape.length > 5 || NO_KERNEL.test(name)) return undefined;
  if (shape.length > 2 && shape[0] === 1 && LEARNED_ENTRIES.test(name)) return undefined;
  // Whole numbers are weights only where something scales them; a table of indices is none.
  const isScaled = /^(f|bf)\d/.test(dtype) || tensor.info.quantisation !== undefined;
  if (!isScaled && !EIGHT_BITS.test(dtype)) return undefined;
  const layout = tensor.layout ?? conventionalLayout(name, shape, conventions);
  if (layout === undefined) return undefined;
  const form = matrixForm(shape, layout);
  const axes = AXES[layout](['', '', '', 'k', 'kh, kw', 'kd, kh, kw'][shape.length] ?? '');
  const note = noteOf(layout, axes, form, {
    format: FORMAT_NAMES[format],
    isByConvention: tensor.layout === undefined,
    isConv1d: isConv1d(name, shape, conventions),
  });
  return {
    name: layerName(name, format),
    tensor: isScaled || tensor.info.unreadable !== undefined ? tensor : withoutScale(tensor),
    kind: kindOf(layout, shape),
    layout,
    axes,
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

/** The order of axes that programs of a format write, from the name where the format alone does not say. */
function conventionalLayout(
  name: string,
  shape: readonly number[],
  conventions: Conventions,
): KernelLayout | undefined {
  const { format, metadata } = conventions;
  const isKerasName = /(^|[./_])kernel(:0)?$/.test(name);
  const spatialFirst =
    format === 'keras' ||
    format === 'tfjs' ||
    isKerasName ||
    /^(tf|flax|np|jax)$/.test(metadata.format ?? '');
  const outFirst =
    !spatialFirst && (format === 'pytorch' || format === 'onnx' || isPytorchName(name, metadata));
  if (shape.length === 2) {
    if (EMBEDDING.test(name)) return 'embedding';
    if (spatialFirst || isConv1d(name, shape, conventions)) return 'in-out';
    // An ONNX matrix that no node was seen to use.
    return outFirst && format !== 'onnx' ? 'out-in' : 'unknown';
  }
  if (spatialFirst && shape.length === 3) {
    if (KERAS_PROJECTION.test(name)) return 'in-heads';
    if (KERAS_ATTENTION_OUTPUT.test(name)) return 'heads-out';
  }
  if (spatialFirst) return DEPTHWISE.test(name) ? 'spatial-depthwise' : 'spatial-in-out';
  if (!outFirst) return undefined;
  return shape[1] === 1 && DEPTHWISE.test(name) ? 'depthwise-spatial' : 'out-in-spatial';
}

function isConv1d(name: string, shape: readonly number[], { hasConv1d }: Conventions): boolean {
  return hasConv1d && shape.length === 2 && CONV1D.test(name);
}

function isPytorchName(name: string, metadata: Readonly<Record<string, string>>): boolean {
  return metadata.format === 'pt' || /(^|[./])weight(_(ih|hh)_l\d+)?$/.test(name);
}

function layerName(name: string, format: CheckpointFormat): string {
  const ending = KERNEL_ENDINGS.find((each) => each.test(name));
  const layer = ending === undefined ? name : name.replace(ending, '');
  if (format !== 'keras') return layer;
  // Keras repeats a layer's name below it, with those of the models that it was built in between.
  const parts = layer.replace(/^(model_weights|layers)\//, '').split('/');
  return parts.length > 1 && parts[0] === parts.at(-1) ? parts[0]! : parts.join('/');
}

/** @param isByConvention whether the file does not say how the axes are ordered: its format's programs do */
function noteOf(
  layout: KernelLayout,
  axes: string,
  form: MatrixForm,
  {
    format,
    isByConvention,
    isConv1d: isGpt,
  }: { readonly format: string; readonly isByConvention: boolean; readonly isConv1d: boolean },
): string | undefined {
  const stored = isByConvention ? `taken as ${axes}, as ${format} stores it` : `${format} stores ${axes}`;
  switch (layout) {
    case 'in-out':
      return isGpt ? `taken as ${axes}, as GPT-2 stores it` : undefined;
    case 'embedding':
      return undefined;
    case 'in-heads':
      return `shown as a matrix [${form.rows}, ${form.columns}]: columns go over the heads`;
    case 'heads-out':
      return `shown as a matrix [${form.rows}, ${form.columns}]: rows go over the heads`;
    case 'unknown':
      return 'shown as stored: which axis is the input is not known';
    case 'out-in':
      return `shown transposed: ${stored}`;
    case 'spatial-in-out':
      return `shown as a matrix [${form.rows}, ${form.columns}]: rows go over the kernel's places and inputs`;
    case 'spatial-depthwise':
    case 'depthwise-spatial':
      return `shown as a matrix [${form.rows}, ${form.columns}] with a column for each channel's filter: ${stored}`;
    case 'out-in-spatial':
    case 'in-out-spatial':
      return `shown as a matrix [${form.rows}, ${form.columns}], rows over the kernel's places and inputs: ${stored}`;
  }
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
