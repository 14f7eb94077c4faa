import type { OpenedInspection } from '../../src/messages/layerMessages';
import { Choice } from '../components/Choice';
import { LayerView } from '../layers/LayerView';
import type { LayerStore } from '../layers/layerStore';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { CheckpointHead } from './CheckpointHead';
import { MetricsLine } from './MetricsLine';
import { ModelTable, useModelRows } from './ModelTable';
import { TensorTable } from './TensorTable';

const VECTORS = 48;
const GRAM_SIZE = 256;

/** The editor of a checkpoint: its layers and tensors, and the layer that is chosen. */
export function CheckpointPage({ store }: { readonly store: LayerStore }) {
  const opened = store.opened.value;
  const { opening, trouble } = store.status.value;
  if (opened === null || opened === undefined) {
    return trouble === undefined ? (
      <p class="empty" role="status">
        {opening === undefined ? t('loading …') : t('Opening {0} …', opening)}
      </p>
    ) : (
      <Trouble store={store} text={trouble} />
    );
  }
  return (
    <>
      {trouble !== undefined && (
        <Trouble store={store} text={t('What was read before is shown: {0}', trouble)} />
      )}
      <Checkpoint store={store} opened={opened} isOld={opening !== undefined || trouble !== undefined} />
    </>
  );
}

interface CheckpointProps {
  readonly store: LayerStore;
  readonly opened: OpenedInspection;
  readonly isOld: boolean;
}

function Checkpoint({ store, opened, isOld }: CheckpointProps) {
  const list = store.viewState.signal<'layers' | 'tensors'>('list', 'layers', (value) =>
    ['layers', 'tensors'].includes(String(value)),
  );
  const rows = useModelRows(store, opened);
  // A file without a layer has its tensors alone to show.
  const shown = opened.layers.length === 0 ? 'tensors' : list.value;
  return (
    <div class={isOld ? 'checkpoint is-old' : 'checkpoint'}>
      <CheckpointHead store={store} opened={opened} rows={rows} />
      <div class="checkpoint-body">
        <section class="checkpoint-list" aria-label={t('Contents')}>
          <div class="list-head">
            <Choice
              label={t('Show')}
              hideLabel
              value={shown}
              options={[
                { value: 'layers', label: t('Layers {0}', formatCount(opened.layers.length)) },
                { value: 'tensors', label: t('Tensors {0}', formatCount(opened.tensors.length)) },
              ]}
              onChange={(value) => (list.value = value)}
            />
            <MetricsLine store={store} />
          </div>
          {shown === 'layers' ? (
            <ModelTable store={store} rows={rows} />
          ) : (
            <TensorTable store={store} opened={opened} />
          )}
        </section>
        <section class="checkpoint-layer" aria-label={t('Layer SVD')}>
          {store.layer.value === undefined ? (
            opened.layers.length > 0 && (
              <p class="empty">{t('Choose a layer to see its singular values and vectors.')}</p>
            )
          ) : (
            <LayerView store={store} vectors={VECTORS} gramSize={GRAM_SIZE} isLarge />
          )}
        </section>
      </div>
    </div>
  );
}

/** Why the file cannot be shown, and what can be done; the editor is never blank. */
function Trouble({ store, text }: { readonly store: LayerStore; readonly text: string }) {
  return (
    <div class="message error trouble" role="alert">
      <p>{text}</p>
      <p>
        <button type="button" class="link-button" onClick={() => store.channel.act('reload')}>
          {t('read again')}
        </button>
        <button type="button" class="link-button" onClick={() => store.channel.act('showLog')}>
          {t('show log')}
        </button>
      </p>
    </div>
  );
}
