/** Columns with one of them put before another one, or last where there is none. */
export function movedBefore(
  columns: readonly string[],
  column: string,
  before: string | undefined,
): string[] {
  if (column === before) return [...columns];
  const others = columns.filter((each) => each !== column);
  const place = before === undefined ? -1 : others.indexOf(before);
  return place < 0 ? [...others, column] : others.toSpliced(place, 0, column);
}

/** Columns with one of them some places further, or less far where the end comes first. */
export function movedBy(columns: readonly string[], column: string, by: number): string[] {
  const others = columns.filter((each) => each !== column);
  const place = Math.max(0, Math.min(others.length, columns.indexOf(column) + by));
  return others.toSpliced(place, 0, column);
}

/**
 * Columns with one more: after the nearest of them that precedes it where all stand in their order.
 *
 * @param all  in that order
 */
export function withColumn(columns: readonly string[], column: string, all: readonly string[]): string[] {
  const before = all.slice(0, all.indexOf(column)).findLast((each) => columns.includes(each));
  return columns.toSpliced(before === undefined ? 0 : columns.indexOf(before) + 1, 0, column);
}
