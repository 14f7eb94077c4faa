import { Chart } from '../charts/Chart';
import { t } from '../page/l10n';
import { axisColumn, curvesOf } from './curves';
import type { RunSectionProps } from './sections';

/** Every curve of a run. */
export function CurvesSection({ store, run }: RunSectionProps) {
  const facts = run.facts.value;
  const curves = curvesOf(run, store.axis.value, store.selectedLayer.value);
  const table = run.metrics.value;
  const timeline = { x: axisColumn(table, store.axis.value), steps: table.steps };
  const isLive = facts !== undefined && ['queued', 'running', 'paused'].includes(facts.status);
  return (
    <section id="curves" class="section" aria-labelledby="curves-title">
      <h2 id="curves-title" class="unseen">
        {t('Curves')}
      </h2>
      {curves.length === 0 && (
        <p class="empty">
          {isLive
            ? t('Nothing has been logged yet. The curves begin with the first step.')
            : t('The run ended before its first step was logged.')}
        </p>
      )}
      <div class="chart-grid">
        {curves.map((chart) => (
          <Chart
            key={chart.id}
            {...chart}
            store={store}
            timeline={timeline}
            markedStep={facts?.error?.step}
            fileName={facts?.id ?? 'run'}
          />
        ))}
      </div>
    </section>
  );
}
