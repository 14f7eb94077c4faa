import type { Finding } from './finding';
import { localizable, numberText } from './finding';
import type { RunEvidence } from './runEvidence';
import { mean, measured } from './series';

/** Several times what it began with, and more than noise of single batches can be. */
const TIMES = 5;
const POINTS = 20;

/**
 * The loss is no longer a finite number, or it has grown to several times what it was at first (means of the last and
 * the first tenth). A penalty may rise by design, so the growth is looked for in the task loss.
 */
export function divergence(run: RunEvidence): Finding[] {
  const path = ['training', 'optimizer', 'learningRate'];
  const reason = localizable(
    'The training diverged. Lower the learning rate or the lambdas, or warm the learning rate up; the snapshots before that step show how it came about.',
  );
  const loss = run.column('loss');
  const lastFinite = measured(run, loss).steps.at(-1);
  const step = notFiniteAt(run, loss);
  if (step !== undefined) {
    return [
      {
        rule: 'divergence',
        severity: 'warning',
        message: localizable('the loss or a weight is not a finite number at step {0}', step),
        reason,
        numbers: { step, ...(lastFinite === undefined ? {} : { lastFinite }) },
        step,
        path,
      },
    ];
  }
  const { steps, values } = measured(run, run.column('taskLoss'));
  if (values.length < POINTS) return [];
  const tenth = Math.floor(values.length / 10);
  const [first, now] = [mean(values, 0, tenth), mean(values, values.length - tenth)];
  if (first <= 0 || now < TIMES * first || now < TIMES * values[0]!) return [];
  return [
    {
      rule: 'divergence',
      severity: 'warning',
      message: localizable(
        'the task loss has grown from {0} to {1}',
        numberText(values[0]!),
        numberText(now),
      ),
      reason,
      numbers: { first, last: now },
      step: steps.at(-1)!,
      path,
    },
  ];
}

/** A training ends at the first step whose loss or weights are not finite; its last line may be of an earlier one. */
function notFiniteAt(run: RunEvidence, loss: ArrayLike<number> | undefined): number | undefined {
  const steps = run.column('step');
  for (let row = 0; row < (loss?.length ?? 0); row++) {
    if (Math.abs(loss![row]!) === Infinity) return steps?.[row];
  }
  return run.divergedAt;
}
