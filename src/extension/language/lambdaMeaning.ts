import type { ConfigPath, ConfigText, TextRange } from '../../config/configText';
import { dataSchema } from '../../config/data';
import { knownFacts } from '../../config/check';
import type { Shape } from '../../config/layers/layerDefinition';
import { kernelNormSquared } from '../../config/initializers';
import { regularizersOf } from '../../config/mode';
import type { LayerPlan } from '../../config/networkPlan';
import { sizeOf } from '../../config/networkPlan';
import type { Lambda } from '../../config/regularizers/lambda';
import { defaultBatchSize, regularizerOptions } from '../../config/resolve';
import type { Config } from '../../config/schema';
import { regularizationSchema } from '../../config/schema';
import { valueAt } from '../../config/startingValue';
import { layersIn } from './analysis';

/** What a weight of a regularizer amounts to in each layer with a kernel. */
export type LambdaMeaning = {
  readonly range: TextRange;
  /** Whether the config's mode uses it. */
  readonly active: boolean;
} & (
  | {
      readonly kind: 'reverse';
      readonly reduction: 'sum' | 'mean';
      /** Samples a step, where the config alone says so. */
      readonly batchSize: number | undefined;
      readonly rows: readonly ReverseRow[];
    }
  | { readonly kind: 'ort'; readonly rows: readonly OrtRow[] }
  | { readonly kind: 'norm' | 'l1' | 'decay'; readonly rows: readonly KernelRow[] }
);

export interface ReverseRow {
  readonly layer: string;
  /** The layer whose output is rebuilt, or undefined for the network's input. */
  readonly rebuilds: string | undefined;
  /** Values of one sample's rebuilt state. */
  readonly size: number;
  readonly lambda: number;
  /**
   * c in c * mean((r - h)^2): lambda * batch * size / 2 under "sum", lambda under "mean". Undefined where it takes
   * the batch size and the config does not say it.
   */
  readonly perElement: number | undefined;
  /** The lambda that gives the same penalty under the other reduction. */
  readonly otherLambda: number | undefined;
}

export interface OrtRow {
  readonly layer: string;
  readonly columns: number;
  readonly lambda: number;
  /** At most c in c * mean((W^T W - I)^2), since sigma^2 <= ||W^T W - I||_F^2: lambda * columns^2. */
  readonly perElement: number;
}

export interface KernelRow {
  readonly layer: string;
  /** Values of the kernel. */
  readonly size: number;
  /** ||W||_F as the initializer draws it, on average. */
  readonly norm: number;
  /**
   * norm: lambda / ||W||_F^2, the weight decay with the same gradient. l1: c in c * mean|W|, lambda * size / ||W||_F.
   * decay: c in c * mean(W^2), lambda * size / 2.
   */
  readonly perElement: number;
}

/** What the lambda at a place of a config means in the layers up to the first wrong one; undefined where that is nothing. */
export function lambdaMeaning(source: ConfigText, offset: number): LambdaMeaning | undefined {
  const path = lambdaPath(source.pathAt(offset));
  if (path === undefined) return undefined;
  const parsed = regularizationSchema.safeParse(valueAt(source.value, ['regularization']));
  const { layers } = layersIn(source);
  const range = source.range(path);
  if (!parsed.success || range === undefined) return undefined;
  const regularization = parsed.data;
  const network = layers[0]?.plan.inputShape ?? [];
  const kernels = layers.map(({ plan }) => plan).filter((plan) => plan.hasKernel);
  if (kernels.length === 0) return undefined;
  const [, name] = path;
  const active =
    name === 'weightDecay' || regularizersOf(regularization.mode).some((regularizer) => regularizer === name);
  const base = { range, active };
  switch (name) {
    case 'rr':
    case 'rr-local': {
      const { lambda, reduction } = regularizerOptions({ regularization }, name);
      const batchSize = batchSizeOf(source);
      const rows = kernels.map((plan, index) =>
        reverseRow(plan, kernels[index - 1], network, lambdaAt(lambda, index), reduction, batchSize),
      );
      return { ...base, kind: 'reverse', reduction, batchSize, rows };
    }
    case 'ort':
      return { ...base, kind: 'ort', rows: kernels.map((plan, i) => ortRow(plan, regularization, i)) };
    case 'weissi': {
      const { lambdaNorm, lambdaL1 } = regularization.weissi;
      return path[2] === 'lambdaNorm'
        ? { ...base, kind: 'norm', rows: kernelRows(kernels, (_, norm) => lambdaNorm / norm ** 2) }
        : { ...base, kind: 'l1', rows: kernelRows(kernels, (size, norm) => (lambdaL1 * size) / norm) };
    }
    default: {
      const { weightDecay } = regularization;
      return { ...base, kind: 'decay', rows: kernelRows(kernels, (size) => (weightDecay * size) / 2) };
    }
  }
}

