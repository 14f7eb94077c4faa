import { formatNumber } from '../../cli/table';
import type { LayerMetricsRow, LayerRow } from '../../messages/inspectorMessages';
import type { Localizer } from '../runs/localizer';
import { countText, shareText } from '../runs/numberTexts';

type Level = LayerMetricsRow['state']['level'];

/** Shapes say the state as well as colours do. */
const LOOKS: Readonly<Record<Level, { readonly icon: string; readonly color: string }>> = {
  good: { icon: 'pass', color: 'charts.green' },
  watch: { icon: 'warning', color: 'list.warningForeground' },
  bad: { icon: 'error', color: 'list.errorForeground' },
  unknown: { icon: 'question', color: 'descriptionForeground' },
};
const WAITING = { icon: 'circle-outline', color: 'descriptionForeground' };

/** Codicon and theme colour of a layer; those of one that has no numbers yet without a row. */
export function layerLook(row: LayerMetricsRow | undefined): {
  readonly icon: string;
  readonly color: string;
} {
  return row === undefined ? WAITING : LOOKS[row.state.level];
}

/** Behind a layer's name: "784 × 128 · stable rank 1.9 · data 97.5 % · 100,352"; what is last is cut off first. */
export function layerDescription(layer: LayerRow, row: LayerMetricsRow | undefined, l10n: Localizer): string {
  return [layer.shape.join(' × '), ...numberTexts(row, l10n), countText(layer.parameters)].join(' · ');
}

/** What a screen reader says of a layer. */
export function layerSpoken(layer: LayerRow, row: LayerMetricsRow | undefined, l10n: Localizer): string {
  const parts = [
    l10n.t('Layer {0}', layer.name),
    layer.shape.join(l10n.t(' by ')),
    l10n.t('{0} parameters', countText(layer.parameters)),
    ...numberTexts(row, l10n),
    row === undefined
      ? l10n.t('no numbers yet')
      : `${levelText(row.state.level, l10n)}: ${reasonOf(row, l10n)}`,
  ];
  return parts.join(', ');
}

/** The state of a layer with its reason, and how its kernel is read, as lines of Markdown. */
export function layerTooltip(layer: LayerRow, row: LayerMetricsRow | undefined, l10n: Localizer): string {
  const lines = [
    `**${escapeMarkdown(layer.name)}** ${layer.shape.join(' × ')} ${escapeMarkdown(layer.layout)} ${layer.dtype}`,
  ];
  if (layer.note !== undefined) lines.push(escapeMarkdown(l10n.t(layer.note)));
  if (layer.unreadable !== undefined) lines.push(escapeMarkdown(layer.unreadable));
  else if (row === undefined) lines.push(l10n.t('Its numbers are not computed yet.'));
  else {
    const { icon } = layerLook(row);
    lines.push(`$(${icon}) ${levelText(row.state.level, l10n)}: ${escapeMarkdown(reasonOf(row, l10n))}`);
  }
  return lines.join('\n\n');
}

/** Stable rank, and what is known of data capture and alpha. */
function numberTexts(row: LayerMetricsRow | undefined, l10n: Localizer): string[] {
  const { stableRank, dataCapture, topDataEnergy, alpha } = row?.metrics ?? {};
  const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
  return [
    ...(isNumber(stableRank) ? [l10n.t('stable rank {0}', formatNumber(stableRank))] : []),
    ...(isNumber(dataCapture)
      ? [l10n.t('data {0}', shareText(dataCapture))]
      : isNumber(topDataEnergy)
        ? [l10n.t('data {0} in one direction', shareText(topDataEnergy))]
        : isNumber(alpha)
          ? [l10n.t('α {0}', formatNumber(alpha))]
          : []),
  ];
}

function levelText(level: Level, l10n: Localizer): string {
  switch (level) {
    case 'good':
      return l10n.t('good');
    case 'watch':
      return l10n.t('watch');
    case 'bad':
      return l10n.t('bad');
    case 'unknown':
      return l10n.t('unknown');
  }
}

function reasonOf({ state, error }: LayerMetricsRow, l10n: Localizer): string {
  // The literal stands where the reason is made.
  return error ?? l10n.t(state.reason.text, ...state.reason.values);
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');
}
