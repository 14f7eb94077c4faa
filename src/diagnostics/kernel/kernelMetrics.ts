import {
  conditionNumber,
  effectiveRank,
  frobeniusNorm,
  orthogonalityError,
  srip,
  stableRank,
} from '../spectrum';
import { entryVariance, marchenkoPasturEdge } from './marchenkoPastur';
import { matrixRank } from './matrixRank';
import type { MetricKey } from './metricCatalogue';
import type { PowerLaw } from './powerLaw';
import { fitPowerLaw } from './powerLaw';
import { spectrumEntropy } from './spectrumEntropy';

/** Numbers of a layer by key; null where one does not exist or is not finite, absent where it was not computed. */
export type KernelMetrics = Partial<Record<MetricKey, number | null>>;

/** What is known of a kernel W [rows, columns]. */
export interface KernelNumbers {
  /** All min(rows, columns) of them. */
  readonly singularValues: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** Of its entries. */
  readonly mean: number;
  /** Spacing around 1 of the type that its entries are stored in. */
  readonly epsilon: number;
  /** Where its Gram matrix was computed. */
  readonly mutualCoherence?: number | undefined;
}

/** Every number of the catalogue that follows from a kernel alone, and the fit behind some of them. */
export function kernelMetrics(kernel: KernelNumbers): {
  readonly metrics: KernelMetrics;
  readonly powerLaw?: PowerLaw;
} {
  const { singularValues: s, rows, columns, mean, epsilon } = kernel;
  const largest = extreme(s, Math.max);
  const norm = frobeniusNorm(s);
  const edge = marchenkoPasturEdge(rows, columns, entryVariance(s, rows, columns, mean));
  const powerLaw = fitPowerLaw(s);
  const alpha = powerLaw?.alpha;
  const logSpectralNorm = 2 * Math.log10(largest);
  const values: Record<string, number | undefined> = {
    largestSigma: largest,
    smallestSigma: extreme(s, Math.min),
    norm,
    stableRank: stableRank(s),
    effectiveRank: effectiveRank(s),
    matrixRank: matrixRank(s, rows, columns, epsilon),
    conditionNumber: conditionNumber(s),
    orthogonalityError: orthogonalityError(s, rows, columns),
    srip: srip(s),
    alpha,
    xmin: powerLaw?.xmin,
    ksDistance: powerLaw?.distance,
    logNorm: 2 * Math.log10(norm),
    logSpectralNorm,
    alphaWeighted: alpha === undefined ? undefined : alpha * logSpectralNorm,
    logAlphaNorm: alpha === undefined ? undefined : logAlphaNorm(s, alpha),
    marchenkoPasturEdge: edge,
    mpSoftRank: edge / largest ** 2,
    entropy: spectrumEntropy(s, rows, columns),
    ...('mutualCoherence' in kernel ? { mutualCoherence: kernel.mutualCoherence } : {}),
  };
  const metrics = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value !== undefined && Number.isFinite(value) ? value : null,
    ]),
  ) as KernelMetrics;
  return { metrics, ...(powerLaw === undefined ? {} : { powerLaw }) };
}

/** log10 of the sum of lambda^alpha; scaled by the largest, whose power may be out of range. */
function logAlphaNorm(s: ArrayLike<number>, alpha: number): number {
  const largest = extreme(s, Math.max);
  let sum = 0;
  for (let i = 0; i < s.length; i++) sum += (s[i]! / largest) ** (2 * alpha);
  return 2 * alpha * Math.log10(largest) + Math.log10(sum);
}

function extreme(values: ArrayLike<number>, of: (a: number, b: number) => number): number {
  let result = values[0]!;
  for (let i = 1; i < values.length; i++) result = of(result, values[i]!);
  return result;
}
