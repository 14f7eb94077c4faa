import type { Svd } from '../../../src/diagnostics/svd';
import { svd } from '../../../src/diagnostics/svd';
import { Random } from '../../../src/random/random';
import type { VectorList } from './directions';
import { vectorAt } from './directions';
import { productsOf } from './matching';
import type { SampleRows } from '../../../src/diagnostics/patches';

/** The principal directions of samples, not centred, as the kernel meets them. */
export interface PrincipalDirections {
  /** Unit vectors, the one with most energy first. */
  readonly vectors: VectorList;
  /** By direction: share of the samples' energy ||X||_F^2 along it, descending. */
  readonly energy: Float64Array;
}

/** Up to this many samples or values of one the whole SVD is fast. */
const WHOLE_UP_TO = 32;
/** Directions beyond those asked for: the iteration converges by the gap behind them. */
const SPARE = 4;
const ROUNDS_AT_MOST = 30;
/** Change of the captured share of energy in a round at which the directions count as found. */
const SETTLED = 1e-7;

/**
 * The leading right singular vectors of the samples X [count, length] and their energies s_j^2 / ||X||_F^2.
 *
 * @param atMost  directions
 * @returns undefined where all samples are zero or one is not finite
 */
export function principalDirections(samples: SampleRows, atMost: number): PrincipalDirections | undefined {
  const { count, length, values } = samples;
  const total = energyOf(values);
  if (total === 0 || !Number.isFinite(total)) return undefined;
  const found =
    Math.min(count, length) <= WHOLE_UP_TO
      ? svd(values, count, length)
      : leadingDirections(samples, atMost, total);
  const { s, v } = found;
  const rank = s.filter((sigma) => sigma > 1e-6 * s[0]!).length;
  const kept = Math.min(rank, atMost);
  const vectors = new Float32Array(kept * length);
  for (let j = 0; j < kept; j++) {
    for (let i = 0; i < length; i++) vectors[j * length + i] = v[i * s.length + j]!;
  }
  return {
    vectors: { count: kept, length, values: vectors },
    energy: s.slice(0, kept).map((sigma) => (sigma * sigma) / total),
  };
}

/**
 * Subspace iteration (Halko, Martinsson & Tropp 2011, section 4.5) with a Rayleigh-Ritz step: the whole SVD of many
 * patches would take seconds.
 *
 * @param total  ||X||_F^2
 * @returns singular values, and right singular vectors [length, s.length] row by row
 */
function leadingDirections(samples: SampleRows, atMost: number, total: number): Pick<Svd, 's' | 'v'> {
  const { count, length } = samples;
  const size = Math.min(atMost + SPARE, count, length);
  const random = new Random('principal directions');
  const start = Float64Array.from({ length: size * length }, () => random.normal());
  let basis = orthonormalised(start, size, length);
  let along = project(samples, basis, size);
  let captured = 0;
  for (let round = 0; round < ROUNDS_AT_MOST; round++) {
    basis = orthonormalised(backProject(samples, along, size), size, length);
    along = project(samples, basis, size);
    const before = captured;
    captured = energyOf(along) / total;
    if (Math.abs(captured - before) <= SETTLED * captured) break;
  }
  // Within the subspace, the SVD of X Q turns its basis into the principal directions.
  const { s, v: turns } = svd(along, count, size);
  const v = new Float64Array(length * s.length);
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < s.length; j++) {
      for (let k = 0; k < size; k++)
        v[i * s.length + j]! += basis[k * length + i]! * turns[k * s.length + j]!;
    }
  }
  return { s, v };
}

/** Shares ||X u||^2 / ||X||_F^2 of the samples' energy along unit vectors: those at the given places, in that order. */
export function energiesAlong(
  { count, length, values }: SampleRows,
  vectors: VectorList,
  places: readonly number[],
): number[] {
  const total = energyOf(values);
  return places.map((place) => {
    const vector = vectorAt(vectors, place);
    let along = 0;
    for (let row = 0; row < count; row++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += values[row * length + i]! * vector[i]!;
      along += product * product;
    }
    return total === 0 ? 0 : along / total;
  });
}

/**
 * Principal angles between the spans of two sets of orthonormal vectors (Björck & Golub 1973), in degrees, ascending:
 * the arc cosines of the singular values of P^T U. As many as the smaller set has vectors.
 */
export function principalAngles(
  one: VectorList,
  places: readonly number[],
  other: VectorList,
  others: readonly number[],
): number[] {
  if (places.length === 0 || others.length === 0) return [];
  const products = productsOf(one, places, other, others);
  const { s } = svd(products, places.length, others.length, { vectors: false });
  return Array.from(s, (cosine) => (Math.acos(Math.min(1, cosine)) * 180) / Math.PI);
}

function energyOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

/** X Q [count, size], for a basis Q given vector after vector. */
function project({ count, length, values }: SampleRows, basis: Float64Array, size: number): Float64Array {
  const along = new Float64Array(count * size);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += values[row * length + i]! * basis[j * length + i]!;
      along[row * size + j] = sum;
    }
  }
  return along;
}

/** Xᵀ Y, vector after vector. */
function backProject({ count, length, values }: SampleRows, along: Float64Array, size: number): Float64Array {
  const vectors = new Float64Array(size * length);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < size; j++) {
      const weight = along[row * size + j]!;
      for (let i = 0; i < length; i++) vectors[j * length + i]! += weight * values[row * length + i]!;
    }
  }
  return vectors;
}

/** The vectors made orthonormal, by Gram-Schmidt done twice; one that depends on those before it becomes zero. */
function orthonormalised(vectors: Float64Array, size: number, length: number): Float64Array {
  for (let j = 0; j < size; j++) {
    const own = vectors.subarray(j * length, (j + 1) * length);
    const before = Math.sqrt(energyOf(own));
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let product = 0;
        for (let i = 0; i < length; i++) product += own[i]! * vectors[k * length + i]!;
        for (let i = 0; i < length; i++) own[i]! -= product * vectors[k * length + i]!;
      }
    }
    const norm = Math.sqrt(energyOf(own));
    const scale = norm > 1e-10 * before ? 1 / norm : 0;
    for (let i = 0; i < length; i++) own[i]! *= scale;
  }
  return vectors;
}