/** The path of the lambda that a path leads to or into; undefined where it leads elsewhere. */
function lambdaPath(path: ConfigPath): ConfigPath | undefined {
  const [top, name, key] = path;
  if (top !== 'regularization') return undefined;
  if (name === 'weightDecay') return path.slice(0, 2);
  const isLambda =
    (['rr', 'rr-local', 'ort'].includes(String(name)) && key === 'lambda') ||
    (name === 'weissi' && (key === 'lambdaNorm' || key === 'lambdaL1'));
  return isLambda ? path.slice(0, 3) : undefined;
}

function batchSizeOf(source: ConfigText): number | undefined {
  const given = valueAt(source.value, ['training', 'batchSize']);
  if (typeof given === 'number') return given;
  const data = dataSchema.safeParse(valueAt(source.value, ['data']));
  const samples = data.success ? knownFacts(data.data).trainSamples : undefined;
  return samples === undefined ? undefined : defaultBatchSize(samples);
}

/** A list that is too short has no weight for the last layers, which the diagnostics say. */
function lambdaAt(lambda: Lambda, index: number): number {
  return typeof lambda === 'number' ? lambda : (lambda[index] ?? 0);
}

/**
 * @param below the kernel layer whose output is rebuilt; none for the network's input
 * @param input shape of the network's input
 */
function reverseRow(
  plan: LayerPlan,
  below: LayerPlan | undefined,
  input: Shape,
  lambda: number,
  reduction: 'sum' | 'mean',
  batchSize: number | undefined,
): ReverseRow {
  const size = sizeOf(below?.outputShape ?? input);
  const perSum = batchSize === undefined ? undefined : (batchSize * size) / 2;
  return {
    layer: plan.name,
    rebuilds: below?.name,
    size,
    lambda,
    perElement: reduction === 'mean' ? lambda : perSum === undefined ? undefined : lambda * perSum,
    otherLambda: perSum === undefined ? undefined : reduction === 'mean' ? lambda / perSum : lambda * perSum,
  };
}

function ortRow(plan: LayerPlan, regularization: Config['regularization'], index: number): OrtRow {
  const columns = plan.outputShape.at(-1) as number;
  const lambda = lambdaAt(regularization.ort.lambda, index);
  return { layer: plan.name, columns, lambda, perElement: lambda * columns ** 2 };
}

function kernelRows(
  kernels: readonly LayerPlan[],
  perElement: (size: number, norm: number) => number,
): KernelRow[] {
  return kernels.flatMap((plan) => {
    const kernel = plan.weights.find((weight) => weight.name === 'kernel');
    if (kernel === undefined || kernel.initializer === 'zeros' || kernel.initializer === 'ones') return [];
    const size = sizeOf(kernel.shape);
    const norm = Math.sqrt(kernelNormSquared(kernel.initializer, kernel.shape));
    return [{ layer: plan.name, size, norm, perElement: perElement(size, norm) }];
  });
}
