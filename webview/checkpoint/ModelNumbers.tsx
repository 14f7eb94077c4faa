import { MODEL_METRICS } from '../../src/diagnostics/kernel/metricCatalogue';
import type { ModelSummary } from '../../src/diagnostics/kernel/modelSummary';
import { Explained } from '../layers/Explained';
import { t, translated } from '../page/l10n';
import { formatNumber } from '../page/numbers';

/** The numbers of the whole model, each with what it means. */
export function ModelNumbers({ summary }: { readonly summary: ModelSummary }) {
  return (
    <div class="model-numbers" role="group" aria-label={t('Numbers of the model')}>
      {MODEL_METRICS.map((text) => {
        const value = summary.metrics[text.key];
        return (
          <Explained key={text.key} text={text}>
            <span class="muted">{translated(text.label, [])}</span>{' '}
            <span class="metric-value">{value === null ? '–' : formatNumber(value)}</span>
          </Explained>
        );
      })}
    </div>
  );
}
