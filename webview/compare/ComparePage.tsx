import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { useCursorKeys } from '../dashboard/useCursorKeys';
import { t } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { CompareHead } from './CompareHead';
import type { CompareStore } from './compareStore';
import { CompareToolbar } from './CompareToolbar';
import { CurvesOfRuns } from './curves/CurvesOfRuns';
import { NotesSection } from './NotesSection';
import { SECTIONS } from './sections';
import { TableSection } from './table/TableSection';

/** The page of a comparison: which is better, by how much, is that chance, and what does it look like inside. */
export function ComparePage({ store }: { readonly store: CompareStore }) {
  useCursorKeys(store.page);
  const state = store.state.value;
  if (state === undefined || !store.page.connected.value) {
    return <p class="empty">{t('Reading the runs…')}</p>;
  }
  const failure = store.page.failure.value;
  const hasRuns = store.runs.value.length > 0;
  return (
    <>
      <CompareHead store={store} />
      {failure !== undefined && (
        <p class="message error" role="alert">
          {failure}
        </p>
      )}
      {!hasRuns && (
        <p class="empty">
          {t('No run is compared yet. Add some: their results, curves and insides appear side by side.')}
        </p>
      )}
      {hasRuns && (
        <>
          <TableSection store={store} />
          <CompareToolbar store={store} />
          <CurvesOfRuns store={store} />
          {SECTIONS.filter(({ appliesTo }) => appliesTo(store)).map(({ Part }) => (
            <Part key={Part.name} store={store} />
          ))}
        </>
      )}
      <NotesSection store={store} />
      <StepRegion store={store} />
    </>
  );
}

/** A screen reader says where the cursor is once it has come to rest. */
const REST_MS = 400;

function StepRegion({ store }: { readonly store: CompareStore }) {
  const [text, setText] = useState('');
  const timer = useRef<number | undefined>(undefined);
  useSignalEffect(() => {
    const step = store.page.cursor.step.value;
    const isFollowing = store.page.cursor.follow.value;
    clearTimeout(timer.current);
    if (!isFollowing) {
      timer.current = window.setTimeout(() => setText(t('Step {0}', formatCount(step))), REST_MS);
    }
  });
  return (
    <div class="unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
