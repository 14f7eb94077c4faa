import type { RunFacts, RunStatus } from '../../src/messages/dashboardMessages';
import { t } from '../page/l10n';
import type { MetricsTable } from '../store/metricsTable';

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
  const { steps } = table;
  const accuracy = table.column('validationAccuracy');
  const byAccuracy = accuracy && indexOfLargest(accuracy);
  if (byAccuracy !== undefined) return { step: steps[byAccuracy]!, by: t('highest validation accuracy') };
  const loss = table.column('taskLoss');
  const byLoss = loss && indexOfLargest(loss.map((value) => -value));
  return byLoss === undefined ? undefined : { step: steps[byLoss]!, by: t('lowest task loss') };
}

function indexOfLargest(values: Float64Array): number | undefined {
  let best: number | undefined;
  values.forEach((value, i) => {
    if (Number.isFinite(value) && (best === undefined || value > values[best]!)) best = i;
  });
  return best;
}
