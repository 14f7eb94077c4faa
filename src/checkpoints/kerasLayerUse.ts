import type { ConvolutionUse, GraphOperation, TensorUse } from './tensorUse';

const MOST_AXES = 3;

/** Keras's activations by the names of ONNX's operators; others go by their own. */
const OPERATIONS: Readonly<Record<string, GraphOperation>> = {
  relu: { name: 'Relu' },
  // Slope of keras.activations.leaky_relu where its user gives none.
  leaky_relu: { name: 'LeakyRelu', slope: 0.2 },
  tanh: { name: 'Tanh' },
  sigmoid: { name: 'Sigmoid' },
  softmax: { name: 'Softmax' },
  log_softmax: { name: 'LogSoftmax' },
};

/**
 * What a layer's own config says of its weights: a batch norm's epsilon, a convolution's strides and padding, and the
 * activation within the layer.
 *
 * @param kind the layer's class
 */
export function kerasLayerUse(kind: string, config: Readonly<Record<string, unknown>>): TensorUse {
  const { epsilon, activation } = config;
  const convolution = /^Conv[123]D$/.test(kind) ? convolutionOf(config) : undefined;
  return {
    ...(typeof epsilon === 'number' && Number.isFinite(epsilon) && epsilon >= 0 ? { epsilon } : {}),
    ...(convolution === undefined ? {} : { convolutions: [convolution] }),
    ...(typeof activation === 'string' && activation !== 'linear' && /^(Dense|Conv[123]D)$/.test(kind)
      ? { activation: Object.hasOwn(OPERATIONS, activation) ? OPERATIONS[activation]! : { name: activation } }
      : {}),
  };
}

/** Undefined where the config does not tell. */
function convolutionOf(config: Readonly<Record<string, unknown>>): ConvolutionUse | undefined {
  const { padding, groups = 1 } = config;
  const strides = countsOf(config.strides);
  const dilations = countsOf(config.dilation_rate ?? []);
  const isKnown = padding === 'same' || padding === 'valid';
  if (!isKnown || typeof groups !== 'number' || strides === undefined || dilations === undefined)
    return undefined;
  return { strides, dilations, groups, padding };
}

/** One number is that of every axis. */
function countsOf(value: unknown): readonly number[] | undefined {
  const counts: unknown = typeof value === 'number' ? new Array<number>(MOST_AXES).fill(value) : value;
  if (!Array.isArray(counts) || counts.length > MOST_AXES) return undefined;
  return counts.every((each) => typeof each === 'number') ? counts : undefined;
}
