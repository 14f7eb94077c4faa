import { useMemo, useState } from 'preact/hooks';
import type { ReportData, ReportRun } from '../../src/messages/reportData';
import { modeName } from '../charts/lines';
import { Dashboard } from '../dashboard/Dashboard';
import { t } from '../page/l10n';
import { PageStore } from '../store/pageStore';
import { DocsDialog } from './DocsDialog';
import { ReportSource } from './reportSource';
import { sameView } from './sameView';

/** The views of a run, and which of the runs they show. */
export function Report({ data }: { readonly data: ReportData }) {
  const [index, setIndex] = useState(0);
  const [docsRule, setDocsRule] = useState<string | undefined>(undefined);
  const run = data.runs[index]!;
  const stores = useMemo(
    () =>
      data.runs.map(
        (each) =>
          new PageStore(new ReportSource(each, data.docs === undefined ? undefined : setDocsRule), {
            read: () => undefined,
            write: () => undefined,
          }),
      ),
    [data],
  );
  const show = (next: number): void => {
    sameView(stores[index]!, stores[next]!);
    setIndex(next);
  };
  return (
    <>
      <nav class="report-head" aria-label={t('Runs of this report')}>
        {data.runs.length > 1 &&
          data.runs.map((each, i) => (
            <button
              type="button"
              key={each.facts.id}
              class={`toggle ${i === index ? 'on' : ''}`}
              aria-pressed={i === index}
              onClick={() => show(i)}
            >
              {each.facts.name} · {modeName(each.facts.mode)} · {t('seed {0}', each.facts.seed)}
            </button>
          ))}
        <span class="report-note">{noteOf(data, run)}</span>
      </nav>
      <Dashboard key={run.facts.id} store={stores[index]!} />
      {docsRule !== undefined && data.docs !== undefined && (
        <DocsDialog
          key={docsRule}
          markdown={data.docs}
          rule={docsRule}
          onClose={() => setDocsRule(undefined)}
        />
      )}
    </>
  );
}

/** When it was made, and what is not in it. */
function noteOf({ created, limit }: ReportData, { snapshots, snapshotCount }: ReportRun): string {
  const made = t('Report of {0}.', created.slice(0, 16).replace('T', ' '));
  if (snapshots.length === snapshotCount) return made;
  const omitted = t(
    '{0} of {1} snapshots are in it: a limit of {2} MB was set.',
    snapshots.length,
    snapshotCount,
    Math.round(limit / 1e6),
  );
  return `${made} ${omitted}`;
}
