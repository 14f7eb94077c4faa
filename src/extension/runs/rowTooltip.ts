import { formatDuration, formatNumber } from '../../cli/table';
import type { Localizer } from './localizer';
import { countText, dateText, rateText, shareText, timeLeft } from './numberTexts';
import { rowLabel, stateText } from './rowTexts';
import type { RunRow } from './runRow';

/** All that a list knows of a run, as Markdown: a heading, what went wrong, the facts, and where it lies. */
export function rowTooltip(row: RunRow, l10n: Localizer): string {
  const heading = `**${escapeMarkdown(row.name)} · ${escapeMarkdown(rowLabel(row, l10n))}** — ${stateText(row.state, l10n)}`;
  const facts = factsOf(row, l10n).map(
    ([name, value]) => `| ${name} | ${escapeMarkdown(value).replace(/\n/g, ' ')} |`,
  );
  const table = facts.length === 0 ? [] : [['| | |', '|:--|:--|', ...facts].join('\n')];
  const folder = row.folder === undefined ? [] : [code(row.folder.directory)];
  return [heading, ...troubles(row, l10n), ...table, ...folder].join('\n\n');
}

/** Why a run failed or was interrupted, what it was warned of, and that it does not answer. */
function troubles({ stored, supervised, state }: RunRow, l10n: Localizer): string[] {
  const { error, interruption, warnings = supervised?.run?.warnings ?? [] } = stored?.summary ?? {};
  const texts: string[] = [];
  if (state === 'failed' && error !== undefined) {
    const where = error.step === undefined ? '' : ` (${l10n.t('step {0}', countText(error.step))})`;
    texts.push(`$(error) ${lines(error.message)}${where}`);
  }
  if (state === 'interrupted') {
    const unknown = l10n.t('Its process ended without a word: it was killed, or the machine went down.');
    texts.push(`$(warning) ${lines(interruption?.message ?? unknown)}`);
  }
  if (supervised?.responsive === false) {
    texts.push(`$(warning) ${l10n.t('Its process does not answer: a step takes long, or it hangs.')}`);
  }
  return [...texts, ...warnings.map((warning) => `$(info) ${lines(warning)}`)];
}

function factsOf(row: RunRow, l10n: Localizer): [string, string][] {
  const { step, steps, stepsPerSecond, accuracy, taskLoss, state, created, ended } = row;
  const summary = row.stored?.summary;
  const run = row.supervised?.run;
  const facts: [string, string | undefined][] = [
    [l10n.t('step'), steps === undefined ? undefined : `${countText(step ?? 0)} / ${countText(steps)}`],
    [l10n.t('speed'), stepsPerSecond ? rateText(stepsPerSecond) : undefined],
    [l10n.t('left'), state === 'running' ? timeLeft(step ?? 0, steps ?? 0, stepsPerSecond) : undefined],
    ...resultsOf(row, l10n),
    [l10n.t('accuracy'), summary?.final || accuracy === undefined ? undefined : shareText(accuracy)],
    [l10n.t('task loss'), summary?.final || taskLoss === undefined ? undefined : formatNumber(taskLoss)],
    [l10n.t('engine'), engineText(summary?.engine ?? run?.engine, summary?.device ?? run?.device)],
    [l10n.t('engine chosen because'), run?.engineReason],
    [l10n.t('threads'), summary?.threads === undefined ? undefined : String(summary.threads)],
    [l10n.t('data'), summary === undefined ? undefined : dataText(summary.data, l10n)],
    [l10n.t('started'), created === undefined ? undefined : dateText(created)],
    [l10n.t('ended'), ended === undefined ? undefined : dateText(ended)],
    [l10n.t('took'), tookText(row)],
    [l10n.t('process'), processText(row)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function resultsOf({ stored }: RunRow, l10n: Localizer): [string, string | undefined][] {
  const final = stored?.summary.final;
  if (final === undefined) return [];
  const share = (value: number | null | undefined): string | undefined =>
    value === undefined || value === null ? undefined : shareText(value);
  return [
    [l10n.t('test accuracy'), share(final.testAccuracy)],
    [l10n.t('validation accuracy'), share(final.validationAccuracy)],
    [l10n.t('training accuracy'), share(final.trainAccuracy)],
    [l10n.t('loss'), formatNumber(final.loss)],
    [l10n.t('task loss'), formatNumber(final.taskLoss)],
    ...Object.entries(final.penalties).map(([name, value]): [string, string] => [
      l10n.t('penalty {0}', name),
      formatNumber(value),
    ]),
  ];
}

function engineText(engine: string | undefined, device: string | undefined): string | undefined {
  if (engine === undefined) return undefined;
  return device === undefined || device === '' ? engine : `${engine} · ${device}`;
}

function dataText(
  { shape, train, validation, test }: { shape: number[]; train: number; validation: number; test: number },
  l10n: Localizer,
): string {
  const counts = [train, validation, test].map(countText).join(' / ');
  return l10n.t('{0} samples (training / validation / test) of [{1}]', counts, shape.join(', '));
}

/** Of a run that went on later than it began, nobody wrote down how long it rested. */
function tookText({ stored, ended }: RunRow): string | undefined {
  const { started, created } = stored?.summary ?? {};
  if (started === undefined || ended === undefined || started !== created) return undefined;
  return formatDuration((Date.parse(ended) - Date.parse(started)) / 1000);
}

/** Where a live run is trained, when it is not this window that does it. */
function processText({ stored, supervised }: RunRow): string | undefined {
  const live = stored?.status === 'running' || stored?.status === 'paused';
  if (!live || supervised !== undefined || stored.summary.pid === undefined) return undefined;
  return `${stored.summary.pid} · ${stored.summary.host ?? ''}`;
}

function lines(text: string): string {
  return escapeMarkdown(text).replace(/\n/g, '  \n');
}

/** Text that Markdown, also in a table, takes for nothing but text. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>$~&]/g, '\\$&').replace(/\r/g, '');
}

function code(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  return `${fence}${fence.length > 1 ? ' ' : ''}${text}${fence.length > 1 ? ' ' : ''}${fence}`;
}
