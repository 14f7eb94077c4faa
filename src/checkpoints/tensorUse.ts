import type { FlattenOrder, ImageShape } from '../network/flattenOrder';

/** The weights of a batch norm. */
export const BATCH_NORM_WEIGHTS = ['gamma', 'beta', 'movingMean', 'movingVariance'] as const;
export type BatchNormWeight = (typeof BATCH_NORM_WEIGHTS)[number];

/** A batch norm of a graph: the kernel whose outputs it normalises, and its tensors. */
export interface BatchNormUse {
  readonly kernel: string;
  readonly weights: ReadonlyMap<BatchNormWeight, string>;
}

/**
 * What a convolution adds around its input: as many zeros before and after each axis; none ("valid"); or as many as its
 * output needs to be as large as the input over the stride, the odd one after ("same") or before ("sameLower").
 */
export type ConvolutionPadding =
  'valid' | 'same' | 'sameLower' | readonly (readonly [before: number, after: number])[];

/** How a convolution lays its kernel over its input, by axes, height first; strides and dilations are 1 where none is said. */
export interface ConvolutionUse {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly groups: number;
  /** Undefined where it is not known. */
  readonly padding: ConvolutionPadding | undefined;
  /** What is added instead of zeros, such as "reflect". */
  readonly padsWith?: string;
}

/** An operation on values by its name in ONNX, with its slope below zero where it has one. */
export interface GraphOperation {
  readonly name: string;
  readonly slope?: number;
}

/** What becomes of a layer's outputs, once its bias is added, before the next layer. */
export interface OutputUse {
  /** In order, without what only lays values out otherwise. */
  readonly operations: readonly GraphOperation[];
  /** The several operations that then take the values, where it is not one. */
  readonly branches?: readonly string[];
}

/** What the description of a model says of one of its tensors, besides the order of a kernel's axes. */
export interface TensorUse {
  /** The name of its layer, where the tensor's own name does not hold it. */
  readonly layer?: string;
  /** Of a moving variance: the batch norms that it is of, which are several where tensors of equal values are one. */
  readonly batchNorms?: readonly BatchNormUse[];
  /** Of a bias: the kernels beside which it is added. */
  readonly biasOf?: readonly string[];
  /** Of a kernel: the convolutions that it is of, which are several where one kernel is used again. */
  readonly convolutions?: readonly ConvolutionUse[];
  /** Of a kernel: what becomes of what it gives, at each of its places. */
  readonly outputs?: readonly OutputUse[];
  /** Of a weight: what its layer itself does with its outputs, before any other layer. */
  readonly activation?: GraphOperation;
  /** Of a batch norm's moving variance: what is added to it. */
  readonly epsilon?: number;
  /**
   * Of a dense layer's kernel: the order of the values of the image that it takes as a vector; or the shape of that image as
   * the graph takes it, where it comes from nowhere else.
   */
  readonly inputOrder?: FlattenOrder | { readonly image: ImageShape };
}
