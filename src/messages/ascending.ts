/** The last index of an ascending list whose entry is at most `limit`; -1 where all are larger. */
export function rowAt(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first index of an ascending list whose entry is at least `limit`; `count` where all are smaller. */
export function firstAtLeast(
  ascending: ArrayLike<number>,
  limit: number,
  count: number = ascending.length,
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the entry of an ascending list that is nearest to a value, the earlier of equals; -1 where there is none. */
export function nearestRow(ascending: ArrayLike<number>, value: number): number {
  if (ascending.length === 0) return -1;
  const after = Math.min(firstAtLeast(ascending, value), ascending.length - 1);
  return after > 0 && value - ascending[after - 1]! <= ascending[after]! - value ? after - 1 : after;
}
