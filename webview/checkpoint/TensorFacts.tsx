import { useEffect, useState } from 'preact/hooks';
import type { TensorResult, TensorRow } from '../../src/messages/layerMessages';
import { Cancelled } from '../layers/hostChannel';
import type { LayerStore } from '../layers/layerStore';
import { t } from '../page/l10n';
import { formatCount, formatNumber } from '../page/numbers';
import { noteOf } from './tensorColumns';

interface Kept {
  readonly key: string;
  readonly result?: TensorResult;
  readonly error?: string;
}

/** What the values of the chosen tensor are like. */
export function TensorFacts({
  store,
  tensor,
}: {
  readonly store: LayerStore;
  readonly tensor: TensorRow | undefined;
}) {
  const inspection = store.opened.value?.inspection;
  const [kept, setKept] = useState<Kept | undefined>(undefined);
  const key = `${inspection} ${tensor?.name}`;
  const isReadable = tensor !== undefined && tensor.unreadable === undefined;
  useEffect(() => {
    if (inspection === undefined || tensor === undefined || !isReadable) return undefined;
    const abort = new AbortController();
    store.channel
      .ask('tensor', { inspection, tensor: tensor.name }, { signal: abort.signal })
      .then((result) => setKept({ key, result }))
      .catch((error: Error) => {
        if (!(error instanceof Cancelled)) setKept({ key, error: error.message });
      });
    return () => abort.abort();
  }, [key, isReadable]);
  if (tensor === undefined) return null;
  const note = noteOf(tensor);
  const now = kept?.key === key ? kept : undefined;
  return (
    <div class="tensor-facts" role="region" aria-label={t('Values of {0}', tensor.name)}>
      <strong>{tensor.name}</strong>
      {note !== '' && <p>{note}</p>}
      {now?.error !== undefined && (
        <p class="message error" role="alert">
          {now.error}
        </p>
      )}
      {isReadable && now === undefined && <p class="muted">{t('reading …')}</p>}
      {now?.result !== undefined && <p>{factsText(now.result)}</p>}
    </div>
  );
}

function factsText({ min, max, mean, standardDeviation, zeros, notFinite }: TensorResult): string {
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value));
  const parts = [
    t('{0} to {1}', number(min), number(max)),
    t('mean {0}', number(mean)),
    t('standard deviation {0}', number(standardDeviation)),
    t('{0} zeros', formatCount(zeros)),
  ];
  if (notFinite > 0) parts.push(t('{0} not finite', formatCount(notFinite)));
  return parts.join(' · ');
}
