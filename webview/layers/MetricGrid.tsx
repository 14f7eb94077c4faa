import type { MetricKey } from '../../src/diagnostics/kernel/metricCatalogue';
import { metricText } from '../../src/diagnostics/kernel/metricCatalogue';
import type { LayerMetricsRow } from '../../src/messages/layerMessages';
import { t } from '../page/l10n';
import { Explained } from './Explained';
import type { LayerStore } from './layerStore';
import { docsSection, metricName, metricsOf, metricValue, tellingMetrics, whyMissing } from './metricText';
import { Spark } from './Spark';
import { useCourse } from './useCourse';

export interface MetricGridProps {
  readonly store: LayerStore;
  readonly row: LayerMetricsRow;
}

/** A layer's numbers in two columns: the six that say most, and all of them on demand. */
export function MetricGrid({ store, row }: MetricGridProps) {
  const showsAll = store.viewState.signal('allMetrics', false);
  const { course, error } = useCourse(store);
  const step = store.opened.value?.run?.step;
  const telling = tellingMetrics(row);
  const others = metricsOf(row).filter((key) => !telling.includes(key));
  const metric = (key: MetricKey) => {
    const value = row.metrics[key];
    const values = course?.columns[key];
    return (
      <Explained
        key={key}
        text={metricText(key)}
        note={whyMissing(value)}
        class="metric"
        onOpen={() => store.channel.post({ type: 'docs', section: docsSection(key) })}
      >
        <span class="metric-name">{metricName(key)}</span>
        <span class="metric-value">{metricValue(key, value)}</span>
        {values !== undefined && (
          <Spark steps={course!.steps} values={values} step={step} text={(each) => metricValue(key, each)} />
        )}
      </Explained>
    );
  };
  return (
    <section class="metrics" aria-label={t('Numbers of the layer')}>
      <div class="metric-grid">{telling.map(metric)}</div>
      {others.length > 0 && (
        <>
          <button
            type="button"
            class="link-button metrics-more"
            aria-expanded={showsAll.value}
            onClick={() => {
              showsAll.value = !showsAll.value;
            }}
          >
            {showsAll.value ? t('Fewer numbers') : t('All {0} numbers', telling.length + others.length)}
          </button>
          {showsAll.value && <div class="metric-grid">{others.map(metric)}</div>}
        </>
      )}
      {error !== undefined && <p class="section-hint">{t('No course over the steps: {0}', error)}</p>}
    </section>
  );
}
