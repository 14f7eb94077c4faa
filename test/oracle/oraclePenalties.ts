import { matMul, reshape, sum } from './arrays';
import { abs, add, atLeast, div, log, mul, scale, sqrt, square, sub } from './elementwise';
import { rebuildAll, rebuildError, rebuildLocally, type LayerPass, type Variables } from './oracleNetwork';
import type { OracleDraws, OraclePenalty } from './oracleSpec';
import { constant, scalar, type Value } from './tape';

/** The weighted penalty, a scalar. */
export function penaltyOf(
  penalty: OraclePenalty,
  passes: readonly LayerPass[],
  weights: Variables,
  draws: OracleDraws,
): Value {
  const names = passes.filter(({ layer }) => layer.kind !== 'flatten').map(({ layer }) => layer.name);
  const kernels = names.map((name) => asMatrix(weights[`${name}/kernel`]!));
  switch (penalty.kind) {
    case 'rr':
    case 'rr-local': {
      const rebuilt = (penalty.kind === 'rr' ? rebuildAll : rebuildLocally)(passes, weights);
      const { lambda } = penalty;
      const terms = rebuilt.map((input, i) =>
        scale(
          rebuildError(input, penalty.reduction ?? 'sum'),
          typeof lambda === 'number' ? lambda : lambda[i]!,
        ),
      );
      return total(terms);
    }
    case 'ort':
      return scale(total(kernels.map((kernel, i) => ort(kernel, draws[names[i]!]!))), penalty.lambda);
    case 'weissi':
      return total(kernels.map((kernel) => weissi(kernel, penalty.lambdaNorm, penalty.lambdaL1)));
    case 'weightDecay':
      return scale(total(kernels.map((kernel) => sum(square(kernel)))), penalty.lambda / 2);
  }
}

/** [kh, kw, in, out] as [kh·kw·in, out]. */
function asMatrix(kernel: Value): Value {
  const out = kernel.shape.at(-1)!;
  return reshape(kernel, [kernel.data.length / out, out]);
}

/** Squared estimate of the spectral norm of A = WᵀW − I by one power iteration from the draws. */
function ort(kernel: Value, draws: ArrayLike<number>): Value {
  const size = kernel.shape[1]!;
  const identity = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  const a = sub(matMul(kernel, kernel, { transposeA: true }), constant([size, size], identity));
  const start = normalized(constant([size, 1], draws));
  const v = normalized(matMul(a, start, { transposeA: true }));
  const u = normalized(matMul(a, v));
  return reshape(square(matMul(u, matMul(a, v), { transposeA: true })), []);
}

function normalized(t: Value): Value {
  return div(t, sqrt(atLeast(sum(square(t)), 1e-12)));
}

/** lambda_norm log ‖W‖ + lambda_l1 ‖W/‖W‖‖₁ with the Frobenius norm, taken as 1e-6 where it is less. */
function weissi(kernel: Value, lambdaNorm: number, lambdaL1: number): Value {
  const norm = sqrt(atLeast(sum(square(kernel)), 1e-12));
  const l1 = sum(abs(div(kernel, norm)));
  return add(mul(log(norm), scalar(lambdaNorm)), mul(l1, scalar(lambdaL1)));
}

export function total(terms: readonly Value[]): Value {
  return terms.reduce((result, term) => add(result, term), scalar(0));
}
