import { assign } from './assignment';
import type { VectorList } from './directions';

/** Below it two unit vectors have less than half their energy in common: then one is not the other, moved on. */
export const SAME_DIRECTION = Math.SQRT1_2;

/** What became of a direction since another snapshot. */
export interface Match {
  /** Place of the direction there. */
  readonly place: number;
  /** Of the angle between the two, with its sign: -1 to 1. */
  readonly cosine: number;
}

/** Multiplications that one matching may cost, so that scrubbing stays smooth. */
const PRODUCTS_AT_MOST = 1.5e7;

/**
 * Pairs the directions of two snapshots of a kernel so that the sum of |cosine| is the largest; none is used twice.
 * Singular vectors have no sign, and change places when singular values cross.
 *
 * @param leading  by snapshot, places from the most telling on: of large kernels only so many are paired as is fast
 * @returns by place in `now`: its partner in `before`; undefined where there is none
 */
export function matchDirections(
  before: VectorList,
  now: VectorList,
  leading: { readonly before: readonly number[]; readonly now: readonly number[] },
): (Match | undefined)[] {
  const matches = Array.from({ length: now.count }, (): Match | undefined => undefined);
  if (before.length !== now.length) return matches;
  const limit = Math.floor(Math.sqrt(PRODUCTS_AT_MOST / Math.max(1, now.length)));
  const olds = leading.before.slice(0, limit);
  const news = leading.now.slice(0, limit);
  const cosines = productsOf(now, news, before, olds);
  const partner = assign(cosines.map(Math.abs), news.length, olds.length);
  for (const [i, j] of partner.entries()) {
    if (j >= 0) matches[news[i]!] = { place: olds[j]!, cosine: cosines[i * olds.length + j]! };
  }
  return matches;
}

/** Names and signs of a kernel's directions that outlast the steps. */
export interface Tracked {
  /** By place: a number that the same direction had at the snapshot shown before. */
  readonly ids: readonly number[];
  /** By place: the factor, 1 or -1, that a vector and its partner of the other space are drawn with. */
  readonly signs: readonly (1 | -1)[];
  /** By place: |cosine| with the same direction at the snapshot shown before; undefined for a new one. */
  readonly cosines: readonly (number | undefined)[];
  readonly nextId: number;
}

/** The first snapshot shown: signs stay as they were stored, with the entry of largest magnitude positive. */
export function trackFirst(count: number): Tracked {
  return {
    ids: Array.from({ length: count }, (_, place) => place),
    signs: Array.from({ length: count }, () => 1),
    cosines: Array.from({ length: count }, () => undefined),
    nextId: count,
  };
}

/** Carries names and signs on to another snapshot; directions without a likeness in the old one get new names. */
export function trackOn(tracked: Tracked, matches: readonly (Match | undefined)[]): Tracked {
  let { nextId } = tracked;
  const ids: number[] = [];
  const signs: (1 | -1)[] = [];
  const cosines: (number | undefined)[] = [];
  for (const match of matches) {
    const isSame = match !== undefined && Math.abs(match.cosine) >= SAME_DIRECTION;
    ids.push(isSame ? tracked.ids[match.place]! : nextId++);
    signs.push(isSame && match.cosine * tracked.signs[match.place]! < 0 ? -1 : 1);
    cosines.push(isSame ? Math.abs(match.cosine) : undefined);
  }
  return { ids, signs, cosines, nextId };
}

/** [places, others]: the products of every vector of one list with every vector of the other. */
export function productsOf(
  one: VectorList,
  places: readonly number[],
  other: VectorList,
  others: readonly number[],
): Float64Array {
  const { length } = one;
  const [a, b] = [one.values, other.values];
  const products = new Float64Array(places.length * others.length);
  for (let i = 0; i < places.length; i++) {
    const from = places[i]! * length;
    for (let j = 0; j < others.length; j++) {
      const to = others[j]! * length;
      let sum = 0;
      for (let k = 0; k < length; k++) sum += a[from + k]! * b[to + k]!;
      products[i * others.length + j] = sum;
    }
  }
  return products;
}
