import { matMul, mean, reshape } from './arrays';
import { conv2d, conv2dTranspose } from './convolution';
import { add, div, leakyRelu, mul, relu, scale, sigmoid, sqrt, square, sub, tanh } from './elementwise';
import { pair, type OracleConv2d, type OracleDense, type OracleLayer } from './oracleSpec';
import { scalar, type Value } from './tape';

const BATCH_NORM_EPSILON = 1e-3;

export type Variables = Readonly<Record<string, Value>>;

/** A layer with what went into it and what came out. */
export interface LayerPass {
  readonly layer: OracleLayer;
  readonly input: Value;
  readonly output: Value;
}

/** A kernel layer's input as it was, and as the reverse pass makes it. */
export interface Rebuilt {
  readonly target: Value;
  readonly rebuilt: Value;
}

export function forward(layers: readonly OracleLayer[], weights: Variables, x: Value): LayerPass[] {
  let input = x;
  return layers.map((layer) => {
    const pass = { layer, input, output: forwardLayer(layer, weights, input) };
    input = pass.output;
    return pass;
  });
}

function forwardLayer(layer: OracleLayer, weights: Variables, input: Value): Value {
  if (layer.kind === 'flatten') {
    const batch = input.shape[0]!;
    return reshape(input, [batch, input.data.length / batch]);
  }
  const linear = multiply(layer, weights, input);
  const bias = weights[`${layer.name}/bias`];
  return normalizeAndActivate(layer, weights, bias === undefined ? linear : add(linear, bias));
}

function multiply(layer: OracleDense | OracleConv2d, weights: Variables, input: Value): Value {
  const kernel = weights[`${layer.name}/kernel`]!;
  if (layer.kind === 'dense') return matMul(input, kernel);
  return conv2d(input, kernel, pair(layer.strides ?? 1), layer.padding ?? 'valid');
}

/** act(BN(x)), in training mode whatever the direction: the signal's own batch statistics. */
function normalizeAndActivate(layer: OracleDense | OracleConv2d, weights: Variables, x: Value): Value {
  let result = x;
  if (layer.batchNorm) {
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const centred = sub(x, mean(x, axes, true));
    const variance = mean(square(centred), axes, true);
    const normalized = div(centred, sqrt(add(variance, scalar(BATCH_NORM_EPSILON))));
    result = add(mul(normalized, weights[`${layer.name}/gamma`]!), weights[`${layer.name}/beta`]!);
  }
  switch (layer.activation ?? 'linear') {
    case 'relu':
      return relu(result);
    case 'leakyRelu':
      return leakyRelu(result);
    case 'tanh':
      return tanh(result);
    case 'sigmoid':
      return sigmoid(result);
    case 'linear':
      return result;
  }
}

/** r_L = h_L, then the chain down: every layer rebuilds from what the layer above rebuilt. */
export function rebuildAll(passes: readonly LayerPass[], weights: Variables): Rebuilt[] {
  let signal = passes.at(-1)!.output;
  const result: Rebuilt[] = [];
  for (let i = passes.length - 1; i >= 0; i--) {
    const pass = passes[i]!;
    if (pass.layer.kind === 'flatten') continue;
    signal = reshape(signal, pass.output.shape);
    result.unshift(rebuildInput(passes, i, weights, signal));
    signal = result[0]!.rebuilt;
  }
  return result;
}

/** Every kernel layer rebuilds its input from its own true output. */
export function rebuildLocally(passes: readonly LayerPass[], weights: Variables): Rebuilt[] {
  return passes.flatMap(({ layer, output }, i) =>
    layer.kind === 'flatten' ? [] : [rebuildInput(passes, i, weights, output)],
  );
}

/**
 * From a kernel layer's output back to the output of the kernel layer below it (or to x, with neither BN nor
 * activation). What stands between is flatten only, whose reverse is a reshape.
 */
function rebuildInput(
  passes: readonly LayerPass[],
  index: number,
  weights: Variables,
  output: Value,
): Rebuilt {
  const { layer, input } = passes[index] as LayerPass & { layer: OracleDense | OracleConv2d };
  const bias = weights[`${layer.name}/bias`];
  const signal = multiplyBack(layer, weights, bias === undefined ? output : sub(output, bias), input.shape);
  const below = passes.slice(0, index).findLast((pass) => pass.layer.kind !== 'flatten');
  if (below === undefined) {
    const x = passes[0]!.input;
    return { target: x, rebuilt: reshape(signal, x.shape) };
  }
  const rebuilt = normalizeAndActivate(
    below.layer as OracleDense | OracleConv2d,
    weights,
    reshape(signal, below.output.shape),
  );
  return { target: below.output, rebuilt };
}

function multiplyBack(
  layer: OracleDense | OracleConv2d,
  weights: Variables,
  output: Value,
  inputShape: readonly number[],
): Value {
  const kernel = weights[`${layer.name}/kernel`]!;
  if (layer.kind === 'dense') return matMul(output, kernel, { transposeB: true });
  return conv2dTranspose(output, kernel, inputShape, pair(layer.strides ?? 1), layer.padding ?? 'valid');
}

/** How far a rebuilt input is off: half the squared distance, or the mean square. */
export function rebuildError({ target, rebuilt }: Rebuilt, reduction: 'sum' | 'mean'): Value {
  const squares = square(sub(rebuilt, target));
  const average = mean(squares);
  return reduction === 'mean' ? average : scale(average, squares.data.length / 2);
}
