import { useState } from 'preact/hooks';
import type { Finding, LocalizableText } from '../../../src/diagnostics/findings/finding';
import { Icon } from '../../components/icons';
import { t, translated } from '../../page/l10n';
import { formatCount } from '../../page/numbers';
import type { PageStore } from '../../store/pageStore';
import type { RunSectionProps } from '../sections';
import './findings.css';
import { useFindings } from './useFindings';

/** As many are shown at once, so that a network of 200 layers does not push the curves off the page. */
const SHOWN = 5;

/** What the numbers of the run show, a line each; nothing where they show nothing. */
export function Findings({ store, run }: RunSectionProps) {
  const findings = useFindings(run);
  const [showsAll, setShowsAll] = useState(false);
  if (findings.length === 0) return null;
  const hidden = showsAll ? 0 : Math.max(0, findings.length - SHOWN);
  return (
    <section id="findings" class="findings" aria-label={t('Findings')}>
      <ul>
        {findings.slice(0, findings.length - hidden).map((finding) => (
          <FindingLine key={`${finding.rule} ${finding.layer ?? ''}`} store={store} finding={finding} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" class="finding-link" onClick={() => setShowsAll(true)}>
          {t('{0} more', hidden)}
        </button>
      )}
    </section>
  );
}

interface FindingLineProps {
  readonly store: PageStore;
  readonly finding: Finding;
}

function FindingLine({ store, finding }: FindingLineProps) {
  const { severity, message, reason, rule } = finding;
  const { source } = store;
  return (
    <li class={`finding ${severity}`}>
      <details>
        <summary>
          <Icon name={severity} />
          <span class="unseen">{severity === 'warning' ? t('Warning:') : t('Information:')}</span>
          <span class="finding-message">{localized(message)}</span>
          <span class="finding-why">{t('why')}</span>
        </summary>
        <p class="finding-reason">
          {localized(reason)}{' '}
          <button type="button" class="finding-link" onClick={() => show(store, finding)}>
            {t('show step {0}', formatCount(finding.step))}
          </button>
        </p>
      </details>
      {source.showDocs !== undefined && (
        <button
          type="button"
          class="finding-link"
          aria-label={t('docs of {0}', rule)}
          onClick={() => void store.report(() => source.showDocs!(rule))}
        >
          {t('docs')}
        </button>
      )}
    </li>
  );
}

/** Moves the page to what shows the finding. */
function show(store: PageStore, { step, layer }: Finding): void {
  store.cursor.moveTo(step);
  if (layer !== undefined) store.selectedLayer.value = layer;
}

/** The texts are literals where a rule makes them. */
function localized({ text, values }: LocalizableText): string {
  return translated(text, values);
}
