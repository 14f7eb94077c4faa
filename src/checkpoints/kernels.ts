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
  const kernels = tensors.flatMap((tensor) => {
    const kernel = kernelOf(tensor, format, metadata);
    return kernel === undefined ? [] : [kernel];
  });
  const counts = new Map<string, number>();
  for (const { name } of kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return kernels.map((kernel) =>
    counts.get(kernel.name) === 1 ? kernel : { ...kernel, name: kernel.tensor.info.name },
  );
}

function kernelOf(
  tensor: StoredTensor,
  format: CheckpointFormat,
  metadata: Readonly<Record<string, string>>,
): Kernel | undefined {
  const { name, shape, dtype } = tensor.info;
  if (shape.length < 2 || shape.length > 5 || NO_KERNEL.test(name)) return undefined;
  // Whole numbers are weights only where something scales them; a table of indices is none.
  const isNumber = /^(f|bf)\d/.test(dtype) || tensor.info.quantisation !== undefined || /^[iu]8$/.test(dtype);
  if (!isNumber) return undefined;
  const layout = tensor.layout ?? conventionalLayout(name, shape, format, metadata);
  if (layout === undefined) return undefined;
  const form = matrixForm(shape, layout);
  const axes = AXES[layout](['', '', '', 'k', 'kh, kw', 'kd, kh, kw'][shape.length] ?? '');
  const kind =
    layout === 'embedding'
      ? 'embedding'
      : shape.length > 2
        ? 'conv'
        : layout === 'unknown'
          ? 'matrix'
          : 'dense';
  const note = noteOf(layout, axes, FORMAT_NAMES[format], form);
  return {
    name: layerName(name, format),
    tensor,
    kind,
    layout,
    axes,
    form,
    ...(note === undefined ? {} : { note }),
  };
}

/** The order of axes that programs of a format write, from the name where the format alone does not say. */
function conventionalLayout(
  name: string,
  shape: readonly number[],
  format: CheckpointFormat,
  metadata: Readonly<Record<string, string>>,
): KernelLayout | undefined {
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
    if (spatialFirst) return 'in-out';
    // An ONNX matrix that no node was seen to use.
    return outFirst && format !== 'onnx' ? 'out-in' : 'unknown';
  }
  if (spatialFirst) return DEPTHWISE.test(name) ? 'spatial-depthwise' : 'spatial-in-out';
  if (!outFirst) return undefined;
  return shape[1] === 1 && DEPTHWISE.test(name) ? 'depthwise-spatial' : 'out-in-spatial';
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

function noteOf(layout: KernelLayout, axes: string, format: string, form: MatrixForm): string | undefined {
  switch (layout) {
    case 'in-out':
    case 'embedding':
      return undefined;
    case 'unknown':
      return 'shown as stored: which axis is the input is not known';
    case 'out-in':
      return `shown transposed: ${format} stores ${axes}`;
    case 'spatial-in-out':
      return `shown as a matrix [${form.rows}, ${form.columns}]: rows go over the kernel's places and inputs`;
    case 'spatial-depthwise':
    case 'depthwise-spatial':
      return `shown as a matrix [${form.rows}, ${form.columns}] with a column for each channel's filter: ${format} stores ${axes}`;
    case 'out-in-spatial':
    case 'in-out-spatial':
      return `shown as a matrix [${form.rows}, ${form.columns}], rows over the kernel's places and inputs: ${format} stores ${axes}`;
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
