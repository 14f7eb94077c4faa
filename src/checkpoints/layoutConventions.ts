import type { CheckpointFormat } from './checkpoint';
import { guessedOrder } from './guessedLayout';
import type { KernelLayout } from './kernelLayout';
import type { TransposedEvidence } from './transposedConvolution';
import { transposedEvidence } from './transposedConvolution';

const EMBEDDING =
  /(^|[./_])(tok_|token_|word_|position_|pos_)?(embed(ding)?s?(_tokens)?|embeddings?|wte|wpe)([./_:]|$)/i;
/** Keras 3 numbers the kernels of a separable convolution: the first is depthwise, the second goes across the channels. */
const DEPTHWISE = /depthwise|(^|[./])separable_conv[12]d(_\d+)?[./]vars[./]0$/i;

const KERAS_KERNEL = String.raw`[./](kernel(:0)?|vars[./]0)$`;
const KERAS_PROJECTION = new RegExp(`(^|[./_])(query|key|value)(_dense)?${KERAS_KERNEL}`);
const KERAS_ATTENTION_OUTPUT = new RegExp(`(^|[./])(attention_output|output_dense)${KERAS_KERNEL}`);

/** GPT-2's Conv1D, which is a dense layer that stores [in, out]. nanoGPT gives these names to [out, in]. */
const CONV1D = /(^|[./])(c_attn|c_fc|c_proj)[./]weight$/;
/** Of those, the ones with more outputs than inputs, which tell the order. */
const WIDENING = /(^|[./])(c_attn|c_fc)[./]weight$/;

/** What is known of the program that wrote a checkpoint. */
export interface Conventions {
  readonly format: CheckpointFormat;
  readonly metadata: Readonly<Record<string, string>>;
  readonly hasConv1d: boolean;
  /** A tensor's shape by its name: a bias tells which of its kernel's axes is the output. */
  readonly shapeOf: (name: string) => readonly number[] | undefined;
}

/** The order of a kernel's axes, and what says so besides its format. */
export interface AssumedLayout {
  readonly layout: KernelLayout;
  readonly because?: 'GPT-2' | 'guess' | TransposedEvidence;
}

/** What the tensors of a checkpoint tell about the program that wrote them. */
export function conventionsOf(
  format: CheckpointFormat,
  metadata: Readonly<Record<string, string>>,
  shapes: ReadonlyMap<string, readonly number[]>,
): Conventions {
  const widening = [...shapes].find(([name, shape]) => shape.length === 2 && WIDENING.test(name))?.[1];
  return {
    format,
    metadata,
    hasConv1d: widening !== undefined && widening[1]! > widening[0]!,
    shapeOf: (name) => shapes.get(name),
  };
}

/**
 * The order of axes that programs of a format write, from the name where the format alone does not say, and of a convolution
 * from the lengths of its axes where neither does. Undefined where nothing tells.
 */
export function conventionalLayout(
  name: string,
  shape: readonly number[],
  conventions: Conventions,
): AssumedLayout | undefined {
  const { format, metadata, hasConv1d } = conventions;
  const isKerasName = /(^|[./_])kernel(:0)?$/.test(name);
  const spatialFirst =
    format === 'keras' ||
    format === 'tfjs' ||
    isKerasName ||
    /^(tf|flax|np|jax)$/.test(metadata.format ?? '');
  const outFirst =
    !spatialFirst && (format === 'pytorch' || format === 'onnx' || isPytorchName(name, metadata));
  if (shape.length === 2) {
    if (EMBEDDING.test(name)) return { layout: 'embedding' };
    if (spatialFirst) return { layout: 'in-out' };
    if (hasConv1d && CONV1D.test(name)) return { layout: 'in-out', because: 'GPT-2' };
    // An ONNX matrix that no node was seen to use.
    return { layout: outFirst && format !== 'onnx' ? 'out-in' : 'unknown' };
  }
  if (!spatialFirst && !outFirst) {
    const order = guessedOrder(shape);
    if (order === undefined) return undefined;
    return { layout: order === 'spatial first' ? 'spatial-in-out' : 'out-in-spatial', because: 'guess' };
  }
  if (spatialFirst && shape.length === 3) {
    if (KERAS_PROJECTION.test(name)) return { layout: 'in-heads' };
    if (KERAS_ATTENTION_OUTPUT.test(name)) return { layout: 'heads-out' };
  }
  if (spatialFirst && DEPTHWISE.test(name)) return { layout: 'spatial-depthwise' };
  if (outFirst && shape[1] === 1 && DEPTHWISE.test(name)) return { layout: 'depthwise-spatial' };
  const because = transposedEvidence(name, shape, spatialFirst, conventions.shapeOf);
  const isTransposed = because === 'bias' || because === 'Keras name';
  const layout = spatialFirst
    ? isTransposed
      ? 'spatial-out-in'
      : 'spatial-in-out'
    : isTransposed
      ? 'in-out-spatial'
      : 'out-in-spatial';
  return because === undefined ? { layout } : { layout, because };
}

function isPytorchName(name: string, metadata: Readonly<Record<string, string>>): boolean {
  return metadata.format === 'pt' || /(^|[./])weight(_(ih|hh)_l\d+)?$/.test(name);
}
