import type { Tensor } from '@tensorflow/tfjs-core';
import { leakyRelu, relu, sigmoid, tanh } from '@tensorflow/tfjs-core';
import type { ActivationName } from '../config/layers/layerDefinition';

/** Slope of leakyRelu below zero. */
export const LEAKY_SLOPE = 0.2;

export const activations: { readonly [Name in ActivationName]: (x: Tensor) => Tensor } = {
  linear: (x) => x,
  relu: (x) => relu(x),
  leakyRelu: (x) => leakyRelu(x, LEAKY_SLOPE),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
};
