import { render } from 'preact';
import type { ReportData } from '../../src/messages/reportData';
import { dress } from '../page/dress';
import { t } from '../page/l10n';
import { followTheme } from '../page/theme';
import { Report } from './Report';
import 'uplot/dist/uPlot.min.css';
import '../page/page.css';
import '../dashboard/dashboard.css';
import './report.css';
import './print.css';

const data = JSON.parse(document.getElementById('report-data')!.textContent!) as ReportData;
dress();
followTheme();
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Report'));
render(<Report data={data} />, root);
