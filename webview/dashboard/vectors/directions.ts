import type { Tensor } from '../../store/dataSource';

/** A list of vectors of one length, one after the other. */
export interface VectorList {
  readonly count: number;
  readonly length: number;
  /** Vector j at j * length. */
  readonly values: Float32Array;
}

/** The singular directions of one kernel as a snapshot has them. */
export interface Directions {
  /** All singular values, descending. */
  readonly sigma: Float32Array;
  /** By singular value: share of the energy of the layer's training inputs along its left vector; absent in snapshots of others. */
  readonly energy?: Float32Array;
  /** Numbers of the singular values whose vectors are here, ascending. */
  readonly kept: Int32Array;
  /** By place in `kept`: the vectors of the layer's input space (columns of U). */
  readonly inputs: VectorList;
  /** By place in `kept`: those of its output space (columns of V); absent where they were not asked for. */
  readonly outputs?: VectorList;
}

export const DIRECTION_ORDERS = ['energy', 'sigma'] as const;
export type DirectionOrder = (typeof DIRECTION_ORDERS)[number];

/**
 * Reads what a snapshot says of a kernel's singular directions.
 *
 * @param tensors  `s` [k], `u` [in, kept], and where there are any `dataEnergy` [k], `index` [kept], `v` [out, kept]
 * @returns undefined where the singular values or the input vectors are missing or do not fit each other
 */
export function readDirections(tensors: {
  readonly s?: Tensor | undefined;
  readonly u?: Tensor | undefined;
  readonly v?: Tensor | undefined;
  readonly dataEnergy?: Tensor | undefined;
  readonly index?: Tensor | undefined;
}): Directions | undefined {
  const { s, u, v, dataEnergy, index } = tensors;
  if (s === undefined || u === undefined || u.shape.length !== 2) return undefined;
  const count = u.shape[1]!;
  const kept = Int32Array.from(
    { length: count },
    index === undefined ? (_, i) => i : (_, i) => index.data[i] ?? -1,
  );
  if (kept.some((number) => number < 0 || number >= s.data.length)) return undefined;
  return {
    sigma: s.data,
    ...(dataEnergy?.data.length === s.data.length ? { energy: dataEnergy.data } : {}),
    kept,
    inputs: columnsOf(u),
    ...(v === undefined || v.shape[1] !== count ? {} : { outputs: columnsOf(v) }),
  };
}

/** The columns of a matrix [length, count] one after the other. */
export function columnsOf({ shape, data }: Tensor): VectorList {
  const [length, count] = shape as [number, number];
  const columns = new Float32Array(length * count);
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < count; j++) columns[j * length + i] = data[i * count + j]!;
  }
  return { count, length, values: columns };
}

export function vectorAt({ length, values }: VectorList, at: number): Float32Array {
  return values.subarray(at * length, (at + 1) * length);
}

/** The places in `kept` in an order: by data energy, where it is known, or by sigma; the largest first. */
export function inOrder({ kept, energy }: Directions, order: DirectionOrder): number[] {
  const places = Array.from(kept, (_, place) => place);
  if (order === 'sigma' || energy === undefined) return places;
  return places.sort((a, b) => energy[kept[b]!]! - energy[kept[a]!]! || a - b);
}

/** Share of the data's energy in the span of the directions at the given places, at most what rounding leaves of 1. */
export function captured({ kept, energy }: Directions, places: readonly number[]): number | undefined {
  if (energy === undefined) return undefined;
  return places.reduce((sum, place) => sum + energy[kept[place]!]!, 0);
}
