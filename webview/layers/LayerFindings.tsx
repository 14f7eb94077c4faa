import type { ComponentChildren } from 'preact';
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
  const { state, layer } = row;
  const own = findings.filter((finding) => finding.layer === layer);
  // A finding that tells of the same number as the state does knows more of it, and is told alone.
  const same = own.find(({ numbers }) => state.about !== undefined && state.about in numbers);
  return (
    <ul class="layer-findings" aria-label={t('Findings')}>
      <li>
        <StateIcon level={state.level} />
        {same === undefined ? <span>{localized(state.reason)}</span> : <Told finding={same} />}
      </li>
      {own
        .filter((finding) => finding !== same)
        .map((finding) => (
          <li key={finding.rule}>
            <Icon name={finding.severity} />
            <Told finding={finding}>
              <span class="unseen">{finding.severity === 'warning' ? t('Warning:') : t('Information:')}</span>
            </Told>
          </li>
        ))}
    </ul>
  );
}

interface ToldProps {
  readonly finding: Finding;
  readonly children?: ComponentChildren;
}

/** A finding, and on demand what it means. */
function Told({ finding: { message, reason }, children }: ToldProps) {
  return (
    <details>
      <summary>
        {children}
        {localized(message)}
      </summary>
      <p>{localized(reason)}</p>
    </details>
  );
}

/** A text whose literal stands where the rule makes it. */
export function localized({ text, values }: LocalizableText): string {
  return translated(text, values);
}
