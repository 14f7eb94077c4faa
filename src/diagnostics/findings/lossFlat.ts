import type { Finding, LocalizableText } from './finding';
import { localizable, numberText, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { isFarEnough } from './runEvidence';
import type { Series } from './series';
import { blockMeans, blockStart, mean, measured, newest } from './series';

/** Stretches that the course is cut into, and how many of the last must be level: the last third of the run. */
const BLOCKS = 21;
const LEVEL_BLOCKS = 7;
const POINTS = 2 * BLOCKS;
/** Level: the stretches' means differ by less than this part of the loss's whole course, or of the loss itself. */
const OF_COURSE = 0.005;
const OF_LOSS = 0.002;
/** A schedule that has all but ended explains a level loss. */
const LEARNING_RATE = 0.01;
/** Below this training accuracy there is something left to learn; a loss that cannot fall is told of at once. */
const ACCURACY = 0.95;
/** How close a loss is to what saturated or guessed outputs give. */
const CLOSE = 0.01;

/**
 * The task loss no longer moves, though the training set is not learned. Two causes show in the numbers:
 *
 * - Saturated softmax. With cross-entropy of a softmax of a softmax, outputs that are all but one-hot give exactly
 *   log(e + C − 1) − 1 for a right answer and 1 more for a wrong one, so loss = floor + (1 − accuracy), and the gradient
 *   through the inner softmax is zero.
 * - Guessing. Equal outputs give log C, and the accuracy is that of one class for all.
 *
 * A loss that is level with a learning rate that has gone to zero is none.
 */
export function lossFlat(run: RunEvidence): Finding[] {
  const loss = measured(run, run.column('taskLoss'));
  const [accuracy] = newest(run, run.column('trainAccuracy'), 1);
  if (loss.values.length < POINTS || accuracy === undefined || !isFarEnough(run)) return [];
  const since = flatSince(loss);
  if (since === undefined || !stillLearns(run)) return [];
  const level = mean(loss.values, blockStart(loss.values.length, BLOCKS, BLOCKS - LEVEL_BLOCKS));
  const cause = causeOf(run, level, accuracy.value);
  if (cause === undefined) return [];
  return [
    {
      rule: 'loss-flat',
      severity: 'warning',
      message: localizable(
        'task loss is flat at {0} since step {1}, training accuracy {2}',
        numberText(level),
        since,
        percentText(accuracy.value),
      ),
      reason: cause.reason,
      numbers: { loss: level, since, trainAccuracy: accuracy.value },
      step: since,
      path: cause.path,
    },
  ];
}

/** The first step from which on the means of all stretches are level; undefined where the last third is not. */
function flatSince({ steps, values }: Series): number | undefined {
  const means = blockMeans(values, BLOCKS);
  const last = means.at(-1)!;
  const course = Math.max(...means) - Math.min(...means);
  const tolerance = Math.max(OF_COURSE * course, OF_LOSS * Math.abs(last));
  const lastMoving = means.findLastIndex((value) => Math.abs(value - last) > tolerance);
  if (lastMoving >= BLOCKS - LEVEL_BLOCKS) return undefined;
  return steps[blockStart(values.length, BLOCKS, lastMoving + 1)];
}

function stillLearns(run: RunEvidence): boolean {
  const { values } = measured(run, run.column('learningRate'));
  const highest = values.reduce((most, rate) => Math.max(most, rate), 0);
  return highest > 0 && values.at(-1)! > LEARNING_RATE * highest;
}

function causeOf(
  { loss, classCount }: RunEvidence,
  level: number,
  accuracy: number,
): { reason: LocalizableText; path: Finding['path'] } | undefined {
  if (loss === 'softmaxCrossEntropyTwice' && classCount > 1) {
    const floor = Math.log(Math.E + classCount - 1) - 1;
    if (accuracy < 1 - CLOSE && Math.abs(level - (floor + 1 - accuracy)) < CLOSE) {
      return {
        reason: localizable(
          'Saturated softmax: the loss takes the softmax twice, and the outputs are so far apart that the inner one is one-hot and passes no gradient. Use softmaxCrossEntropy, or smaller inputs.',
        ),
        path: ['training', 'loss'],
      };
    }
  }
  if (accuracy >= ACCURACY) return undefined;
  const guessing = Math.log(classCount);
  if (classCount > 1 && Math.abs(level - guessing) < CLOSE * guessing && accuracy < 1.5 / classCount) {
    return {
      reason: localizable(
        'The loss is that of guessing among {0} classes: the outputs do not depend on the inputs. Dead ReLU units, a learning rate that is far off, or a penalty that outweighs the task can be the cause.',
        classCount,
      ),
      path: ['training', 'optimizer', 'learningRate'],
    };
  }
  return {
    reason: localizable(
      'The training has come to rest without having learned its own samples. A higher learning rate, another initialization, a weaker penalty or a larger network may get further.',
    ),
    path: ['training', 'optimizer', 'learningRate'],
  };
}
