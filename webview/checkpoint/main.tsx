import { render } from 'preact';
import { HostChannel } from '../layers/hostChannel';
import { LayerStore } from '../layers/layerStore';
import type { HostApi } from '../page/hostSource';
import { setTexts, t } from '../page/l10n';
import { readPageData } from '../page/pageData';
import { followTheme } from '../page/theme';
import { CheckpointPage } from './CheckpointPage';
import '../page/page.css';
import './checkpoint.css';

declare function acquireVsCodeApi(): HostApi;

setTexts(readPageData().texts);
followTheme();
const api = acquireVsCodeApi();
const store = new LayerStore(new HostChannel(api), {
  read: () => api.getState(),
  write: (state) => api.setState(state),
});
const root = document.getElementById('page')!;
root.setAttribute('aria-label', t('Checkpoint'));
render(<CheckpointPage store={store} />, root);
