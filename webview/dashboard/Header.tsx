import type { RunAction, RunFacts } from '../../src/messages/dashboardMessages';
import { penaltyColumn } from '../../src/messages/dashboardMessages';
import { colourOf, modeLook, modeName } from '../charts/lines';
import { Icon } from '../components/icons';
import { IconButton } from '../components/IconButton';
import { Menu } from '../components/Menu';
import { t } from '../page/l10n';
import { formatCount, formatNumber, formatSeconds, formatTime } from '../page/numbers';
import { theme } from '../page/theme';
import type { PageStore } from '../store/pageStore';
import type { RunStore } from '../store/runStore';
import { recentSpeed, statusText, stepsDone } from './runStatus';

interface HeaderProps {
  readonly store: PageStore;
  readonly run: RunStore;
  readonly facts: RunFacts;
}

/** Which run this is, how far it is, and its numbers at the cursor. */
export function Header({ store, run, facts }: HeaderProps) {
  const trouble = run.trouble.value;
  return (
    <header class="run-head">
      <div class="run-line">
        <h1 title={t('{0}, started {1}', facts.id, formatTime(facts.created))}>
          <span
            class="mode-mark"
            style={{ background: colourOf(modeLook(facts.mode), theme.value) }}
            aria-hidden="true"
          />
          {facts.name} · {modeName(facts.mode)} · {t('seed {0}', facts.seed)}
        </h1>
        <Progress run={run} facts={facts} />
        <Actions store={store} run={run} facts={facts} />
      </div>
      <div class="run-line">
        <span class="run-engine" title={facts.device}>
          {engineText(facts)}
        </span>
        <NumbersAtCursor store={store} run={run} facts={facts} />
      </div>
      {facts.error !== undefined && <Message kind="error" text={errorText(facts)} />}
      {facts.warnings.map((warning) => (
        <Message key={warning} kind="warning" text={warning} />
      ))}
      {trouble !== undefined && (
        <Message kind="error" text={t('{0} What was read before is shown.', withStop(trouble))} />
      )}
    </header>
  );
}

function Progress({ run, facts }: { readonly run: RunStore; readonly facts: RunFacts }) {
  const table = run.metrics.value;
  const done = stepsDone(facts, table);
  const isRunning = facts.status === 'running';
  const speed = isRunning ? (recentSpeed(table) ?? facts.stepsPerSecond) : facts.stepsPerSecond;
  return (
    <span class="run-progress">
      <span class={`status ${facts.status}`}>{statusText(facts.status)}</span>
      <span>{t('step {0} / {1}', formatCount(done), formatCount(facts.steps))}</span>
      {speed !== undefined && <span>{t('{0} steps/s', formatNumber(Math.round(speed * 10) / 10))}</span>}
      {isRunning && speed !== undefined && speed > 0 && (
        <span>{t('{0} left', formatSeconds((facts.steps - done) / speed))}</span>
      )}
      {isRunning && <progress max={facts.steps} value={done} aria-label={t('Progress of the training')} />}
    </span>
  );
}

function Actions({ store, run, facts }: HeaderProps) {
  const act = (action: RunAction) => () => void store.report(() => store.source.act(run.key, action));
  const { training, folders } = store.capabilities.value;
  const isGoing = facts.status === 'running' || facts.status === 'queued';
  const canResume = ['paused', 'stopped', 'interrupted', 'failed'].includes(facts.status);
  return (
    <span class="run-actions">
      {training && facts.status === 'running' && (
        <IconButton icon="pause" label={t('Pause training')} onClick={act('pause')} />
      )}
      {training && canResume && (
        <IconButton icon="resume" label={t('Resume training')} onClick={act('resume')} />
      )}
      {training && (isGoing || facts.status === 'paused') && (
        <IconButton icon="stop" label={t('Stop training')} onClick={act('stop')} />
      )}
      {folders && (
        <Menu
          icon="more"
          label={t('More about the run')}
          items={[
            { label: t('Open config'), run: act('openConfig') },
            { label: t('Reveal run folder'), run: act('revealFolder') },
            { label: t('Show log'), run: act('showLog') },
          ]}
        />
      )}
    </span>
  );
}

/** Its own component, so that a moving cursor renders the numbers only. */
function NumbersAtCursor({ store, run, facts }: HeaderProps) {
  const table = run.metrics.value;
  const row = table.rowAt(store.cursor.step.value);
  const columns: readonly (readonly [string, string])[] = [
    [t('loss'), 'loss'],
    [t('task'), 'taskLoss'],
    ...facts.regularizers.map((name) => [modeName(name), penaltyColumn(name)] as const),
  ];
  const accuracies: readonly (readonly [string, string])[] = [
    [t('validation accuracy'), 'validationAccuracy'],
    [t('test accuracy'), 'testAccuracy'],
  ];
  const numbers = [
    ...columns.map(([label, name]) => [label, formatNumber(table.value(name, row))] as const),
    ...accuracies.map(([label, name]) => [label, percent(table.lastValue(name, row))] as const),
  ].filter(([, value]) => value !== '–');
  if (numbers.length === 0) return null;
  return (
    <dl class="run-numbers" aria-label={t('Numbers at the cursor')}>
      {numbers.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Message({ kind, text }: { readonly kind: 'error' | 'warning'; readonly text: string }) {
  return (
    <p class={`message ${kind}`}>
      <Icon name={kind} />
      <span>{text}</span>
    </p>
  );
}

function errorText({ error, step }: RunFacts): string {
  const text = withStop(error!.message);
  return t('{0} What was logged up to step {1} is kept.', text, formatCount(error!.step ?? step));
}

function engineText({ engine, threads }: RunFacts): string {
  if (threads === undefined) return engine;
  return threads === 1 ? t('{0} (1 thread)', engine) : t('{0} ({1} threads)', engine, threads);
}

/** A message as a sentence that another can follow; what to do about it is on a line of its own in a terminal. */
function withStop(text: string): string {
  const inline = text.replace(/([.!?])?\n {2}(?=\S)/g, (_, stop: string | undefined) => `${stop ?? '.'} `);
  const sentence = inline.charAt(0).toUpperCase() + inline.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function percent(value: number): string {
  return Number.isNaN(value) ? '–' : `${Math.round(value * 1000) / 10} %`;
}
