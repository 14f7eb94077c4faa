import { Section } from '../components/Section';
import { t } from '../page/l10n';
import type { CompareStore } from './compareStore';

const FEWEST_LINES = 3;
const MOST_LINES = 16;

/** What the user writes about the comparison; kept in its file. */
export function NotesSection({ store }: { readonly store: CompareStore }) {
  const text = store.notes.value;
  if (!store.source.hasHost && text === '') return null;
  const lines = Math.min(MOST_LINES, Math.max(FEWEST_LINES, text.split('\n').length));
  return (
    <Section id="notes" title={t('Notes')}>
      <textarea
        class="text-input notes"
        rows={lines}
        aria-label={t('Notes')}
        placeholder={t('What is compared here, and what it shows.')}
        readOnly={!store.source.hasHost}
        value={text}
        onInput={(event) => store.edit({ notes: event.currentTarget.value || null })}
      />
    </Section>
  );
}
