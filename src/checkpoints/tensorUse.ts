import type { FlattenOrder, ImageShape } from '../network/flattenOrder';

/** The weights of a batch norm. */
export const BATCH_NORM_WEIGHTS = ['gamma', 'beta', 'movingMean', 'movingVariance'] as const;
export type BatchNormWeight = (typeof BATCH_NORM_WEIGHTS)[number];

/** A batch norm of a graph: the kernel whose outputs it normalises, and its tensors. */
export interface BatchNormUse {
  readonly kernel: string;
  readonly weights: ReadonlyMap<BatchNormWeight, string>;
}

/** What the description of a model says of one of its tensors, besides the order of a kernel's axes. */
export interface TensorUse {
  /** The name of its layer, where the tensor's own name does not hold it. */
  readonly layer?: string;
  /** Of a moving variance: the batch norms that it is of, which are several where tensors of equal values are one. */
  readonly batchNorms?: readonly BatchNormUse[];
  /** Of a bias: the kernels beside which it is added. */
  readonly biasOf?: readonly string[];
  /** Of a batch norm's moving variance: what is added to it. */
  readonly epsilon?: number;
  /**
   * Of a dense layer's kernel: the order of the values of the image that it takes as a vector; or the shape of that image as
   * the graph takes it, where it comes from nowhere else.
   */
  readonly inputOrder?: FlattenOrder | { readonly image: ImageShape };
}
