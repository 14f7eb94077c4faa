import type { Finding } from './finding';
import { localizable, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { isFarEnough } from './runEvidence';
import { measured } from './series';

/** Never more than a thousandth of the task loss: below what a batch's loss varies by. */
const SHARE = 1e-3;
const POINTS = 20;

/**
 * A weighted penalty has never been more than a thousandth of the task loss, from the first step on: lambda is too small
 * for it to change anything. A penalty that was large and has been brought down did its work and is none.
 */
export function penaltyVanishes(run: RunEvidence): Finding[] {
  const task = run.column('taskLoss');
  if (task === undefined || !isFarEnough(run)) return [];
  return run.regularizers.flatMap((name) => {
    const penalty = run.penalty(name);
    if (penalty === undefined) return [];
    const { steps, values: shares } = measured(
      run,
      Array.from(penalty, (value, row) => Math.abs(value / task[row]!)),
    );
    if (shares.length < POINTS) return [];
    const largest = shares.reduce((a, b) => Math.max(a, b));
    if (largest >= SHARE) return [];
    return [
      {
        rule: 'penalty-vanishes',
        severity: 'information',
        message: localizable(
          'penalty {0} was never more than {1} of the task loss',
          name,
          percentText(largest),
        ),
        reason: localizable('So small a penalty hardly changes the training. Raise its lambda.'),
        numbers: { largestShare: largest },
        step: steps[shares.indexOf(largest)]!,
        path: ['regularization', name, ...(name === 'weissi' ? [] : ['lambda'])],
      },
    ];
  });
}
