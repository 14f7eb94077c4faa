import type { Finding } from './finding';
import { localizable, percentText } from './finding';
import type { RunEvidence } from './runEvidence';
import { smallerSide } from './runEvidence';
import { newest, oldest } from './series';

/** Root mean square of sigma² − 1; Glorot's start has about 1. */
const DEVIATION = 0.02;

/**
 * The orthogonality penalty has reached its goal: at every kernel the root mean square of σ² − 1, which is
 * sqrt(‖WᵀW − I‖²_F / n) with n the smaller side, is at most 2 %. Further steps change the task only.
 */
export function orthogonal(run: RunEvidence): Finding[] {
  if (!run.regularizers.includes('ort')) return [];
  const kernels = run.layers
    .filter(({ hasKernel }) => hasKernel)
    .map((layer) => {
      const column = run.layerColumn(layer.name, 'orthogonalityError');
      const deviation = (error: number): number => Math.sqrt(error / smallerSide(layer));
      const [first] = oldest(run, column, 1);
      const [last] = newest(run, column, 1);
      return {
        name: layer.name,
        first: first === undefined ? NaN : deviation(first.value),
        last: last && { step: last.step, value: deviation(last.value) },
      };
    });
  const reached = kernels.every(({ last }) => last !== undefined && last.value <= DEVIATION);
  // Kernels may begin orthogonal; then the penalty has reached nothing.
  const hasWorked = kernels.some(({ first }) => first > DEVIATION);
  if (kernels.length === 0 || !reached || !hasWorked) return [];
  const worst = kernels.reduce((a, b) => (b.last!.value > a.last!.value ? b : a));
  return [
    {
      rule: 'orthogonal',
      severity: 'information',
      message: localizable(
        'every kernel is orthonormal to {0} (root mean square of σ² − 1; {1} is the farthest)',
        percentText(worst.last!.value),
        worst.name,
      ),
      reason: localizable(
        'The orthogonality penalty has reached its goal. All directions of a kernel count the same; none is turned towards the data by it.',
      ),
      numbers: { deviation: worst.last!.value },
      step: worst.last!.step,
      path: ['regularization', 'ort'],
    },
  ];
}
