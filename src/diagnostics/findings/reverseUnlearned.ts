import type { Finding } from './finding';
import { localizable, numberText } from './finding';
import type { RunEvidence } from './runEvidence';
import { median, newest, oldest } from './series';

/** Hardly better than an empty picture, whose error is 1. */
const ERROR = 0.95;
/** The penalty moved the error by less than this. */
const MOVED = 0.03;
/** Logged steps, for the medians at both ends to differ. */
const POINTS = 20;
const ENDS = 5;

/**
 * A whole training with a reverse penalty has rebuilt nothing at any layer: every relative error is still above 0.95,
 * whether it has fallen to there or stayed where it began. Of a training that ended only; the errors move last where
 * lambda is small.
 */
export function reverseUnlearned(run: RunEvidence): Finding[] {
  const regularizer = run.regularizers.find((name) => name === 'rr' || name === 'rr-local');
  if (regularizer === undefined || !run.hasEnded || run.step < run.steps) return [];
  const metric = regularizer === 'rr' ? 'reverseErrorFull' : 'reverseErrorLocal';
  const changes = run.layers
    .filter(({ hasKernel }) => hasKernel)
    .flatMap(({ name }) => {
      const column = run.layerColumn(name, metric);
      const last = newest(run, column, POINTS);
      if (last.length < POINTS) return [];
      const first = oldest(run, column, ENDS);
      return [
        {
          first: median(first.map(({ value }) => value)),
          last: median(last.slice(-ENDS).map(({ value }) => value)),
          step: last.at(-1)!.step,
        },
      ];
    });
  if (changes.length === 0) return [];
  if (changes.some(({ last }) => last < ERROR)) return [];
  const hasMoved = changes.some(({ first, last }) => first - last > MOVED);
  const lowest = changes.reduce((a, b) => (b.last < a.last ? b : a));
  return [
    {
      rule: 'reverse-unlearned',
      severity: 'warning',
      message: localizable(
        'no layer rebuilds its input: relative error {0} at best, {1} at the start',
        numberText(lowest.last),
        numberText(lowest.first),
      ),
      reason: hasMoved
        ? localizable(
            'An empty picture has an error of 1. The reverse penalty has lowered errors, not far enough: train for more steps, or raise its lambda.',
          )
        : localizable('The reverse penalty has changed nothing. Raise its lambda, or train for more steps.'),
      numbers: { first: lowest.first, last: lowest.last },
      step: lowest.step,
      path: ['regularization', regularizer, 'lambda'],
    },
  ];
}
