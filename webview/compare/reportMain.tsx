import { render } from 'preact';
import type { ComparisonReport } from '../../src/messages/compareMessages';
import { dress } from '../page/dress';
import { t } from '../page/l10n';
import { followTheme } from '../page/theme';
import { ComparePage } from './ComparePage';
import { CompareStore } from './compareStore';
import { ReportComparison } from './reportComparison';
import 'uplot/dist/uPlot.min.css';
import '../page/page.css';
import '../dashboard/dashboard.css';
import '../report/report.css';
import './compare.css';

const data = JSON.parse(document.getElementById('report-data')!.textContent!) as ComparisonReport;
dress();
followTheme();
const store = new CompareStore(new ReportComparison(data), {
  read: () => undefined,
  write: () => undefined,
});
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Comparison'));
render(
  <>
    <p class="report-note comparison-note">{noteOf(data)}</p>
    <ComparePage store={store} />
  </>,
  root,
);

/** When it was made, and what is not in it. */
function noteOf({ created, runs, limit }: ComparisonReport): string {
  const made = t('Report of {0}.', created.slice(0, 16).replace('T', ' '));
  const [held, all] = runs.reduce(
    ([kept, total], run) => [kept + run.snapshots.length, total + run.snapshotCount],
    [0, 0],
  );
  if (held === all) return made;
  const omitted = t(
    '{0} of {1} snapshots are in it: a limit of {2} MB was set.',
    held,
    all,
    Math.round(limit / 1e6),
  );
  return `${made} ${omitted}`;
}
