import type { MetricsStatus } from '../../src/messages/layerMessages';
import type { LayerStore } from '../layers/layerStore';
import { t, translated } from '../page/l10n';
import { formatCount } from '../page/numbers';

/** How far the layers' numbers are; its room is kept, so that the table below does not jump. */
export function MetricsLine({ store }: { readonly store: LayerStore }) {
  const { metrics } = store.status.value;
  const { channel } = store;
  switch (metrics.state) {
    case 'running': {
      const { progress } = metrics;
      const phase = progress === undefined ? t('computing …') : translated(progress.phase, []);
      return (
        <p class="layer-progress" role="status">
          <span>{progress?.name === undefined ? phase : t('{0}: {1}', progress.name, phase)}</span>
          <progress max={1} value={progress?.fraction ?? 0} aria-label={t('Numbers of all layers')} />
          <button type="button" class="link-button" onClick={() => channel.act('cancelCompute')}>
            {t('cancel')}
          </button>
        </p>
      );
    }
    case 'partial':
      return (
        <p class="layer-progress">
          <span>{waitingText(metrics)}</span>
          <button type="button" class="link-button" onClick={() => channel.act('compute')}>
            {t('compute all')}
          </button>
        </p>
      );
    case 'failed':
      return (
        <p class="message error" role="alert">
          <span>{metrics.message}</span>
          <button type="button" class="link-button" onClick={() => channel.act('compute')}>
            {t('try again')}
          </button>
        </p>
      );
    case 'waiting':
    case 'done':
      return <p class="layer-progress" />;
  }
}

function waitingText({ missing, why }: Extract<MetricsStatus, { state: 'partial' }>): string {
  if (why === 'cancelled') {
    return missing === 1
      ? t('Cancelled: one layer has no numbers.')
      : t('Cancelled: {0} layers have no numbers.', formatCount(missing));
  }
  return missing === 1
    ? t('The numbers of one large layer are computed when it is chosen.')
    : t('The numbers of {0} large layers are computed when one is chosen.', formatCount(missing));
}
