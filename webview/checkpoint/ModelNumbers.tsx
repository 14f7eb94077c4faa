import type { ModelMetricKey } from '../../src/diagnostics/kernel/metricCatalogue';
import { MODEL_METRICS } from '../../src/diagnostics/kernel/metricCatalogue';
import type { ModelSummary } from '../../src/diagnostics/kernel/modelSummary';
import { Explained } from '../layers/Explained';
import { t, translated } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import type { ModelRow } from './modelColumns';

export interface ModelNumbersProps {
  readonly summary: ModelSummary;
  readonly rows: readonly ModelRow[];
}

/** The numbers of the whole model, each with what it means, and why some of them are not there. */
export function ModelNumbers({ summary, rows }: ModelNumbersProps) {
  // That no layer follows a power law is said by the model's finding already.
  const { sumLogNorms } = summary.metrics;
  return (
    <>
      <div class="model-numbers" role="group" aria-label={t('Numbers of the model')}>
        {MODEL_METRICS.map((text) => {
          const value = summary.metrics[text.key];
          return (
            <Explained
              key={text.key}
              text={text}
              note={value === null ? whyMissing(text.key, rows) : undefined}
            >
              <span class="muted">{translated(text.label, [])}</span>{' '}
              <span class="metric-value">{value === null ? '–' : formatNumber(value)}</span>
            </Explained>
          );
        })}
      </div>
      {sumLogNorms === null && <p class="section-hint">{whyMissing('sumLogNorms', rows)}</p>}
    </>
  );
}

/** Means are of the layers with a power law, the others of all layers. */
function whyMissing(key: ModelMetricKey, rows: readonly ModelRow[]): string {
  if (key === 'meanAlpha' || key === 'weightedAlpha') {
    return t('No mean alpha: no layer follows a power law of enough eigenvalues.');
  }
  const without = rows.filter(({ row }) => typeof row?.metrics.norm !== 'number');
  if (without.length === 0) return t('No sums of logarithms: a layer has no values but zeros.');
  const [{ layer }] = without as [ModelRow];
  return without.length === 1
    ? t('No sums over all layers: {0} has no numbers.', layer.name)
    : t(
        'No sums over all layers: {0} and {1} more have no numbers.',
        layer.name,
        formatCount(without.length - 1),
      );
}
