import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import type { LayerStore } from './layerStore';
import { LayerView } from './LayerView';

/** Vectors in the gallery, and cells along a side of the heat map: as many as 300 px have room for. */
const VECTORS = 24;
const GRAM_SIZE = 96;

/** The panel Layer SVD: the layer that is chosen in the tree above it, at the step of the dashboard's cursor. */
export function LayersPage({ store }: { readonly store: LayerStore }) {
  const opened = store.opened.value;
  const { opening, trouble } = store.status.value;
  if (opened === null || opened === undefined) {
    if (trouble !== undefined) return <Trouble store={store} text={trouble} />;
    return opened === undefined || opening !== undefined ? (
      <p class="empty">{opening === undefined ? t('loading …') : t('Opening {0} …', opening)}</p>
    ) : (
      <div class="empty">
        <p>{t('Shows what is inside a layer: its singular values and vectors, and what they mean.')}</p>
        <p>
          <button type="button" class="link-button" onClick={() => store.channel.act('openCheckpoint')}>
            {t('Open a checkpoint')}
          </button>
        </p>
        <p>{t('or choose a run in the view Runs.')}</p>
      </div>
    );
  }
  return (
    <>
      <h1 class="subject" title={opened.file}>
        <span class="subject-name">{opened.title}</span>
        {opened.run !== undefined && (
          <span class="subject-step">{t('step {0}', formatCount(opened.run.step))}</span>
        )}
      </h1>
      {trouble !== undefined && <Trouble store={store} text={trouble} />}
      {opened.layers.length === 0 ? (
        <p class="empty">{t('There is no layer with a kernel in it.')}</p>
      ) : store.layer.value === undefined ? (
        <p class="empty">{t('Choose a layer in the view Layers.')}</p>
      ) : (
        <LayerView store={store} vectors={VECTORS} gramSize={GRAM_SIZE} />
      )}
    </>
  );
}

function Trouble({ store, text }: { readonly store: LayerStore; readonly text: string }) {
  return (
    <p class="message error" role="alert">
      <span>{text}</span>
      <button type="button" class="link-button" onClick={() => store.channel.act('reload')}>
        {t('try again')}
      </button>
    </p>
  );
}
