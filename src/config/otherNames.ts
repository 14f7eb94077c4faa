import type { ConfigPath } from './configText';

/** Names that other libraries have for layers and activations, lower case, and what stands for them here. */
const LAYERS: readonly (readonly [RegExp, string])[] = [
  [
    /pool/,
    'There is no pooling, which leaves nothing to go back by: a conv2d with "strides": 2 halves an image.',
  ],
  [/dropout/, 'There is no dropout: "regularization" says what is done against overfitting.'],
  [/^(batch_?norm|bn)/, 'Batch normalisation is an option of dense and conv2d: "batchNorm": true.'],
  [
    /^(relu|leaky_?relu|tanh|sigmoid|activation)/,
    'Activations are an option of dense and conv2d: "activation": "relu".',
  ],
  [/^(linear|fc|fully_?connected|affine|gemm|mlp)/, 'Did you mean "dense"?'],
  [/^(conv|convolution)(2d)?$/, 'Did you mean "conv2d"?'],
  [/^softmax/, 'The loss takes the softmax itself: leave it out.'],
];

const ACTIVATIONS: readonly (readonly [RegExp, string])[] = [
  [/softmax/, 'The loss takes the softmax itself: leave the last layer’s activation out.'],
  [/^(none|identity|null)$/, 'Did you mean "linear"?'],
  [/^(gelu|elu|selu|silu|swish|mish|softplus|prelu)/, '"leakyRelu" is the nearest to it here.'],
];

/** What to write in place of a name that another library would take, by the place where it stands. */
export function hintForOtherName(path: ConfigPath, found: string): string | undefined {
  const table = { type: LAYERS, activation: ACTIVATIONS }[String(path.at(-1))];
  if (path[0] !== 'network' || table === undefined) return undefined;
  return table.find(([name]) => name.test(found.toLowerCase()))?.[1];
}
