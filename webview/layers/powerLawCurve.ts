import type { PowerLaw } from '../../src/diagnostics/kernel/powerLaw';

/**
 * The singular values that a power-law tail of the eigenvalues lambda = sigma^2 predicts, by rank: a share i / n of
 * the n eigenvalues above xmin is expected beyond lambda where (lambda / xmin)^(1 - alpha) = i / n, so that
 *
 *     sigma_i = sqrt(xmin * (i / n)^(-1 / (alpha - 1)))
 *
 * Evaluated in the middle of each rank, i = rank - 1/2.
 */
export function powerLawSigmas({ alpha, xmin, tail }: PowerLaw): Float64Array {
  if (!(alpha > 1) || !(xmin > 0)) return new Float64Array(0);
  return Float64Array.from({ length: tail }, (_, rank) =>
    Math.sqrt(xmin * ((rank + 0.5) / tail) ** (-1 / (alpha - 1))),
  );
}
