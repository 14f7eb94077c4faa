import { useEffect } from 'preact/hooks';
import { Chart } from '../../charts/Chart';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { CompareStore } from '../compareStore';
import type { ChartOfRuns } from './charts';
import { chartsOf } from './charts';
import { curveLines } from './curveLines';

/** Lines that can still be told apart by name. */
const MOST_NAMED = 16;

/** The curves of all rows over each other; of a group its mean, and around it from the lowest to the highest. */
export function CurvesOfRuns({ store }: { readonly store: CompareStore }) {
  const charts = chartsOf(store);
  const columns = charts.map(({ column }) => column);
  useEffect(() => {
    store.courses.want('curves', columns);
  }, [columns.join('\n')]);
  useEffect(() => () => store.courses.want('curves', []), []);
  return (
    <section id="curves" class="section" aria-label={t('Curves')}>
      {store.shown.value.isGrouped && (
        <p class="section-hint">
          {t(
            'Lines are means over the seeds of a group, the areas around them reach from the lowest to the highest.',
          )}
        </p>
      )}
      <div class="chart-grid">
        {charts.map((chart) => (
          <RunsChart key={chart.id} store={store} chart={chart} />
        ))}
      </div>
    </section>
  );
}

function RunsChart({ store, chart }: { readonly store: CompareStore; readonly chart: ChartOfRuns }) {
  const lines = curveLines(store, chart.column);
  const { rows } = store.shown.value;
  const without = rows.length - lines.length;
  const notes = [
    without > 0 && lines.length > 0 ? t('{0} of {1} have no such values', without, rows.length) : undefined,
    thinnedNote(store, chart),
  ].filter((note) => note !== undefined);
  if (lines.length === 0) {
    return (
      <figure class="chart chart-missing" id={`chart-${chart.id}`}>
        <header class="chart-head">
          <h3>{chart.title}</h3>
        </header>
        <p class="empty">{t('No run has logged it so far.')}</p>
      </figure>
    );
  }
  const { column, ...rest } = chart;
  void column;
  return (
    <Chart
      {...rest}
      store={store.page}
      lines={lines}
      isNamed={lines.length <= MOST_NAMED}
      note={notes.length === 0 ? undefined : notes.join('; ')}
      fileName={store.state.value?.name ?? 'comparison'}
    />
  );
}

function thinnedNote(store: CompareStore, { column }: ChartOfRuns): string | undefined {
  for (const { key } of store.runs.value) {
    const course = store.courses.course(key, column);
    if (course !== undefined && course.logged > course.steps.length) {
      return t(
        'of {0} logged values {1} are drawn, the extremes among them',
        formatCount(course.logged),
        formatCount(course.steps.length),
      );
    }
  }
  return undefined;
}
