import { render } from 'preact';
import type { ComparisonReport } from '../../src/messages/compareMessages';
import { dress } from '../page/dress';
import { t } from '../page/l10n';
import { followTheme } from '../page/theme';
import { reportNote } from '../report/snapshotsNote';
import { ComparePage } from './ComparePage';
import { CompareStore } from './compareStore';
import { ReportComparison } from './reportComparison';
import 'uplot/dist/uPlot.min.css';
import '../page/page.css';
import '../dashboard/dashboard.css';
import '../report/report.css';
import '../report/print.css';
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
    <p class="report-note comparison-note">
      {reportNote(data.created, data.runs, t('More would be larger than {0} MB.', data.limit / 1e6))}
    </p>
    <ComparePage store={store} />
  </>,
  root,
);
