import { t } from '../page/l10n';
import type { PageStore } from '../store/pageStore';
import { CurvesSection } from './CurvesSection';
import { Findings } from './findings';
import { Header } from './Header';
import { LiveRegion } from './LiveRegion';
import { SECTIONS } from './sections';
import { Toolbar } from './Toolbar';
import { useCursorKeys } from './useCursorKeys';

/** The page of one run. */
export function Dashboard({ store }: { readonly store: PageStore }) {
  useCursorKeys(store);
  const run = store.runs.value[0];
  const facts = run?.facts.value;
  if (run === undefined || facts === undefined) {
    const trouble = run?.trouble.value;
    return trouble === undefined ? (
      <p class="empty">{t('Reading the run…')}</p>
    ) : (
      <p class="message error" role="alert">
        {trouble}
      </p>
    );
  }
  const failure = store.failure.value;
  return (
    <>
      <Header store={store} run={run} facts={facts} />
      {failure !== undefined && (
        <p class="message error" role="alert">
          {failure}
        </p>
      )}
      <Findings store={store} run={run} />
      <Toolbar store={store} run={run} />
      <CurvesSection store={store} run={run} />
      {SECTIONS.map((Part) => (
        <Part key={Part.name} store={store} run={run} />
      ))}
      <LiveRegion store={store} run={run} />
    </>
  );
}
