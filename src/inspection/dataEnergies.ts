import { svd } from '../diagnostics/svd';
import type { LayerDataMetrics } from '../messages/inspectorMessages';
import type { KernelAlgebra, KernelMatrix } from './algebra';

/** What is known of the inputs X [samples, rows] of a layer. */
export interface LayerInputs {
  /** X^T X [rows, rows], row by row. */
  readonly gram: Float32Array;
  readonly rows: number;
  /** ‖X‖²_F */
  readonly total: number;
  /** Eigenvalues of the Gram matrix, descending, and its eigenvectors [rows, rows] as columns. */
  readonly eigenvalues: Float64Array;
  readonly directions: Float64Array;
  readonly samples: number;
}

/** The data that an inspection has been given. */
export interface DataEnergies {
  readonly title: string;
  readonly samples: number;
  readonly notes: readonly string[];
  /** By layer name: those whose inputs are known with these data. */
  readonly inputs: ReadonlyMap<string, LayerInputs>;
  readonly reverseErrors: Readonly<Record<string, { readonly full: number; readonly local: number }>>;
}

/** Directions whose subspaces are compared. */
const COMPARED = 10;

/** A singular value counts as a direction from here on, as a share of the largest. */
const DIRECTION = 1e-6;

/** Eigenvalues and eigenvectors of a Gram matrix, ready for any kernel on the same inputs. */
export async function layerInputs(
  gram: Float32Array,
  rows: number,
  samples: number,
  algebra: KernelAlgebra,
  signal?: AbortSignal,
): Promise<LayerInputs> {
  const total = traceOf(gram, rows);
  // Symmetric and positive: its singular values are its eigenvalues.
  const { s, u } = await algebra.svd({ values: gram.slice(), rows, columns: rows }, { signal });
  return { gram, rows, total, eigenvalues: s, directions: u, samples };
}

/** ‖X‖²_F, the trace of X^T X [rows, rows]. */
export function traceOf(gram: Float32Array, rows: number): number {
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += gram[i * rows + i]!;
  return trace;
}

/** ‖X u_j‖² / ‖X‖²_F = u_j^T X^T X u_j / trace for every column of U [rows, k]. */
export async function energiesOf(
  u: KernelMatrix,
  { gram, rows, total }: LayerInputs,
  algebra: KernelAlgebra,
): Promise<Float64Array> {
  const { columns: k, values } = u;
  // The Gram matrix is its own transpose.
  const along = await algebra.product({ values: gram, rows, columns: rows }, u);
  const energies = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < k; j++) energies[j]! += values[row * k + j]! * along[row * k + j]!;
  }
  return energies.map((energy) => (total === 0 ? 0 : Math.max(0, energy) / total));
}

/** How many directions a kernel has: its singular values, descending, that differ from zero. */
export function directionCount(s: ArrayLike<number>): number {
  let count = 0;
  while (count < s.length && s[count]! > DIRECTION * s[0]!) count++;
  return count;
}

/**
 * What the data show of a kernel with left singular vectors U [rows, k] and singular values s.
 * @param energies of the columns of U
 */
export function dataMetrics(
  u: KernelMatrix,
  s: ArrayLike<number>,
  energies: Float64Array,
  inputs: LayerInputs,
): LayerDataMetrics {
  const seen = Array.from({ length: directionCount(s) }, (_, index) => index);
  const ceiling = inputs.eigenvalues.subarray(0, seen.length).reduce((sum, value) => sum + value, 0);
  const cosines = principalCosines(u, energies, seen, inputs);
  return {
    dataCapture: seen.reduce((sum, index) => sum + energies[index]!, 0),
    pcaCeiling: inputs.total === 0 ? 0 : Math.min(1, ceiling / inputs.total),
    topDataEnergy: energies.reduce((largest, energy) => Math.max(largest, energy), 0),
    principalCosines: cosines,
    directions: cosines.length,
    samples: inputs.samples,
  };
}

/**
 * Cosines of the principal angles between the kernel's best directions by data energy and as many of the data's:
 * the singular values of P^T U_S (Björck and Golub 1973).
 */
function principalCosines(
  { values, columns: k }: KernelMatrix,
  energies: Float64Array,
  seen: readonly number[],
  { directions, rows }: LayerInputs,
): number[] {
  const count = Math.min(COMPARED, seen.length);
  if (count === 0) return [];
  const best = [...seen].sort((a, b) => energies[b]! - energies[a]!).slice(0, count);
  const product = new Float64Array(count * count);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < count; i++) {
      const p = directions[row * rows + i]!;
      best.forEach((index, j) => (product[i * count + j]! += p * values[row * k + index]!));
    }
  }
  return [...svd(product, count, count, { vectors: false }).s].map((cosine) => Math.min(1, cosine));
}
