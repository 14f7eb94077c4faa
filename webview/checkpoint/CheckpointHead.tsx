import { useState } from 'preact/hooks';
import type { OpenedInspection } from '../../src/messages/layerMessages';
import type { ModelSummary } from '../../src/diagnostics/kernel/modelSummary';
import type { IconName } from '../components/icons';
import { Icon } from '../components/icons';
import { Menu } from '../components/Menu';
import { localized } from '../layers/LayerFindings';
import type { LayerStore } from '../layers/layerStore';
import { t, translated } from '../page/l10n';
import { formatCount } from '../page/numbers';
import { byteText } from './byteText';
import { modelCsv, modelJson } from './exportModel';
import type { ModelRow } from './modelColumns';
import { ModelNumbers } from './ModelNumbers';

export interface CheckpointHeadProps {
  readonly store: LayerStore;
  readonly opened: OpenedInspection;
  readonly rows: readonly ModelRow[];
}

/** What the file is, what its numbers say in one sentence, and what can be done with it. */
export function CheckpointHead({ store, opened, rows }: CheckpointHeadProps) {
  const { title, format, tensors, parameters, bytes, file, notes } = opened;
  const { summary } = store.rows.value;
  const { data, copied } = store.status.value;
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const save = (ending: string, content: string): void => {
    const name = `${title.replace(/\.[^.]+$/, '')}-layers.${ending}`;
    void store.save(name, () => content).then(setTrouble);
  };
  const facts = [
    format,
    tensors.length === 1 ? t('1 tensor') : t('{0} tensors', formatCount(tensors.length)),
    t('{0} parameters', formatCount(parameters)),
    byteText(bytes),
  ];
  return (
    <header class="checkpoint-head">
      <div class="checkpoint-title">
        <h1 title={file}>{title}</h1>
        <div class="checkpoint-actions">
          <button type="button" class="text-button" onClick={() => store.channel.act('chooseData')}>
            {data === undefined ? t('Choose data…') : t('Other data…')}
          </button>
          <Menu
            icon="export"
            label={t('Export the layers')}
            items={[
              { label: t('CSV table'), run: () => save('csv', modelCsv(rows)) },
              { label: t('JSON'), run: () => save('json', modelJson(opened, rows, summary)) },
            ]}
          />
        </div>
      </div>
      {trouble !== undefined && (
        <p class="message error" role="alert">
          {trouble}
        </p>
      )}
      <p class="muted">{facts.join(' · ')}</p>
      {copied === true && (
        <p class="muted">
          {t(
            'It was read as a whole: where it lies, no part of a file can be read alone. Other files of a sharded model are not reached there.',
          )}
        </p>
      )}
      <DataLine store={store} />
      {summary !== undefined && (
        <p class="message checkpoint-summary">
          <Icon name={summaryIcon(summary.counts)} />
          <span>{localized(summary.finding)}</span>
        </p>
      )}
      {summary !== undefined && <ModelNumbers summary={summary} rows={rows} />}
      {notes.length > 0 && (
        <details class="notes" open={notes.length <= 3}>
          <summary>
            {notes.length === 1
              ? t('One note on reading it')
              : t('{0} notes on reading it', formatCount(notes.length))}
          </summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{translated(note, [])}</li>
            ))}
          </ul>
        </details>
      )}
    </header>
  );
}

function summaryIcon({ bad, watch }: ModelSummary['counts']): IconName {
  if (bad > 0) return 'error';
  return watch > 0 ? 'warning' : 'information';
}

/** What data the numbers are of. */
function DataLine({ store }: { readonly store: LayerStore }) {
  const { data, dataProgress, dataTrouble } = store.status.value;
  if (dataTrouble !== undefined) {
    return (
      <p class="message error" role="alert">
        {dataTrouble}
      </p>
    );
  }
  if (dataProgress !== undefined) {
    const phase = translated(dataProgress.phase, []);
    return (
      <p class="layer-progress" role="status">
        <span>{t('data: {0}', phase)}</span>
        <progress max={1} value={dataProgress.fraction} aria-label={phase} />
        <button type="button" class="link-button" onClick={() => store.channel.act('cancelData')}>
          {t('cancel')}
        </button>
      </p>
    );
  }
  if (data === undefined) return null;
  return (
    <>
      <p class="muted">{t('data: {0}, {1} samples', data.title, formatCount(data.samples))}</p>
      {data.notes.map((note) => (
        <p key={note} class="muted">
          {translated(note, [])}
        </p>
      ))}
    </>
  );
}
