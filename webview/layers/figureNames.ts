import type { LayerDetails, OpenedInspection } from '../../src/messages/layerMessages';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';

/** What a figure of a layer says it is of. */
export function aboutLayer({ title }: OpenedInspection, { layer, exact }: LayerDetails): string {
  return [title, layer.shape.map(formatCount).join('×'), ...(exact ? [] : [t('approximate')])].join(' · ');
}

/** How files of a layer's figures begin: the file or the run's snapshot, and the layer. */
export function layerFileName({ run, title }: OpenedInspection, { layer }: LayerDetails): string {
  const name = run === undefined ? title.replace(/\.[^.]+$/, '') : `${run.id}-step${run.step}`;
  return `${name}-${layer.name}`;
}
