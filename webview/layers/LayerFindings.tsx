import type { Finding, LocalizableText } from '../../src/diagnostics/findings/finding';
import type { LayerState } from '../../src/diagnostics/kernel/layerState';
import type { LayerMetricsRow } from '../../src/messages/layerMessages';
import type { IconName } from '../components/icons';
import { Icon } from '../components/icons';
import { t, translated } from '../page/l10n';

const ICONS: Readonly<Record<LayerState['level'], IconName>> = {
  good: 'good',
  watch: 'warning',
  bad: 'error',
  unknown: 'information',
};

/** A state's level in words. */
export function levelName(level: LayerState['level']): string {
  const names = { good: t('good'), watch: t('watch'), bad: t('bad'), unknown: t('unknown') };
  return names[level];
}

/** A state as a picture, whose shape says as much as its colour. */
export function StateIcon({ level }: { readonly level: LayerState['level'] }) {
  return (
    <span class={`layer-state ${level}`} role="img" aria-label={levelName(level)} title={levelName(level)}>
      <Icon name={ICONS[level]} />
    </span>
  );
}

/** What the numbers say of a layer: its state with the reason, and the run's findings about it. */
export function LayerFindings({
  row,
  findings,
}: {
  readonly row: LayerMetricsRow;
  readonly findings: readonly Finding[];
}) {
  const own = findings.filter(({ layer }) => layer === row.layer);
  return (
    <ul class="layer-findings" aria-label={t('Findings')}>
      <li>
        <StateIcon level={row.state.level} />
        <span>{localized(row.state.reason)}</span>
      </li>
      {own.map(({ rule, severity, message, reason }) => (
        <li key={rule}>
          <Icon name={severity} />
          <details>
            <summary>
              <span class="unseen">{severity === 'warning' ? t('Warning:') : t('Information:')}</span>
              {localized(message)}
            </summary>
            <p>{localized(reason)}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** A text whose literal stands where the rule makes it. */
export function localized({ text, values }: LocalizableText): string {
  return translated(text, values);
}
