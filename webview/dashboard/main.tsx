import { render } from 'preact';
import { HostSource } from '../page/hostSource';
import type { HostApi } from '../page/hostSource';
import { setTexts, t } from '../page/l10n';
import { readPageData } from '../page/pageData';
import { followTheme } from '../page/theme';
import { PageStore } from '../store/pageStore';
import { keepScrolled } from '../page/keepScrolled';
import { tellCursor } from '../page/tellCursor';
import { Dashboard } from './Dashboard';
import 'uplot/dist/uPlot.min.css';
import '../page/page.css';
import './dashboard.css';

declare function acquireVsCodeApi(): HostApi;

const { runs, texts } = readPageData();
setTexts(texts);
followTheme();
const api = acquireVsCodeApi();
const source = new HostSource(api);
const store = new PageStore(source, hostStorage(api, runs[0]));
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Dashboard'));
render(<Dashboard store={store} />, root);
keepScrolled(store);
tellCursor(store, source);

/** Keeps what the user has set over hiding and reloads, beside the run that the host needs to bring the page back. */
function hostStorage({ getState, setState }: HostApi, run: string | undefined) {
  const state = getState();
  const view = typeof state === 'object' && state !== null && 'view' in state ? state.view : undefined;
  setState({ directory: run, view });
  return { read: () => view, write: (next: unknown) => setState({ directory: run, view: next }) };
}
