import { effect } from '@preact/signals';
import { render } from 'preact';
import type { HostApi } from '../page/hostSource';
import { keepScrolled } from '../page/keepScrolled';
import { setTexts, t } from '../page/l10n';
import { readPageData } from '../page/pageData';
import { followTheme } from '../page/theme';
import { ComparePage } from './ComparePage';
import { CompareSource } from './compareSource';
import { CompareStore } from './compareStore';
import 'uplot/dist/uPlot.min.css';
import '../page/page.css';
import '../dashboard/dashboard.css';
import './compare.css';

declare function acquireVsCodeApi(): HostApi;

setTexts(readPageData().texts);
followTheme();
const api = acquireVsCodeApi();
const kept = api.getState();
const state: Record<string, unknown> = typeof kept === 'object' && kept !== null ? { ...kept } : {};
const keep = (part: Record<string, unknown>): void => api.setState(Object.assign(state, part));
const store = new CompareStore(new CompareSource(api), {
  read: () => state['view'],
  write: (view) => keep({ view }),
});
// A comparison without a file is brought back from here.
effect(() => {
  const now = store.state.value;
  if (now !== undefined && now.name === undefined) keep({ comparison: now.file });
});
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Comparison'));
render(<ComparePage store={store} />, root);
keepScrolled(store.page);
