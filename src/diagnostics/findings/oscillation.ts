import type { Finding } from './finding';
import { localizable, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { measured, median } from './series';

const POINTS = 40;
/** Part of the logged steps at which a loss that should fall has risen. */
const RISING = 1 / 3;
/** The typical rise, as a part of the loss. */
const RISE = 0.1;

/**
 * The loss goes up and down though each step sees the whole training set. Without noise from batches or dropout a step
 * that is short enough lowers the loss, so rises of a tenth at a third of the steps mean steps that overshoot. With
 * mini-batches the same picture is mere noise, and ort draws a new vector at each step: there nothing is said.
 */
export function oscillation(run: RunEvidence): Finding[] {
  const isWholeSet = run.batchSize !== undefined && run.batchSize >= run.samples.train;
  const isNoisy = run.regularizers.includes('ort') || run.layers.some(({ type }) => /dropout/i.test(type));
  if (!isWholeSet || isNoisy) return [];
  const { steps, values } = measured(run, run.column('loss'));
  if (values.length < POINTS) return [];
  const half = values.slice(values.length >> 1);
  const changes = half.slice(1).map((value, i) => (value - half[i]!) / Math.abs(half[i]!));
  const rises = changes.filter((change) => change > 0);
  const share = rises.length / changes.length;
  const rise = median(rises);
  if (share < RISING || !(rise >= RISE)) return [];
  return [
    {
      rule: 'oscillation',
      severity: 'warning',
      message: localizable(
        'the loss rose at {0} of the logged steps, by {1} (median), though every step sees the whole training set',
        percentText(share),
        percentText(rise),
      ),
      reason: localizable('The steps overshoot. Lower the learning rate, or let a schedule lower it.'),
      numbers: { share, rise },
      step: steps.at(-1)!,
      path: ['training', 'optimizer', 'learningRate'],
    },
  ];
}
