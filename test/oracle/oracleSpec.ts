import type { Padding } from './convolution';

/** What the oracle is told of a network and its loss. */
export interface OracleSpec {
  /** Shape of one sample, without the batch. */
  readonly inputShape: readonly number[];
  readonly layers: readonly OracleLayer[];
  readonly loss: 'softmaxCrossEntropy' | 'softmaxCrossEntropyTwice';
  readonly penalties: readonly OraclePenalty[];
}

export type OracleActivation = 'relu' | 'leakyRelu' | 'tanh' | 'sigmoid' | 'linear';

interface KernelLayer {
  readonly name: string;
  /** Default true. */
  readonly useBias?: boolean;
  /** Default false. */
  readonly batchNorm?: boolean;
  /** Default linear. */
  readonly activation?: OracleActivation;
}

export interface OracleDense extends KernelLayer {
  readonly kind: 'dense';
  readonly units: number;
}

export interface OracleConv2d extends KernelLayer {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernelSize: number | readonly [number, number];
  /** Default 1. */
  readonly strides?: number | readonly [number, number];
  /** Default valid. */
  readonly padding?: Padding;
}

export interface OracleFlatten {
  readonly kind: 'flatten';
  readonly name: string;
}

export type OracleLayer = OracleDense | OracleConv2d | OracleFlatten;

export type OraclePenalty =
  | {
      readonly kind: 'rr' | 'rr-local';
      /** One for all, or one a kernel layer in order, weighing that layer's rebuilt input. */
      readonly lambda: number | readonly number[];
      /** `sum` (default): lambda/2 ‖r − h‖²; `mean`: lambda times the mean of (r − h)². */
      readonly reduction?: 'sum' | 'mean';
    }
  | { readonly kind: 'ort'; readonly lambda: number }
  | { readonly kind: 'weissi'; readonly lambdaNorm: number; readonly lambdaL1: number }
  | { readonly kind: 'weightDecay'; readonly lambda: number };

export interface OracleArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** By name: `<layer>/kernel`, `<layer>/bias`, `<layer>/gamma`, `<layer>/beta`. */
export type OracleWeights = Readonly<Record<string, OracleArray>>;

export interface OracleBatch {
  /** [batch, …inputShape] */
  readonly x: OracleArray;
  /** One-hot classes, [batch, classes]. */
  readonly y: OracleArray;
}

/** The normal draws of Ort by layer name, one a column of the kernel. */
export type OracleDraws = Readonly<Record<string, ArrayLike<number>>>;

export function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}
