import type { Finding } from './finding';
import { localizable, numberText, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { isFarEnough } from './runEvidence';
import { mean, measured, newest } from './series';

/** A large penalty alone is no harm (the paper's own is 300 times the task loss); the task must suffer too. */
const TIMES = 10;
/** Not learned: the task loss has not fallen by 2 %. */
const FALLEN = 0.98;
const ACCURACY = 0.9;
const POINTS = 20;

/** A weighted penalty is many times the task loss, and the task has not been learned at all. */
export function penaltyDominates(run: RunEvidence): Finding[] {
  const task = measured(run, run.column('taskLoss'));
  const [accuracy] = newest(run, run.column('trainAccuracy'), 1);
  const count = task.values.length;
  if (count < POINTS || accuracy === undefined || !isFarEnough(run)) return [];
  const tenth = Math.floor(count / 10);
  const now = mean(task.values, count - tenth);
  const first = Math.min(task.values[0]!, mean(task.values, 0, tenth));
  if (now < FALLEN * first || accuracy.value >= ACCURACY) return [];
  return run.regularizers.flatMap((name) => {
    const { values } = measured(run, run.penalty(name));
    if (values.length < POINTS) return [];
    const penalty = mean(values, values.length - tenth);
    if (Math.abs(penalty) < TIMES * Math.abs(now)) return [];
    return [
      {
        rule: 'penalty-dominates',
        severity: 'warning',
        message: localizable(
          'penalty {0} is {1} times the task loss, which has not fallen: {2}, at the start {3}; training accuracy {4}',
          name,
          numberText(penalty / now),
          numberText(now),
          numberText(first),
          percentText(accuracy.value),
        ),
        reason: localizable('The training follows the penalty only. Lower its lambda.'),
        numbers: { penalty, taskLoss: now, firstTaskLoss: first, trainAccuracy: accuracy.value },
        step: task.steps.at(-1)!,
        path: ['regularization', name, ...(name === 'weissi' ? [] : ['lambda'])],
      },
    ];
  });
}
