import { formatNumber } from '../../cli/table';
import { RUN_ITEM } from '../contributedNames';
import type { Localizer } from './localizer';
import { modeName, modeColor } from './modeLook';
import { ageText, countText, rateText, shareText, startText, timeLeft } from './numberTexts';
import type { RunRow, RunState } from './runRow';

/** Shapes say the state, so that colour is free for the mode; but a cross in green would read as a success. */
const ICONS: Readonly<Record<RunState, string>> = {
  queued: 'clock',
  starting: 'loading~spin',
  running: 'sync~spin',
  paused: 'debug-pause',
  stopping: 'loading~spin',
  finished: 'pass',
  failed: 'error',
  stopped: 'circle-slash',
  interrupted: 'warning',
};

/** Name of the codicon of a state. */
export function stateIcon(state: RunState): string {
  return ICONS[state];
}

/** Id of the theme colour of a run's icon: its mode's, or that of what went wrong. */
export function iconColor({ state, mode }: { readonly state: RunState; readonly mode: string }): string {
  if (state === 'failed') return 'list.errorForeground';
  if (state === 'interrupted') return 'list.warningForeground';
  return modeColor(mode);
}

export function stateText(state: RunState, l10n: Localizer): string {
  switch (state) {
    case 'queued':
      return l10n.t('queued');
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running');
    case 'paused':
      return l10n.t('paused');
    case 'stopping':
      return l10n.t('stopping');
    case 'finished':
      return l10n.t('finished');
    case 'failed':
      return l10n.t('failed');
    case 'stopped':
      return l10n.t('stopped');
    case 'interrupted':
      return l10n.t('interrupted');
  }
}

/** Such as "RR · seed 0". */
export function rowLabel({ mode, seed }: RunRow, l10n: Localizer): string {
  return mode === '' ? l10n.t('training') : l10n.t('{0} · seed {1}', modeName(mode), seed);
}

/** What stands beside the label, for a live run "62 % · 3,120/5,000 · 612/s · 3 s left". */
export function rowDescription(row: RunRow, now: number, l10n: Localizer): string {
  return join(rowFacts(row, now, l10n));
}

function rowFacts(row: RunRow, now: number, l10n: Localizer): (string | undefined)[] {
  const age = row.created === undefined ? undefined : ageText(row.ended ?? row.created, now, l10n);
  const began = row.isOneOfSeveral && row.created !== undefined ? startText(row.created, now) : undefined;
  switch (row.state) {
    case 'queued':
    case 'starting':
      return [stateText(row.state, l10n), stepsText(row), carriedOnText(row, l10n), began];
    case 'running':
      return [
        doneText(row),
        stepsText(row),
        rateOf(row),
        leftText(row, l10n),
        carriedOnText(row, l10n),
        began,
      ];
    case 'paused':
    case 'stopping':
      return [stateText(row.state, l10n), doneText(row), stepsText(row), began];
    case 'finished':
      return [began, accuracyText(row, l10n), lossText(row, l10n), age];
    default:
      return [began, stateText(row.state, l10n), stepsText(row), age];
  }
}

function doneText({ step, steps }: RunRow): string | undefined {
  return step === undefined || !steps ? undefined : `${Math.floor((step / steps) * 100)} %`;
}

function stepsText({ step, steps }: RunRow): string | undefined {
  return step === undefined || steps === undefined ? undefined : `${countText(step)}/${countText(steps)}`;
}

function rateOf({ stepsPerSecond }: RunRow): string | undefined {
  // Before the first steps are done nobody knows it.
  return stepsPerSecond ? rateText(stepsPerSecond) : undefined;
}

function leftText({ step, steps, stepsPerSecond }: RunRow, l10n: Localizer): string | undefined {
  if (step === undefined || steps === undefined) return undefined;
  const left = timeLeft(step, steps, stepsPerSecond);
  return left === undefined ? undefined : l10n.t('{0} left', left);
}

function carriedOnText({ isCarriedOn }: RunRow, l10n: Localizer): string | undefined {
  return isCarriedOn ? l10n.t('resumed') : undefined;
}

function accuracyText({ accuracy }: RunRow, l10n: Localizer): string | undefined {
  return accuracy === undefined ? undefined : l10n.t('acc {0}', shareText(accuracy));
}

function lossText({ taskLoss }: RunRow, l10n: Localizer): string | undefined {
  return taskLoss === undefined ? undefined : l10n.t('task {0}', formatNumber(taskLoss));
}

/** What a screen reader says of a row; the icon and its colour are in it as words. */
export function rowSpoken(row: RunRow, now: number, l10n: Localizer): string {
  const facts = rowFacts(row, now, l10n).filter((fact) => fact !== stateText(row.state, l10n));
  const label = rowLabel(row, l10n);
  return [row.name, label, stateText(row.state, l10n), ...facts]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The words that menus ask a row's item for. */
export function rowContext(row: RunRow): string {
  const words: string[] = [];
  if (row.folder !== undefined) words.push(RUN_ITEM.run);
  if (row.state === 'queued') words.push(RUN_ITEM.queued);
  if (row.state === 'starting' || row.state === 'running') words.push(RUN_ITEM.running);
  if (row.state === 'paused') words.push(RUN_ITEM.paused);
  if (row.isResumable) words.push(RUN_ITEM.resumable);
  return words.join(' ');
}

/** The status bar's item while something trains: "RR 62 %", or how many; undefined while nothing does. */
export function statusText(rows: readonly RunRow[], l10n: Localizer): string | undefined {
  const active = rows.filter(({ state }) => ['starting', 'running', 'stopping'].includes(state));
  const [only, ...others] = active;
  if (only === undefined) return undefined;
  if (others.length > 0) return `$(sync~spin) ${l10n.t('{0} trainings', active.length)}`;
  const what = only.mode === '' ? l10n.t('training') : modeName(only.mode);
  return `$(sync~spin) ${[what, doneText(only)].filter((part) => part !== undefined).join(' ')}`;
}

function join(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}
