import { useEffect } from 'preact/hooks';
import { Chart } from '../../charts/Chart';
import { t } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { CompareStore } from '../compareStore';
import type { ChartOfRuns } from './charts';
import { wholeCourses } from '../wholeCourses';
import { bandNotes, bandSetting, bandText } from './bandSetting';
import { chartsOf } from './charts';
import { curveLines } from './curveLines';

/** Lines that can still be told apart by name. */
const MOST_NAMED = 16;

/** The curves of all rows over each other; of a group its mean, and its spread around it. */
export function CurvesOfRuns({ store }: { readonly store: CompareStore }) {
  const charts = chartsOf(store);
  const columns = charts.map(({ column }) => column);
  useEffect(() => {
    store.courses.want('curves', columns);
  }, [columns.join('\n')]);
  useEffect(() => () => store.courses.want('curves', []), []);
  return (
    <section id="curves" class="section" aria-labelledby="curves-title">
      <h2 id="curves-title" class="unseen">
        {t('Curves')}
      </h2>
      {store.shown.value.isGrouped && <p class="section-hint">{bandText(bandSetting(store).value)}</p>}
      <div class="chart-grid">
        {charts.map((chart) => (
          <RunsChart key={chart.id} store={store} chart={chart} />
        ))}
      </div>
    </section>
  );
}

function RunsChart({ store, chart }: { readonly store: CompareStore; readonly chart: ChartOfRuns }) {
  const { column, ...rest } = chart;
  const spread = bandSetting(store).value;
  const lines = curveLines(store, column, spread);
  const { rows } = store.shown.value;
  const without = rows.length - lines.length;
  const notes = [
    ...chart.notes,
    without > 0 && lines.length > 0 ? t('{0} of {1} have no such values', without, rows.length) : undefined,
    thinnedNote(store, chart),
  ].filter((note) => note !== undefined);
  if (lines.length === 0) {
    return (
      <figure class="chart chart-missing" id={`chart-${chart.id}`}>
        <header class="chart-head">
          <h3>{chart.title}</h3>
        </header>
        <p class="empty chart-body">{t('No run has logged it so far.')}</p>
      </figure>
    );
  }
  return (
    <Chart
      {...rest}
      store={store.page}
      lines={lines}
      areThinned={areThinned(store, column)}
      wholeLines={async () => curveLines(store, column, spread, await wholeCourses(store, column))}
      isNamed={lines.length <= MOST_NAMED}
      notes={notes}
      aboutPicture={(shown) => bandNotes(shown, spread)}
      fileName={store.state.value?.name ?? 'comparison'}
    />
  );
}

/** Whether a page has fewer points of the runs than were logged, or of groups fewer than their runs have places. */
function areThinned({ courses, page, runs, shown }: CompareStore, column: string): boolean {
  if (shown.value.isGrouped && page.axis.value !== 'step') return true;
  return runs.value.some(({ key }) => {
    const course = courses.course(key, column);
    return course !== undefined && course.logged > course.steps.length;
  });
}

function thinnedNote(store: CompareStore, { column }: ChartOfRuns): string | undefined {
  const { courses, page } = store;
  const isZoomed = page.zoom.value !== null && page.zoom.value.axis === page.axis.value;
  for (const { key } of store.runs.value) {
    const course = courses.course(key, column);
    if (course === undefined || course.logged <= course.steps.length) continue;
    const { detail } = course;
    if (!isZoomed || detail === undefined) {
      const drawn = t(
        'of {0} logged values {1} are drawn, the extremes among them',
        formatCount(course.logged),
        formatCount(course.steps.length),
      );
      const trouble = isZoomed ? courses.trouble.value : undefined;
      return trouble === undefined ? drawn : t('{0}; there are no more: {1}', drawn, trouble);
    }
    if (detail.logged > detail.points) {
      return t(
        'of {0} values logged here {1} are drawn, the extremes among them',
        formatCount(detail.logged),
        formatCount(detail.points),
      );
    }
  }
  return undefined;
}
