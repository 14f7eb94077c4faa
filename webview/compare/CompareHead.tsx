import { useState } from 'preact/hooks';
import { Icon } from '../components/icons';
import { Select } from '../components/Select';
import { Menu } from '../components/Menu';
import { modeName } from '../charts/lines';
import { t } from '../page/l10n';
import type { CompareStore } from './compareStore';

/** More runs than these are chosen from a list. */
const MOST_BUTTONS = 12;

/** What is compared, what is missing of it, and what can be done with the comparison. */
export function CompareHead({ store }: { readonly store: CompareStore }) {
  const state = store.state.value;
  const troubles = store.page.runs.value.filter(
    (run) => run.trouble.value !== undefined && run.facts.value === undefined,
  );
  return (
    <header class="run-head">
      <div class="run-line">
        <h1>{titleOf(store)}</h1>
        <span class="muted">{subtitleOf(store)}</span>
        <HeadActions store={store} />
      </div>
      {state?.problem !== undefined && (
        <Message kind="error" text={t('The file cannot be read: {0}', state.problem)} />
      )}
      {state?.missing.map(({ reference, reason }) => (
        <Message key={reference} kind="warning" text={t('Not here: {0}', reason)} />
      ))}
      {troubles.map((run) => (
        <Message key={run.key} kind="error" text={run.trouble.value!} />
      ))}
    </header>
  );
}

function HeadActions({ store }: { readonly store: CompareStore }) {
  const { source, state } = store;
  const runs = store.runs.value;
  const [isPicking, setPicking] = useState(false);
  if (!source.hasHost) return null;
  const baseline = store.shown.value.rows.find(({ isBaseline }) => isBaseline)?.runs[0] ?? runs[0];
  const others = runs.filter((run) => run !== baseline);
  return (
    <span class="run-actions compare-actions">
      <button type="button" class="toggle" onClick={() => source.tell({ type: 'addRuns' })}>
        {t('Add runs…')}
      </button>
      {state.value?.name === undefined && runs.length > 0 && (
        <button type="button" class="toggle" onClick={() => source.tell({ type: 'keep' })}>
          {t('Save comparison…')}
        </button>
      )}
      <Menu
        icon="more"
        label={t('More about the comparison')}
        items={[
          ...(baseline === undefined || others.length === 0
            ? []
            : [{ label: t('Config differences…'), run: () => setPicking(true) }]),
          {
            label: t('HTML report…'),
            run: () => source.tell({ type: 'report', runs: runs.map(({ key }) => key) }),
          },
        ]}
      />
      {isPicking && baseline !== undefined && (
        <DiffChoice store={store} baseline={baseline.key} onClose={() => setPicking(false)} />
      )}
    </span>
  );
}

/** Whose config is held against the baseline's. */
function DiffChoice({
  store,
  baseline,
  onClose,
}: {
  readonly store: CompareStore;
  readonly baseline: string;
  readonly onClose: () => void;
}) {
  const rows = store.table.value.rows;
  const label = rows.find(({ run }) => run.key === baseline)?.label ?? '';
  const others = rows.filter(({ run }) => run.key !== baseline);
  const show = (other: string): void => {
    store.source.tell({ type: 'diff', runs: [baseline, other] });
    onClose();
  };
  return (
    <span class="diff-choice" role="group" aria-label={t('Config differences to {0}', label)}>
      <span class="muted">{t('config of {0} and of', label)}</span>
      {others.length <= MOST_BUTTONS ? (
        others.map(({ run, label: other }) => (
          <button key={run.key} type="button" class="link-button" onClick={() => show(run.key)}>
            {other}
          </button>
        ))
      ) : (
        <Select
          label={t('Config differences to {0}', label)}
          value=""
          options={[
            { value: '', label: t('choose a run…') },
            ...others.map(({ run, label: other }) => ({ value: run.key, label: other })),
          ]}
          onChange={(key) => {
            if (key !== '') show(key);
          }}
        />
      )}
      <button type="button" class="link-button" onClick={onClose}>
        {t('close')}
      </button>
    </span>
  );
}

function Message({ kind, text }: { readonly kind: 'error' | 'warning'; readonly text: string }) {
  return (
    <p class={`message ${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <Icon name={kind} />
      <span>{text}</span>
    </p>
  );
}

/** The file's name, or what the runs have in common. */
function titleOf(store: CompareStore): string {
  const name = store.state.value?.name;
  if (name !== undefined) return name;
  const names = [...new Set(store.runs.value.map(({ facts }) => facts.name))];
  if (names.length === 0) return t('Comparison');
  return names.length <= 3 ? names.join(', ') : t('{0} configs', names.length);
}

function subtitleOf(store: CompareStore): string {
  const runs = store.runs.value;
  const modes = [...new Set(runs.map(({ facts }) => modeName(facts.mode)))];
  const going = runs.filter(({ facts }) => ['queued', 'running', 'paused'].includes(facts.status)).length;
  const count = runs.length === 1 ? t('1 run') : t('{0} runs', runs.length);
  const parts = [modes.length <= 6 ? modes.join(', ') : t('{0} modes', modes.length), count];
  if (going > 0) parts.push(t('{0} going on', going));
  return parts.filter((part) => part !== '').join(' · ');
}
