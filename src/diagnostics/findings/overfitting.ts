import type { Finding } from './finding';
import { localizable, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { newest } from './series';

/** Ten points. */
const GAP = 0.1;
/** The gap must be this many standard errors of an accuracy measured on so few samples. */
const STANDARD_ERRORS = 3;

/**
 * The training set is known better than what was held out: the gap of the accuracies is at least ten points and three
 * standard errors sqrt(p (1 − p) / n) of their difference. Measured on the validation split, or without one on the test split.
 */
export function overfitting(run: RunEvidence): Finding[] {
  const split = run.samples.validation > 0 ? 'validation' : 'test';
  const [train] = newest(run, run.column('trainAccuracy'), 1);
  const [heldOut] = newest(run, run.column(`${split}Accuracy`), 1);
  if (train === undefined || heldOut === undefined) return [];
  const gap = train.value - heldOut.value;
  const error = Math.sqrt(
    variance(train.value, run.samples.train) + variance(heldOut.value, run.samples[split]),
  );
  if (gap < GAP || gap < STANDARD_ERRORS * error) return [];
  const values = [percentText(train.value), percentText(heldOut.value)] as const;
  return [
    {
      rule: 'overfitting',
      severity: 'warning',
      message:
        split === 'validation'
          ? localizable('overfitting: training accuracy {0}, validation accuracy {1}', ...values)
          : localizable('overfitting: training accuracy {0}, test accuracy {1}', ...values),
      reason: localizable(
        'The network knows its training samples by heart. More data, a stronger regularizer, weight decay or fewer epochs can close the gap.',
      ),
      numbers: { trainAccuracy: train.value, heldOutAccuracy: heldOut.value, standardError: error },
      step: heldOut.step,
      path: ['regularization'],
    },
  ];
}

/** Of a share p of n samples. One sample is added to either side, so that 0 and 1 have a variance as well. */
function variance(p: number, n: number): number {
  const share = (p * n + 1) / (n + 2);
  return (share * (1 - share)) / Math.max(1, n);
}
