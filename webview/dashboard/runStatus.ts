import type { RunFacts, RunStatus } from '../../src/messages/dashboardMessages';
import { t } from '../page/l10n';
import type { MetricPoints, MetricsTable } from '../store/metricsTable';

export function statusText(status: RunStatus): string {
  return {
    queued: t('waiting'),
    running: t('running'),
    paused: t('paused'),
    finished: t('finished'),
    failed: t('failed'),
    stopped: t('stopped'),
    interrupted: t('interrupted'),
  }[status];
}

/** How far a training is: the manifest is written every few seconds only, a logged step is often newer. */
export function stepsDone(facts: RunFacts, table: MetricsTable): number {
  return facts.status === 'running' ? Math.max(facts.step, table.steps.at(-1) ?? 0) : facts.step;
}

/** Logged steps whose time the speed is taken from. */
const RECENT = 20;

/** Steps per second of late; while a run goes on, the whole run's says little about what is to come. */
export function recentSpeed(table: MetricsTable): number | undefined {
  const { steps } = table;
  const seconds = table.column('seconds');
  const last = steps.length - 1;
  const from = Math.max(0, last - RECENT);
  if (seconds === undefined || last <= from) return undefined;
  const time = seconds[last]! - seconds[from]!;
  return time > 0 ? (steps[last]! - steps[from]!) / time : undefined;
}

/**
 * The best step: where the validation accuracy is the highest, or, as the test split is only reported and serves no
 * choice, where the task loss is the lowest. Of equals the earlier.
 */
export function bestStep(table: MetricsTable): { readonly step: number; readonly by: string } | undefined {
  const byAccuracy = stepOfLargest(table.points('validationAccuracy'), 1);
  if (byAccuracy !== undefined) return { step: byAccuracy, by: t('highest validation accuracy') };
  const byLoss = stepOfLargest(table.points('taskLoss'), -1);
  return byLoss === undefined ? undefined : { step: byLoss, by: t('lowest task loss') };
}

/** The step of the largest value times a sign. */
function stepOfLargest(points: MetricPoints | undefined, sign: 1 | -1): number | undefined {
  let largest = -Infinity;
  let step: number | undefined;
  points?.y.forEach((value, i) => {
    if (!Number.isFinite(value) || sign * value <= largest) return;
    largest = sign * value;
    step = points.steps[i]!;
  });
  return step;
}
