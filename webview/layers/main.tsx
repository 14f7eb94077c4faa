import { render } from 'preact';
import type { HostApi } from '../page/hostSource';
import { setTexts, t } from '../page/l10n';
import { readPageData } from '../page/pageData';
import { followTheme } from '../page/theme';
import { HostChannel } from './hostChannel';
import { LayersPage } from './LayersPage';
import { LayerStore } from './layerStore';
import '../page/page.css';
import './layers.css';

declare function acquireVsCodeApi(): HostApi;

setTexts(readPageData().texts);
followTheme();
const api = acquireVsCodeApi();
const store = new LayerStore(new HostChannel(api), {
  read: () => api.getState(),
  write: (state) => api.setState(state),
});
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Layer SVD'));
render(<LayersPage store={store} />, root);
