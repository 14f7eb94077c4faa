import { maxOfLastAxis, mean, sum } from './arrays';
import { add, exp, log, mul, scale, sub } from './elementwise';
import { forward } from './oracleNetwork';
import { penaltyOf, total } from './oraclePenalties';
import type { OracleBatch, OracleDraws, OracleSpec, OracleWeights } from './oracleSpec';
import { constant, gradients, variable, type Value } from './tape';

export interface OracleStep {
  readonly loss: number;
  readonly taskLoss: number;
  /** By kind, already weighted. */
  readonly penalties: Readonly<Record<string, number>>;
}

export interface OracleLoss extends OracleStep {
  /** By weight name. */
  readonly gradients: Readonly<Record<string, Float64Array>>;
}

/** The training loss of one batch and its gradients, in float64, straight from the formulas of the mathematics page. */
export function oracleLoss(
  spec: OracleSpec,
  weights: OracleWeights,
  batch: OracleBatch,
  draws: OracleDraws = {},
): OracleLoss {
  const variables = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, variable(shape, data)]),
  );
  const passes = forward(spec.layers, variables, constant(batch.x.shape, batch.x.data));
  const taskLoss = crossEntropy(spec.loss, passes.at(-1)!.output, constant(batch.y.shape, batch.y.data));
  const penalties: Record<string, number> = {};
  const terms = spec.penalties.map((penalty) => {
    const term = penaltyOf(penalty, passes, variables, draws);
    penalties[penalty.kind] = (penalties[penalty.kind] ?? 0) + term.item();
    return term;
  });
  const loss = add(taskLoss, total(terms));
  const names = Object.keys(variables);
  const found = gradients(loss, Object.values(variables));
  return {
    loss: loss.item(),
    taskLoss: taskLoss.item(),
    penalties,
    gradients: Object.fromEntries(names.map((name, i) => [name, found[i]!])),
  };
}

/** Mean over the batch; `Twice` takes the softmax for the logits of another one, as the reference code does. */
function crossEntropy(kind: OracleSpec['loss'], output: Value, y: Value): Value {
  const logits = kind === 'softmaxCrossEntropyTwice' ? exp(logSoftmax(output)) : output;
  const likelihood = sum(mul(y, logSoftmax(logits)), [1]);
  return scale(mean(likelihood), -1);
}

function logSoftmax(z: Value): Value {
  const shifted = sub(z, maxOfLastAxis(z));
  return sub(shifted, log(sum(exp(shifted), [1], true)));
}

export interface OracleTraining {
  readonly learningRate: number;
  readonly steps: number;
  /** Adam's, Kingma & Ba 2015; defaults 0.9, 0.999 and 1e-8, the last added after the bias correction. */
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly drawsForStep?: (step: number) => OracleDraws;
}

/**
 * Adam over the batches in turn, from the first again after the last.
 *
 * @returns the values before each step's update, and the weights after the last update
 */
export function oracleTrain(
  spec: OracleSpec,
  weights: OracleWeights,
  batches: readonly OracleBatch[],
  options: OracleTraining,
): { steps: OracleStep[]; weights: Record<string, { shape: readonly number[]; data: Float64Array }> } {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const current = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const first = Object.fromEntries(
    Object.entries(current).map(([name, { data }]) => [name, data.map(() => 0)]),
  );
  const second = Object.fromEntries(
    Object.entries(current).map(([name, { data }]) => [name, data.map(() => 0)]),
  );
  const steps: OracleStep[] = [];
  for (let step = 0; step < options.steps; step++) {
    const draws = options.drawsForStep?.(step) ?? {};
    const { gradients: found, ...values } = oracleLoss(spec, current, batches[step % batches.length]!, draws);
    steps.push(values);
    const firstCorrection = 1 - beta1 ** (step + 1);
    const secondCorrection = 1 - beta2 ** (step + 1);
    for (const [name, gradient] of Object.entries(found)) {
      const { data } = current[name]!;
      const m = first[name]!;
      const v = second[name]!;
      gradient.forEach((slope, i) => {
        m[i] = beta1 * m[i]! + (1 - beta1) * slope;
        v[i] = beta2 * v[i]! + (1 - beta2) * slope * slope;
        const denominator = Math.sqrt(v[i]! / secondCorrection) + epsilon;
        data[i]! -= (options.learningRate * (m[i]! / firstCorrection)) / denominator;
      });
    }
  }
  return { steps, weights: current };
}
