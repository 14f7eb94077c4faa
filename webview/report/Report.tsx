import { useMemo, useState } from 'preact/hooks';
import type { ReportData } from '../../src/messages/reportData';
import { modeName } from '../charts/lines';
import { Dashboard } from '../dashboard/Dashboard';
import { t } from '../page/l10n';
import { PageStore } from '../store/pageStore';
import { DocsDialog } from './DocsDialog';
import { ReportSource } from './reportSource';
import { sameView } from './sameView';
import { reportNote } from './snapshotsNote';

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
        <span class="report-note">{reportNote(data.created, [run], sizeNote(data))}</span>
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

function sizeNote({ limit }: ReportData): string {
  return t('More would be larger than {0} MB; racecar report --max-mb N sets the limit.', limit / 1e6);
}
