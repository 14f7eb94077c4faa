import type { MetricKey } from '../../src/diagnostics/kernel/metricCatalogue';
import { METRICS, metricText } from '../../src/diagnostics/kernel/metricCatalogue';
import type { LayerMetricsRow } from '../../src/messages/layerMessages';
import { percentText } from '../dashboard/vectors/directionText';
import { t, translated } from '../page/l10n';
import { formatNumber } from '../page/numbers';

/** In the order in which the six numbers at the top are chosen: the first that a layer has. */
const TELLING: readonly MetricKey[] = [
  'stableRank',
  'dataCapture',
  'reverseErrorFull',
  'topDataEnergy',
  'alpha',
  'largestSigma',
  'orthogonalityError',
  'effectiveRank',
  'conditionNumber',
  'norm',
];
const TELLING_COUNT = 6;

/** Name of a metric in the user's language. */
export function metricName(key: MetricKey): string {
  return translated(metricText(key).label, []);
}

/** The anchor of a metric's section in docs/metrics.md, whose heading is its English name. */
export function docsSection(key: MetricKey): string {
  return metricText(key)
    .label.toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s+/g, '-');
}

/** A metric's value with the digits that mean something, as its unit wants. */
export function metricValue(key: MetricKey, value: number | null | undefined): string {
  if (value === undefined || value === null) return '–';
  return metricText(key).scale === 'share' ? percentText(value) : formatNumber(value);
}

/** The metrics that a layer's row has, in the catalogue's order; null counts, as something that does not exist. */
export function metricsOf(row: LayerMetricsRow): MetricKey[] {
  return METRICS.map(({ key }) => key).filter((key) => row.metrics[key] !== undefined);
}

/** The six numbers that say most of a layer. */
export function tellingMetrics(row: LayerMetricsRow): MetricKey[] {
  return TELLING.filter((key) => row.metrics[key] !== undefined).slice(0, TELLING_COUNT);
}

/** What stands in place of a number that is not there. */
export function whyMissing(value: number | null | undefined): string | undefined {
  return value === null ? t('There is no such number for this layer, or it is not finite.') : undefined;
}
