import type { LocalizableText } from '../findings/finding';
import { localizable, numberText } from '../findings/finding';
import type { KernelMetrics } from './kernelMetrics';
import type { LayerState } from './layerState';
import { ORTHONORMAL, POOR_FIT } from './layerState';
import type { ModelMetricKey } from './metricCatalogue';
import type { PowerLaw } from './powerLaw';

/** A layer as the summary of its model sees it. */
export interface SummarisedLayer {
  readonly layer: string;
  readonly metrics: KernelMetrics;
  readonly state: LayerState;
  readonly powerLaw?: PowerLaw;
}

/** A whole model in a few numbers and a sentence. */
export interface ModelSummary {
  readonly layers: number;
  readonly metrics: Readonly<Record<ModelMetricKey, number | null>>;
  readonly counts: Readonly<Record<LayerState['level'], number>>;
  readonly finding: LocalizableText;
}

export function summariseModel(layers: readonly SummarisedLayer[]): ModelSummary {
  const reliable = layers.filter(hasAlpha);
  const norms = finite(layers.map(({ metrics }) => metrics.norm));
  const spectral = finite(layers.map(({ metrics }) => metrics.logSpectralNorm));
  const isWhole = (values: readonly number[]) => values.length === layers.length && layers.length > 0;
  const counts = { good: 0, watch: 0, bad: 0, unknown: 0 };
  for (const { state } of layers) counts[state.level]++;
  return {
    layers: layers.length,
    metrics: {
      meanAlpha: mean(finite(reliable.map(({ metrics }) => metrics.alpha))),
      weightedAlpha: mean(finite(reliable.map(({ metrics }) => metrics.alphaWeighted))),
      sumLogNorms: isWhole(norms) && norms.every((norm) => norm > 0) ? sum(norms.map(Math.log)) : null,
      balanceGap: isWhole(norms) ? balanceGap(norms) : null,
      // Half of log10 lambda_max is log10 sigma_max.
      logLipschitz: isWhole(spectral) ? sum(spectral) / 2 : null,
    },
    counts,
    finding: finding(layers, reliable, counts),
  };
}

/** Whether a layer's alpha tells of it: of equal singular values, or where the tail is no power law, it may be anything. */
function hasAlpha({ powerLaw, metrics }: SummarisedLayer): boolean {
  if (powerLaw?.reliable !== true || powerLaw.distance > POOR_FIT) return false;
  return !(typeof metrics.srip === 'number' && metrics.srip <= ORTHONORMAL);
}

/**
 * sum ||W_l||² - L (prod ||W_l||²)^(1/L): how far the layers' norms are from equal, which scale shifts alone can make
 * them. At least 0, 0 where all are equal.
 */
export function balanceGap(norms: readonly number[]): number {
  const squares = norms.map((norm) => norm * norm);
  const geometric = squares.includes(0) ? 0 : Math.exp(sum(squares.map(Math.log)) / squares.length);
  return Math.max(0, sum(squares) - squares.length * geometric);
}

function finding(
  layers: readonly SummarisedLayer[],
  reliable: readonly SummarisedLayer[],
  counts: Readonly<Record<LayerState['level'], number>>,
): LocalizableText {
  const alphas = finite(reliable.map(({ metrics }) => metrics.alpha));
  if (layers.length === 0) return localizable('There is no layer with a kernel.');
  const worst = worstOf(layers)?.layer;
  const judged = [counts.good, layers.length, counts.watch, counts.bad, counts.unknown] as const;
  if (alphas.length === 0) {
    return worst === undefined
      ? localizable(
          'Racecar finds {0} of {1} layers good and cannot judge {2}. None follows a power law of enough eigenvalues.',
          ...[counts.good, layers.length, counts.unknown],
        )
      : localizable(
          'Racecar finds {0} of {1} layers good, {2} worth watching and {3} bad, and cannot judge {4}. None follows a power law of enough eigenvalues. Look at {5} first.',
          ...judged,
          worst,
        );
  }
  const range = rangeText(Math.min(...alphas), Math.max(...alphas));
  return worst === undefined
    ? localizable(
        'Racecar finds {0} of {1} layers good and cannot judge {2}. A power law fits {3} of them, alpha {4}.',
        ...[counts.good, layers.length, counts.unknown, alphas.length, range],
      )
    : localizable(
        'Racecar finds {0} of {1} layers good, {2} worth watching and {3} bad, and cannot judge {4}. A power law fits {5} of them, alpha {6}. Look at {7} first.',
        ...judged,
        ...[alphas.length, range, worst],
      );
}

/** The first that is bad, one without numbers before all others, or else the first to watch. */
function worstOf(layers: readonly SummarisedLayer[]): SummarisedLayer | undefined {
  const bad = layers.filter(({ state }) => state.level === 'bad');
  return (
    bad.find(({ metrics }) => metrics.norm === undefined) ??
    bad[0] ??
    layers.find(({ state }) => state.level === 'watch')
  );
}

function rangeText(lowest: number, highest: number): string {
  const [low, high] = [numberText(lowest), numberText(highest)];
  return low === high ? low : `${low}–${high}`;
}

function finite(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
